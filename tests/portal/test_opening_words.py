"""What visitors read about opening hours, at frozen moments."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.opening_hours import Calendar, status_text, upcoming_exceptions, weekly_lines, zone_name
from tests.portal.calendars import (
    ALWAYS,
    DAY_AFTER,
    EXTRA_SATURDAY,
    LONG_WEEKEND,
    NEVER,
    NEW_YORK,
    NIGHT,
    OFFICE,
    OPEN_AFTER_ALL,
    SHORT_EVE,
    SPLIT,
    THANKSGIVING,
    hours,
    local,
    office,
    special,
    utc,
    week,
)


@pytest.fixture(autouse=True)
def american_english():
    with translation.override("en-us"):
        yield


EXTRA_CLOSED = Calendar(NEW_YORK, week("0-0", days=range(7)), THANKSGIVING)
EVENING = Calendar(NEW_YORK, week("20-0", days=range(7)) | {5: hours("0-2:30", "20-0")})
HALF_PAST = Calendar(NEW_YORK, week("12:30-12:45") | {5: hours("12-0")})
INVENTORY = office(special=special(date(2026, 11, 24), name="Inventory"))
NEW_YEAR = Calendar(NEW_YORK, {}, special=special(date(2027, 1, 4), "8-18") | special(date(2028, 1, 5), "0-18"))

# calendar, local time in New York, what is read, and up to when at the latest (local)
LINES = [
    (OFFICE, "2026-11-20 07:59:59", "Closed now. Opens today at 8 a.m. Eastern", "2026-11-20 08:00"),
    (OFFICE, "2026-11-20 08:00", "Open now until 6 p.m. Eastern", "2026-11-20 18:00"),
    (OFFICE, "2026-11-20 17:59:59", "Open now until 6 p.m. Eastern", "2026-11-20 18:00"),
    (OFFICE, "2026-11-20 18:00", "Closed now. Opens Monday at 8 a.m. Eastern", "2026-11-21 00:00"),
    (OFFICE, "2026-11-22 12:00", "Closed now. Opens tomorrow at 8 a.m. Eastern", "2026-11-23 00:00"),
    (OFFICE, "2026-11-23 00:00", "Closed now. Opens today at 8 a.m. Eastern", "2026-11-23 08:00"),
    (OFFICE, "2026-11-25 18:00", "Closed now. Opens Friday at 8 a.m. Eastern", "2026-11-26 00:00"),
    (OFFICE, "2026-11-26 00:00", "Closed today: Thanksgiving. Opens Friday 8 a.m. Eastern", "2026-11-27 00:00"),
    (OFFICE, "2026-11-26 12:00", "Closed today: Thanksgiving. Opens Friday 8 a.m. Eastern", "2026-11-27 00:00"),
    (OFFICE, "2026-11-27 00:00", "Closed now. Opens today at 8 a.m. Eastern", "2026-11-27 08:00"),
    (LONG_WEEKEND, "2026-11-26 12:00", "Closed today: Thanksgiving. Opens Monday 8 a.m. Eastern", "2026-11-27 00:00"),
    (SPLIT, "2026-11-23 11:30", "Open now until noon Eastern", "2026-11-23 12:00"),
    (SPLIT, "2026-11-23 12:00", "Closed now. Opens today at 1 p.m. Eastern", "2026-11-23 13:00"),
    (SPLIT, "2026-11-23 17:00", "Closed now. Opens tomorrow at 8 a.m. Eastern", "2026-11-24 00:00"),
    (OPEN_AFTER_ALL, "2026-11-27 09:00", "Closed now. Opens today at 10 a.m. Eastern", "2026-11-27 10:00"),
    (OPEN_AFTER_ALL, "2026-11-27 10:00", "Open now until 2 p.m. Eastern", "2026-11-27 14:00"),
    (EXTRA_SATURDAY, "2026-11-20 18:00", "Closed now. Opens tomorrow at 9 a.m. Eastern", "2026-11-21 00:00"),
    (EXTRA_SATURDAY, "2026-11-21 09:00", "Open now until noon Eastern", "2026-11-21 12:00"),
    (SHORT_EVE, "2026-12-24 12:00", "Closed now. Opens Monday at 8 a.m. Eastern", "2026-12-25 00:00"),
    (INVENTORY, "2026-11-24 12:00", "Closed today: Inventory. Opens Wednesday 8 a.m. Eastern", "2026-11-25 00:00"),
    (HALF_PAST, "2026-11-23 12:00", "Closed now. Opens today at 12:30 p.m. Eastern", "2026-11-23 12:30"),
    (HALF_PAST, "2026-11-21 09:00", "Closed now. Opens today at noon Eastern", "2026-11-21 12:00"),
    (HALF_PAST, "2026-11-21 23:59", "Open now until midnight Eastern", "2026-11-22 00:00"),
    (EVENING, "2026-11-20 23:00", "Open now until tomorrow at 2:30 a.m. Eastern", "2026-11-21 00:00"),
    (EVENING, "2026-11-21 00:00", "Open now until 2:30 a.m. Eastern", "2026-11-21 02:30"),
    (NIGHT, "2026-11-20 12:00", "Closed now. Opens today at 10 p.m. Eastern", "2026-11-20 22:00"),
    (NIGHT, "2027-03-14 01:59", "Open now until 6 a.m. Eastern", "2027-03-14 06:00"),
    (NIGHT, "2026-11-01 01:30", "Open now until 6 a.m. Eastern", "2026-11-01 06:00"),
    (ALWAYS, "2026-11-01 01:30", "Open all day, every day", "2026-11-02 00:00"),
    (ALWAYS, "2027-03-14 03:00", "Open all day, every day", "2027-03-15 00:00"),
    (NEVER, "2026-11-20 12:00", "Closed until further notice", "2026-11-21 00:00"),
    (EXTRA_CLOSED, "2026-11-19 12:00", "Open now until Wednesday night at midnight Eastern", "2026-11-20 00:00"),
    (EXTRA_CLOSED, "2026-11-24 12:00", "Open now until tomorrow night at midnight Eastern", "2026-11-25 00:00"),
    (EXTRA_CLOSED, "2026-11-25 12:00", "Open now until midnight Eastern", "2026-11-26 00:00"),
    (
        EXTRA_CLOSED,
        "2026-11-26 12:00",
        "Closed today: Thanksgiving. Opens tonight at midnight Eastern",
        "2026-11-27 00:00",
    ),
    (EXTRA_CLOSED, "2026-08-01 12:00", "Open now, day and night", "2026-08-02 00:00"),
    (NEW_YEAR, "2026-12-29 09:00", "Closed now. Opens Monday at 8 a.m. Eastern", "2026-12-30 00:00"),
    (NEW_YEAR, "2026-12-28 09:00", "Closed now. Opens Monday, January 4, 8 a.m. Eastern", "2026-12-29 00:00"),
    (NEW_YEAR, "2027-01-04 18:00", "Closed now. Opens Tuesday, January 4, 2028, midnight Eastern", "2027-01-05"),
]


@pytest.mark.parametrize(("calendar", "at", "text", "change"), LINES)
def test_visitors_read_what_is_true_now(calendar, at, text, change):
    assert calendar.status(local(at)).text == text
    assert calendar.next_change(local(at)) == local(change).astimezone(UTC)


def test_a_reader_in_another_zone_sees_that_zone_named():
    at = utc("2026-11-20 12:00")
    assert status_text(OFFICE.status(at), at, ZoneInfo("Europe/Berlin")) == (
        "Closed now. Opens today at 2 p.m. Berlin time"
    )


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("America/New_York", "Eastern"),
        ("America/Chicago", "Central"),
        ("America/Denver", "Mountain"),
        ("America/Phoenix", "Mountain"),
        ("America/Los_Angeles", "Pacific"),
        ("America/Anchorage", "Alaska"),
        ("Pacific/Honolulu", "Hawaii"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_zones_have_names_people_use(key, name):
    assert zone_name(ZoneInfo(key)) == name


@pytest.mark.parametrize(
    ("weekly", "lines"),
    [
        (week("8-18"), ["Monday to Friday: 8 a.m. to 6 p.m.", "Saturday and Sunday: Closed"]),
        (week("0-12", "12-0", days=range(7)), ["Every day: Open all day"]),
        ({}, ["Every day: Closed"]),
        (
            week("8-12", "13-17") | {4: hours("8-12"), 5: hours("20-0")},
            [
                "Monday to Thursday: 8 a.m. to noon and 1 p.m. to 5 p.m.",
                "Friday: 8 a.m. to noon",
                "Saturday: 8 p.m. to midnight",
                "Sunday: Closed",
            ],
        ),
    ],
)
def test_equal_neighbouring_days_share_a_line(weekly, lines):
    assert [f"{line.days_text}: {line.hours_text}" for line in weekly_lines(Calendar(NEW_YORK, weekly))] == lines


def test_exceptions_are_announced_two_weeks_ahead_in_order():
    calendar = office(closed={DAY_AFTER: "Bridge day"}, special=special(DAY_AFTER, "10-14") | EXTRA_SATURDAY.special)
    lines = upcoming_exceptions(calendar, date(2026, 11, 21))
    assert [(line.day_text, line.name, line.hours_text) for line in lines] == [
        ("Saturday, November 21", "Screening day", "9 a.m. to noon"),
        ("Thursday, November 26", "Thanksgiving", "Closed"),
        ("Friday, November 27", "Bridge day", "10 a.m. to 2 p.m."),
    ]
    fourteenth_day = upcoming_exceptions(calendar, date(2026, 11, 13))[-1]
    assert fourteenth_day.day == date(2026, 11, 26)
    assert upcoming_exceptions(calendar, date(2026, 11, 28)) == []
