"""Visits that took place and are perhaps in no health record: listed, recalled, confirmed."""

from contextlib import nullcontext

import pytest
from django.utils import timezone

from appointments import retention
from appointments.refusals import GuardFailed
from tests.appointments.makers import make_request, make_settings, make_staff, take
from tests.appointments.test_retention import ago, make_closed, make_scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hospital(clock):
    make_settings()


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler")


def test_a_visit_that_is_in_no_record_is_listed_until_somebody_confirms_it(client, ana):
    open_visit, done = make_scheduled(days=20), make_scheduled(days=20, handed_over_at=ago(20))
    client.force_login(ana)
    html = client.get("/admin/appointments/?view=handover").content.decode()
    assert str(open_visit) in html and str(done) not in html
    assert "1 visit took place weeks ago" in html
    address = f"/admin/appointments/{open_visit.pk}/"
    assert "Nobody has confirmed yet" in client.get(address).content.decode()
    assert client.post(f"{address}confirm_hand_over/", {"version": open_visit.version}).status_code == 302
    assert open_visit.visits.get().handed_over_at == timezone.now()
    assert list(open_visit.events.values_list("kind", flat=True)) == ["handed_over"]
    assert "visit took place" not in client.get("/admin/appointments/?view=handover").content.decode()
    assert "The health record holds this visit." in client.get(address).content.decode()


@pytest.mark.parametrize("days", [13.9, 14])
def test_staff_are_reminded_two_weeks_after_a_visit(days):
    make_scheduled(days=days)
    assert bool(retention.hand_over_alarm()) is (days == 14)


@pytest.mark.parametrize("make", [lambda: make_closed("withdrawn"), lambda: make_scheduled(handed_over_at=ago(1))])
def test_where_nothing_waits_no_hand_over_is_confirmed(make, ana):
    with pytest.raises(GuardFailed):
        take("confirm_hand_over", make(), ana)


@pytest.mark.parametrize(("outcome", "is_possible"), [("completed", False), ("no_show", False), ("cancelled", True)])
def test_a_visit_that_lies_ahead_can_only_be_cancelled(ana, outcome, is_possible):
    request = make_request("scheduled", owner=ana)
    request.visits.create(start=ago(-1), end=ago(-1.1), time_zone="UTC", location="Main building")
    with nullcontext() if is_possible else pytest.raises(GuardFailed):
        take("record_outcome", request, ana, outcome=outcome)
    assert state_of(request) == ("closed" if is_possible else "scheduled")


def state_of(request) -> str:
    request.refresh_from_db()
    return request.status
