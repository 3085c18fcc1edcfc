"""How long pages are kept: until the next edit, in every process, and never without bound."""

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
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal import page_cache, translations
from portal.kept_pages import Kept, PageCacheMiddleware
from portal.models import StandardPage
from portal.page_cache import GENERATION, generation, remembered
from tests.factories import make_contact_point, make_home, make_standard, make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(django_capture_on_commit_callbacks):
    """`with edit():` what happens inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture(autouse=True)
def home():
    make_contact_point()
    return make_home()


def visit(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    return response


def is_kept(client, path="/"):
    """Is the next answer served without the database?"""
    with CaptureQueriesContext(connection) as queries:
        visit(client, path)
    return len(queries) == 0


def test_a_translation_that_is_called_up_to_date_counts_as_an_edit(client, edit):
    page = make_standard()
    visit(client)
    before = generation()
    with edit():
        translations.keep(page, page.latest_revision_id)
    assert generation() != before


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


@pytest.fixture
def cache_away(monkeypatch):
    """A shared cache that does not answer, until it is called."""

    class Away:
        def __getattr__(self, name):
            raise ConnectionError("redis://user:secret@cache.example.org")

    with monkeypatch.context() as patch:
        patch.setattr(page_cache, "cache", Away())
        yield patch.undo


def test_without_the_cache_pages_are_drawn_anew_and_it_is_said_once(client, edit, cache_away, caplog):
    page = make_standard("Visiting", slug="visiting")
    for title in ("Visiting hours", "Visiting us"):
        with edit():
            page.title = title
            page.save()
        assert title in visit(client, "/visiting/").content.decode()
        assert not is_kept(client, "/visiting/")
    [record] = [record for record in caplog.records if record.name == "portal.page_cache"]
    assert record.levelname == "ERROR"
    assert "ConnectionError" in record.getMessage() and "secret" not in record.getMessage()
    cache_away()
    visit(client)
    assert is_kept(client)


def test_a_page_asks_a_cache_that_is_away_once_or_twice_and_not_for_each_of_its_pieces(client, monkeypatch):
    asked = []

    class Away:
        def get(self, name):
            asked.append(name)
            raise ConnectionError

    monkeypatch.setattr(page_cache, "cache", Away())
    visit(client)
    assert len(asked) <= 2


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


def test_memory_is_bounded_and_an_edit_empties_it():
    middleware = PageCacheMiddleware(lambda request: HttpResponse("x" * 1000))
    size = Kept(HttpResponse("x" * 1000), 0).size
    middleware.shelf.bound = 3 * size
    for number in range(5):
        middleware(RequestFactory().get(f"/{number}/"))
    assert [key[3][1] for key in middleware.shelf.kept] == ["/2/", "/3/", "/4/"]
    page_cache.cache.set(GENERATION, "another")
    middleware(RequestFactory().get("/5/"))
    assert [key[3][1] for key in middleware.shelf.kept] == ["/5/"]
    assert middleware.shelf.size == size


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
