"""Sending: all of it or nothing, once, with the words that were agreed to."""

import hashlib
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from appointments import consents, duplicates, submit
from appointments.audit import broken_rows
from appointments.models import (
    AppointmentRequest,
    ConsentRecord,
    DuplicateCandidate,
    OutboxMessage,
    PatientSnapshot,
    Queue,
    RequestDraft,
)
from appointments.references import read_reference
from tests.appointments.forms_data import BEHALF, REFERRAL, SELF, fill, sending
from tests.appointments.makers import make_settings, make_staff
from tests.factories import make_guide, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(clock):
    make_settings()
    return make_home()


def make_draft(answers=SELF, form="request", **changed):
    """A draft with all pages answered; `changed` maps pages to other answers."""
    pages = {slug: typed | changed.get(slug, {}) for slug, typed in answers.items()}
    return RequestDraft.objects.create(
        key_hash="0" * 64, form=form, answers=pages, expires_at=timezone.now() + timedelta(days=7)
    )


def sent(answers=SELF, form="request", *, signs=(), channel="web", actor=None, **changed):
    draft = make_draft(answers, form, **changed)
    return submit.submit(draft, draft.nonce, channel=channel, actor=actor, spam_signs=signs)


def kinds_of(request):
    """Its steps, without the notes that a message waits to be sent."""
    return [kind for kind in request.events.values_list("kind", flat=True) if kind != "message_queued"]


def messages_of(request):
    return {(row.kind, row.recipient) for row in request.messages.all()}


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_request_for_oneself(site):
    make_guide("Liver metastases")
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
            "preferred_clinician": "Dr. Lee",
            "preferred_location": "Main house",
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


# ---- refused ---------------------------------------------------------------------------------------------------------


def test_a_draft_with_a_hole_is_not_sent(site):
    draft = make_draft(reach={"phone": ""})
    with pytest.raises(submit.Incomplete) as error:
        submit.submit(draft, draft.nonce)
    assert error.value.page.slug == "reach"
    assert RequestDraft.objects.exists() and not AppointmentRequest.objects.exists()


def test_the_same_nonce_gives_the_same_request(site):
    draft = make_draft()
    first = submit.submit(draft, draft.nonce)
    assert submit.submit(draft, str(draft.nonce)) == first
    assert AppointmentRequest.objects.count() == 1 and OutboxMessage.objects.count() == 1


def test_the_same_nonce_with_other_answers_is_refused(site):
    draft = make_draft()
    first = submit.submit(draft, draft.nonce)
    draft.answers["patient"]["given_name"] = "Anna"
    with pytest.raises(submit.AlreadySent) as error:
        submit.submit(draft, draft.nonce)
    assert error.value.request == first
    assert AppointmentRequest.objects.get().patient.given_name == "Ana"


def test_a_taken_reference_is_replaced(site, monkeypatch):
    taken = sent().reference
    answers = iter([taken, taken, "7K4M2Q9B"])
    monkeypatch.setattr(submit, "new_reference", lambda: next(answers))
    assert str(sent()) == "7K4M-2Q9B"


STEPS = ["snapshots.write", "consents.record", "audit.record", "audit.note_in_history", "duplicates.index"]


@pytest.mark.parametrize("where", [*STEPS, "tell_sender", "queue_message"])
def test_when_one_row_fails_there_is_none(site, where, monkeypatch):
    def fails(*arguments, **named):
        raise RuntimeError("the disk is full")

    draft = make_draft()
    monkeypatch.setattr(f"appointments.submit.{where}", fails)
    with pytest.raises(RuntimeError):
        submit.submit(draft, draft.nonce)
    assert RequestDraft.objects.filter(pk=draft.pk).exists()
    for model in (AppointmentRequest, PatientSnapshot, ConsentRecord, OutboxMessage):
        assert not model.objects.exists()


# ---- duplicates ------------------------------------------------------------------------------------------------------


def test_a_possible_duplicate_is_suggested_after_the_commit(site, clock, django_capture_on_commit_callbacks):
    first = sent()
    clock.shift(60)
    with django_capture_on_commit_callbacks(execute=True):
        second = sent()
    pair = DuplicateCandidate.objects.get()
    assert (pair.request_a, pair.request_b, pair.level) == (first, second, "strong")
    assert kinds_of(second) == ["submitted", "duplicate_suggested"]


def test_a_search_for_duplicates_that_fails_breaks_nothing(
    site, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fails(request):
        raise RuntimeError("Ana Novak")

    monkeypatch.setattr(duplicates, "suggest", fails)
    with django_capture_on_commit_callbacks(execute=True):
        request = sent()
    assert AppointmentRequest.objects.get() == request
    assert "RuntimeError" in caplog.text and "Ana" not in caplog.text


# ---- many at once ----------------------------------------------------------------------------------------------------


def at_once(count, work):
    """Run `work(number)` in threads that start together; their results, in any order."""
    barrier, results = threading.Barrier(count), []

    def run(number):
        try:
            barrier.wait(timeout=30)
            results.append(work(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(results) == count
    return results


@pytest.fixture
def real_site(transactional_db):
    """The database of such a test was emptied by the one before, queues included."""

    Queue.objects.get_or_create(slug="adult", defaults={"name": "Adults"})
    Queue.objects.get_or_create(slug="pediatric_aya", defaults={"name": "Minors", "is_for_minors": True})
    make_settings()
    make_home()


@pytest.mark.django_db(transaction=True)
def test_fifty_equal_posts_at_once_make_one_request(real_site):
    client = Client()
    check = fill(client)
    RequestDraft.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    posted, cookies = sending(client, check), client.cookies

    def post(number):
        twin = Client(REMOTE_ADDR=f"192.0.2.{number // 10}")
        twin.cookies = cookies.copy()
        response = twin.post(check, posted)
        return response.status_code, response.get("Location")

    assert set(at_once(50, post)) == {(302, "/appointments/request/sent/")}
    assert AppointmentRequest.objects.count() == 1
    assert kinds_of(AppointmentRequest.objects.get()) == ["submitted"]
    assert OutboxMessage.objects.count() == 1 and ConsentRecord.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_threads_with_one_nonce_and_other_answers_leave_one_row(real_site):
    nonce = uuid.uuid4()
    drafts = [make_draft(), make_draft(patient={"given_name": "Anna"})]

    def send(number):
        try:
            return submit.submit(drafts[number], nonce).reference
        except submit.AlreadySent as refused:
            return refused.request.reference

    references = at_once(2, send)
    assert len(set(references)) == 1 and AppointmentRequest.objects.count() == 1
    assert RequestDraft.objects.count() == 1, "the answers that were not sent are still there"


def test_the_settings_have_no_transaction_around_a_request():
    """A commit has to be real before the answer says so."""
    assert not django_settings.DATABASES["default"].get("ATOMIC_REQUESTS")
