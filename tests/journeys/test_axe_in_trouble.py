"""axe finds nothing on the pages that nobody wants to see: storage away, too many forms, a session that ends."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import findings_everywhere as findings

SQL = "from django.db import connection\nconnection.cursor().execute({!r})"
FLOOD = """
import time
from django.core.cache import cache
from django.test import RequestFactory
from appointments import spam
key = f"starts:{{spam.network_of(RequestFactory().get('/'))}}:{{int(time.time() // spam.WINDOW) + {later}}}"
cache.{step}
"""
AGE = """
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.utils import timezone
from portal.staff_sessions import SEEN
session = import_module(settings.SESSION_ENGINE).SessionStore({key!r})
session[SEEN] = (timezone.now() - timedelta(minutes={minutes})).isoformat()
session.save()
"""


@pytest.fixture
def page(page_factory):
    return page_factory(reduced_motion="reduce")


def start(page, form):
    page.goto(f"/appointments/{form}/")
    page.get_by_role("button", name="Start now", exact=True).click()


@contextmanager
def drafts_away(live_portal):
    live_portal.run(SQL.format("ALTER TABLE appointments_requestdraft RENAME TO elsewhere"))
    try:
        yield
    finally:
        live_portal.run(SQL.format("ALTER TABLE elsewhere RENAME TO appointments_requestdraft"))


def test_storage_away_keeps_what_was_typed(page, live_portal):
    start(page, "request")
    page.get_by_label("Someone else").check()
    page.get_by_label("Your own name").fill("Ivo Novak")
    with drafts_away(live_portal):
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page.get_by_text("Ivo Novak").first).to_be_visible()
        assert findings(page) == []


def test_too_many_forms(page, live_portal):
    for later in (0, 1):  # the window may end meanwhile
        live_portal.run(FLOOD.format(later=later, step="set(key, 10**6, 1200)"))
    try:
        start(page, "request")
        expect(page.get_by_role("heading", level=1)).to_have_text("Please wait a little")
        assert findings(page) == []
    finally:
        for later in (0, 1):
            live_portal.run(FLOOD.format(later=later, step="delete(key)"))


def test_a_staff_session_that_ends_asks_first_and_gives_the_text_back(page_factory, sign_in, live_portal):
    page = sign_in("Second scheduler")
    page.clock.install()
    page.goto("/admin/appointments/take/")
    page.fill("[name$=given_name]", "Anna")
    key = next(cookie["value"] for cookie in page.context.cookies() if "session" in cookie["name"])
    live_portal.run(AGE.format(key=key, minutes=14))
    page.clock.fast_forward("14:00")
    page.get_by_role("heading", name="Are you still there?").wait_for()
    assert findings(page) == []
    live_portal.run(AGE.format(key=key, minutes=16))
    page.evaluate("document.querySelector('.session-warning').remove()")
    page.get_by_role("button", name="Save the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was sent yet")
    assert findings(page) == []
