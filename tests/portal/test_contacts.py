"""Phone numbers and hours as the site reads them from the database, and what the admin refuses to store."""

import logging
from datetime import date, time

import pytest

from portal import contacts
from portal.models import ClosedDay, ContactPoint, OpeningCalendar, OpeningSpan, SpecialHours
from tests.factories import make_calendar, make_contact_point, make_home
from tests.portal.calendars import local

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
MORNING, NOON, ONE, FIVE = time(8), time(12), time(13), time(17)


def status(label="appointments", at="2026-11-24 10:00"):
    return contacts.view(None, label, local(at)).status


def special_hours(*calendars, day=TUESDAY, opens=MORNING, closes=NOON, name="Short day"):
    row = SpecialHours.objects.create(date=day, opens=opens, closes=closes, name=name)
    row.calendars.set(calendars)
    return row


def closed_day(*calendars, day=TUESDAY, name="Inventory"):
    row = ClosedDay.objects.create(date=day, name=name)
    row.calendars.set(calendars)
    return row


# --- what readers see -------------------------------------------------------------------------------------------------


def test_a_contact_point_is_read_with_number_hours_and_zone():
    make_contact_point(extension="7", tty="711")
    contact = contacts.view(None, "appointments", local("2026-11-24 10:00"))
    assert (contact.title, contact.digits, contact.tel) == (
        "Make an appointment",
        "(212) 555-0140",
        "tel:+12125550140;ext=7",
    )
    assert (contact.extension, contact.tty, contact.zone_name) == ("7", "711", "Eastern")
    assert (contact.is_open, contact.status) == (True, "Open now until 6 p.m. Eastern")
    assert [(line["days"], line["hours"]) for line in contact.weekly] == [
        ("Monday to Friday", "8 a.m. to 6 p.m."),
        ("Saturday and Sunday", "Closed"),
    ]


@pytest.mark.parametrize("label", ["nowhere", "", None])
def test_an_unknown_label_gives_no_contact(label):
    make_contact_point()
    assert contacts.view(None, label) is None


def test_each_contact_point_keeps_its_own_hours_and_zone():
    make_contact_point()
    west = make_calendar("West", "America/Los_Angeles", {1: [("07:00", "09:00")]})
    make_contact_point("west", calendar=west)
    assert status("appointments", "2026-11-24 11:30") == "Open now until 6 p.m. Eastern"
    assert status("west", "2026-11-24 11:30") == "Open now until 9 a.m. Pacific"


def test_a_day_may_have_several_spans():
    make_contact_point(calendar=make_calendar("Lunch", weekly={1: [("13:00", "17:00"), ("08:00", "12:00")]}))
    assert status(at="2026-11-24 11:59") == "Open now until noon Eastern"
    assert status(at="2026-11-24 12:00") == "Closed now. Opens today at 1 p.m. Eastern"


def test_a_closed_day_for_all_closes_every_calendar():
    make_contact_point()
    make_contact_point("second", calendar=make_calendar("Second"))
    closed_day()
    expected = "Closed today: Inventory. Opens Wednesday 8 a.m. Eastern"
    assert [status("appointments"), status("second")] == [expected, expected]


def test_a_closed_day_for_some_leaves_the_others_open():
    make_contact_point()
    second = make_calendar("Second")
    make_contact_point("second", calendar=second)
    closed_day(second)
    assert status("appointments").startswith("Open now")
    assert status("second").startswith("Closed today: Inventory.")


def test_special_hours_of_one_day_may_have_a_break():
    make_contact_point()
    special_hours(opens=ONE, closes=FIVE)
    special_hours(opens=MORNING, closes=NOON)
    assert status(at="2026-11-24 12:30") == "Closed now. Opens today at 1 p.m. Eastern"
    assert status(at="2026-11-24 13:00") == "Open now until 5 p.m. Eastern"
    assert status(at="2026-11-24 17:00") == "Closed now. Opens tomorrow at 8 a.m. Eastern"


SCOPES = [
    # closed for all? special for all? → is it open
    (True, True, "Open now until noon Eastern"),
    (False, False, "Open now until noon Eastern"),
    (True, False, "Open now until noon Eastern"),
    (False, True, "Closed today: Inventory. Opens Wednesday 8 a.m. Eastern"),
]


@pytest.mark.parametrize(("closed_for_all", "special_for_all", "text"), SCOPES)
def test_special_hours_beat_a_closed_day_unless_that_is_meant_for_this_calendar_alone(
    closed_for_all, special_for_all, text
):
    calendar = make_contact_point().calendar
    closed_day(*([] if closed_for_all else [calendar]))
    special_hours(*([] if special_for_all else [calendar]))
    assert status() == text


def test_special_hours_of_one_calendar_beat_those_for_all():
    calendar = make_contact_point().calendar
    make_contact_point("second", calendar=make_calendar("Second"))
    special_hours(closes=NOON)
    special_hours(calendar, closes=FIVE)
    assert status("appointments") == "Open now until 5 p.m. Eastern"
    assert status("second") == "Open now until noon Eastern"


def test_exceptions_are_announced_with_their_names():
    make_contact_point()
    closed_day(day=date(2026, 11, 26), name="Thanksgiving")
    special_hours(day=date(2026, 11, 27), name="Day after Thanksgiving")
    contact = contacts.view(None, "appointments", local("2026-11-24 10:00"))
    assert [(line["date_text"], line["text"]) for line in contact.exceptions] == [
        ("Thursday, November 26", "Thanksgiving: Closed"),
        ("Friday, November 27", "Day after Thanksgiving: 8 a.m. to noon"),
    ]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    for number in range(12):
        calendar = make_calendar(f"Calendar {number}")
        make_contact_point(f"contact-{number}", calendar=calendar)
        closed_day(calendar, day=date(2026, 12, number + 1))
        special_hours(calendar, day=date(2027, 1, number + 1))
    with django_assert_num_queries(5):
        assert len(contacts.load()) == 12


# --- rows that passed by the form -------------------------------------------------------------------------------------

BAD_ROWS = {
    "overlapping spans": lambda calendar: OpeningSpan.objects.create(
        calendar=calendar, weekday=1, opens=NOON, closes=time(20)
    ),
    "closing before opening": lambda calendar: OpeningSpan.objects.create(
        calendar=calendar, weekday=6, opens=FIVE, closes=NOON
    ),
    "a day that does not exist": lambda calendar: OpeningSpan.objects.create(
        calendar=calendar, weekday=7, opens=NOON, closes=FIVE
    ),
    "seconds": lambda calendar: OpeningSpan.objects.create(
        calendar=calendar, weekday=6, opens=time(8, 0, 30), closes=NOON
    ),
    "special hours backwards": lambda calendar: special_hours(calendar, opens=FIVE, closes=NOON),
    "special hours that overlap": lambda calendar: [
        special_hours(calendar),
        special_hours(calendar, opens=time(11), closes=FIVE),
    ],
    "no such zone": lambda calendar: OpeningCalendar.objects.filter(pk=calendar.pk).update(time_zone="Mars/Olympus"),
    "a zone that is a folder": lambda calendar: OpeningCalendar.objects.filter(pk=calendar.pk).update(
        time_zone="America"
    ),
    "no zone": lambda calendar: OpeningCalendar.objects.filter(pk=calendar.pk).update(time_zone=""),
    "a path as zone": lambda calendar: OpeningCalendar.objects.filter(pk=calendar.pk).update(
        time_zone="../../etc/passwd"
    ),
}


@pytest.mark.parametrize("spoil", BAD_ROWS.values(), ids=BAD_ROWS)
def test_hours_that_cannot_be_read_are_unknown_and_pages_still_answer(client, caplog, spoil):
    make_home()
    make_contact_point()
    make_contact_point("sound", calendar=make_calendar("Sound"))
    spoil(ContactPoint.objects.get(label="appointments").calendar)
    with caplog.at_level(logging.ERROR, logger="portal.contacts"):
        response = client.get("/appointments/request/")
    assert response.status_code == 200
    html = response.content.decode()
    assert "(212) 555-0140" in html and "Open now" not in html and "Closed" not in html
    assert "cannot be read" in caplog.text
    assert client.get("/").status_code == 200
    assert status("sound") == "Open now until 6 p.m. Eastern"


def test_a_number_that_cannot_be_read_is_shown_as_it_is(client):
    make_home()
    make_contact_point()
    ContactPoint.objects.update(phone_e164="call us")
    assert "call us" in client.get("/appointments/request/").content.decode()
