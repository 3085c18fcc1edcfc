"""Pages that only some people may read. Lists for everybody leave them out."""

from wagtail.models import PageViewRestriction

from portal.page_cache import remembered


def is_public(page) -> bool:
    """May everybody read this page? One query per generation for all pages."""
    return not any(page.path.startswith(path) for path in private_paths())


def private_paths() -> list[str]:
    """Tree paths of the pages that are restricted, and with them all below."""
    return remembered("private paths", lambda: list(PageViewRestriction.objects.values_list("page__path", flat=True)))
