"""Sending: all of it or nothing, once, with the words that were agreed to."""

import hashlib
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from appointments import consents
from appointments.audit import broken_rows
from appointments.models import (
    AppointmentRequest,
    ConsentRecord,
    PatientSnapshot,
    RequestDraft,
)
from appointments.references import read_reference
from tests.appointments.forms_data import BEHALF, REFERRAL, kinds_of, sent
from tests.appointments.makers import make_settings, make_staff
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_guide, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(clock):
    make_settings()
    return make_home()


def messages_of(request):
    return {(row.kind, row.recipient) for row in request.messages.all()}


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_request_for_oneself(site):
    make_guide("Liver metastases")
    doctor, place = make_doctor("Lee", given_name="Kim"), make_place("Main house")
    request = sent(
        patient={"name_to_use": "Anna"},
        reach={"phone_ext": "12", "call_days": ["1"], "voicemail": "details", "interpreter": "spoken"},
        need={
            "condition": "Liver metastases",
            "own_words": "What can be done?",
            "access_needs": ["sight"],
            "access_note": "Large print",
            "known_patient": "no",
            "coverage_status": "insured",
            "payer_name": "Plan A",
            "preferred_clinician": doctor.slug,
            "preferred_location": place.slug,
        },
    )
    request = AppointmentRequest.objects.get(pk=request.pk)
    assert (request.kind, request.channel, request.status, request.queue.slug, request.priority) == (
        "self",
        "web",
        "new",
        "adult",
        "routine",
    )
    assert request.promised_by == request.call_due_at == timezone.now() + timedelta(hours=24)
    assert request.submitted_at == request.clock_started_at == timezone.now() and request.version == 1
    assert read_reference(str(request)) == request.reference
    patient = request.patient
    assert (patient.full_name, patient.name_to_use, patient.birth_date) == ("Ana Novak", "Anna", date(1961, 3, 4))
    assert (patient.phone_raw, patient.phone_e164, patient.phone_ext) == ("(212) 555-0143", "+12125550143", "12")
    assert (patient.interpreter, patient.access_needs, patient.access_note, patient.known_patient) == (
        "spoken",
        ["sight"],
        "Large print",
        "no",
    )
    assert not hasattr(request, "requester") and not hasattr(request, "referral")
    assert request.contact.call_whom == "patient" and request.contact.voicemail == "details"
    assert [(row.weekday, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") for row in request.contact.windows.all()] == [
        (1, "08:00", "18:00")
    ]
    assert request.clinical.condition.title == "Liver metastases" and request.clinical.own_words == "What can be done?"
    assert (request.clinical.preferred_doctor, request.clinical.preferred_clinician) == (doctor, "Kim Lee")
    assert (request.clinical.preferred_place, request.clinical.preferred_location) == (place, "Main house")
    assert (request.coverage.status, request.coverage.payer_name) == ("insured", "Plan A")
    assert not RequestDraft.objects.exists()


@pytest.mark.parametrize("whom", ["requester", "patient"])
def test_a_request_for_somebody_else_keeps_two_people_apart(site, whom):
    request = sent(BEHALF, reach={"call_whom": whom, "email": "ivo@example.org", "email_ok": True})
    called, other = (
        (request.requester, request.patient) if whom == "requester" else (request.patient, request.requester)
    )
    assert called.phone_e164 == "+12125550143" and other.phone_e164 == ""
    assert (request.requester.name, request.requester.relationship) == ("Ivo Novak", "SPS")
    assert request.requester.email == "ivo@example.org" and request.patient.email == ""
    assert request.contact.call_whom == whom and request.kind == "behalf"
    assert ("received", "requester") in messages_of(request)


def test_a_referral(site):
    request = sent(
        REFERRAL,
        "referral",
        urgency={"urgency": "urgent", "urgency_reason": "Bile duct closed"},
        clinician={"role": "Surgeon", "email": "lee@example.org", "email_ok": True, "fax": "212 555 0198"},
        patient={"mrn": "A-17", "payer_name": "Plan A"},
        clinical={"summary": "Jaundice for a week", "pathology": "done", "labs": "scheduled"},
    )
    row = request.referral
    assert (request.kind, request.priority) == ("referral", "asap")
    assert request.promised_by == timezone.now() + timedelta(hours=2) == row.reply_by
    assert (row.clinician_name, row.npi, row.practice, row.phone_e164) == (
        "Dr. Lee",
        "1234567893",
        "Lee Oncology",
        "+12125550199",
    )
    assert row.work_up == {"pathology": "done", "labs": "scheduled"} and row.patient_informed == "referral_only"
    assert (row.mrn, row.records_route, row.question, row.suspicion) == ("A-17", "fax", "consult", "Liver metastases")
    assert request.patient.phone_e164 == "+12125550143" and request.coverage.payer_name == "Plan A"
    assert messages_of(request) == {("referral_received", "referrer"), ("new_request", "team")}


@pytest.mark.parametrize(("urgency", "priority"), [("routine", "routine"), ("soon", "urgent"), ("urgent", "asap")])
def test_the_urgency_of_a_referral_is_its_priority(site, urgency, priority):
    changed = {"urgency": urgency, "urgency_reason": "Pain"}
    assert sent(REFERRAL, "referral", urgency=changed).priority == priority


@pytest.mark.parametrize(("year", "queue", "is_minor"), [("2010", "pediatric_aya", True), ("1961", "adult", False)])
def test_minors_go_to_their_own_queue(site, year, queue, is_minor):
    request = sent(patient={"dob_year": year})
    assert (request.queue.slug, request.is_minor) == (queue, is_minor)


def test_an_unknown_date_of_birth_goes_to_the_adults(site):
    request = sent(BEHALF, patient={"dob_month": "", "dob_day": "", "dob_year": "", "dob_unknown": True})
    assert request.queue.slug == "adult" and not request.is_minor and request.patient.birth_date is None


@pytest.mark.parametrize(
    ("words", "is_marked"),
    [
        ("I can’t   breathe at night", True),
        ("Chest pain since Monday", True),
        ("Quiero morir", True),
        ("عندي نزيف منذ أمس", True),
        ("I bled years ago and am fine", False),
        ("My fever was high in 1999", False),
        ("", False),
    ],
)
def test_red_flags_only_mark(site, words, is_marked):
    request = sent(need={"own_words": words})
    assert request.red_flag is is_marked
    assert request.priority == "routine" and request.status == "new"


NAMES = [
    ("أنا", "نوفاك"),
    ("毛", "泽东"),
    ("Nguyễn", "Thị Minh Khai"),
    ("Zoë", "O’Brien-Smith"),
    ("מִרְיָם", "כֹּהֵן"),
    ("क्षितिज", "शर्मा"),
    ("e\u0301ve", "Ǆemal"),
    ("<b>Bob</b>", "'; DROP TABLE--"),
    ("=1+1", "+44"),
]


@pytest.mark.parametrize(("given", "family"), NAMES)
def test_names_in_any_script_survive(site, given, family):
    request = sent(patient={"given_name": given, "family_name": family})
    patient = PatientSnapshot.objects.get(request=request)
    assert (patient.given_name, patient.family_name) == (given, family)


def test_a_single_name_survives(site):
    patient = sent(patient={"given_name": "Suharto", "family_name": "", "single_name": True}).patient
    assert patient.single_name and patient.full_name == "Suharto"


def test_two_people_with_one_address_stay_two(site):
    """An e-mail address is nobody's identity."""
    mail = {"email": "family@example.org", "email_ok": True}
    first = sent(reach=mail)
    second = sent(reach=mail, patient={"given_name": "Ivo"})
    assert first.patient.given_name == "Ana" and second.patient.given_name == "Ivo"
    assert PatientSnapshot.objects.filter(email="family@example.org").count() == 2


# ---- history, messages, consents -------------------------------------------------------------------------------------


def test_the_history_begins_with_one_step(site):
    request = sent()
    assert kinds_of(request) == ["submitted"] and not list(broken_rows(request.events.all()))
    entry = ModelLogEntry.objects.get(object_id=str(request.pk))
    assert entry.action == "appointments.submitted" and entry.label == str(request)


def test_what_looks_like_spam_is_held_and_nobody_is_woken(site):
    request = sent(signs=["honeypot", "too_fast"], reach={"email": "a@example.org", "email_ok": True})
    assert request.status == "held" and request.spam_signs == ["honeypot", "too_fast"]
    assert kinds_of(request) == ["held"] and messages_of(request) == {("received", "patient")}
    assert request.promised_by is not None


@pytest.mark.parametrize(
    ("reach", "messages"),
    [
        ({}, {("new_request", "team")}),
        ({"email": "ana@example.org"}, {("new_request", "team")}),
        ({"email": "ana@example.org", "email_ok": True}, {("new_request", "team"), ("received", "patient")}),
    ],
)
def test_the_sender_is_written_to_only_where_they_agreed(site, reach, messages):
    assert messages_of(sent(reach=reach)) == messages


def test_without_opening_hours_the_managers_are_told(site):
    make_settings(contact_point=None)
    request = sent()
    assert request.promised_by is None and request.call_due_at is None
    assert ("no_opening_hours", "leads") in messages_of(request)


def test_consents_hold_the_words_that_were_shown(site):
    request = sent(reach={"voicemail": "name_and_number", "sms_ok": True})
    rows = {row.purpose: row for row in request.consents.all()}
    assert {purpose: row.answer for purpose, row in rows.items()} == {
        "contact_by_phone": "yes",
        "voicemail_detail": "name_and_number",
        "sms": "yes",
        "email_unencrypted": "no",
    }
    text = consents.call_sentence("self")
    assert rows["contact_by_phone"].text_hash == hashlib.sha256(text.encode()).hexdigest()
    assert {row.locale for row in rows.values()} == {"en"} and {row.given_by for row in rows.values()} == {"patient"}


def test_a_carer_says_that_the_patient_knows(site):
    row = sent(BEHALF).consents.get(purpose="on_behalf_attestation")
    assert (row.answer, row.given_by) == ("yes", "requester")


def test_changed_words_leave_old_consents_as_they_were(site, monkeypatch):
    before = sent().consents.get(purpose="contact_by_phone").text_hash
    monkeypatch.setattr(consents, "call_sentence", lambda kind: "Other words.")
    after = sent().consents.get(purpose="contact_by_phone").text_hash
    assert before != after and ConsentRecord.objects.filter(text_hash=before).count() == 1


def test_the_language_of_the_page_is_kept(site):
    with override("es"):
        request = sent(reach={"email": "ana@example.org", "email_ok": True})
    assert request.locale == "es" and {row.locale for row in request.consents.all()} == {"es"}
    assert request.messages.get(kind="received").locale == "es"


def test_intake_by_phone_goes_the_same_way(site):
    advisor = make_staff("ana", "Scheduler")
    request = sent(channel="phone", actor=advisor)
    event = request.events.first()
    assert request.channel == "phone" and event.actor == advisor and event.role
