"""What the search page shows of what was found."""

from django.db.models.functions import Coalesce
from wagtail.models import Page

from portal.addresses import path_of
from portal.page_types import content_types
from portal.search import snippets
from portal.search.finding import Found, Group
from portal.search.name_index import name_index


def shown(found: Found, groups: list[Group], locale) -> list[dict]:
    """Results with the page that answers best, the guide it belongs to, why it was found, and more of the same guide."""
    index = name_index(locale)
    pattern = snippets.pattern_for(found.reading, index)
    pages = loaded({page for group in groups for page in (group.page, group.best, *group.others)})
    texts = snippets.texts_of([group.best for group in groups], index)
    words = len(set(found.reading.core))
    above = titles_above(pages, [group for group in groups if group.best == group.page])
    rows = []
    for group in groups:
        if not (page := pages.get(group.best)):
            continue
        guide = pages.get(group.page)
        is_part = group.best != group.page and guide
        rows.append(
            {
                "title": page.title,
                "url": path_of(page),
                "summary": snippets.marked(
                    snippets.best_text(page.summary or "", texts.get(page.pk, ""), pattern, words), pattern
                ),
                "kind_label": str(page.specific_class.reader_word),
                "context": guide.title if is_part else above.get(page.path[: -page.steplen], ""),
                "context_url": path_of(guide) if is_part else "",
                "more": [
                    {"title": other.title, "url": path_of(other)}
                    for pk in group.others
                    if pk != group.page and (other := pages.get(pk))
                ],
            }
        )
    return rows


def loaded(pks) -> dict[int, Page]:
    """Pages of any type with their summary, in one query for all types."""
    pages = Page.objects.filter(pk__in=pks).annotate(
        summary=Coalesce(*(f"{model._meta.pk.related_query_name()}__summary" for model in content_types()))
    )
    return {page.pk: page for page in pages.only("title", "path", "depth", "url_path", "content_type")}


def titles_above(pages, groups) -> dict[str, str]:
    """Tree path → title of the pages that results stand under, below the home page."""
    paths = {pages[g.best].path[: -Page.steplen] for g in groups if g.best in pages and pages[g.best].depth > 3}
    return dict(Page.objects.filter(path__in=paths, live=True).values_list("path", "title"))


def best_bets(found: Found) -> list[dict]:
    """What editors put before the results; their words, or else the summary of the page."""
    pages = loaded({bet.page for bet in found.best_bets if bet.page})
    rows = [(bet, pages.get(bet.page)) for bet in found.best_bets]
    return [
        {
            "title": page.title if page else bet.title,
            "url": path_of(page) if page else bet.url,
            "summary": bet.description or (page.summary if page else ""),
            "external": page is None,
        }
        for bet, page in rows
        if page or bet.url
    ]


def which_one(found: Found, limit: int = 2) -> list[dict]:
    """The question that stands before the results when a name may mean two things: its pages, each once."""
    notes = {}
    for pair in found.choice[:limit]:
        notes.setdefault(pair.page, "")
        notes[pair.other] = notes.get(pair.other) or pair.note
    pages = loaded(notes)
    return [
        {"title": pages[pk].title, "url": path_of(pages[pk]), "summary": pages[pk].summary or ""}
        for pk in notes
        if pk in pages
    ]
