"""Wagtail's way to a page, without asking in each request for what is the same in all: site, home page, privacy."""

from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction, Site
from wagtail.views import serve as wagtail_serve

from portal.page_cache import remembered
from portal.privacy import private_paths


def serve(request, path):
    components = [component for component in path.split("/") if component]
    if components and (site := remembered("only site", only_site)):
        request._wagtail_site = site
        home = remembered(("home page", get_language()), lambda: site.root_page.localized.specific)
        try:
            found = home.route(request, components)
        except Http404:
            found = None
        if found and not private_paths():
            found.page.get_view_restrictions = PageViewRestriction.objects.none
        request._wagtail_route_for_request = found
    return wagtail_serve(request, path)


def only_site() -> Site | None:
    """The one site of this portal, under whatever host name; None when there are several to choose from."""
    sites = list(Site.objects.select_related("root_page")[:2])
    return sites[0] if len(sites) == 1 and sites[0].is_default_site else None
