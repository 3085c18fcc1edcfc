"""The figures of the desk, on a world small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from appointments.desk.metrics import Metrics, OpenTime, Share, Spread
from appointments.models import ContactAttempt, FormCount, OutboxMessage
from portal.opening_hours import Calendar
from tests.appointments.makers import make_request, make_settings, make_staff, take
from tests.factories import make_guide

pytestmark = pytest.mark.django_db

METRICS = "/admin/appointments/queue/metrics/"
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=NEW_YORK)  # a minute is open time from 8 to 18


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler")


def figures(days=30):
    now = timezone.now()
    return Metrics(now - timedelta(days=days), now + timedelta(days=1), now, NEW_YORK)


def came(minutes=0, attempt=None, contact=None, promise=600, status="contacting", **fields):
    """Submitted so many minutes after Monday, 8 a.m.; attempt, contact and promise in minutes after that."""
    submitted = MONDAY + timedelta(minutes=minutes)
    after = {"first_attempt_at": attempt, "first_contacted_at": contact, "promised_by": promise}
    times = {name: submitted + timedelta(minutes=n) for name, n in after.items() if n is not None}
    return make_request(status, submitted_at=submitted, clock_started_at=submitted, **times | fields)


# --- open time ------------------------------------------------------------------------------------------------------

OFFICE = Calendar(
    zone=NEW_YORK,
    weekly={day: ((datetime(1, 1, 1, 8).time(), datetime(1, 1, 1, 18).time()),) for day in range(5)},
    closed={date(2026, 11, 26): "Thanksgiving"},
)
MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda n: datetime(2026, 11, 15, tzinfo=UTC) + timedelta(minutes=n))


@given(a=MOMENTS, b=MOMENTS)
def test_open_time_is_what_the_calendar_says(a, b):
    since, until = datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 12, 6, tzinfo=UTC)
    assert OpenTime(OFFICE, since, until).between(a, b) == pytest.approx(OFFICE.business_minutes(a, b))


def test_without_a_calendar_all_time_counts():
    assert OpenTime(None, MONDAY, MONDAY).between(MONDAY, MONDAY + timedelta(hours=30)) == 1800


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([], Spread(0, None, None)),
        ([5], Spread(1, 5, 5)),
        ([3, 1, 2], Spread(3, 2, 2.8)),
        ([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], Spread(11, 50, 90)),
    ],
)
def test_median_and_ninetieth_percentile(values, spread):
    found = Spread.of(values)
    assert (found.number, found.median, found.p90) == (spread.number, spread.median, pytest.approx(spread.p90))


# --- response -------------------------------------------------------------------------------------------------------


def test_times_count_open_minutes_and_open_requests_so_far(ana):
    came(attempt=60, contact=60)
    came(attempt=120, contact=24 * 60, owner=ana)  # reached on Tuesday at 8: 600 open minutes
    came(minutes=24 * 60, status="new")  # since Tuesday at 8; it is 10 now
    came(attempt=None, status="closed")  # closed without a call: nothing to measure
    came(attempt=1, status="closed", status_reason="spam")
    came(attempt=1, status="held")
    came(attempt=1, status="entered_in_error")
    came(attempt=1, is_test=True)
    metrics = figures()
    assert metrics.times("first_attempt_at") == Spread(3, 120, 120)
    contact = metrics.times("first_contacted_at")
    assert (contact.number, contact.median) == (3, 120)
    assert contact.p90 == pytest.approx(504)
    assert len(metrics.rows) == 6


def test_share_within_promise_counts_what_is_decided():
    came(attempt=599)
    came(attempt=600)
    came(attempt=601)
    came(promise=60, status="new")  # not tried, and the time is over
    came(promise=60 * 48, status="new")  # still time
    came(promise=60, status="closed")  # withdrawn before a call
    make_request(submitted_at=MONDAY, promised_by=None)
    assert figures().within_promise() == Share(2, 4)


def test_a_referral_is_acknowledged_when_the_message_left():
    for minutes, sent in ((30, True), (90, True), (5, False)):
        referral = came(kind="referral", status="new")
        OutboxMessage.objects.create(
            request=referral,
            kind="referral_received",
            recipient="referrer",
            due_at=MONDAY,
            sent_at=MONDAY + timedelta(minutes=minutes) if sent else None,
        )
    assert figures().acknowledgement().median == 60


# --- amounts --------------------------------------------------------------------------------------------------------


def test_backlog_by_age_counts_all_that_are_open(ana):
    now = timezone.now()
    for hours in (1, 23, 24, 47, 48, 71, 72, 167, 168, 335, 336, 719, 720, 5000):
        make_request(submitted_at=now - timedelta(hours=hours))
    make_request("closed", submitted_at=now)
    make_request("held", submitted_at=now)
    assert figures(days=1).backlog() == [2, 2, 2, 2, 2, 2, 2]


def test_arrivals_by_the_hour_of_the_hospital():
    came()
    came(minutes=59)
    came(minutes=60 * 15)  # 11 p.m. in New York is the next day in UTC
    arrivals = figures().arrivals()
    assert {hour: n for hour, n in enumerate(arrivals) if n} == {8: 2, 23: 1}


def test_attempts_until_reached(ana):
    def tried(times, reached, later=0):
        request = came(attempt=1, contact=10 * times if reached else None, owner=ana)
        for n in range(times + later):
            ContactAttempt.objects.create(
                request=request,
                at=request.submitted_at + timedelta(minutes=10 * (n + 1)),
                by=ana,
                person="patient",
                outcome="no_answer",
            )

    tried(1, True)
    tried(1, True, later=3)
    tried(3, True)
    tried(2, False)
    assert figures().attempts_until_reached() == {1: 2, 3: 1}


def test_outcomes_spam_and_duplicates():
    survivor = came()
    came(status="closed", status_reason="completed")
    came(status="closed", status_reason="completed")
    came(status="closed", status_reason="spam")
    came(status="closed", status_reason="duplicate", duplicate_of=survivor)
    metrics = figures()
    assert metrics.outcomes() == {"completed": 2, "spam": 1, "duplicate": 1}
    assert (metrics.spam(), metrics.duplicates()) == (Share(1, 5), Share(1, 5))
    assert metrics.spam().percent == 20
    assert Share(0, 0).percent is None


def test_waiting_time_by_reason_ends_with_the_next_step(ana, clock):
    one, other = (make_request("contacting", owner=ana) for _ in range(2))
    tomorrow = timezone.now() + timedelta(days=1)
    take("wait", one, ana, reason="records", next_action_at=tomorrow)
    take("wait", other, ana, reason="slot", next_action_at=tomorrow)
    clock.shift(timedelta(hours=1))
    take("resume", one, ana)
    clock.shift(timedelta(hours=1))
    take("wait", one, ana, reason="records", next_action_at=tomorrow)
    clock.shift(timedelta(hours=3))
    waiting = figures().waiting()
    assert {reason: (spread.number, spread.median) for reason, spread in waiting.items()} == {
        "records": (2, 120),
        "slot": (1, 300),
    }


def test_failed_messages_and_drop_off():
    for status in ("sent", "failed_permanent", "failed_temporary", "queued"):
        OutboxMessage.objects.create(
            kind="received", occurrence=status, recipient="patient", due_at=MONDAY, status=status
        )
    for day, page, count in ((22, "who", 10), (23, "who", 30), (23, "reason", 25), (1, "who", 99)):
        FormCount.objects.create(day=date(2026, 11, day), form="request", page=page, count=count)
    metrics = figures(days=7)
    assert metrics.failed_messages() == Share(1, 4)
    assert metrics.drop_off() == {("request", "who"): 40, ("request", "reason"): 25}


# --- cuts -----------------------------------------------------------------------------------------------------------


def many(number, **fields):
    for _ in range(number):
        came(attempt=60, **fields)


def test_cells_under_eleven_show_no_figures():
    many(11, patient={"preferred_language": "en"})
    many(10, patient={"preferred_language": "es"})
    many(3, patient={"preferred_language": "ar"})
    cells = {cell.value: cell for cell in figures().cut("language")}
    assert cells["en"].number == 11
    assert cells["en"].times.median == 60
    assert cells["en"].promise == Share(11, 11)
    assert cells["es"].is_hidden
    assert cells["ar"].is_hidden


def test_a_hidden_cell_cannot_be_computed_from_the_total():
    many(20, kind="self")
    many(12, kind="behalf")
    many(2, kind="referral")
    hidden = {cell.value: cell.is_hidden for cell in figures().cut("kind")}
    assert hidden == {"self": False, "behalf": True, "referral": True}


def test_cuts_by_condition_channel_and_source_page():
    guide = make_guide()
    many(11, clinical={"condition": guide}, channel="phone", source_page=guide)
    metrics = figures()
    assert [(cell.value, cell.number) for cell in metrics.cut("condition")] == [(guide.title, 11)]
    assert [(cell.value, cell.number) for cell in metrics.cut("channel")] == [("phone", 11)]
    assert [(cell.value, cell.number) for cell in metrics.cut("source_page")] == [(guide.title, 11)]


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client):
    client.force_login(make_staff("lea", "Scheduling manager"))
    return client


def test_each_picture_has_a_title_and_a_table(desk, ana):
    came(attempt=60, contact=90, owner=ana)
    page = desk.get(METRICS)
    assert page.status_code == 200
    drawn = [chart for chart in page.context["charts"] if chart.bars]
    assert {chart.key for chart in drawn} >= {"response", "backlog", "arrivals"}
    assert page.text.count('role="img"') == len(drawn)
    assert page.text.count("<title id=") == len(drawn)
    assert all(chart.rows for chart in drawn)
    assert "Novak" not in page.text


def test_the_days_are_chosen_and_hold_both_ends(desk):
    came()
    came(minutes=24 * 60)

    def number(since, until):
        return desk.get(METRICS, {"since": since, "until": until}).context["tiles"][0]["value"]

    assert number("2026-11-23", "2026-11-23") == 1
    assert number("2026-11-23", "2026-11-24") == 2
    assert number("2026-11-20", "2026-11-22") == 0
    assert desk.get(METRICS).context["tiles"][0]["value"] == 2


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-11-24", "2026-11-23"), ("x", "2026-11-23"), ("2026-11-23", ""), ("2020-01-01", "2026-01-01")],
)
def test_days_that_are_none_are_refused_with_words(desk, since, until):
    page = desk.get(METRICS, {"since": since, "until": until})
    assert page.status_code == 422
    assert page.context["form"].errors


def test_an_empty_world_has_metrics_too(desk):
    assert desk.get(METRICS).status_code == 200


@pytest.mark.parametrize("groups", [["Scheduler"], ["Auditor"], ["Editor"]])
def test_metrics_are_for_managers(client, groups):
    client.force_login(make_staff("kim", *groups))
    assert client.get(METRICS).status_code == 302


def test_metrics_cost_the_same_queries_for_few_and_many(desk, ana, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(80) as found:
            desk.get(METRICS)
        return len(found)

    came(attempt=60, owner=ana)
    queries()
    few = queries()
    for n in range(30):
        came(attempt=60 + n, owner=ana)
    assert queries() == few
