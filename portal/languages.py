"""The languages of the site: which of them a page is written in, and where an address in another one leads.

A language belongs to the site from the day its home page is live. There is no machine text: what is not translated is
shown in the default language, and marked as that.
"""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import translate_url
from django.utils.translation import get_language_from_path, get_language_info
from wagtail.models import Page

from portal.page_cache import remembered
from portal.translations import notice_for


def live_locales() -> list[dict]:
    """Languages whose home page is live, in the order of the settings: {pk, code, home_url, home_path}."""
    from portal.models import HomePage

    order = [code for code, _name in settings.LANGUAGES]
    roots = Page.objects.exclude(sites_rooted_here=None).values("translation_key")
    homes = HomePage.objects.live().filter(alias_of=None, translation_key__in=roots, locale__language_code__in=order)
    rows = [
        {"pk": home.locale_id, "code": home.locale.language_code, "home_url": home.url, "home_path": home.path}
        for home in homes.select_related("locale")
    ]
    return sorted(rows, key=lambda row: order.index(row["code"]))


def frame_languages(request, page, current, translations=None) -> dict:
    """`languages`: the choice of languages; `alternates`: addresses for search engines. Both empty with one language."""
    locales = remembered("locales", live_locales)
    if len(locales) < 2:
        return {"languages": [], "alternates": []}
    pages = translations_of(page, locales) if translations is None else {}
    versions = {code: row.url for code, row in pages.items()} or translations or versions_of(request, page, locales)
    versions = {locale["code"]: versions[locale["code"]] for locale in locales if locale["code"] in versions}
    base = page.full_url if page is not None and page.pk else None
    return {
        "languages": [entry(locale, versions, current) for locale in locales],
        "alternates": alternates(base or request.build_absolute_uri(), versions),
        "translation_notice": notice_for(page, pages.get(settings.LANGUAGE_CODE)),
    }


def translations_of(page, locales) -> dict[str, Page]:
    """Language → live page, for each language a page is written in. An alias holds the words of another one."""
    if page is None or not page.pk or not page.locale_id:
        return {}
    codes = {locale["pk"]: locale["code"] for locale in locales}
    rows = page.get_translations(inclusive=True).live().public().filter(alias_of=None)
    return {codes[row.locale_id]: row for row in rows if row.locale_id in codes}


def versions_of(request, page, locales) -> dict[str, str]:
    """Language → address of what a view without a page shows: every language has it, under the same address."""
    if page is not None and page.pk:
        return {}
    match = getattr(request, "resolver_match", None)
    if match and not match.args and not match.kwargs and request.method == "GET":  # a view that every language has
        return {locale["code"]: translate_url(request.path, locale["code"]) for locale in locales}
    return {}


def entry(locale, versions, current) -> dict:
    """One line of the choice. Without a translation it leads to the page in the default language and says so."""
    code, default = locale["code"], settings.LANGUAGE_CODE
    content_code = code if code in versions or default not in versions else default
    return {
        "code": code,
        "name": own_name(code),
        "url": versions.get(content_code, locale["home_url"]),
        "content_code": content_code,
        "content_name": own_name(content_code),
        "is_translation": code in versions,
        "is_current": code == current,
    }


def own_name(code) -> str:
    return get_language_info(code)["name_local"].capitalize()


def alternates(base, versions) -> list[dict]:
    if len(versions) < 2:
        return []
    rows = [{"code": code, "url": urljoin(base, url)} for code, url in versions.items()]
    default = [{"code": "x-default", "url": row["url"]} for row in rows if row["code"] == settings.LANGUAGE_CODE]
    return rows + default


def language_of(page, active) -> str:
    """The language of a page's words: an alias below another home page still holds those of its source."""
    while page is not None and page.pk and page.alias_of_id:
        page = page.alias_of
        active = page.locale.language_code
    return active


class UnwrittenLanguageMiddleware:
    """/es/… leads to the address without prefix for as long as there is no home page in Spanish.

    Wagtail and our views would serve English words there, under a second address and marked as Spanish.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        code = get_language_from_path(request.path_info)
        if code is None or code == settings.LANGUAGE_CODE or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if any(locale["code"] == code for locale in remembered("locales", live_locales)):
            return self.get_response(request)
        rest = request.get_full_path()[1:].partition("/")[2]
        return HttpResponseRedirect(f"/{rest.lstrip('/')}")
