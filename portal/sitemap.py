"""What search engines are told to read: the public pages of every language of the site. The day of change is the pages' own."""

from django.contrib.sitemaps import Sitemap as PlainSitemap
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from portal.directory.models import Doctor, Location
from portal.languages import live_locales


class PageSitemap(Sitemap):
    def items(self):
        """Wagtail's own list holds the pages below the home page of the default language only."""
        below = Q(pk=None)
        for locale in live_locales():
            below |= Q(path__startswith=locale["home_path"])
        pages = Page.objects.filter(below, alias_of=None).live().public().order_by("path")
        return pages.defer_streamfields().specific()


class DirectorySitemap(PlainSitemap):
    """Find a doctor, the locations, and a page for each that is active, in every language of the site."""

    def items(self):
        entries = [entry for model in (Doctor, Location) for entry in model.objects.filter(is_active=True)]
        addresses = []
        for locale in live_locales():
            with override(locale["code"]):
                addresses += [reverse("directory:doctors"), reverse("directory:locations")] if entries else []
                addresses += [entry.get_absolute_url() for entry in entries]
        return addresses

    def location(self, item):
        return item
