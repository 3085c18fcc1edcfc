"""The look at kept pages before Django: the same answers, byte for byte, and nothing for whom they are not."""

import io

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings

from portal.kept_pages import kept_pages_first
from portal.middleware import readable_content_type
from portal.models import BannerSettings
from tests.factories import make_contact_point, make_guide, make_home, make_standard, make_superuser

pytestmark = pytest.mark.django_db


class Site:
    """The WSGI application with and without the look, and how many requests reached Django."""

    def __init__(self):
        self.reached = 0
        self.plain = readable_content_type(get_wsgi_application())
        self.front = kept_pages_first(self.counted)

    def counted(self, environ, start_response):
        self.reached += 1
        return self.plain(environ, start_response)

    def ask(self, path="/", application=None, **environ):
        """(status, headers, body)"""
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        } | environ
        started = []
        body = (application or self.front)(environ, lambda status, headers: started.append((status, headers)))
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        [(status, headers)] = started
        return status, headers, content

    def is_kept(self, path="/", **environ):
        before = self.reached
        self.ask(path, **environ)
        return self.reached == before


@pytest.fixture(autouse=True)
def _one_connection():
    """The transaction of the test outlives its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def site():
    make_contact_point()
    make_home()
    return Site()


@pytest.mark.parametrize("path", ["/", "/cancer-types/liver-metastases/", "/cancer-types/liver-metastases/symptoms/"])
@pytest.mark.parametrize("encoding", [{}, {"HTTP_ACCEPT_ENCODING": "gzip, br"}], ids=["plain", "gzip"])
def test_an_answer_from_memory_is_the_answer_of_django(site, path, encoding):
    make_guide("Liver metastases", chapters=["symptoms"])
    drawn = site.ask(path, **encoding)
    kept = site.ask(path, **encoding)
    assert site.reached == 1
    assert kept == drawn == site.ask(path, site.plain, **encoding)
    names = {name for name, _value in kept[1]}
    assert {"Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options", "ETag", "Vary"} <= names


def test_a_server_that_adds_to_the_headers_does_not_change_the_next_answer(site):
    site.ask()
    first = site.ask()
    expected = list(first[1])
    first[1].append(("Connection", "close"))
    assert site.ask()[1] == expected


def test_head_and_a_browser_that_has_the_page_get_what_django_says(site):
    status, headers, content = site.ask()
    assert site.ask(REQUEST_METHOD="HEAD") == (status, headers, b"")
    tag = dict(headers)["ETag"]
    status, known, content = site.ask(HTTP_IF_NONE_MATCH=tag)
    assert (status, content) == ("304 Not Modified", b"")
    assert dict(known) == {name: value for name, value in headers if name not in ("Content-Type", "Content-Length")}
    assert site.ask(HTTP_IF_NONE_MATCH='"another"')[0] == "200 OK"


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=x"},
        {"HTTP_COOKIE": f"\u00e2\u0080\u0083{settings.SESSION_COOKIE_NAME}=x"},  # Django strips a wide space too
        {"HTTP_HOST": "127.0.0.1"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/elsewhere"},
        {"CONTENT_TYPE": "text/html; charset=utf-16"},
        {"HTTP_COOKIE": "banner_closed=1"},
    ],
    ids=["POST", "query", "authorization", "session", "session, odd", "host", "https", "prefix", "charset", "banner"],
)
def test_whoever_asks_in_another_way_is_not_served_what_was_kept(site, environ):
    site.ask()
    assert site.is_kept()
    assert not site.is_kept(**environ)
    assert site.is_kept()


def test_staff_see_their_bar_and_leave_no_trace_of_it(site, client):
    client.force_login(make_superuser())
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    for _visit in range(2):
        assert b"wagtail-userbar" in site.ask(HTTP_COOKIE=cookie)[2]
        assert b"wagtail-userbar" not in site.ask()[2]


def test_a_cookie_that_django_reads_as_the_closed_banner_does_not_spoil_the_page_of_others(site):
    banner = BannerSettings.load()
    banner.text = "Call us today"
    banner.save()
    assert b"Call us today" not in site.ask(HTTP_COOKIE="\u00e2\u0080\u0083banner_closed=1")[2]
    assert b"Call us today" in site.ask()[2]


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_a_page_kept_for_https_is_not_served_without_it():
    make_home()
    site = Site()
    secure = {"HTTP_X_FORWARDED_PROTO": "https"}
    assert site.ask(**secure)[0] == "200 OK"
    assert site.is_kept(**secure)
    for environ in ({}, {"HTTP_X_FORWARDED_PROTO": "http"}):
        status, headers, _content = site.ask(**environ)
        assert (status, dict(headers)["Location"]) == ("301 Moved Permanently", "https://localhost/")


@override_settings(SECURE_HSTS_SECONDS=60)
def test_a_page_for_https_keeps_its_promise_of_https():
    make_home()
    site = Site()
    for _visit in range(2):
        assert dict(site.ask(**{"wsgi.url_scheme": "https"})[1])["Strict-Transport-Security"].startswith("max-age=60")
    assert "Strict-Transport-Security" not in dict(site.ask()[1])


@pytest.mark.parametrize("path", ["/\u65e5\u672c/", "/\ud7ff/", ""])
def test_an_address_in_any_script_is_answered(site, path):
    expected = "404 Not Found" if path else "200 OK"
    assert [site.ask(path)[0] for _visit in range(2)] == [expected] * 2


def test_an_edit_is_seen_on_the_next_request(site, django_capture_on_commit_callbacks):
    page = make_standard("Visiting", slug="visiting")
    site.ask("/visiting/")
    assert site.is_kept("/visiting/")
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Visiting hours"
        page.save()
    assert b"Visiting hours" in site.ask("/visiting/")[2]


def test_a_preview_does_not_take_the_kept_pages_away(site):
    site.ask()
    page = make_standard("Visiting", slug="visiting")
    page.make_preview_request()  # builds all middleware anew
    assert site.is_kept()
