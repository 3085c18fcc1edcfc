"""What all tests share: a database made from a template, empty caches, a clock that stands still, a browser, the portal.

Times: a test that depends on the day or the hour takes the fixture `clock`; it stands at NOW until the test moves it.
"""

import os
from datetime import UTC, datetime
from urllib.parse import urlsplit

import hypothesis
import pytest
import time_machine

from tests.browser import ADVICE, FLAGS, find_chromium

# Playwright's synchronous interface keeps an event loop in the thread; Django then suspects every query
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 10 a.m. in New York


@pytest.fixture
def clock():
    """Stands at NOW; `clock.move_to(...)` and `clock.shift(...)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


# --- database and caches ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Copy a migrated database instead of migrating for each worker."""
    from django.conf import settings

    from tests.live_portal import migrated_template

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = migrated_template()


@pytest.fixture(autouse=True)
def _empty_caches():
    from django.core.cache import caches

    for cache in caches.all():
        cache.clear()
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def _english():
    """A request in another language leaves it switched on in the thread."""
    from django.utils import translation

    translation.deactivate()


# --- journeys ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def live_portal(worker_id):
    """The real server on a copy of the seeded database: `.url`, `.accounts`, `.manage("command")`, `.database_url`."""
    from tests.live_portal import serve

    with serve(worker_id) as portal:
        yield portal


@pytest.fixture(scope="session")
def chromium_path():
    return find_chromium() or pytest.fail(ADVICE)


@pytest.fixture(scope="session")
def browser(chromium_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def requests_elsewhere():
    """What pages asked of other hosts; anything in it at the end fails the test."""
    urls = []
    yield urls
    assert urls == []


@pytest.fixture
def page_factory(browser, request, requests_elsewhere):
    """Makes pages, one visitor each: `page_factory(viewport={...}, color_scheme="dark", java_script_enabled=False)`.

    Addresses are relative to the live portal unless base_url says otherwise.
    """
    contexts = []

    def make_page(base_url=None, **options):
        base_url = base_url or request.getfixturevalue("live_portal").url
        context = browser.new_context(base_url=base_url, service_workers="block", **options)
        contexts.append(context)

        def guard(route):
            if urlsplit(route.request.url).netloc == urlsplit(base_url).netloc:
                route.continue_()
            else:
                requests_elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        return context.new_page()

    yield make_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(page_factory):
    return page_factory()


@pytest.fixture
def context(page):
    return page.context
