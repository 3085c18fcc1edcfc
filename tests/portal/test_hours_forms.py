"""Opening hours and phone numbers that the admin refuses, because nobody could read them."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from portal.models import ContactPoint, OpeningCalendar, OpeningSpan, SpecialHours
from tests.factories import make_calendar, make_contact_point, make_superuser

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def staff(client):
    client.force_login(make_superuser())
    return client


def post_calendar(staff, *spans, calendar=None, **fields):
    """Send the form with rows of (weekday, opens, closes)."""
    rows = [{"weekday": day, "opens": opens, "closes": closes} for day, opens, closes in spans]
    data = nested_form_data({"name": "Desk", "time_zone": "America/New_York", "spans": inline_formset(rows)} | fields)
    return staff.post(address(OpeningCalendar, calendar), data)


def post_special(staff, opens, closes, calendars=(), row=None, day=TUESDAY):
    data = {
        "date": day.isoformat(),
        "name": "Eve",
        "opens": opens,
        "closes": closes,
        "calendars": [c.pk for c in calendars],
    }
    return staff.post(address(SpecialHours, row), data)


def morning_of(calendar):
    row = SpecialHours.objects.create(date=TUESDAY, opens=time(8), closes=time(12), name="Christmas Eve")
    row.calendars.set([calendar])
    return row


def address(model, row=None):
    viewset = model.snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[row.pk]) if row else reverse(viewset.get_url_name("add"))


def span_errors(response):
    return [dict(row.errors) for row in response.context["form"].formsets["spans"].forms]


def test_a_calendar_is_stored_with_breaks_nights_and_rows_in_any_order(staff):
    rows = [(0, "13:00", "17:00"), (0, "08:00", "12:00"), (0, "17:00", "00:00"), (1, "00:00", "00:00")]
    assert post_calendar(staff, *rows).status_code == 302
    assert OpeningCalendar.objects.get().spans.count() == 4


REFUSED = {
    "closing before opening": (
        [(0, "17:00", "08:00")],
        "closes",
        "Monday: the closing time has to be after the opening time",
    ),
    "closing at opening": (
        [(0, "08:00", "08:00")],
        "closes",
        "Monday: the closing time has to be after the opening time",
    ),
    "seconds": ([(0, "08:00:30", "12:00")], "closes", "Monday: give times in whole minutes, without a zone"),
    "overlap": (
        [(1, "08:00", "12:00"), (1, "11:00", "17:00")],
        "opens",
        "Tuesday: the opening times overlap or are not in order",
    ),
    "overlap in the wrong order": (
        [(1, "08:00", "12:00"), (1, "07:00", "09:00")],
        "opens",
        "Tuesday: the opening times overlap or are not in order",
    ),
    "one within the other": (
        [(1, "08:00", "18:00"), (1, "09:00", "10:00")],
        "opens",
        "Tuesday: the opening times overlap or are not in order",
    ),
    "the same twice": (
        [(1, "08:00", "12:00"), (1, "08:00", "12:00")],
        "opens",
        "Tuesday: the opening times overlap or are not in order",
    ),
    "after midnight came": (
        [(1, "08:00", "00:00"), (1, "22:00", "23:00")],
        "opens",
        "Tuesday: the opening times overlap or are not in order",
    ),
}


@pytest.mark.parametrize(("rows", "field", "message"), REFUSED.values(), ids=REFUSED)
def test_hours_that_contradict_each_other_are_refused_at_their_row(staff, rows, field, message):
    response = post_calendar(staff, *rows)
    assert response.status_code == 200
    assert [message] in [errors.get(field) for errors in span_errors(response)]
    assert not OpeningCalendar.objects.exists()
    kept = [row["opens"].value() for row in response.context["form"].formsets["spans"].forms]
    assert kept == [opens for _day, opens, _closes in rows], "what was typed is still there"


def test_a_row_may_take_the_place_of_one_that_is_deleted(staff):
    calendar = make_calendar("Desk", weekly={0: [("08:00", "12:00")]})
    old = calendar.spans.get()
    rows = [
        {"id": old.pk, "weekday": 0, "opens": "08:00", "closes": "12:00", "DELETE": "on"},
        {"weekday": 0, "opens": "09:00", "closes": "15:00"},
    ]
    data = {"name": "Desk", "time_zone": "America/New_York", "spans": inline_formset(rows, initial=1)}
    assert staff.post(address(OpeningCalendar, calendar), nested_form_data(data)).status_code == 302
    assert str(OpeningSpan.objects.get()) == "Monday 09:00–15:00"


def test_an_unknown_time_zone_is_refused(staff):
    response = post_calendar(staff, time_zone="Eastern")
    assert "is not a time zone" in response.context["form"].errors["time_zone"][0]


@pytest.mark.parametrize(("opens", "closes"), [("12:00", "08:00"), ("08:00", "08:00")])
def test_special_hours_that_end_before_they_begin_are_refused(staff, opens, closes):
    response = post_special(staff, opens, closes)
    assert response.context["form"].errors == {
        "closes": ["Tuesday, November 24: the closing time has to be after the opening time"]
    }


def test_special_hours_that_overlap_for_the_same_calendar_are_refused(staff):
    calendar, other = make_calendar("Desk"), make_calendar("Other")
    held = morning_of(calendar)
    message = "This overlaps with “Christmas Eve” on the same day: 8 a.m. to noon."
    assert post_special(staff, "11:00", "15:00", [calendar, other]).context["form"].errors == {"opens": [message]}
    assert post_special(staff, "11:00", "15:00", [other]).status_code == 302
    assert post_special(staff, "11:00", "15:00").status_code == 302, "hours for all give way to those of one calendar"
    assert post_special(staff, "12:00", "15:00", [calendar]).status_code == 302
    assert post_special(staff, "11:00", "15:00", [calendar], day=date(2026, 11, 25)).status_code == 302
    assert post_special(staff, "08:00", "11:00", [calendar], row=held).status_code == 302, (
        "a row does not overlap with itself"
    )


def test_two_contact_points_with_one_label_are_refused_in_words(staff):
    calendar = make_contact_point().calendar
    data = {"label": "appointments", "title": "Again", "phone_e164": "+12125550141", "calendar": calendar.pk}
    response = staff.post(address(ContactPoint), data)
    assert response.context["form"].errors["label"] == [
        "There is a contact point with this label already. Edit that one, or choose another label."
    ]


@pytest.mark.parametrize("number", ["212 555 0140", "+1 212 555 0140", "+1212", "call us", "tel:+12125550140"])
def test_a_phone_number_is_stored_in_one_form_only(number):
    with pytest.raises(ValidationError) as refused:
        ContactPoint(label="x", title="X", phone_e164=number, calendar=make_calendar()).full_clean()
    assert list(refused.value.message_dict) == ["phone_e164"]
