"""Whole pages for anonymous readers: who gets them from memory, in which form, and who never does."""

import gzip
from contextlib import contextmanager
from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.kept_pages import PageCacheMiddleware
from portal.models import BannerSettings
from tests.factories import make_contact_point, make_guide, make_home, make_standard, make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(django_capture_on_commit_callbacks):
    """`with edit():` what happens inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@contextmanager
def no_queries():
    with CaptureQueriesContext(connection) as queries:
        yield
    assert [query["sql"] for query in queries] == []


def visit(client, path="/", **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200
    return response


def is_kept(client, path="/", **headers):
    """Is the next answer served without the database?"""
    with CaptureQueriesContext(connection) as queries:
        client.get(path, **headers)
    return len(queries) == 0


@pytest.fixture(autouse=True)
def home():
    make_contact_point()
    return make_home()


# --- from memory ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cancer-types/",
        "/cancer-types/liver-metastases/",
        "/cancer-types/liver-metastases/symptoms/",
        "/cancer-types/liver-metastases/all/",
        "/glossary/",
        "/visiting/",
    ],
)
def test_a_page_is_served_the_second_time_without_touching_the_database(client, path):
    make_standard(slug="visiting")
    make_guide("Liver metastases", chapters=["symptoms"])
    first = visit(client, path)
    with no_queries():
        second = visit(client, path)
    assert second.content == first.content
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Permissions-Policy"} <= set(second.headers)


def test_browsers_keep_pages_but_ask_each_time(client):
    for _visit in range(2):
        response = visit(client)
        assert response["Cache-Control"] == "public, no-cache"
        assert {"Cookie", "Accept-Encoding"} <= {name.strip() for name in response["Vary"].split(",")}
        assert response["ETag"].startswith('W/"')
        assert response["Content-Length"] == str(len(response.content))


def test_a_browser_that_has_the_page_gets_no_body(client):
    etag = visit(client)["ETag"]
    for header in (etag, f'"other", {etag}'):
        response = client.get("/", headers={"if-none-match": header})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == etag and response["Cache-Control"] == "public, no-cache" and response["Vary"]
        assert "Content-Length" not in response and "Content-Type" not in response
        assert response["Content-Security-Policy"]
    assert client.get("/", headers={"if-none-match": '"another"'}).status_code == 200


def test_an_edit_changes_the_etag_and_an_edit_elsewhere_does_not(client, edit, home):
    etag = visit(client)["ETag"]
    with edit():
        make_standard("Elsewhere")
    assert visit(client)["ETag"] == etag
    with edit():
        home.heading = "Another heading"
        home.save()
    assert visit(client)["ETag"] != etag
    assert client.get("/", headers={"if-none-match": etag}).status_code == 200


def test_the_compressed_page_says_the_same(client):
    plain = visit(client)
    for _visit in range(2):
        zipped = visit(client, headers={"accept-encoding": "br, gzip"})
        assert zipped["Content-Encoding"] == "gzip"
        assert zipped["Content-Length"] == str(len(zipped.content))
        assert gzip.decompress(zipped.content) == plain.content
    assert "Content-Encoding" not in visit(client)


def test_head_gives_the_headers_of_get_and_does_not_fill_the_memory(client):
    assert client.head("/").status_code == 200
    assert not is_kept(client), "HEAD has no body to keep"
    got = visit(client)
    with no_queries():
        head = client.head("/")
    assert head.content == b""
    assert (head["Content-Length"], head["ETag"]) == (got["Content-Length"], got["ETag"])


def test_each_host_and_scheme_has_pages_of_its_own(client):
    visit(client)
    assert is_kept(client)
    assert not is_kept(client, headers={"host": "localhost"})
    assert not is_kept(client, secure=True)
    assert is_kept(client) and is_kept(client, headers={"host": "localhost"}) and is_kept(client, secure=True)


def test_a_refused_host_is_refused_again(client):
    for _visit in range(2):
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400


# --- never from memory ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_of",
    [
        lambda client: client.get("/?utm=1"),
        lambda client: client.get("/", headers={"authorization": "Basic x"}),
        lambda client: client.get("/nowhere/"),
        lambda client: client.get("/search/"),
        lambda client: client.get("/appointments/request/"),
        lambda client: client.get("/es/"),
        lambda client: client.post("/"),
    ],
    ids=["query string", "authorization", "not found", "search", "form", "redirect", "POST"],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(client, request_of):
    first = request_of(client)
    assert "public" not in first.get("Cache-Control", "")
    with CaptureQueriesContext(connection):
        assert request_of(client).status_code == first.status_code
    assert "ETag" not in first


@pytest.mark.parametrize(
    "answer",
    [
        lambda: HttpResponse("x", headers={"Cache-Control": "no-store"}),
        lambda: HttpResponse("x", headers={"Cache-Control": "private, max-age=5"}),
        lambda: HttpResponse("x", content_type="application/json"),
        lambda: HttpResponse("x", status=201),
        lambda: StreamingHttpResponse(["x"]),
        lambda: with_cookie(HttpResponse("x")),
    ],
    ids=["no-store", "private", "JSON", "201", "stream", "cookie"],
)
def test_an_answer_for_one_person_or_of_another_kind_is_not_kept(answer):
    asked = []
    middleware = PageCacheMiddleware(lambda request: asked.append(request) or answer())
    for _visit in range(2):
        middleware(RequestFactory().get("/"))
    assert len(asked) == 2


def with_cookie(response):
    response.set_cookie("name", "value")
    return response


def test_somebody_with_a_session_is_never_served_from_memory(client):
    visit(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = "unknown"
    response = visit(client)
    assert response["Cache-Control"] == "no-store, private"
    assert "ETag" not in response


def test_staff_see_their_bar_and_nobody_else_does(client, home):
    staff = Client()
    staff.force_login(make_superuser())
    for _visit in range(2):  # before and after others asked for it
        response = visit(staff)
        assert response["Cache-Control"] == "no-store, private"
        assert b"wagtail-userbar" in response.content
        assert b"wagtail-userbar" not in visit(client).content
        assert is_kept(client)


def test_staff_see_a_change_before_others_could_and_leave_no_trace(client, edit):
    page = make_standard("Visiting", slug="visiting")
    staff = Client()
    staff.force_login(make_superuser())
    page.title = "Draft title"
    page.save_revision()
    preview = staff.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert b"Draft title" in preview.content
    assert b"Draft title" not in visit(client, "/visiting/").content


# --- the closed banner ------------------------------------------------------------------------------------------------


def test_readers_who_closed_the_banner_have_pages_of_their_own(client):
    banner = BannerSettings.load()
    banner.text = "Call us today"
    banner.save()
    assert b"Call us today" in visit(client).content
    closed = Client()
    closed.post("/close-banner/", {"next": "/"})
    for _visit in range(2):
        assert b"Call us today" not in visit(closed).content
        assert b"Call us today" in visit(client).content
    assert is_kept(closed) and is_kept(client)


@pytest.mark.parametrize("cookie", ["x=banner_closed", "not_banner_closed=1", "a=1; b=banner_closed=1"])
def test_a_cookie_that_only_looks_like_it_does_not_spoil_the_pages_of_others(client, cookie):
    banner = BannerSettings.load()
    banner.text = "Call us today"
    banner.save()
    assert b"Call us today" in visit(client, HTTP_COOKIE=cookie).content
    assert b"Call us today" not in visit(client, HTTP_COOKIE="banner_closed=1").content


def test_other_cookies_do_not_matter(client):
    visit(client)
    assert is_kept(client, HTTP_COOKIE="theme=dark; xsessionid=1")
