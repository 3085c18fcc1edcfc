"""What is removed and when; that nothing else is; and that what stays says nothing about the person."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from appointments import audit, chains, retention
from appointments.models import (
    AccessLogEntry,
    AppointmentRequest,
    BreakGlass,
    CorrectedValue,
    DuplicateCandidate,
    InternalNote,
    MessageStatus,
    NoteDraft,
    OutboxMessage,
    RequestDraft,
    RequestEvent,
    RetentionRun,
)
from appointments.notifications import tell_sender
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

SECRET = "Quartzman"
DAYS = {
    "draft_days": 5,
    "held_days": 10,
    "closed_days": 100,
    "scheduled_days": 40,
    "unconfirmed_days": 300,
    "message_days": 20,
}


@pytest.fixture(autouse=True)
def hospital(clock):
    make_settings(**DAYS)


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler")


@pytest.fixture
def lead():
    return make_staff("lead", "Scheduling manager")


def ago(days):
    return timezone.now() - timedelta(days=days)


def make_closed(reason="withdrawn", days=100, **fields):
    return make_request("closed", status_reason=reason, closed_at=ago(days), **fields)


def make_scheduled(handed_over_at=None, outcome="completed", **fields):
    request = make_closed(outcome, **fields)
    request.visits.create(
        start=ago(50), end=ago(49.9), time_zone="UTC", location="Main building", handed_over_at=handed_over_at
    )
    return request


def is_gone(request):
    request.refresh_from_db()
    return request.purged_at is not None


@pytest.mark.parametrize(
    ("make", "gone"),
    [
        (lambda: make_request("held", submitted_at=ago(10)), True),
        (lambda: make_request("held", submitted_at=ago(9.9)), False),
        (lambda: make_closed("spam", 10), True),
        (lambda: make_closed("spam", 9.9), False),
        (lambda: make_closed("withdrawn", 100), True),
        (lambda: make_closed("withdrawn", 99.9), False),
        (lambda: make_closed("no_show", 100), True),
        (lambda: make_scheduled(outcome="cancelled"), True),
        (lambda: make_scheduled(handed_over_at=ago(40)), True),
        (lambda: make_scheduled(handed_over_at=ago(39.9)), False),
        (lambda: make_scheduled(days=299), False),
        (lambda: make_scheduled(days=300), True),
        (lambda: make_scheduled(days=5000, legal_hold=True), False),
        (lambda: make_request("entered_in_error", submitted_at=ago(100)), True),
        (lambda: make_request("entered_in_error", submitted_at=ago(100), last_activity_at=ago(99)), False),
        (lambda: make_request("new", submitted_at=ago(5000)), False),
        (lambda: make_request("contacting", submitted_at=ago(5000)), False),
        (lambda: make_request("waiting", submitted_at=ago(5000)), False),
        (lambda: make_request("scheduled", submitted_at=ago(5000)), False),
        (lambda: make_closed(legal_hold=True, days=5000), False),
        (lambda: make_request("held", submitted_at=ago(5000), legal_hold=True), False),
    ],
)
def test_answers_are_removed_after_their_time_and_not_before(make, gone):
    request = make()
    retention.run()
    assert is_gone(request) is gone


def test_hand_over_is_asked_of_the_present_visit_only():
    request = make_scheduled(handed_over_at=ago(50))
    old = request.visits.get()
    request.visits.create(start=ago(30), end=ago(29.9), time_zone="UTC", location="x", supersedes=old)
    retention.run()
    assert not is_gone(request)


@pytest.mark.parametrize("setting", sorted(DAYS))
def test_every_setting_of_days_is_obeyed(setting):
    doubled = {setting: DAYS[setting] * 2 if setting != "draft_days" else 7}
    make_settings(**doubled)
    before = {
        "draft_days": lambda: make_draft(updated=6),
        "held_days": lambda: make_request("held", submitted_at=ago(15)),
        "closed_days": lambda: make_closed(days=150),
        "scheduled_days": lambda: make_scheduled(handed_over_at=ago(60)),
        "unconfirmed_days": lambda: make_scheduled(days=400),
        "message_days": lambda: make_message(MessageStatus.SENT, 30),
    }[setting]()
    kept = type(before).objects.filter(pk=before.pk)
    retention.run()
    assert kept.exists()
    assert not getattr(kept.get(), "purged_at", None)
    make_settings(**DAYS)
    retention.run()
    assert not kept.exists() or kept.get().purged_at


# --- what is left -----------------------------------------------------------------------------------------------------


def make_full_request(ana, lead):
    """A request with a row in every table that belongs to one."""
    page = make_page()
    request = make_request(
        kind="behalf",
        patient={"family_name": SECRET, "email": f"{SECRET}@mail.example"},
        requester={"name": SECRET},
        contact={"email_ok": True, "safe_contact_note": SECRET},
        clinical={"own_words": SECRET},
        referral={"summary": SECRET},
        source_page=page,
        spam_signs=["fast"],
        red_flag=True,
        payload_hash="abc",
    )
    make_request(patient={"family_name": SECRET})
    take("claim", request, ana)
    take("correct_field", request, ana, part="patient", field="given_name", value=SECRET)
    take("check_item", request, ana, kind="records", done=True)
    take("log_attempt", request, ana, outcome="reached_patient", number_used=SECRET, note=SECRET)
    start = timezone.now() + timedelta(days=1)
    end = start + timedelta(hours=1)
    take("schedule", request, ana, start=start, end=end, time_zone="UTC", location=SECRET, clinician=SECRET)
    NoteDraft.objects.create(request=request, user=ana, text=SECRET)
    request.contact.windows.create(weekday=0, starts="09:00", ends="10:00")
    assert DuplicateCandidate.objects.filter(Q(request_a=request) | Q(request_b=request)).exists()
    request.visits.update(start=timezone.now() - timedelta(hours=2), end=timezone.now() - timedelta(hours=1))
    take("record_outcome", request, ana, outcome="completed", handed_over=True)
    audit.record_access("viewed", lead, request)
    return request


def make_page():
    from tests.factories import make_home

    return make_home()


def tables_with(secret):
    """Which of our tables hold this text anywhere."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("appointments").get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{secret}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_tombstone_keeps_reference_dates_queue_and_outcome_and_nothing_personal(clock, ana, lead):
    request = make_full_request(ana, lead)
    AppointmentRequest.objects.exclude(pk=request.pk).get().patient.delete()  # the twin has the same name
    events = request.events.count()
    clock.shift(timedelta(days=40))
    done = retention.run()
    assert (done.counts["requests"], done.error) == (1, "")
    assert tables_with(SECRET) == []
    request.refresh_from_db()
    assert (request.status, request.status_reason, request.queue.slug) == ("closed", "completed", "adult")
    assert request.closed_at
    assert request.submitted_at
    assert (request.source_page, request.spam_signs, request.red_flag, request.payload_hash) == (None, [], False, "")
    assert request.events.count() == events + 1
    assert request.events.order_by("sequence").last().kind == "purged"
    assert not request.notes.exists()
    assert not CorrectedValue.objects.exists()
    assert list(chains.problems_of_accesses()) == []


def test_a_message_that_still_waits_is_not_sent_after_the_removal(clock, ana, lead):
    make_settings(message_days=90)
    request = make_full_request(ana, lead)
    clock.shift(timedelta(days=40))
    retention.run()
    assert set(request.messages.values_list("status", flat=True)) == {MessageStatus.NOT_SENT}


def test_a_second_run_finds_nothing_to_do():
    make_closed()
    assert retention.run().counts["requests"] == 1
    assert set(retention.run().counts.values()) == {0}
    assert RequestEvent.objects.filter(kind="purged").count() == 1


def test_a_request_that_cannot_be_removed_stops_no_other(monkeypatch):
    requests = [make_closed() for _ in range(3)]
    original = audit.record

    def record(request, *arguments, **detail):
        if request == requests[1]:
            raise RuntimeError(SECRET)
        return original(request, *arguments, **detail)

    monkeypatch.setattr(audit, "record", record)
    done = retention.run()
    assert [is_gone(request) for request in requests] == [True, False, True]
    assert (done.error, done.counts["requests"]) == ("RuntimeError", 2)
    assert requests[1].patient.given_name, "all of it or nothing"
    monkeypatch.undo()
    assert retention.run().counts["requests"] == 1, "the next run goes on"


def test_only_the_job_may_delete_what_is_written_once(ana):
    request = make_request()
    InternalNote.objects.create(request=request, at=timezone.now(), by=ana, text="x")
    with pytest.raises(Exception, match="append-only"):
        InternalNote.objects.filter(request=request).delete()


# --- drafts, messages, history ---------------------------------------------------------------------------------------


def make_draft(updated=0, expires=1):
    draft = RequestDraft.objects.create(key_hash="x", form="request", expires_at=ago(-expires))
    RequestDraft.objects.filter(pk=draft.pk).update(updated_at=ago(updated))
    return draft


@pytest.mark.parametrize(("updated", "expires", "kept"), [(0, 1, True), (0, 0, False), (5, 1, False), (4.9, 1, True)])
def test_unfinished_forms_go_when_they_expire(updated, expires, kept):
    draft = make_draft(updated, expires)
    retention.run()
    assert RequestDraft.objects.filter(pk=draft.pk).exists() is kept


def make_message(status, days, **fields):
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True}, **fields)
    message = tell_sender(request, "received")
    OutboxMessage.objects.filter(pk=message.pk).update(status=status, due_at=ago(days))
    return message


@pytest.mark.parametrize(
    ("status", "days", "hold", "kept"),
    [
        ("sent", 20, False, False),
        ("sent", 19.9, False, True),
        ("not_sent", 20, False, False),
        ("failed_permanent", 20, False, False),
        ("sent", 500, True, True),
        ("queued", 500, False, True),
        ("failed_temporary", 500, False, True),
    ],
)
def test_records_of_messages_go_after_they_came_to_an_end(status, days, hold, kept):
    message = make_message(status, days, legal_hold=hold)
    retention.run()
    assert OutboxMessage.objects.filter(pk=message.pk).exists() is kept


def test_history_goes_after_its_years_and_the_chains_still_hold(clock, ana, lead):
    request = make_full_request(ana, lead)
    clock.shift(timedelta(days=41))
    retention.run()
    audit.record_access("listed", lead)
    BreakGlass.objects.create(user=lead, reason="x", started_at=ago(1), ends_at=ago(1))
    clock.shift(timedelta(days=6 * 365 - 41))
    assert RequestEvent.objects.filter(request=request).count() > 1
    audit.record_access("listed", lead)
    clock.shift(timedelta(days=10))
    counts = retention.run().counts
    assert counts["events"] > 5
    assert counts["accesses"] == 1
    assert list(request.events.values_list("kind", flat=True)) == ["purged"]
    assert AccessLogEntry.objects.count() == 2
    assert [problem for problem in chains.problems() if "has no events" not in problem] == []
    clock.shift(timedelta(days=365 * 7))
    assert retention.run().counts["emergencies"] == 1


def test_the_access_log_stays_whole_from_the_first_row_under_legal_hold(clock, lead):
    held = make_request(legal_hold=True)
    for request in (None, held, None):
        audit.record_access("viewed", lead, request)
    clock.shift(timedelta(days=7 * 365))
    assert retention.run().counts["accesses"] == 1
    assert list(AccessLogEntry.objects.values_list("request", flat=True)) == [held.pk, None]
    assert list(chains.problems_of_accesses()) == []


def test_a_manager_may_keep_history_longer(clock, lead):
    make_settings(audit_years=10)
    audit.record_access("listed", lead)
    clock.shift(timedelta(days=9 * 365))
    assert retention.run().counts["accesses"] == 0


# --- runs -------------------------------------------------------------------------------------------------------------


def test_a_dry_run_counts_and_removes_nothing():
    request, draft = make_closed(), make_draft(expires=0)
    out = StringIO()
    call_command("purge_requests", dry_run=True, stdout=out)
    assert "Would be removed: 1 drafts, 1 requests" in out.getvalue()
    assert not is_gone(request)
    assert RequestDraft.objects.filter(pk=draft.pk).exists()
    assert RetentionRun.objects.get().is_dry_run


def test_the_command_fails_when_a_request_could_not_be_removed(monkeypatch):
    make_closed()
    monkeypatch.setattr(retention, "remove_request", lambda pk, now: 1 / 0)
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        call_command("purge_requests", stdout=StringIO())


def test_the_worker_runs_it_once_a_day_and_again_soon_after_a_failure(clock):
    assert retention.run_daily()
    clock.shift(timedelta(hours=23))
    assert retention.run_daily() is None
    clock.shift(timedelta(hours=1))
    last = retention.run_daily()
    RetentionRun.objects.filter(pk=last.pk).update(error="OperationalError")
    clock.shift(timedelta(hours=4))
    assert retention.run_daily()


def test_staff_are_told_when_runs_fail_or_stay_away(clock):
    assert retention.retention_alarm() == "", "a new site has nothing to remove"
    make_request()
    good = retention.run()
    clock.shift(timedelta(days=2))
    assert retention.retention_alarm() == ""
    clock.shift(timedelta(seconds=1))
    assert "more than two days" in retention.retention_alarm()
    retention.run(is_dry_run=True)
    assert "more than two days" in retention.retention_alarm(), "a dry run removes nothing"
    RetentionRun.objects.filter(pk=good.pk).update(error="OperationalError")
    assert "could not be removed" in retention.retention_alarm()
    retention.run()
    assert retention.retention_alarm() == ""


def test_a_site_on_which_it_never_ran_is_told_too(clock):
    make_request()
    clock.shift(timedelta(days=3))
    assert "more than two days" in retention.retention_alarm()
