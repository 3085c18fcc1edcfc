"""Files and the printed list: who may, what the log keeps, and that no cell is ever a formula."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from appointments.desk.queue_export_files import safe
from appointments.models import AccessLogEntry, CallWindow
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

EXPORT, PRINT = "/admin/appointments/queue/export/", "/admin/appointments/queue/print/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def lead():
    return make_staff("lea", "Scheduling manager")


@pytest.fixture
def desk(client, lead):
    client.force_login(lead)
    return client


def export(client, requests=(), **values):
    selected = [f"{request.pk}:{request.version}" for request in requests]
    data = {"confirmed": "1", "reason": "quality", "format": "csv", "selected": selected}
    return client.post(EXPORT, data | values)


def csv_rows(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def xlsx_rows(response):
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows())


# --- formulas -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+442079460018", "'+442079460018"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\x00=1+1", "'=1+1"),
        ("Novak", "Novak"),
        ("O'Brien-Smith", "O'Brien-Smith"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (date(1961, 3, 4), "1961-03-04"),
    ],
)
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(value, cell):
    assert safe(value) == cell


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_formulas_and_numbers_are_read_back_as_text(desk, kind):
    make_request(
        patient={
            "given_name": "=1+1",
            "family_name": "@SUM(A1)",
            "phone_e164": "+442079460018",
            "email": "-a@example.org",
        }
    )
    response = export(desk, format=kind, with_names="on")
    assert response.status_code == 200
    if kind == "csv":
        row = csv_rows(response)[0]
    else:
        heads, cells = xlsx_rows(response)
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        row = {head.value: cell.value for head, cell in zip(heads, cells, strict=True)}
    assert row["Given name"] == "'=1+1"
    assert row["Family name"] == "'@SUM(A1)"
    assert row["Phone"] == "'+442079460018"
    assert row["E-mail"] == "'-a@example.org"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_in_any_script_survive(desk, kind):
    make_request(patient={"given_name": "محمد", "family_name": "Trần"})
    response = export(desk, format=kind, with_names="on")
    text = response.content.decode("utf-8-sig") if kind == "csv" else str([c.value for c in xlsx_rows(response)[1]])
    assert "محمد" in text
    assert "Trần" in text


# --- what is in it --------------------------------------------------------------------------------------------------


def test_a_file_holds_no_names_unless_asked_for(desk):
    request = make_request(patient={"email": "ana@example.org"}, clinical={"own_words": "a lump"})
    row = csv_rows(export(desk))[0]
    assert row["Reference"] == str(request)
    assert row["Age at submission"] == "65"
    assert row["Language"] == "English"
    text = export(desk).content.decode()
    assert not any(secret in text for secret in ("Novak", "Ana", "555", "1961", "ana@example.org", "lump"))
    assert csv_rows(export(desk, with_names="on"))[0]["Family name"] == "Novak"


def test_a_list_is_exported_as_it_is_filtered_and_ordered(desk):
    now = timezone.now()
    second = make_request(priority="stat", call_due_at=now + timedelta(hours=5))
    first = make_request(priority="stat", call_due_at=now + timedelta(hours=1))
    make_request()
    page = desk.get(EXPORT, {"view": "unclaimed", "priority": "stat"})
    assert page.context["filters"] == {"priority": "stat"}
    rows = csv_rows(export(desk, view="unclaimed", priority="stat"))
    assert [row["Reference"] for row in rows] == [str(first), str(second)]


def test_chosen_rows_alone_are_exported(desk):
    wanted, _other = make_request(), make_request()
    page = desk.post(EXPORT, {"selected": f"{wanted.pk}:1"})
    assert page.context["chosen"] == [f"{wanted.pk}:1"]
    assert [row["Reference"] for row in csv_rows(export(desk, [wanted]))] == [str(wanted)]


# --- reason, log, rights --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [EXPORT, PRINT])
def test_without_a_reason_there_is_no_file(desk, address):
    make_request()
    response = desk.post(address, {"confirmed": "1", "reason": "", "format": "csv"})
    assert response.status_code == 422
    assert "This field is required" in response.text
    assert "Novak" not in response.text
    assert AccessLogEntry.objects.count() == 0


def test_the_log_keeps_reason_number_filters_and_whether_names_were_in_it(desk, lead):
    requests = [make_request(), make_request()]
    export(desk, view="unclaimed", with_names="on", format="xlsx")
    export(desk, view="unclaimed", with_names="on")
    export(desk, view="open")
    export(desk, requests[:1])
    rows = list(AccessLogEntry.objects.filter(action="exported"))
    assert {(row.actor, row.reason) for row in rows} == {(lead, "quality")}
    assert [(row.detail["count"], row.detail["names"], row.detail["format"]) for row in rows] == [
        (2, True, "xlsx"),
        (2, True, "csv"),
        (2, False, "csv"),
        (1, False, "csv"),
    ]
    assert rows[0].detail["filters"] == rows[1].detail["filters"] != rows[2].detail["filters"]
    assert rows[3].detail["requests"] == [str(requests[0].pk)]
    assert "Novak" not in str([row.detail for row in rows])


def test_a_file_that_cannot_be_logged_is_not_made(desk):
    make_request()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE appointments_accesslogentry ADD CONSTRAINT full_disk CHECK (action <> 'exported') NOT VALID"
        )
    response = export(desk)
    assert response.status_code == 503
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("address", [EXPORT, PRINT])
@pytest.mark.parametrize("groups", [["Scheduler"], ["Auditor"], ["Editor"]])
def test_only_managers_export_and_print(client, address, groups):
    make_request()
    client.force_login(make_staff("kim", *groups))
    for response in (
        client.get(address),
        client.post(address, {"confirmed": "1", "reason": "quality", "format": "csv"}),
    ):
        assert response.status_code == 302
    assert set(AccessLogEntry.objects.values_list("action", flat=True)) == {"denied"}


# --- calendar -------------------------------------------------------------------------------------------------------


def test_call_back_times_are_in_utc_and_say_only_the_reference(desk, lead):
    agreed = make_request(
        "contacting", owner=lead, first_attempt_at=timezone.now(), next_action_at=timezone.now() + timedelta(hours=30)
    )
    windows = make_request(contact={"time_zone": "America/Los_Angeles"})
    CallWindow.objects.create(contact=windows.contact, weekday=2, starts=time(9), ends=time(12))
    make_request()  # any time suits: nothing to note
    make_request("scheduled", owner=lead, next_action_at=timezone.now())
    response = export(desk, format="ics")
    assert response["Content-Type"].startswith("text/calendar")
    text = response.content.decode()
    assert "Novak" not in text
    events = {str(event["summary"]): event for event in Calendar.from_ical(text).walk("VEVENT")}
    assert set(events) == {f"Call back {agreed}", f"Call back {windows}"}
    assert events[f"Call back {agreed}"].decoded("dtstart") == datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
    wednesday = events[f"Call back {windows}"]
    assert wednesday.decoded("dtstart") == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
    assert wednesday.decoded("dtend") == datetime(2026, 11, 25, 20, 0, tzinfo=UTC)


# --- the day on paper -----------------------------------------------------------------------------------------------


def test_the_day_list_holds_what_is_due_until_tonight_and_is_logged(desk, lead):
    now = timezone.now()
    late = make_request(
        call_due_at=now - timedelta(days=2),
        kind="behalf",
        contact={"call_whom": "requester", "safe_contact_note": "Ask for Ivo first"},
        requester={"name": "Ivo Novak", "phone_raw": "212 555 0199"},
    )
    tonight = make_request(call_due_at=now + timedelta(hours=13), patient={"phone_raw": "212 555 0143"})
    tomorrow = make_request(call_due_at=now + timedelta(hours=15))
    assert "Novak" not in desk.get(PRINT).text
    page = desk.post(PRINT, {"reason": "downtime"}).text
    assert page.index(str(late)) < page.index(str(tonight))
    assert str(tomorrow) not in page
    for words in ("Ana Novak", "Mar 4, 1961", "Ask for Ivo first", "212 555 0199", "212 555 0143"):
        assert words in page
    entry = AccessLogEntry.objects.get(action="printed")
    assert (entry.actor, entry.reason, entry.detail["count"]) == (lead, "downtime", 2)
    assert set(entry.detail["requests"]) == {str(late.pk), str(tonight.pk)}
