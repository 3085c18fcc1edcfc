"""The address book: the one file that may name every app. Addresses are a contract; redirects keep old ones alive."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from portal import security_urls
from portal.health import health
from portal.sitemap import DirectorySitemap, PageSitemap
from portal.stylesheet import serve_stylesheet
from portal.views.banner import close_banner
from portal.views.documents import serve as serve_document
from portal.views.documents import serve_media
from portal.views.feedback import feedback
from portal.views.pages import serve as serve_page
from portal.views.search import search, suggest
from portal.views.sent_mail import sent_mail

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    *security_urls.urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),  # in place of Wagtail's
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap, "directory": DirectorySitemap}}),
    path("health/", health),
    path("site.<slug:digest>.css", serve_stylesheet, name="stylesheet"),
    path("mail/", sent_mail),  # answers on a laptop only
    path("feedback/", feedback, name="feedback"),
    path("close-banner/", close_banner, name="close_banner"),
    # A web server in front may take this over; renditions have names of their own and never change.
    path("media/<path:path>", serve_media),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("search/suggestions/", suggest, name="search_suggestions"),
        path("appointments/", include("appointments.urls")),
        path("", include("conditions.urls")),
        path("", include("conditions.directory.urls")),
        re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
        path("", include(wagtail_urls)),  # what else is in there: sign-in for private pages
        prefix_default_language=False,
    ),
]
