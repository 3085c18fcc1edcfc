"""Addresses of the site's defences. Included before everything else, so that they win over what Wagtail brings.

There is one way to sign in, /admin/login/; every other door is walled up, even if an app opens it later.
"""

from django.urls import path, re_path

from portal.errors import csp_report, not_found
from portal.robots import robots_txt

WALLED_UP = (
    r"_util/.*",  # Wagtail's second login, and shared passwords for pages
    r"documents/authenticate_with_password/.*",
    r"django-admin(/.*)?",
    r"accounts/.*",
    r"api(/.*)?",  # v2 lists what is public together with sequential ids, v3 takes tokens: neither is mounted
    r"media/documents/.*",  # documents go through the view that checks who may read them
    r"admin/(failwhale|test404)/",  # Wagtail's trial errors
    r"admin/snippets/choose/\w+/\w+/create/",  # none is made while choosing, and Wagtail's view breaks there
)

urlpatterns = [
    path("robots.txt", robots_txt, name="robots"),
    path("csp-report/", csp_report, name="csp_report"),
    *(re_path(f"^{pattern}$", not_found) for pattern in WALLED_UP),
]
