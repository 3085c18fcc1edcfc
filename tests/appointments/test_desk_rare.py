"""What happens seldom and has to be right: legal hold, emergency access, calendar files, doors that stay shut."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar

from appointments.desk.detail_possible import possible_steps
from appointments.desk.step_forms import ScheduleForm
from appointments.models import AccessLogEntry, AppointmentRequest, BreakGlass, OutboxMessage
from appointments.models.choices import RequestStatus
from appointments.refusals import IllegalTransition
from appointments.steps import step
from appointments.transitions import TRANSITIONS
from appointments.visits_ics import calendar_file, sequence_of
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


def url(name, *args):
    return reverse(f"appointments_desk:{name}", args=[getattr(arg, "pk", arg) for arg in args])


# --- legal hold -------------------------------------------------------------------------------------------------------


@pytest.fixture
def auditor(client):
    user = make_staff("aud", "Auditor")
    client.force_login(user)
    return user


def test_an_auditor_finds_a_request_and_holds_it_without_reading_it(client, auditor):
    request = make_request(clinical={"own_words": "Very private"})
    found = client.post(url("legal_hold"), {"reference": str(request).lower()})
    assert found["Location"] == url("set_legal_hold", request)
    page = client.get(found["Location"]).content.decode()
    assert str(request) in page
    assert "Novak" not in page
    assert "Very private" not in page
    assert AccessLogEntry.objects.get().reason == "legal_hold"
    client.post(found["Location"], {"version": 1, "hold": "1"})
    assert AppointmentRequest.objects.get().legal_hold
    client.post(found["Location"], {"version": 2, "hold": "0"})
    assert [event.kind for event in request.events.all()] == ["legal_hold_set", "legal_hold_cleared"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the reference"),
        ("7K4M-2Q9C", "Check the reference"),
        ("7K4M-2Q9B", "No request has this reference."),
    ],
)
def test_a_wrong_reference_is_said(client, auditor, typed, error):
    response = client.post(url("legal_hold"), {"reference": typed})
    assert response.status_code == 422
    assert error in response.content.decode()


@pytest.mark.parametrize("version", ["1", "x", ""])
def test_a_request_that_changed_is_looked_at_again(client, auditor, version):
    request = make_request(version=5)
    response = client.post(url("set_legal_hold", request), {"version": version, "hold": "1"})
    assert response.status_code == 409
    assert not AppointmentRequest.objects.get().legal_hold


def test_an_auditor_does_not_see_the_request_itself(client, auditor):
    request = make_request()
    assert client.get(url("detail", request))["Location"] == reverse("wagtailadmin_home")


# --- emergency access -------------------------------------------------------------------------------------------------


@pytest.fixture
def root(client):
    user = make_staff("root", is_superuser=True)
    client.force_login(user)
    return user


def test_an_administrator_sees_nothing_until_a_reason_is_typed(client, root):
    request = make_request()
    assert client.get(url("detail", request)).status_code == 302
    refused = client.post(url("break_glass"), {"reason": "because"})
    assert refused.status_code == 422
    assert "because" in refused.content.decode()
    assert client.get(url("detail", request)).status_code == 302


def test_emergency_access_reads_for_half_an_hour_is_recorded_and_told(client, clock, root):
    request = make_request()
    client.post(url("break_glass"), {"reason": "The desk cannot be reached and a patient calls."})
    assert BreakGlass.objects.get().user == root
    page = client.get(url("detail", request)).content.decode()
    assert "Novak" in page
    assert "Emergency access" in page
    assert "Emergency access" in client.get(url("queue")).content.decode()
    looks = AccessLogEntry.objects.filter(actor=root).values_list("action", "reason")
    access = f"break_glass:{BreakGlass.objects.get().pk}"
    assert ("break_glass", access) in looks
    assert ("viewed", access) in looks
    message = OutboxMessage.objects.get(kind="break_glass")
    assert (message.recipient, message.request) == ("leads", None)
    clock.shift(timedelta(minutes=30))
    client.force_login(root)
    assert client.get(url("detail", request)).status_code == 302


def test_emergency_access_only_reads(client, root):
    request = make_request()
    client.post(url("break_glass"), {"reason": "The desk cannot be reached."})
    page = client.get(url("detail", request))
    assert page.context["possible"] == set()
    assert client.post(url("claim", request), {"version": 1}).status_code == 302
    assert AppointmentRequest.objects.get().status == "new"


def test_a_second_reason_while_it_lasts_begins_nothing(client, root):
    for _again in range(2):
        client.post(url("break_glass"), {"reason": "The desk cannot be reached."})
    assert BreakGlass.objects.count() == 1


@pytest.mark.parametrize("group", ["Scheduler", "Scheduling manager", "Auditor", "Editor"])
def test_nobody_else_breaks_the_glass(client, group):
    client.force_login(make_staff("other", group))
    assert client.post(url("break_glass"), {"reason": "Curious about it all"}).status_code == 302
    assert not BreakGlass.objects.exists()


# --- calendar files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def ana(client):
    user = make_staff("ana", "Scheduler")
    client.force_login(user)
    return user


VISIT = {"location": "Main building", "clinician": "Dr. Example", "modality": "in_person", "length": "60"}


def agree(client, request, day="2027-01-12", time="09:30", zone="America/New_York"):
    version = AppointmentRequest.objects.get(pk=request.pk).version
    values = VISIT | {"version": version, "date": day, "time": time, "time_zone": zone}
    response = client.post(url("schedule", request), values)
    assert response.status_code == 302, response.content.decode()
    return request.visits.order_by("pk").last()


@pytest.mark.parametrize(
    ("day", "time", "zone", "utc"),
    [
        ("2027-01-12", "09:30", "America/New_York", datetime(2027, 1, 12, 14, 30, tzinfo=UTC)),
        ("2027-07-12", "09:30", "America/New_York", datetime(2027, 7, 12, 13, 30, tzinfo=UTC)),
        ("2027-01-12", "09:30", "America/Los_Angeles", datetime(2027, 1, 12, 17, 30, tzinfo=UTC)),
    ],
)
def test_the_file_says_the_same_moment_in_every_zone(client, ana, day, time, zone, utc):
    request = make_request("contacting", owner=ana, contact={"time_zone": zone})
    visit = agree(client, request, day, time, zone)
    answer = client.get(url("visit_file", request, visit))
    assert answer["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert b"DTSTART:" + utc.strftime("%Y%m%dT%H%M%SZ").encode() in answer.content
    for reader in ("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"):
        seen = event.decoded("dtstart").astimezone(ZoneInfo(reader))
        assert seen == utc
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)


def test_a_changed_time_is_the_same_event_with_a_higher_sequence(client, ana):
    request = make_request("contacting", owner=ana)
    first, second = agree(client, request), agree(client, request, time="11:00")
    third = agree(client, request, day="2027-01-13")
    events = [
        Calendar.from_ical(calendar_file(visit, sequence_of(visit))).walk("VEVENT")[0]
        for visit in (first, second, third)
    ]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]


def test_another_request_has_another_uid(client, ana):
    requests = [make_request("contacting", owner=ana) for _ in range(2)]
    files = [calendar_file(agree(client, request), 0) for request in requests]
    assert len({str(Calendar.from_ical(file).walk("VEVENT")[0]["uid"]) for file in files}) == 2


def test_the_file_says_nothing_about_the_patient_or_the_illness(client, ana):
    request = make_request(
        "contacting",
        owner=ana,
        clinical={"own_words": "leukemia", "condition_label": "Leukemia"},
        patient={"family_name": "Zanzibarine"},
    )
    text = calendar_file(agree(client, request), 0).decode().lower()
    for word in ("zanzibarine", "leukemia", "ana", "dr. example", "cancer", "oncolog"):
        assert word not in text.replace("america", ""), word


@pytest.mark.parametrize("time", ["02:30", "01:30"])
def test_an_hour_the_clocks_skip_or_repeat_is_refused_in_words(client, ana, time):
    request = make_request("contacting", owner=ana)
    day = {"02:30": "2027-03-14", "01:30": "2027-11-07"}[time]
    values = VISIT | {"version": 1, "date": day, "time": time, "time_zone": "America/New_York"}
    form = ScheduleForm(values, appointment=request, user=ana)
    assert form.errors["time"] == ["The clocks change at this hour. Choose another time."]
    assert client.post(url("schedule", request), values).status_code == 422


def test_the_file_of_another_request_is_not_given(client, ana):
    mine, other = (make_request("contacting", owner=ana) for _ in range(2))
    visit = agree(client, other)
    assert client.get(url("visit_file", mine, visit)).status_code == 404


# --- texts of strangers -----------------------------------------------------------------------------------------------

PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "javascript:alert(1)"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_strangers_type_is_shown_as_they_typed_it(client, ana, payload):
    request = make_request(
        "contacting",
        owner=ana,
        kind="behalf",
        patient={"given_name": payload, "name_to_use": payload, "access_note": payload, "phone_raw": payload[:60]},
        requester={"name": payload, "phone_raw": payload[:60], "phone_e164": ""},
        contact={"safe_contact_note": payload},
        clinical={"own_words": payload, "condition_label": payload},
    )
    pages = [client.get(url("detail", request)), client.get(url("withdraw", request))]
    pages.append(
        client.post(
            url("log_attempt", request),
            {"version": 9, "outcome": "busy", "person": "patient", "channel": "phone", "text": payload},
        )
    )
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html


# --- figures ----------------------------------------------------------------------------------------------------------


MOST_QUERIES = 40  # one page, everything on it, the row of the access log included


def test_a_page_costs_few_queries_and_a_long_history_no_more(client, ana, django_assert_max_num_queries):
    request = make_request("contacting", owner=ana)
    client.get(url("detail", request))
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(url("detail", request))
    for _turn in range(10):
        take("set_priority", request, ana, priority="urgent")
        take("set_priority", request, ana, priority="routine")
    with django_assert_max_num_queries(len(few)):
        client.get(url("detail", request))


@pytest.mark.parametrize("group", ["Scheduler", "Scheduling manager"])
def test_what_the_page_offers_is_what_triage_accepts(group):
    user, other = make_staff("user", group), make_staff("other", "Scheduler")
    outsider = make_staff("outsider", "Scheduler", queues=("pediatric_aya",))
    for status in RequestStatus.values:
        for owner in [None] if status in ("new", "held") else [user, other]:
            request = make_request(status, owner=owner)
            assert possible_steps(request, outsider) == set()
            for verb in set(TRANSITIONS) - {"claim_next"}:
                accepted = True
                try:
                    with transaction.atomic():
                        step(verb, request.pk, 1, user)
                except (PermissionDenied, IllegalTransition):
                    accepted = False
                assert (verb in possible_steps(request, user)) == accepted, (verb, status)
