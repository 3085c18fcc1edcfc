"""The hospital calendar: test vectors V1 to V17 of the appointment clock, openings, closings and both DST nights."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.opening_hours import Calendar, NoOpeningHours, SpecialDay
from tests.portal.calendars import (
    ALWAYS,
    CHRISTMAS_EVE,
    EXTRA_SATURDAY,
    LONG_WEEKEND,
    NEVER,
    NEW_YORK,
    NIGHT,
    OFFICE,
    OPEN_AFTER_ALL,
    SHORT_EVE,
    SPLIT,
    hours,
    local,
    special,
    utc,
)

MINUTE = timedelta(minutes=1)

VECTORS = {
    "V1": (OFFICE, local("2026-11-19 14:03"), 600, "2026-11-20 19:03"),
    "V2": (OFFICE, local("2026-11-20 17:59"), 600, "2026-11-23 22:59"),
    "V3": (OFFICE, local("2026-11-20 18:00"), 600, "2026-11-23 23:00"),
    "V4": (OFFICE, local("2026-11-21 03:00"), 600, "2026-11-23 23:00"),
    "V5": (OFFICE, local("2026-11-25 16:00"), 600, "2026-11-27 21:00"),
    "V6": (LONG_WEEKEND, local("2026-11-25 16:00"), 600, "2026-11-30 21:00"),
    "V7": (OFFICE, local("2026-11-19 13:30", ZoneInfo("Pacific/Honolulu")), 600, "2026-11-20 23:00"),
    "V8": (OFFICE, local("2026-11-23 17:15"), 120, "2026-11-24 14:15"),
    "V9": (ALWAYS, local("2027-03-13 20:00"), 600, "2027-03-14 11:00"),
    "V10": (ALWAYS, local("2026-10-31 20:00"), 600, "2026-11-01 10:00"),
    "V11": (SPLIT, local("2026-11-23 11:30"), 120, "2026-11-23 19:30"),
    "V12": (SHORT_EVE, local("2026-12-23 16:00"), 600, "2026-12-28 17:00"),
    "V13": (OPEN_AFTER_ALL, local("2026-11-25 16:00"), 600, "2026-11-30 17:00"),
    "V14": (OFFICE, local("2026-11-20 08:00"), 600, "2026-11-20 23:00"),
    "V15": (EXTRA_SATURDAY, local("2026-11-20 17:00"), 120, "2026-11-21 15:00"),
    "no minutes, open": (OFFICE, local("2026-11-20 09:00"), 0, "2026-11-20 14:00"),
    "no minutes, closed": (OFFICE, local("2026-11-20 18:00"), 0, "2026-11-23 13:00"),
    "night hours, an hour lost": (NIGHT, local("2027-03-13 23:00"), 240, "2027-03-14 08:00"),
    "night hours, an hour gained": (NIGHT, local("2026-10-31 23:00"), 240, "2026-11-01 07:00"),
}


@pytest.mark.parametrize(("calendar", "start", "minutes", "due"), VECTORS.values(), ids=VECTORS)
def test_business_minutes_are_added_and_counted_back(calendar, start, minutes, due):
    assert calendar.add_business(start, minutes) == utc(due)
    assert calendar.add_business(start, minutes).tzinfo is UTC
    assert calendar.business_minutes(start, utc(due)) == minutes


def test_v16_a_calendar_without_hours_gives_no_date():
    with pytest.raises(NoOpeningHours):
        NEVER.add_business(local("2026-11-20 08:00"), 600)


@pytest.mark.parametrize("ask", ["is_open", "next_opening", "closes_at", "next_change", "status"])
def test_v17_a_naive_time_is_an_error(ask):
    naive = datetime(2026, 11, 20, 8)
    for call in (lambda: OFFICE.add_business(naive, 600), lambda: getattr(OFFICE, ask)(naive)):
        with pytest.raises(ValueError, match="naive"):
            call()


def test_hours_end_at_the_horizon():
    start = local("2026-11-20 08:00")
    found, too_late = start.date() + timedelta(days=799), start.date() + timedelta(days=800)
    assert Calendar(NEW_YORK, {}, special=special(found, "8-9")).add_business(start, 60)
    lost = Calendar(NEW_YORK, {}, special=special(too_late, "8-9"))
    assert lost.next_opening(start) is None
    with pytest.raises(NoOpeningHours):
        lost.add_business(start, 60)


def test_time_is_not_counted_backwards():
    assert OFFICE.business_minutes(local("2026-11-20 12:00"), local("2026-11-20 09:00")) == 0
    assert OFFICE.business_minutes(local("2026-11-20 09:00:00"), local("2026-11-20 09:00:30")) == 0.5
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add_business(local("2026-11-20 12:00"), -1)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        (hours("18-8"), "closing time"),
        (hours("8-8"), "closing time"),
        (hours("8-12", "11-17"), "overlap"),
        (hours("13-17", "8-12"), "order"),
        (hours("18-0", "19-20"), "overlap"),
        (((time(8), time(23, 59, 59)),), "whole minutes"),
        (((time(8, tzinfo=UTC), time(9, tzinfo=UTC)),), "without a zone"),
    ],
)
def test_wrong_spans_are_refused_with_the_day_named(spans, message):
    with pytest.raises(ValueError, match=f"Tuesday: .*{message}"):
        Calendar(NEW_YORK, {1: spans})
    with pytest.raises(ValueError, match=f"2026-12-24: .*{message}"):
        Calendar(NEW_YORK, {}, special={CHRISTMAS_EVE: SpecialDay(spans)})


@pytest.mark.parametrize(
    "values",
    [
        {"zone": UTC, "weekly": {}},
        {"zone": NEW_YORK, "weekly": {7: ()}},
        {"zone": NEW_YORK, "weekly": {}, "closed": {datetime(2026, 11, 26): "x"}},
    ],
)
def test_wrong_keys_and_zones_are_refused(values):
    with pytest.raises(ValueError, match=r"zone|weekday|date"):
        Calendar(**values)


def test_the_hour_that_comes_twice_reads_the_same_both_times():
    for fold in (0, 1):
        assert NIGHT.next_change(local("2026-11-01 01:30", fold=fold)) == utc("2026-11-01 11:00")


def test_a_time_skipped_by_the_clock_change_keeps_the_offset_from_before():
    calendar = Calendar(NEW_YORK, {6: hours("1-2:30", "2:50-3:05", "3:10-5")})
    skipped = calendar.spans(date(2027, 3, 14))
    assert skipped[0] == (utc("2027-03-14 06:00"), utc("2027-03-14 07:30"))
    assert skipped[-1] == (utc("2027-03-14 07:30"), utc("2027-03-14 09:00"))
    assert calendar.business_minutes(local("2027-03-14 00:00"), local("2027-03-15 00:00")) == 180


def test_a_closing_pushed_past_midnight_by_the_clock_change_still_counts():
    calendar = Calendar(ZoneInfo("America/Nuuk"), {5: hours("20-23:30")})
    after_midnight = local("2027-03-28 00:10", calendar.zone)
    assert calendar.closes_at(after_midnight) == utc("2027-03-28 01:30")
    assert calendar.business_minutes(after_midnight, utc("2027-03-29 00:00")) == 20


def test_openings_and_closings_join_across_midnight():
    assert NIGHT.closes_at(local("2026-11-20 23:00")) == utc("2026-11-21 11:00")
    assert NIGHT.next_opening(local("2026-11-20 23:00")) == utc("2026-11-22 03:00")
    assert NIGHT.closes_at(local("2026-11-20 12:00")) is None
    assert ALWAYS.closes_at(local("2026-11-20 12:00")) is None
    assert ALWAYS.next_opening(local("2026-11-20 12:00")) is None
    assert OFFICE.next_opening(local("2026-11-20 08:00")) == utc("2026-11-23 13:00")


def test_the_status_carries_moments_in_utc_and_names():
    status = EXTRA_SATURDAY.status(local("2026-11-21 09:30"))
    assert (status.is_open, status.until, status.opens) == (True, utc("2026-11-21 17:00"), None)
    assert (status.closed_name, status.special_name) == ("", "Screening day")
    closed = OFFICE.status(utc("2026-11-26 12:00"))
    assert (closed.is_open, closed.until, closed.opens) == (False, None, utc("2026-11-27 13:00"))
    assert (closed.closed_name, closed.special_name) == ("Thanksgiving", "")


@st.composite
def day_spans(draw):
    """Up to three spans on a quarter-hour grid; 96 stands for midnight at the end of the day."""
    ends = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    clock = [time(n // 4 % 24, n % 4 * 15) for n in ends]
    return tuple(zip(clock[::2], clock[1::2], strict=False))


EXCEPTION_DAYS = st.dates(date(2026, 10, 28), date(2026, 11, 4)) | st.dates(date(2027, 3, 11), date(2027, 3, 17))
ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Nuuk"])
CALENDARS = st.builds(
    Calendar,
    ZONES.map(ZoneInfo),
    st.dictionaries(st.integers(0, 6), day_spans()).map(lambda weekly: weekly | {2: hours("8-18")}),
    st.dictionaries(EXCEPTION_DAYS, st.just("Closed day"), max_size=3),
    st.dictionaries(EXCEPTION_DAYS, day_spans().map(SpecialDay), max_size=3),
)
MOMENTS = st.datetimes(datetime(2026, 10, 28), datetime(2026, 11, 4), timezones=st.just(UTC)) | st.datetimes(
    datetime(2027, 3, 11), datetime(2027, 4, 6), timezones=st.just(UTC)
)
steady = settings(derandomize=True, database=None, deadline=None, max_examples=150)


def reference_due(calendar, start, minutes):
    """The function printed in the design, kept apart from the code under test."""
    left, cur = minutes * MINUTE, start
    for n in range(-1, 800):
        day = start.astimezone(calendar.zone).date() + timedelta(days=n)
        for a, b in calendar.hours_on(day):
            end = day + timedelta(days=1) if b == time(0) else day
            opens = datetime.combine(day, a, calendar.zone).astimezone(UTC)
            closes = datetime.combine(end, b, calendar.zone).astimezone(UTC)
            s = max(cur, opens)
            if s >= closes:
                continue
            if closes - s >= left:
                return s + left
            left, cur = left - (closes - s), closes
    raise NoOpeningHours


@steady
@given(CALENDARS, MOMENTS, st.integers(0, 6000))
def test_what_is_added_is_what_is_counted(calendar, start, minutes):
    due = calendar.add_business(start, minutes)
    assert due == reference_due(calendar, start, minutes)
    assert calendar.business_minutes(start, due) == minutes


@steady
@given(CALENDARS, MOMENTS)
def test_counting_agrees_with_looking_every_quarter_of_an_hour(calendar, start):
    start = start.replace(minute=0, second=0, microsecond=0)
    looks = [start + n * 15 * MINUTE for n in range(4 * 72)]
    assert calendar.business_minutes(start, start + timedelta(hours=72)) == 15 * sum(map(calendar.is_open, looks))


@steady
@given(CALENDARS, MOMENTS, st.floats(0, 1, exclude_max=True))
def test_the_text_holds_until_the_next_change(calendar, at, share):
    change, status = calendar.next_change(at), calendar.status(at)
    assert change > at
    last = change - timedelta(microseconds=1)
    for later in (min(at + share * (change - at), last), last):
        assert calendar.status(later).text == status.text
        assert calendar.is_open(later) == status.is_open
    if change in (status.until, status.opens):
        assert calendar.is_open(change) != status.is_open
