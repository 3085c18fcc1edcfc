"""The stage for the journeys: the real server, a real browser, and nobody else's hosts."""

import pytest
from playwright.sync_api import Error

from tests.live_portal import _server_url


def test_a_visitor_sees_the_home_page(page, live_portal):
    answer = page.goto("/")
    assert answer.status == 200
    assert page.url == live_portal.url + "/"


def test_an_account_of_each_role_is_known(live_portal):
    assert live_portal.accounts
    assert all(username and password for username, password in live_portal.accounts.values())


def test_a_request_to_another_host_is_stopped_and_noted(page, requests_elsewhere):
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("https://elsewhere.example/")
    assert requests_elsewhere == ["https://elsewhere.example/"]
    requests_elsewhere.clear()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://me:secret@localhost:5432/postgres", "postgresql://me:secret@localhost:5432/mine"),
        ("postgresql://me@/postgres?host=/run/server", "postgresql://me@/mine?host=/run/server"),
        ("postgresql:///postgres?host=/run/server", "postgresql:///mine?host=/run/server"),
        ("postgresql:///postgres", "postgresql:///mine"),
    ],
)
def test_another_database_of_the_same_server_is_named_whatever_the_server_is_called(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    assert _server_url("mine") == expected
