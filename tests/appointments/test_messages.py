"""What messages say: the hospital, the phone, the hours, the reference and the promised time. Nothing about the patient."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from appointments import messages
from appointments.models import MessageKind, Recipient, Visit
from appointments.notifications import queue_message, tell_sender
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

PERSONAL = {
    "patient": {"given_name": "Zebulon", "family_name": "Quartzman", "email": "to@mail.example", "name_to_use": "Zeb"},
    "requester": {"name": "Ottilie Quartzman"},
    "contact": {"email_ok": True, "time_zone": "Pacific/Honolulu", "safe_contact_note": "Ring twice"},
    "clinical": {"condition_label": "Melanoma", "own_words": "I found a lump", "preferred_clinician": "Dr. Quux"},
    "referral": {
        "clinician_name": "Dr. Referrer",
        "practice": "Practice of Quux",
        "summary": "Lump since May",
        "email": "to@mail.example",
        "email_ok": True,
    },
}
SECRETS = [
    "Zebulon", "Quartzman", "Ottilie", "Melanoma", "lump", "Quux", "Ring twice", "Referrer", "Practice", "new_diagnosis",
    "1961", "555-0143", "Building of secrets",
]  # fmt: skip
TO_STAFF = {
    MessageKind.NEW_REQUEST: Recipient.TEAM,
    MessageKind.SLA_WARNING: Recipient.TEAM,
    MessageKind.SLA_BREACH: Recipient.LEADS,
    MessageKind.TAKEN_OVER: Recipient.STAFF_USER,
    MessageKind.NO_OPENING_HOURS: Recipient.LEADS,
    MessageKind.DELIVERY_FAILED: Recipient.LEADS,
    MessageKind.BREAK_GLASS: Recipient.LEADS,
}
TO_SENDERS = [kind for kind in MessageKind if kind not in TO_STAFF]


@pytest.fixture(autouse=True)
def hospital(clock):
    make_settings()


@pytest.fixture
def staff():
    return {
        "scheduler": make_staff("ana", "Scheduler"),
        "other": make_staff("ben", "Scheduler", queues=["pediatric_aya"]),
        "lead": make_staff("lead", "Scheduling manager"),
    }


def make_visit(request, **fields):
    start = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    values = {"start": start, "end": start + timedelta(hours=1), "time_zone": "America/New_York"}
    return Visit.objects.create(
        request=request, **values | {"location": "Building of secrets", "clinician": "Dr. Quux"} | fields
    )


def rendered(kind, staff):
    request = make_request(**PERSONAL, kind="referral" if "referral" in kind else "behalf")
    make_visit(request)
    if kind in TO_STAFF:
        message = queue_message(request, kind, TO_STAFF[kind], user=staff["scheduler"], occurrence="17-80")
    else:
        message = tell_sender(request, kind)
    return request, messages.render(message)


@pytest.mark.parametrize("kind", MessageKind)
def test_no_message_tells_anything_about_the_patient(kind, staff):
    request, mail = rendered(kind, staff)
    everything = mail.message().as_string() + mail.subject + mail.body + str(mail.attachments)
    assert [secret for secret in SECRETS if secret in everything] == []
    assert str(request.pk) not in everything
    assert mail.subject
    assert "\n" not in mail.subject
    assert "{{" not in everything


@pytest.mark.parametrize("kind", TO_SENDERS)
def test_people_get_the_phone_the_hours_and_the_reference(kind, staff):
    request, mail = rendered(kind, staff)
    for words in ("(212) 555-0140", "711", "8 a.m. to 6 p.m.", "Cancer Center", str(request), "call 911"):
        assert words in mail.body
    assert mail.to == ["to@mail.example"]


@pytest.mark.parametrize("kind", TO_STAFF)
def test_staff_get_a_link_that_asks_for_a_sign_in_and_names_no_request(kind, staff):
    _request, mail = rendered(kind, staff)
    [link] = [line for line in mail.body.splitlines() if line.startswith("http")]
    assert link.startswith("http://testserver/admin/")
    assert "?" not in link


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        (Recipient.TEAM, {"ana@larkmoor.example"}),
        (Recipient.LEADS, {"lead@larkmoor.example"}),
        (Recipient.STAFF_USER, {"ben@larkmoor.example"}),
    ],
)
def test_staff_messages_go_to_whom_they_concern(recipient, expected, staff):
    message = queue_message(make_request(), MessageKind.NEW_REQUEST, recipient, user=staff["other"])
    assert set(messages.addresses(message)) == expected


def test_several_readers_do_not_see_each_other(staff):
    make_staff("cleo", "Scheduler")
    mail = messages.render(queue_message(make_request(), MessageKind.NEW_REQUEST, Recipient.TEAM))
    assert (mail.to, sorted(mail.bcc)) == ([], ["ana@larkmoor.example", "cleo@larkmoor.example"])


def test_a_queue_without_members_tells_the_managers(staff):
    staff["scheduler"].appointment_queues.clear()
    message = queue_message(make_request(), MessageKind.NEW_REQUEST, Recipient.TEAM)
    assert messages.addresses(message) == ["lead@larkmoor.example"]


def test_colleagues_who_left_get_nothing(staff):
    staff["scheduler"].is_active = False
    staff["scheduler"].save()
    message = queue_message(make_request(), MessageKind.NEW_REQUEST, Recipient.TEAM)
    assert "ana@larkmoor.example" not in messages.addresses(message)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "Wednesday, November 25, 10 a.m. (Eastern)"),
        ("Pacific/Honolulu", "Wednesday, November 25, 5 a.m. (Hawaii)"),
        ("Europe/Berlin", "Wednesday, November 25, 4 p.m. (Berlin time)"),
    ],
)
def test_the_promised_time_is_in_the_readers_zone_which_it_names(zone, words):
    due = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    request = make_request(
        patient={"email": "to@mail.example"}, contact={"email_ok": True, "time_zone": zone}, promised_by=due
    )
    assert f"by {words}." in messages.render(tell_sender(request, MessageKind.RECEIVED)).body


def test_a_promise_that_has_passed_is_not_repeated(clock):
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True})
    message = tell_sender(request, MessageKind.RECEIVED)
    clock.move_to(request.promised_by)
    assert "as soon as we can" in messages.render(message).body


def test_a_visit_is_told_in_the_zone_of_the_hospital_it_takes_place_in():
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True, "time_zone": "UTC"})
    old = make_visit(request)
    make_visit(request, start=old.start + timedelta(days=1), end=old.end + timedelta(days=1), supersedes=old)
    mail = messages.render(tell_sender(request, MessageKind.VISIT_AGREED))
    [(_name, file, content_type)] = mail.attachments
    assert content_type == "text/calendar"
    assert "DTSTART:20261202T153000Z" in file
    assert "Wednesday, December 2, 10:30 a.m. (Eastern)" in mail.body


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("self", {}, []),
        ("self", {"contact": {"email_ok": True}}, []),
        ("self", {"patient": {"email": "p@mail.example"}}, []),
        ("self", {"patient": {"email": "p@mail.example"}, "contact": {"email_ok": True}}, ["p@mail.example"]),
        (
            "behalf",
            {"requester": {"email": "r@mail.example"}, "contact": {"email_ok": True}},
            ["r@mail.example"],
        ),
        ("referral", {"referral": {"email": "d@mail.example"}}, []),
        ("referral", {"referral": {"email": "d@mail.example", "email_ok": True}}, ["d@mail.example"]),
    ],
)
def test_only_who_agreed_to_email_gets_one(kind, fields, expected):
    message = tell_sender(make_request(kind=kind, **fields), MessageKind.RECEIVED)
    assert (messages.addresses(message) if message else []) == expected


def test_removed_people_get_nothing():
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True})
    message = tell_sender(request, MessageKind.RECEIVED)
    message.request.purged_at = timezone.now()
    assert messages.render(message) is None


@pytest.mark.parametrize(("locale", "language"), [("es", "es"), ("es-MX", "es"), ("ar", "ar"), ("xx", "en")])
def test_the_language_is_that_of_the_form(locale, language):
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True}, locale=locale)
    assert messages.language_of(tell_sender(request, MessageKind.RECEIVED)) == language


def test_zones_of_staff_are_the_hospitals(staff):
    message = queue_message(make_request(contact={"time_zone": "UTC"}), MessageKind.NEW_REQUEST, Recipient.TEAM)
    assert messages.zone_of(message, ZoneInfo("America/New_York")).key == "America/New_York"
