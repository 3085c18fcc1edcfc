"""Addresses of pages by their place in the tree, without a look at cache or database for each."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from portal.page_cache import remembered


class Root(NamedTuple):
    """A home page: the start of its pages' tree addresses, and what stands for it in an address on this site."""

    tree: str
    origin: str
    prefix: str


def path_of(page) -> str:
    """The page's address on this site; empty outside of any site."""
    if (root := _root_of(page)) is None:
        return page.url or ""
    return root.prefix + page.url_path[len(root.tree) :]


def full_address_of(page) -> str:
    """The page's address with scheme and host; empty outside of any site."""
    if (root := _root_of(page)) is None:
        return page.full_url or ""
    return root.origin + root.prefix + page.url_path[len(root.tree) :]


def _root_of(page) -> Root | None:
    return next((root for root in remembered("roots", _roots) if page.url_path.startswith(root.tree)), None)


def _roots() -> list[Root]:
    """Of all languages, longest address first. Empty with several sites: then Wagtail knows which one to name."""
    paths = Site.get_site_root_paths()
    return (
        []
        if len({path.site_id for path in paths}) > 1
        else [Root(p.root_path, p.root_url, _prefix(p.language_code)) for p in paths]
    )


def _prefix(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[""])
