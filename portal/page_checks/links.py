"""Links out of a page: to pages, pictures, documents, terms, typed addresses. Which of them lead nowhere."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from modelcluster.fields import ParentalManyToManyField
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Site

from portal.models import OutsideAddress, PortalImage
from portal.page_checks.passages import Passage
from portal.page_checks.registry import Note, check

PAGE, IMAGE, DOCUMENT, PATH, URL = "wagtailcore.page", "portal.portalimage", "wagtaildocs.document", "path", "url"
NO_CONTENT = {
    "alias_of",
    "content_type",
    "latest_revision",
    "live_revision",
    "locale",
    "locked_by",
    "owner",
    "owner_team",
    "reviewed_by",
    "translated_from_revision",
}
TYPED = re.compile(r'href="([^"]+)"')
NO_PAGE = 0  # target of a typed address that another part of the site answers
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Link:
    kind: str
    target_id: int | None
    address: str
    place: str


# What a link of each kind may lead to. Apps add theirs; kinds that are not here are protected by the database.
good_targets: dict[str, Callable] = {
    PAGE: lambda: Page.objects.filter(live=True),
    IMAGE: lambda: PortalImage.objects.all(),
    DOCUMENT: lambda: get_document_model().objects.all(),
}


# More addresses elsewhere that `check_outside_links` asks: functions that give them.
outside_sources: list[Callable] = []


def links_of(reading) -> list[Link]:
    """Each link once for each place in which it stands."""
    found = dict.fromkeys([*chosen(reading.page), *named(reading.page)])
    found |= dict.fromkeys(link for passage in reading.passages for link in typed(passage))
    return list(found)


def chosen(page) -> Iterator[Link]:
    """What editors chose: in rich text, blocks and fields. Ids are read as they are stored, found or not."""
    for kind_id, pk, model_path, _path in ReferenceIndex._extract_references_from_object(page):
        name = model_path.partition(".")[0]
        if name in NO_CONTENT or not pk.isdecimal():
            continue
        kind = ContentType.objects.get_for_id(kind_id)
        label = str(page._meta.get_field(name).verbose_name).capitalize() if has_field(page, name) else name
        yield Link(f"{kind.app_label}.{kind.model}", int(pk), "", label)


def named(page) -> Iterator[Link]:
    """What fields of several choices name, such as the sources of a page."""
    for field in page._meta.get_fields():
        if isinstance(field, ParentalManyToManyField):
            kind = field.related_model._meta.label_lower
            kind = PAGE if issubclass(field.related_model, Page) else kind
            for row in getattr(page, field.name).all():
                yield Link(kind, row.pk, "", str(field.verbose_name).capitalize())


def has_field(page, name) -> bool:
    return any(field.name == name and hasattr(field, "verbose_name") for field in page._meta.get_fields())


def typed(passage: Passage) -> Iterator[Link]:
    """Addresses that somebody typed."""
    if passage.is_rich:
        addresses = TYPED.findall(passage.stored)
    else:
        addresses = [passage.stored] if passage.key == "address" else []
    for address in addresses:
        address = address[:LONGEST_ADDRESS]
        if address.startswith(("https://", "http://")):
            yield Link(URL, None, address, passage.place)
        elif address.startswith("/"):
            yield Link(PATH, target_of(address), address, passage.place)


def target_of(address: str) -> int | None:
    """The page at this address of the site, NO_PAGE for another view, None when there is neither."""
    path = re.split(r"[?#]", address)[0]
    language = path.strip("/").partition("/")[0]
    languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    try:
        with override(language if language in languages else settings.LANGUAGE_CODE):
            match = resolve(path if path.endswith("/") or "." in path else f"{path}/")
    except Resolver404:
        return None
    if match.url_name != "wagtail_serve":
        return NO_PAGE
    return page_at(match.args[0] if match.args else match.kwargs.get("path", ""), language in languages and language)


def page_at(path: str, language: str) -> int | None:
    roots = Site.get_site_root_paths()
    root = next((row for row in roots if row.language_code == (language or settings.LANGUAGE_CODE)), None)
    if root is None:
        return None
    tree = root.root_path + (f"{path.strip('/')}/" if path.strip("/") else "")
    whole = tree.removesuffix("all/")
    pages = dict(Page.objects.filter(url_path__in={tree, whole}).values_list("url_path", "pk"))
    return pages.get(tree) or pages.get(whole)


def broken(links) -> list[tuple[Link, str]]:
    """Those of these links that lead nowhere, each with what is wrong. As many queries as there are kinds."""
    good: dict[str, set[int]] = {}
    for kind, targets in good_targets.items():
        ids = {link.target_id for link in links if link.kind in (kind, PATH if kind == PAGE else kind)} - {
            None,
            NO_PAGE,
        }
        good[kind] = set(targets().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    missing = {link.target_id for link in links if link.kind == PAGE} - good[PAGE]
    drafts = set(Page.objects.filter(pk__in=missing).values_list("pk", flat=True)) if missing else set()
    moved = redirected({link.address for link in links if link.kind == PATH and link.target_id is None})
    answers = outside_problems({link.address for link in links if link.kind == URL})
    rows = ((link, problem_of(link, good, drafts, moved, answers)) for link in links)
    return [(link, problem) for link, problem in rows if problem]


def problem_of(link, good, drafts, moved, answers) -> str:
    if link.kind == URL:
        return answers.get(link.address, "")
    if link.kind == PATH:
        if link.target_id is None:
            return _("The address has moved.") if link.address in moved else _("Nothing is at this address.")
        return "" if link.target_id == NO_PAGE or link.target_id in good[PAGE] else _("The page is not published.")
    if link.kind not in good or link.target_id in good[link.kind]:
        return ""
    if link.kind == PAGE:
        return _("The page is not published.") if link.target_id in drafts else _("The page does not exist any more.")
    return _("It does not exist any more, or is not published.")


def redirected(addresses) -> set[str]:
    plain = {Redirect.normalise_path(address): address for address in addresses}
    if not plain:
        return set()
    return {plain[path] for path in Redirect.objects.filter(old_path__in=plain).values_list("old_path", flat=True)}


def outside_problems(addresses) -> dict[str, str]:
    if not addresses:
        return {}
    return dict(
        OutsideAddress.objects.filter(address__in=addresses).exclude(problem="").values_list("address", "problem")
    )


@check("broken_link", gettext_lazy("Links that lead nowhere"))
def find_broken_links(reading):
    for link, problem in broken(links_of(reading)):
        yield Note(problem, link.place, link.address or name_of(link), link.target_id)


def name_of(link) -> str:
    page = Page.objects.filter(pk=link.target_id).only("title").first() if link.kind == PAGE else None
    return page.title if page else f"{link.kind.partition('.')[2]} {link.target_id}"
