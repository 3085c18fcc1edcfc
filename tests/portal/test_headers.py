"""Security.md §9 as a table: which answer carries which headers."""

import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from portal.middleware import HEADERS, ResponseHeadersMiddleware
from tests.factories import make_chapter, make_guide, make_home, make_image, make_standard, make_superuser

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "report-uri /csp-report/",
    "report-to csp",
}
FRAMED = POLICY - {"frame-ancestors 'none'"} | {"frame-ancestors 'self'"}
ADMIN_POLICY = FRAMED - {"img-src 'self' data:"} | {
    "img-src 'self' data: blob:",
    "frame-src 'self'",
    "style-src-elem 'self' 'unsafe-inline'",
}
TABLE = {
    "Reporting-Endpoints": 'csp="/csp-report/"',
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(self), "
        "geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}


def policy_of(response):
    return {directive.strip() for directive in response["Content-Security-Policy"].split(";")}


def assert_table(response, **exceptions):
    expected = TABLE | {name.replace("_", "-"): value for name, value in exceptions.items()}
    assert {name: response.headers.get(name) for name in expected} == expected


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def staff(client):
    client.force_login(make_superuser())
    return client


# --- public -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/visiting/", "/cancer-types/liver-metastases/"])
def test_a_content_page_carries_the_table_and_may_be_indexed(client, home, path):
    make_standard(slug="visiting")
    make_guide()
    response = client.get(path)
    assert response.status_code == 200
    assert_table(response)
    assert policy_of(response) == POLICY
    assert "X-Robots-Tag" not in response
    assert "no-store" not in response.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("path", "status", "cache"),
    [
        ("/nowhere/", 404, "no-store, private"),
        ("/?q=%00", 400, "no-store, private"),
        ("/search/?q=liver", 200, "no-store, private"),
        ("/health/", None, "no-store, private"),
        ("/robots.txt", 200, None),
        ("/admin/login/", 200, "no-store, private"),
        ("/csp-report/", 405, "no-store, private"),
    ],
)
def test_what_is_no_content_is_not_indexed(client, home, path, status, cache):
    response = client.get(path)
    assert status is None or response.status_code == status
    assert_table(response)
    assert response["X-Robots-Tag"].startswith("noindex")
    assert cache is None or response["Cache-Control"] == cache


@pytest.mark.parametrize(
    "path", ["/search/", "/es/search/", "/ar/feedback/", "/appointments/request/", "/feedback/", "/health/"]
)
def test_forms_and_searches_are_neither_indexed_nor_stored(path):
    response = ResponseHeadersMiddleware(just_ok)(plain_request(path))
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "no-store, private")


@pytest.mark.parametrize(
    "path", ["/searching/", "/fr/search-engines/", "/administration/", "/about/feedback/", "/glossary/"]
)
def test_pages_with_a_similar_name_are_content(path):
    response = ResponseHeadersMiddleware(just_ok)(plain_request(path))
    assert "X-Robots-Tag" not in response and "Cache-Control" not in response


def test_an_answer_to_a_form_is_not_stored():
    request = plain_request("/about/")
    request.method = "POST"
    assert ResponseHeadersMiddleware(just_ok)(request)["Cache-Control"] == "no-store, private"


def test_a_refused_host_name_gets_the_headers_too(client):
    response = client.get("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert_table(response)
    assert policy_of(response) == POLICY


def test_pages_for_somebody_with_a_session_are_theirs_alone(staff, home):
    response = staff.get("/")
    assert response["Cache-Control"] == "no-store, private"
    assert b"wagtail-userbar" in response.content
    staff.cookies.clear()
    response = staff.get("/")
    assert b"wagtail-userbar" not in response.content


def test_the_answer_with_an_old_session_cookie_is_private_even_when_nobody_is_signed_in(client, home):
    client.cookies[settings.SESSION_COOKIE_NAME] = "long-expired-session"
    assert client.get("/")["Cache-Control"] == "no-store, private"


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_uploaded_picture_is_inert(client, home):
    with closing(client.get(make_image().file.url)) as response:
        assert response.status_code == 200
    assert policy_of(response) == {"default-src 'none'", "sandbox", "frame-ancestors 'none'"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_static_file_carries_the_short_table():
    response = ResponseHeadersMiddleware(just_ok)(plain_request("/static/css/base.css"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Permissions-Policy" not in response


@pytest.mark.parametrize("path", ["/static/nowhere.css", "/media/nowhere.png"])
def test_the_page_for_a_missing_file_is_an_error_page(client, home, path):
    response = client.get(path)
    assert response.status_code == 404
    assert_table(response, Cache_Control="no-store, private", X_Robots_Tag="noindex")
    assert policy_of(response) == POLICY


def test_a_style_sheet_that_never_changes_may_be_kept_by_staff_too():
    request = plain_request("/site.0123.css")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    response = HttpResponse(headers={"Cache-Control": "public, max-age=31536000, immutable"})
    assert "immutable" in ResponseHeadersMiddleware(lambda request: response)(request)["Cache-Control"]


def test_other_sites_may_not_read_static_files():
    assert settings.WHITENOISE_ALLOW_ALL_ORIGINS is False


# --- admin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["wagtailadmin_home", "wagtailadmin_explore_root", "wagtailimages:index", "wagtailusers_users:index"]
)
def test_the_admin_runs_no_inline_script_and_is_framed_by_itself_alone(staff, home, name):
    response = staff.get(reverse(name))
    assert response.status_code == 200
    assert_table(response, Cache_Control="no-store, private", X_Robots_Tag="noindex")
    assert policy_of(response) == ADMIN_POLICY


def test_a_preview_may_be_framed_by_the_admin_and_by_nobody_else(staff, home):
    page = make_standard()
    revision = page.save_revision()
    for url in (
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk]),
    ):
        response = staff.get(url)
        assert response.status_code == 200
        assert_table(response, X_Frame_Options="SAMEORIGIN", Cache_Control="no-store, private", X_Robots_Tag="noindex")
        assert policy_of(response) == FRAMED
    assert_table(staff.get(page.url), X_Frame_Options="DENY")


FORMS = [
    "/admin/snippets/portal/alert/add/",  # moments, a page
    "/admin/snippets/portal/closedday/add/",  # a day
    "/admin/snippets/portal/openingcalendar/add/",  # times in rows
    "/admin/settings/portal/brandsettings/",  # a picture
    "/admin/settings/portal/footersettings/",  # a snippet
    "/admin/workflows/add/",  # tasks in rows
    "/admin/groups/new/",
    "/admin/users/new/",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/documents/multiple/add/",
    "/admin/redirects/add/",
    "/admin/account/",
    "/admin/pages/search/?q=liver",
    "/admin/reports/site-history/",
]
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/(?:json|ld\+json)\"))[^>]*>|<[a-z][^>]*\son[a-z]+=|[\"']javascript:",
    re.I,
)


def inline_scripts(response):
    return [match.group() for match in INLINE.finditer(response.content.decode())]


@pytest.mark.parametrize("path", FORMS)
def test_forms_of_the_admin_hold_no_inline_script(staff, home, path):
    response = staff.get(path, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith(path.partition("?")[0])
    assert inline_scripts(response) == []


def test_the_page_editor_holds_no_inline_script(staff, home):
    guide = make_guide()
    pages = [home, make_standard(), guide, make_chapter(guide)]
    for page in pages:
        response = staff.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert response.status_code == 200
        assert inline_scripts(response) == [], page.specific_class


@pytest.mark.parametrize(
    "path",
    ["/", "/visiting/", "/cancer-types/liver-metastases/", "/search/?q=liver", "/nowhere/", "/?q=%00", "/admin/login/"],
)
def test_public_pages_hold_no_inline_script_and_no_inline_style(client, home, path):
    make_standard(slug="visiting")
    make_guide()
    response = client.get(path)
    assert inline_scripts(response) == []
    assert not re.search(rb"<style|\sstyle=", response.content) or path.startswith("/admin/")


# --- cookies and TLS --------------------------------------------------------------------------------------------------


def test_cookies_are_out_of_reach_of_scripts(client):
    client.get("/admin/login/")
    cookie = client.cookies[settings.CSRF_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    assert cookie["max-age"] >= timedelta(days=364).total_seconds(), "slow patients keep their form"


PRODUCTION = """
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "www.example.org"})
answer = client.get("/robots.txt")
assert (answer.status_code, answer["Location"]) == (301, "https://www.example.org/robots.txt"), answer
assert answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
answer = client.get("/robots.txt", secure=True)
assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload", answer.headers
assert "upgrade-insecure-requests" in answer["Content-Security-Policy"].split("; "), answer.headers
assert client.get("/health/").status_code == 503, "the health check is reached without TLS"
for name in ("SESSION", "CSRF"):
    assert getattr(settings, f"{name}_COOKIE_NAME").startswith("__Host-"), name
    assert getattr(settings, f"{name}_COOKIE_SECURE") and getattr(settings, f"{name}_COOKIE_HTTPONLY"), name
    assert getattr(settings, f"{name}_COOKIE_PATH") == "/" and not getattr(settings, f"{name}_COOKIE_DOMAIN"), name
    assert getattr(settings, f"{name}_COOKIE_SAMESITE") == "Lax", name
assert not settings.DEBUG and not settings.ADMINS
"""


def in_production(state_dir, *arguments):
    # a database that does not answer: none of this needs one
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")} | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.base",
        "SECRET_KEY": "a fixed secret of this test, which signs nothing at all: 0123456789",
        "ALLOWED_HOSTS": "www.example.org",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
        "EMAIL_URL": "smtp+tls://nobody:nothing@mail.example.org:587",
        "STATE_DIR": str(state_dir),
    }
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=settings.BASE_DIR
    )


def test_production_speaks_tls_only_and_its_cookies_are_bound_to_the_host(tmp_path):
    ended = in_production(tmp_path, "-c", PRODUCTION)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_production_settings_pass_the_deployment_check(tmp_path):
    ended = in_production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_no_header_of_the_table_is_missing_here():
    assert HEADERS == TABLE


def just_ok(request):
    return HttpResponse("ok")


def plain_request(path):
    request = RequestFactory().get(path)
    request.resolver_match = None
    return request
