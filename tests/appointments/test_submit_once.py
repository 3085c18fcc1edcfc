"""Sending: all of it or nothing, and once, however many try at the same time."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from appointments import duplicates, submit
from appointments.models import (
    AppointmentRequest,
    ConsentRecord,
    DuplicateCandidate,
    OutboxMessage,
    PatientSnapshot,
    Queue,
    RequestDraft,
)
from tests.appointments.forms_data import fill, kinds_of, make_draft, sending, sent
from tests.appointments.makers import make_settings
from tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(clock):
    make_settings()
    return make_home()


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

    assert set(at_once(50, post)) == {(303, "/appointments/request/sent/")}
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
