"""Stored rich text → HTML: links resolved in bulk for a whole page, outside links marked, headings shifted."""

import re
import threading
from functools import cache

from django.core.signals import request_started
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from portal.addresses import path_of
from portal.localized import foreign, shown_pages

LINKED = re.compile(r'linktype=\\?"([a-z-]+)\\?" id=\\?"(\d+)\\?"')
STORED_ID = re.compile(r"[0-9]{1,18}")  # what a database can hold; another one is damaged and leads nowhere
EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.S)
OUTSIDE_LINK = re.compile(r'<a href="(https?://[^"]*)">(.*?)</a>', re.S)
EXPLAINED = re.compile(r'<a class="glossary-term"[^>]*? data-definition="([^"]*)" data-explain[^>]*>(.*?)</a>', re.S)
HEADING = re.compile(r"<(/?)h([2-5])(?=[ >])")

_local = threading.local()


def looked_up(kind: str) -> dict:
    """Objects of one kind (page, glossary term) that were fetched for the page now being drawn."""
    held = getattr(_local, "held", None)
    if held is None:
        held = _local.held = {}
    return held.setdefault(kind, {})


def _forget(**kwargs):
    _local.held = None


request_started.connect(_forget, dispatch_uid="rich_text.forget")


def linked_ids(*stored) -> dict[str, set[int]]:
    """Ids per kind of link in these stored streams or texts."""
    found: dict[str, set[int]] = {}
    for text in stored:
        for kind, pk in LINKED.findall(text):
            found.setdefault(kind, set()).add(int(pk))
    return found


class PageUrlHandler(PageLinkHandler):
    """Links to pages by address only, so a page full of links costs one query. A page that is not live gives no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        ids = [int(pk) if STORED_ID.fullmatch(pk := attrs.get("id", "")) else None for attrs in attrs_list]
        pages = cls.fetch(filter(None, ids))
        return [opening_tag(pages[pk]) if pk in pages else "<a>" for pk in ids]

    @classmethod
    def fetch(cls, ids) -> dict[int, Page]:
        """Live pages by id; those known from this request are not asked for again."""
        ids, held = set(ids), looked_up("page")
        missing = ids - held.keys()
        if missing:
            held.update(dict.fromkeys(missing))
            held.update(shown_pages(missing, Page.objects.only("url_path", "translation_key", "alias_of_id")))
        return {pk: held[pk] for pk in ids if held[pk] is not None}


def opening_tag(page) -> str:
    """A link to a page, with its language where that is not the one of the words around it."""
    in_other = foreign(page.language)
    language = f' hreflang="{in_other["code"]}"' if in_other else ""
    return f'<a href="{escape(path_of(page))}"{language}>'


@cache
def icon(name: str) -> SafeString:
    """A drawing from the sprite, for decoration beside words."""
    return mark_safe(
        f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{static("img/icons.svg")}#{escape(name)}"/></svg>'
    )


def prose(value, shift: int = 0) -> SafeString:
    """HTML of stored rich text for readers. `shift` moves headings down by so many levels."""
    html = expand_db_html(value.source if isinstance(value, RichText) else str(value or ""))
    html = EMPTY_LINK.sub(r"\1", html)
    html = EXPLAINED.sub(_in_place, html)
    html = OUTSIDE_LINK.sub(_outside, html)
    if shift:
        html = HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + shift, 6)}", html)
    return mark_safe(html)


def _in_place(match) -> str:
    """“bile (a fluid that helps digest fat)”: a short word is clearer explained at once than behind a link."""
    definition = match[1].rstrip(".")
    return f"{match[2]} ({definition[:1].lower()}{definition[1:]})"


def _outside(match) -> str:
    return (
        f'<a class="external-link" href="{match[1]}" rel="noopener">{match[2]}'
        f'<span class="visually-hidden"> {leaves_site()}</span>{icon("external")}</a>'
    )


def leaves_site() -> str:
    return gettext("(leaves this site)")
