"""The stage for the journeys: the real server, a real browser, and nobody else's hosts."""

import pytest
from playwright.sync_api import Error


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
