"""Staff are signed out for being away, after half a day, and when their roles change; their typed text is not lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.models import User

pytestmark = pytest.mark.django_db

HOME, NOTES = "/admin/", "/admin/account/"


@pytest.fixture
def user(clock):
    return User.objects.create_superuser("vera", "vera@larkmoor.example", "correct horse battery")


@pytest.fixture
def staff(client, user):
    client.force_login(user)
    return client


def is_in(client):
    return client.get(HOME).status_code == 200


def test_steps_keep_a_session_alive(clock, staff):
    for _ in range(4):
        clock.shift(timedelta(minutes=14))
        assert is_in(staff)


def test_after_fifteen_minutes_away_staff_sign_in_again(clock, staff):
    clock.shift(timedelta(minutes=15))
    answer = staff.get(NOTES + "?q=private")
    assert (answer.status_code, answer.url) == (302, f"{reverse('wagtailadmin_login')}?next={NOTES}")
    assert not is_in(staff)


def test_after_twelve_hours_staff_sign_in_again_whatever_they_do(clock, staff):
    for _ in range(12 * 6 - 1):
        clock.shift(timedelta(minutes=10))
        assert is_in(staff)
    clock.shift(timedelta(minutes=10))
    assert not is_in(staff)


@pytest.mark.parametrize("path", ["/admin/session/", "/admin/editing-sessions/ping/wagtailcore/page/1/"])
def test_what_pages_ask_for_by_themselves_is_no_step(clock, staff, path):
    clock.shift(timedelta(minutes=14))
    staff.get(path)
    clock.shift(timedelta(minutes=2))
    assert not is_in(staff)


def test_the_dialog_asks_how_long_and_goes_on(clock, staff):
    clock.shift(timedelta(minutes=14))
    assert staff.get("/admin/session/").json() == {"seconds": 60}
    assert staff.post("/admin/session/").json() == {"seconds": 900}


def test_a_form_sent_too_late_comes_back_with_its_text(clock, staff):
    clock.shift(timedelta(minutes=16))
    answer = staff.post(NOTES, {"note": "A long <b>note</b>", "password": "secret words"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="note" value="A long &lt;b&gt;note&lt;/b&gt;"' in text
    assert "secret words" not in text
    assert "csrfmiddlewaretoken" in text


def test_a_form_of_another_site_is_not_offered_again(clock, staff):
    clock.shift(timedelta(minutes=16))
    answer = staff.post(NOTES, {"note": "A long note"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "A long note" not in answer.content.decode()


def test_a_form_without_its_token_comes_back_with_its_text(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post(NOTES, {"note": "A long note"})
    assert answer.status_code == 403
    assert "A long note" in answer.content.decode()


def replay(client, do):
    """Does the old cookie still work once something was done elsewhere?"""
    do()
    return is_in(client)


def test_an_old_cookie_opens_nothing(client, user):
    def change_roles():
        user.groups.add(Group.objects.get(name="Editor"))

    def change_password():
        user.set_password("another horse battery")
        user.save()

    def deactivate():
        User.objects.update(is_active=False)

    def sign_out():
        other = Client()
        other.cookies = client.cookies.copy()
        other.post(reverse("wagtailadmin_logout"))

    for do in (change_roles, change_password, sign_out, deactivate):
        client.force_login(user)
        assert is_in(client)
        assert not replay(client, do), do.__name__


def test_signing_out_clears_what_the_browser_keeps(staff):
    assert staff.post(reverse("wagtailadmin_logout"))["Clear-Site-Data"] == '"cache", "storage"'


def test_the_public_site_knows_no_limit(clock, staff):
    clock.shift(timedelta(hours=13))
    assert staff.get("/health/").status_code in (200, 503)
