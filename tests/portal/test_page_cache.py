"""Whole pages for anonymous readers: who gets them from memory, in which form, and who never does."""

import gzip
import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import page_cache
from portal.models import BannerSettings, StandardPage
from portal.page_cache import GENERATION, Kept, PageCacheMiddleware, generation, remembered
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


# --- generations ------------------------------------------------------------------------------------------------------


def test_an_edit_counts_when_it_is_committed_and_not_before(client, edit):
    visit(client)
    before = generation()
    with edit():
        make_standard()
        assert generation() == before
    assert generation() != before
    assert not is_kept(client)


def test_what_changes_no_page_keeps_the_pages(client, edit):
    page = make_standard(slug="visiting")
    visit(client)
    with edit():
        make_superuser()
        client.post("/feedback/", {"page": page.pk, "helpful": "yes"})
        page.save_revision()
    assert is_kept(client)


def test_a_cache_that_was_emptied_costs_a_new_visit_and_nothing_else(client):
    visit(client)
    cache.delete(GENERATION)
    assert not is_kept(client)
    assert is_kept(client)


def test_pages_are_kept_for_five_minutes_at_most(client, clock):
    visit(client)
    clock.shift(page_cache.MAX_AGE - 1)
    assert is_kept(client)
    clock.shift(1)
    assert not is_kept(client)


def test_pieces_of_pages_are_not_older_than_pages(clock):
    numbers = iter(range(9))
    assert [remembered("piece", lambda: next(numbers)) for _ask in range(2)] == [0, 0]
    clock.shift(page_cache.MAX_AGE)
    assert remembered("piece", lambda: next(numbers)) == 1


def test_outside_of_a_request_an_edit_is_seen_at_once(client, edit):
    """A worker runs for weeks and starts no request."""
    visit(client)
    assert remembered("piece", lambda: "old") == "old"
    with edit():
        make_standard()
    assert remembered("piece", lambda: "new") == "new"


def test_memory_is_bounded_and_an_edit_empties_it(monkeypatch):
    middleware = PageCacheMiddleware(lambda request: HttpResponse("x" * 1000))
    size = Kept(HttpResponse("x" * 1000), 0).size
    monkeypatch.setattr(page_cache, "MAX_BYTES", 3 * size)
    for number in range(5):
        middleware(RequestFactory().get(f"/{number}/"))
    assert [key[3] for key in middleware.pages] == ["/2/", "/3/", "/4/"]
    page_cache.cache.set(GENERATION, "another")
    middleware(RequestFactory().get("/5/"))
    assert [key[3] for key in middleware.pages] == ["/5/"]
    assert middleware.size == size


# --- two processes ----------------------------------------------------------------------------------------------------

READER = """
import json, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client()
for path in sys.stdin:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path.strip())
    print(json.dumps([response.status_code, len(queries), response.content.decode()]), flush=True)
"""


@contextmanager
def another_process():
    """A function that asks for a page in a second process with the same database and cache: (status, queries, HTML)."""
    database = connection.settings_dict
    url = os.environ["DATABASE_URL"].rpartition("?")
    base = (url[0] or url[2]).rpartition("/")[0]
    environment = os.environ | {"DATABASE_URL": f"{base}/{database['NAME']}" + (f"?{url[2]}" if url[0] else "")}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=settings.BASE_DIR,
    ) as process:

        def ask(path):
            process.stdin.write(path + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        try:
            yield ask
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()


@pytest.mark.django_db(transaction=True)
def test_an_edit_in_one_process_is_seen_in_the_other_at_once(client):
    page = make_standard("Visiting", slug="visiting")
    with another_process() as ask:
        for _visit in range(3):  # the first visits write default settings
            status, queries, html = ask("/visiting/")
            visit(client, "/visiting/")
        assert (status, queries) == (200, 0) and "<h1>Visiting</h1>" in html
        assert is_kept(client, "/visiting/")

        page.title = "Visiting hours"
        page.save()
        for html in (ask("/visiting/")[2], visit(client, "/visiting/").content.decode()):
            assert "<h1>Visiting hours</h1>" in html
        assert ask("/visiting/")[1] == 0

        StandardPage.objects.get().unpublish()
        assert ask("/visiting/")[0] == 404
        assert client.get("/visiting/").status_code == 404
