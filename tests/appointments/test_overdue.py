"""Who is told that time for a first call runs out: the owner or the team twice, the managers once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from appointments import overdue, triage
from appointments.models import MessageKind, OutboxMessage, Recipient, SlaPolicy
from tests.appointments.makers import make_calendar, make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # Tuesday 8 a.m. in New York: the hospital opens
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning(clock):
    clock.move_to(START)
    make_settings()


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler")


def make_due(**fields):
    """Routine: ten open hours, the whole of this day."""
    return make_request(clock_started_at=START, call_due_at=START + 10 * HOUR, **fields)


def told(kind):
    rows = OutboxMessage.objects.filter(kind=kind).order_by("created_at", "occurrence")
    return [(row.recipient, row.occurrence.rpartition("-")[2]) for row in rows]


def test_nothing_is_said_before_half_the_time_has_passed(clock):
    make_due()
    clock.move_to(START + 4.9 * HOUR)
    assert overdue.sweep() == {"breaches": 0, "warnings": 0, "without_hours": 0}


def test_each_share_is_told_once_to_the_team(clock):
    make_due()
    for hours in (5, 6, 8, 9):
        clock.move_to(START + hours * HOUR)
        overdue.sweep()
        overdue.sweep()
    assert told(MessageKind.SLA_WARNING) == [(Recipient.TEAM, "50"), (Recipient.TEAM, "80")]


def test_the_owner_is_told_instead_of_the_team(clock, ana):
    make_due(status="in_review", owner=ana)
    clock.move_to(START + 5 * HOUR)
    overdue.sweep()
    assert OutboxMessage.objects.get().user == ana


def test_a_worker_that_slept_tells_only_what_holds_now(clock):
    make_due()
    clock.move_to(START + 9 * HOUR)
    assert overdue.sweep()["warnings"] == 1
    assert told(MessageKind.SLA_WARNING) == [(Recipient.TEAM, "80")]


@pytest.mark.parametrize("after", [0 * HOUR, 72 * HOUR])
def test_a_breach_is_told_once_to_the_managers_however_late(clock, after):
    make_due()
    clock.move_to(START + 10 * HOUR + after)
    assert overdue.sweep() == {"breaches": 1, "warnings": 0, "without_hours": 0}
    assert overdue.sweep()["breaches"] == 0
    assert told(MessageKind.SLA_BREACH) == [(Recipient.LEADS, "100")]


def test_the_first_attempt_ends_it(clock, ana):
    request = make_due()
    take("claim", request, ana)
    take("log_attempt", request, ana, outcome="no_answer")
    clock.move_to(START + 20 * HOUR)
    assert overdue.sweep() == {"breaches": 0, "warnings": 0, "without_hours": 0}


def test_night_is_no_time_that_passes(clock):
    make_request(clock_started_at=START + 9 * HOUR, call_due_at=START + 33 * HOUR)
    clock.move_to(START + 20 * HOUR)
    assert overdue.sweep()["warnings"] == 0


def test_shares_and_minutes_are_those_of_the_policy(clock):
    request = make_due()
    SlaPolicy.objects.create(
        queue=request.queue,
        priority="routine",
        minutes=600,
        first_warning=10,
        second_warning=20,
        calendar=make_calendar("Policy"),
    )
    clock.move_to(START + HOUR)
    overdue.sweep()
    assert told(MessageKind.SLA_WARNING) == [(Recipient.TEAM, "10")]


def test_a_reopened_request_is_told_of_again(clock, ana):
    request = make_due(status="in_review", owner=ana)
    clock.move_to(START + 10 * HOUR)
    overdue.sweep()
    take("withdraw", request, ana, who="patient", channel="phone")
    clock.shift(HOUR)
    reopened = take("reopen", request, ana, reason="She called again.")
    clock.move_to(reopened.call_due_at)
    overdue.sweep()
    assert told(MessageKind.SLA_BREACH) == [(Recipient.LEADS, "100")] * 2


def test_staff_see_no_conflict_because_of_a_warning(clock, ana):
    request = make_due()
    clock.move_to(START + 5 * HOUR)
    overdue.sweep()
    assert triage.claim(request.pk, expected_version=1, actor=ana).assigned_to == ana


def test_without_opening_hours_the_managers_are_told_once_a_day(clock):
    make_request(call_due_at=None)
    settings = make_settings()
    settings.contact_point = None
    settings.save()
    for _round in range(3):
        assert overdue.sweep()["without_hours"] == 1
    clock.shift(timedelta(days=1))
    overdue.sweep()
    assert [row.recipient for row in OutboxMessage.objects.filter(kind="no_opening_hours")] == [Recipient.LEADS] * 2


def test_when_hours_are_there_the_due_time_follows(clock):
    request = make_request(call_due_at=None, clock_started_at=START)
    assert overdue.sweep()["without_hours"] == 0
    request.refresh_from_db()
    assert request.call_due_at == START + 10 * HOUR
    assert request.events.get().kind == "due_recomputed"
    assert timezone.now() < request.call_due_at
