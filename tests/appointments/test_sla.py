"""The two clocks: when the first call is due, and how long a request took."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from appointments import sla
from appointments.models import Queue, SlaPolicy
from portal.models import ClosedDay
from portal.opening_hours import NoOpeningHours
from tests.appointments.makers import make_calendar, make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

FRIDAY_EVENING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # 6 p.m. in New York


@pytest.fixture
def queue():
    make_settings()
    return Queue.objects.get(slug="adult")


@pytest.mark.parametrize(("priority", "minutes"), [("routine", 600), ("urgent", 120), ("asap", 120), ("stat", 120)])
def test_without_a_policy_the_defaults_hold(queue, priority, minutes):
    due = sla.Clock(queue, priority).due(FRIDAY_EVENING)
    assert due == datetime(2026, 11, 23, 13, tzinfo=UTC) + timedelta(minutes=minutes)


def test_a_policy_has_its_own_minutes_calendar_and_warnings(queue):
    always = make_calendar("Always", days=range(7), opens=datetime.min.time(), closes=datetime.min.time())
    SlaPolicy.objects.create(
        queue=queue, priority="stat", minutes=30, first_warning=40, second_warning=90, calendar=always
    )
    clock = sla.Clock(queue, "stat")
    assert clock.due(FRIDAY_EVENING) == FRIDAY_EVENING + timedelta(minutes=30)
    assert clock.warnings == (40, 90)
    assert clock.share(FRIDAY_EVENING, FRIDAY_EVENING + timedelta(minutes=15)) == 50


def test_a_closed_day_moves_the_deadline(queue):
    ClosedDay.objects.create(date=date(2026, 11, 23), name="Repairs")
    assert sla.Clock(queue, "urgent").due(FRIDAY_EVENING) == datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_without_opening_hours_there_is_no_date(queue, caplog):
    empty = make_calendar("Never", days=[])
    SlaPolicy.objects.create(queue=queue, priority="routine", minutes=600, calendar=empty)
    with pytest.raises(NoOpeningHours):
        sla.Clock(queue, "routine").due(FRIDAY_EVENING)
    assert sla.due_or_none(queue, "routine", FRIDAY_EVENING) is None
    assert "No opening hours" in caplog.text


def test_the_resolution_clock_stands_while_others_are_waited_for(clock, queue):
    ana = make_staff("ana", "Scheduler")
    request = make_request("contacting", owner=ana)
    clock.shift(timedelta(hours=1))
    take("wait", request, ana, reason="records", next_action_at=timezone.now() + timedelta(days=1))
    clock.shift(timedelta(hours=3))
    request.refresh_from_db()
    assert sla.resolution_minutes(request) == 60
    take("resume", request, ana)
    clock.shift(timedelta(hours=1))
    request.refresh_from_db()
    assert sla.resolution_minutes(request) == 120
