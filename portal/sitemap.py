"""What search engines are told to read: the public pages of every language of the site. The day of change is the pages' own."""

from django.db.models import Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from portal.languages import live_locales


class PageSitemap(Sitemap):
    def items(self):
        """Wagtail's own list holds the pages below the home page of the default language only."""
        below = Q(pk=None)
        for locale in live_locales():
            below |= Q(path__startswith=locale["home_path"])
        pages = Page.objects.filter(below, alias_of=None).live().public().order_by("path")
        return pages.defer_streamfields().specific()
