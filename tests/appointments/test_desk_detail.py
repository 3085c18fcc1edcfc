"""The page of one request, for each role and in each status."""

import pytest
from django.urls import reverse

from appointments.models import AccessLogEntry, NoteDraft
from appointments.models.choices import RequestStatus
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


@pytest.fixture
def ana(client):
    user = make_staff("ana", "Scheduler", first_name="Ana", last_name="Ruiz")
    client.force_login(user)
    return user


def url(name, request, *more):
    return reverse(f"appointments_desk:{name}", args=[request.pk, *more])


@pytest.mark.parametrize("status", RequestStatus.values)
@pytest.mark.parametrize("group", ["Scheduler", "Scheduling manager"])
def test_the_page_opens_in_every_status(client, status, group):
    user = make_staff("user", group)
    client.force_login(user)
    owner = None if status in ("new", "held") else user
    request = make_request(status, owner=owner)
    response = client.get(url("detail", request))
    assert response.status_code == 200
    assert "Ana Novak" in response.content.decode()


def test_opening_it_is_recorded_exactly_once(client, ana):
    request = make_request()
    client.get(url("detail", request))
    assert list(AccessLogEntry.objects.values_list("action", "request", "actor")) == [("viewed", request.pk, ana.pk)]


def test_claim_then_attempt_then_note(client, ana):
    request = make_request()
    page = client.post(url("claim", request), {"version": 1}, follow=True)
    assert page.status_code == 200
    page = client.post(
        url("log_attempt", request),
        {"version": 2, "outcome": "no_answer", "person": "patient", "channel": "phone", "text": "rang long"},
        follow=True,
    )
    assert "rang long" in page.content.decode()
    page = client.post(url("add_note", request), {"text": "second note"}, follow=True)
    assert "second note" in page.content.decode()
    assert not NoteDraft.objects.exists()
