"""After the last button: what the sender sees, and what happens when a form is sent twice or cannot be stored."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from appointments.models import AppointmentRequest
from appointments.views import pages, send
from tests.appointments.forms_data import BEHALF, SELF, SENT, begin, fill, hidden, main_of, page_of, sending
from tests.appointments.forms_data import send as press_send
from tests.appointments.makers import make_settings
from tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(clock):
    make_settings()
    return make_home()


# ---- sent ------------------------------------------------------------------------------------------------------------


def test_the_sent_page_survives_a_day_in_this_browser_and_says_nothing_elsewhere(client, slow, clock):
    press_send(client, slow(client))
    reference = str(AppointmentRequest.objects.get())
    clock.shift(timedelta(hours=23))
    assert reference in client.get(SENT).content.decode()
    assert reference not in Client().get(SENT).content.decode()
    clock.shift(timedelta(hours=2))
    html = client.get(SENT).content.decode()
    assert reference not in html and "tel:+12125550140" in html


def test_neither_title_nor_address_of_the_sent_page_tells_anything(client, slow):
    response = press_send(client, slow(client))
    html = client.get(response.url).content.decode()
    title = re.search("<title>([^<]+)<", html)[1]
    assert str(AppointmentRequest.objects.get()) not in title + response.url and "Ana" not in html


def test_a_forged_cookie_shows_nothing(client, slow, settings):
    press_send(client, slow(client))
    request = AppointmentRequest.objects.get()
    thief = Client()
    thief.cookies[settings.SENT_COOKIE_NAME] = str(request.pk)
    assert str(request) not in thief.get(SENT).content.decode()


def test_a_sent_request_does_not_show_on_the_page_of_referrals(client, slow):
    press_send(client, slow(client))
    assert str(AppointmentRequest.objects.get()) not in client.get("/appointments/refer/sent/").content.decode()


def test_a_held_request_sees_the_same_page(client):
    check = fill(client)
    response = press_send(client, check, website="http://spam.example")
    assert response.url == SENT
    request = AppointmentRequest.objects.get()
    assert request.status == "held"
    html = client.get(SENT).content.decode()
    assert str(request) in html and "We have your request" in html and "held" not in main_of(client.get(SENT))


def test_without_opening_hours_no_time_is_promised(client, slow):
    make_settings(contact_point=None)
    html = client.get("/appointments/request/").content.decode()
    assert "we call you by" not in html
    press_send(client, slow(client))
    html = main_of(client.get(SENT))
    assert "as soon as we open" in html and " by " not in html


def test_the_caller_id_is_told(client, slow):
    make_settings(caller_id="Larkmoor")
    press_send(client, slow(client))
    assert "Your phone will show “Larkmoor”." in client.get(SENT).content.decode()


# ---- sent twice, changed meanwhile, storage away ---------------------------------------------------------------------


def test_pressing_send_twice_makes_one_request(client, slow):
    check = slow(client)
    posted = sending(client, check)
    first, second = client.post(check, posted), client.post(check, posted)
    assert first.url == second.url == SENT and AppointmentRequest.objects.count() == 1
    third = Client().post(check, posted)
    assert third.url == SENT, "a browser that lost its cookies is told the same"


def test_other_answers_after_sending_are_refused_and_shown(client, slow):
    check = slow(client)
    page = client.get(page_of(check, "need")).content.decode()
    press_send(client, check)
    response = client.post(
        page_of(check, "need"),
        {"nonce": hidden(page, "nonce"), "own_words": "I forgot to say", "reason": "new_diagnosis"},
    )
    assert response.status_code == 409
    html = response.content.decode()
    assert "This form was sent before" in html and "I forgot to say" in html and "tel:+12125550140" in html
    assert "new_diagnosis" not in html, "words of the person, not codes of the form"
    assert AppointmentRequest.objects.get().clinical.own_words == ""


def test_what_was_not_shown_is_not_sent(client, slow):
    """Another tab changed an answer after this check page was drawn."""
    check = slow(client)
    old = sending(client, check)
    client.post(page_of(check, "patient"), SELF["patient"] | {"given_name": "Anna"})
    response = client.post(check, old)
    assert response.status_code == 409 and "Your answers changed" in response.content.decode()
    assert not AppointmentRequest.objects.exists()
    assert client.post(check, sending(client, check)).url == SENT


@pytest.mark.parametrize("posted", [{}, {"nonce": "x", "shown": "y"}, {"nonce": "0" * 32, "shown": ""}])
def test_a_check_page_without_its_nonce_is_shown_again(client, slow, posted):
    check = slow(client)
    assert client.post(check, posted).status_code == 409
    assert not AppointmentRequest.objects.exists()


def broken(*arguments, **named):
    raise OperationalError("could not write: Ana Novak")


def test_when_nothing_can_be_stored_the_page_says_so(client, slow, monkeypatch, caplog):
    check = slow(client)
    posted = sending(client, check)
    monkeypatch.setattr(send, "submit", broken)
    response = client.post(check, posted)
    html = response.content.decode()
    assert response.status_code == 503 and response["Retry-After"] == "30"
    assert "Not sent yet" in html and "tel:+12125550140" in html and posted["nonce"] in html
    assert "Ana" not in caplog.text and "OperationalError" in caplog.text
    monkeypatch.undo()
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main_of(response)))
    assert client.post(check, fields).url == SENT, "the button of that page sends the same again"


def test_answers_stay_on_the_page_while_the_database_is_away(client, monkeypatch):
    client.get("/appointments/request/")
    url = begin(client)
    monkeypatch.setattr(pages.drafts, "find", broken)
    response = client.post(url, BEHALF["who"])
    html = response.content.decode()
    assert response.status_code == 503 and "tel:+12125550140" in html
    for name, value in BEHALF["who"].items():
        assert f'name="{name}" value="{value}"' in html
    assert client.get(url).status_code == 503
