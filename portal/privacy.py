"""Pages that only some people may read. Lists for everybody leave them out."""

from wagtail.models import PageViewRestriction

from portal.page_cache import remembered


def is_public(page) -> bool:
    """May everybody read this page? One query per generation for all pages."""
    paths = remembered("private paths", lambda: list(PageViewRestriction.objects.values_list("page__path", flat=True)))
    return not any(page.path.startswith(path) for path in paths)
