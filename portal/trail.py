"""The way from the home page down to a page."""

from wagtail.models import Page

from portal.addresses import path_of
from portal.page_cache import remembered


def trail_above(page) -> list[dict]:
    """Title and address of each live page above this one, home first. One query per parent and generation."""
    if page is None or not getattr(page, "path", "") or page.depth < 3:
        return []
    parent = page.path[: -page.steplen]
    return remembered(("trail", parent), lambda: _trail_to(parent))


def _trail_to(path) -> list[dict]:
    paths = [path[:end] for end in range(2 * Page.steplen, len(path) + 1, Page.steplen)]
    pages = Page.objects.filter(path__in=paths, live=True).order_by("path")
    return [{"title": page.title, "url": path_of(page), "is_home": page.depth == 2} for page in pages]
