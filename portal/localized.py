"""Pages in the reader's language where they are written in it; elsewhere the page that is there, and its language.

Stored links name one page, whatever language it is in: who follows them from a Spanish page comes to the Spanish one as
soon as there is one, and nobody has to mend links.
"""

from django.conf import settings
from django.db.models import F, Q
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Locale, Page

from portal.page_cache import remembered


def shown_pages(ids, pages=None) -> dict[int, Page]:
    """Id → the live page to show for it, with its `language`. One query; ids of pages that nobody may see are left out."""
    pages = (Page.objects if pages is None else pages).annotate(language=F("locale__language_code"))
    language = get_language()
    if language in (None, settings.LANGUAGE_CODE):
        return {page.pk: page for page in pages.filter(pk__in=ids, live=True)}
    ids = set(ids)
    named = Page.objects.filter(pk__in=ids).values("translation_key")
    # an alias holds the words of another language
    translations = Q(translation_key__in=named, locale__language_code=language, alias_of=None)
    rows = list(pages.filter(Q(pk__in=ids) | translations, live=True))
    translated = {row.translation_key: row for row in rows if row.language == language and not row.alias_of_id}
    return {row.pk: translated.get(row.translation_key, row) for row in rows if row.pk in ids}


def foreign(code) -> dict | None:
    """{code, name} of a language that is not the reader's; None when it is."""
    return None if code in (None, "", get_language()) else {"code": code, "name": get_language_info(code)["name_local"]}


def own_address(address) -> str:
    """An address on this site, stored as it is in English, in the reader's language: every view has all of them."""
    if not address or not address.startswith("/"):
        return address or ""
    language = get_language() or settings.LANGUAGE_CODE
    with override(settings.LANGUAGE_CODE):  # Django finds an address in the language that is active
        return translate_url(address, language)


def is_original(page) -> bool:
    """Is it written in the default language? No query: a page knows only the number of its language."""
    codes = remembered("locale codes", lambda: dict(Locale.objects.values_list("pk", "language_code")))
    return codes.get(page.locale_id) == settings.LANGUAGE_CODE


def original_of(page) -> Page:
    """The page of the default language that this one translates; the page itself where there is none."""

    def find():
        pages = Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        return pages.filter(translation_key=page.translation_key).specific().first()

    return remembered(("original", page.translation_key), find) or page
