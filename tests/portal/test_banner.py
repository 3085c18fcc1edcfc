"""The invitation on top of the pages: in its time, and away for whoever closed it, without any script."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from portal.models import BannerSettings
from portal.page_cache import BANNER_COOKIE
from portal.source_page import request_url
from tests.factories import make_contact_point, make_home, make_standard
from tests.portal.calendars import local

pytestmark = pytest.mark.django_db

TEXT = "We are here for you"


@pytest.fixture(autouse=True)
def banner(clock):
    make_home()
    return BannerSettings.objects.create(text=TEXT, contact_point=make_contact_point())


def is_shown(client, path="/"):
    return TEXT in client.get(path).content.decode()


def close(client, path="/", **headers):
    return client.post("/close-banner/", {"next": path}, **headers)


def test_the_banner_shows_its_words_its_number_and_its_links(client, banner):
    page = make_standard("Visiting")
    banner.links = [("link", {"page": page, "title": "How to visit", "address": ""})]
    banner.save()
    html = client.get("/").content.decode()
    top = html[html.index('class="banner"') : html.index("<main")]
    assert TEXT in top and 'href="tel:+12125550140"' in top and "(212) 555-0140" in top
    assert 'href="/visiting/"' in top and "How to visit" in top


def test_a_banner_without_words_is_none(client, banner):
    banner.text = ""
    banner.save()
    assert 'class="banner"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [
        ("12:00", None, [False, False, True, True, True, True]),
        (None, "12:04", [True, True, True, True, False, False]),
        ("12:00", "12:04", [False, False, True, True, False, False]),
        (None, None, [True] * 6),
    ],
)
def test_the_banner_comes_and_goes_at_its_second_though_pages_are_kept(client, clock, banner, starts, ends, seen):
    banner.starts_at = local(f"2026-11-24 {starts}") if starts else None
    banner.ends_at = local(f"2026-11-24 {ends}") if ends else None
    banner.save()
    shown = []
    for moment in ("11:58", "11:59:59", "12:00", "12:03:59", "12:04", "12:30"):
        clock.move_to(local(f"2026-11-24 {moment}"))
        first, second = is_shown(client), is_shown(client)
        assert first is second
        shown.append(first)
    assert shown == seen


def test_a_reader_closes_the_banner_with_the_form_on_the_page_and_stays_there(client):
    page = make_standard("Visiting")
    html = client.get(page.url).content.decode()
    form = html[html.index('<form class="banner__close"') :]
    assert form.startswith('<form class="banner__close" method="post" action="/close-banner/">')
    data = querydict_from_html(form[: form.index("</form>") + 7])
    response = client.post("/close-banner/", data)
    assert (response.status_code, response["Location"]) == (302, page.url)
    assert not is_shown(client, page.url) and not is_shown(client, "/")
    assert is_shown(Client())


def test_the_cookie_says_only_that_and_for_thirty_days(client):
    cookie = close(client).cookies[BANNER_COOKIE]
    assert cookie.value == "1"
    assert cookie["max-age"] == 30 * 24 * 3600
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    assert close(Client(), secure=True).cookies[BANNER_COOKIE]["secure"]


def test_closing_is_not_kept_anywhere(client):
    response = close(client)
    assert response["Cache-Control"] == "no-store, private"
    assert set(response.cookies) == {BANNER_COOKIE}


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "\t//evil.example",
        "/\t/evil.example",
    ],
)
def test_closing_leads_to_no_other_site(client, target):
    location = close(client, target)["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_ORIGIN": "http://testserver:8000"},
    ],
)
def test_another_site_cannot_close_it(client, headers):
    response = close(client, **headers)
    assert response.status_code == 403 and not response.cookies


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": "http://testserver"}, {"HTTP_SEC_FETCH_SITE": "same-origin"}])
def test_our_own_pages_and_browsers_that_say_nothing_can(client, headers):
    assert close(client, **headers).status_code == 302


def test_closing_is_a_post(client):
    assert client.get("/close-banner/").status_code == 405


def test_where_a_form_is_there_is_no_banner(client):
    assert not is_shown(client, "/appointments/request/")


def test_a_banner_ends_after_it_starts(banner):
    banner.starts_at = banner.ends_at = local("2026-11-24 12:00")
    with pytest.raises(ValidationError) as refused:
        banner.full_clean()
    assert refused.value.message_dict == {"ends_at": ["The banner must end after it starts."]}


def test_the_invitation_carries_the_page_it_was_read_on(client, banner):
    banner.links = [("link", {"title": "Ask for a call", "page": None, "address": reverse("appointments:request")})]
    banner.save()
    page = make_standard()
    assert request_url(page) in client.get(page.url).content.decode().partition("banner__close")[0]
