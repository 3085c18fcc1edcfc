"""Taking a request from the list: one winner, and the others are told who it was."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import AppointmentRequest
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

CLAIM, NEXT = "/admin/appointments/queue/claim/", "/admin/appointments/next/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def ben():
    return make_staff("ben", "Scheduler", first_name="Ben")


@pytest.fixture
def desk(client, ben):
    client.force_login(ben)
    return client


def claim(client, request, version=None):
    return client.post(CLAIM, {"request": f"{request.pk}:{version or request.version}"})


def test_a_claim_opens_the_request(desk, ben):
    request = make_request()
    response = claim(desk, request)
    assert response.status_code == 302
    assert response.url == reverse("appointments_desk:detail", args=[request.pk])
    request.refresh_from_db()
    assert (request.status, request.assigned_to) == ("in_review", ben)


def test_who_is_too_late_reads_who_was_faster_and_when(desk, clock):
    request = make_request()
    take("claim", request, make_staff("ana", "Scheduler", first_name="Ana"))
    clock.shift(timedelta(seconds=12))
    response = claim(desk, request)
    assert response.status_code == 409
    assert "Ana took this 12 seconds ago" in response.text
    assert "Next person to call" in response.text
    request.refresh_from_db()
    assert request.assigned_to.username == "ana"


def test_who_claims_twice_reads_that_it_is_theirs(desk, ben):
    request = make_request()
    take("claim", request, ben)
    response = claim(desk, request)
    assert response.status_code == 409
    assert "You took" in response.text


def test_a_request_that_changed_and_is_free_says_so(desk):
    request = make_request()
    take("set_priority", request, make_staff("ana", "Scheduler"), priority="urgent")
    response = claim(desk, request)
    assert response.status_code == 409
    assert "was changed meanwhile" in response.text


def test_what_is_under_way_cannot_be_claimed(desk):
    request = make_request("contacting", owner=make_staff("ana", "Scheduler"))
    response = claim(desk, request)
    assert response.status_code == 409
    assert "This step is not possible" in response.text


@pytest.mark.parametrize("value", ["", "x:1", "123:1", "00000000-0000-0000-0000-000000000000:1", "{pk}:x", "{pk}"])
def test_a_claim_of_nothing_is_not_found(desk, value):
    request = make_request()
    assert desk.post(CLAIM, {"request": value.format(pk=request.pk)}).status_code == 404


def test_another_teams_request_cannot_be_claimed(client):
    client.force_login(make_staff("kim", "Scheduler", queues=["pediatric_aya"]))
    request = make_request()
    assert claim(client, request).status_code in (302, 404)
    request.refresh_from_db()
    assert request.status == "new"


def test_next_takes_the_first_new_one_in_the_order_of_work(desk, ben, clock):
    later = make_request()
    first = make_request(priority="stat", call_due_at=later.submitted_at - timedelta(hours=1))
    make_request("in_review", owner=make_staff("ana", "Scheduler"), call_due_at=later.submitted_at - timedelta(hours=9))
    assert desk.post(NEXT).url == reverse("appointments_desk:detail", args=[first.pk])
    assert desk.post(NEXT, {"after": first.pk}).url == reverse("appointments_desk:detail", args=[later.pk])
    assert set(AppointmentRequest.objects.filter(status="in_review", assigned_to=ben)) == {first, later}


def test_next_stays_within_the_team(client):
    make_request()
    client.force_login(make_staff("kim", "Scheduler", queues=["pediatric_aya"]))
    assert "Nobody can be called right now" in client.post(NEXT, follow=True).text


def test_next_says_that_we_are_closed_and_takes_nothing(desk, ben, clock):
    make_request()
    clock.shift(timedelta(hours=12))
    desk.force_login(ben)
    assert "Nobody can be called right now: the hospital is closed." in desk.post(NEXT, follow=True).text
    assert AppointmentRequest.objects.get().status == "new"


@pytest.mark.parametrize("address", [CLAIM, NEXT])
def test_opening_an_address_takes_nothing(desk, address):
    make_request()
    assert desk.get(address).status_code == 405
    assert AppointmentRequest.objects.get().status == "new"
