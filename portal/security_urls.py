"""Addresses of the site's defences. Included before everything else, so that they win over what Wagtail brings.

There is one way to sign in, /admin/login/; every other door leads there or is walled up, even if an app opens it later.
"""

from django.urls import path, re_path
from django.views.generic import RedirectView

from portal.errors import csp_report, not_found
from portal.robots import robots_txt

WALLED_UP = (
    r"_util/.*",  # Wagtail's login and shared passwords for pages of the public side
    r"documents/authenticate_with_password/.*",
    r"django-admin(/.*)?",
    r"accounts/.*",
    r"api(/.*)?",  # v2 lists what is public together with sequential ids, v3 takes tokens: neither is mounted
    r"media/documents/.*",  # documents go through the view that checks who may read them
    r"admin/(failwhale|test404)/",  # Wagtail's trial errors
)

urlpatterns = [
    path("robots.txt", robots_txt, name="robots"),
    path("csp-report/", csp_report, name="csp_report"),
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login"), name="the_one_login"),
    *(re_path(f"^{pattern}$", not_found) for pattern in WALLED_UP),
]
