"""The verbs of triage, one after another, as schedulers use them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from appointments import triage
from appointments.models import AppointmentRequest, OutboxMessage
from appointments.refusals import Conflict, GuardFailed
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    make_settings()
    return make_staff("ana", "Scheduler")


@pytest.fixture
def ben():
    return make_staff("ben", "Scheduler")


@pytest.fixture
def lead():
    return make_staff("lead", "Scheduling manager")


def kinds(request):
    return list(request.events.order_by("sequence").values_list("kind", flat=True))


def test_a_request_goes_from_claim_to_a_visit_that_took_place(clock, ana):
    request = make_request()
    take("claim", request, ana)
    take("log_attempt", request, ana, outcome="voicemail")
    take("wait", request, ana, reason="patient", next_action_at=timezone.now() + timedelta(days=1))
    clock.shift(timedelta(hours=2))
    take("resume", request, ana)
    take("log_attempt", request, ana, outcome="reached_patient")
    start = timezone.now() + timedelta(days=7)
    take(
        "schedule",
        request,
        ana,
        start=start,
        end=start + timedelta(hours=1),
        time_zone="America/New_York",
        location="Main building",
    )
    clock.shift(timedelta(days=7))
    done = take("record_outcome", request, ana, outcome="completed", handed_over=True)
    assert (done.status, done.status_reason, done.assigned_to) == ("closed", "completed", ana)
    assert done.paused_minutes == 120
    assert kinds(request) == [
        "claimed",
        "contact_attempted",
        "waiting_set",
        "waiting_cleared",
        "contact_attempted",
        "first_contact",
        "scheduled",
        "closed",
    ]
    assert done.version == 8


def test_the_loser_of_a_claim_learns_who_won(ana, ben):
    request = make_request()
    triage.claim(request.pk, expected_version=1, actor=ana)
    with pytest.raises(Conflict) as conflict:
        triage.claim(request.pk, expected_version=1, actor=ben)
    assert conflict.value.request.assigned_to == ana


def test_claiming_the_next_takes_the_first_in_order(ana):
    make_request(call_due_at=timezone.now() + timedelta(hours=9))
    soon = make_request(call_due_at=timezone.now() + timedelta(hours=1))
    assert triage.claim_next(AppointmentRequest.objects.order_by("call_due_at"), actor=ana) == soon
    assert triage.claim_next(AppointmentRequest.objects.none(), actor=ana) is None


def test_a_released_request_is_new_again_and_its_reason_is_a_note(ana):
    request = make_request()
    take("claim", request, ana)
    released = take("release", request, ana, reason="Needs somebody who speaks Arabic")
    assert (released.status, released.assigned_to) == ("new", None)
    assert request.notes.get().text == "Needs somebody who speaks Arabic"


def test_what_is_under_way_is_released_in_its_status(ana):
    request = make_request("contacting", owner=ana)
    released = take("release", request, ana, reason="Off for the day")
    assert (released.status, released.assigned_to) == ("contacting", None)
    assert take("take_over", request, ana, reason="Back").assigned_to == ana


def test_the_former_owner_is_told_of_a_take_over(ana, ben):
    request = make_request("in_review", owner=ana)
    take("take_over", request, ben, reason="Ana is ill")
    message = OutboxMessage.objects.get()
    assert (message.kind, message.user) == ("taken_over", ana)


def test_nobody_but_the_owner_logs_a_call(ana, ben):
    request = make_request("in_review", owner=ana)
    with pytest.raises(PermissionDenied):
        take("log_attempt", request, ben, outcome="voicemail")


def test_a_scheduler_of_another_queue_is_refused():
    other = make_staff("other", "Scheduler", queues=["pediatric_aya"])
    with pytest.raises(PermissionDenied):
        take("claim", make_request(), other)


def test_a_superuser_has_no_step_to_take(admin_user):
    with pytest.raises(PermissionDenied):
        take("claim", make_request(), admin_user)


@pytest.mark.parametrize(
    ("attempts", "missing"),
    [
        ([], "three attempts, three different days, two parts of the day"),
        ([(0, 15), (1, 15)], "three attempts, three different days, two parts of the day"),
        ([(0, 15), (0, 20), (0, 21)], "three different days"),
        ([(0, 15), (1, 15), (2, 15)], "two parts of the day"),
    ],
)
def test_closing_as_unreached_says_what_is_missing(clock, ana, attempts, missing):
    request = make_request("in_review", owner=ana)
    if not attempts:
        AppointmentRequest.objects.update(status="contacting")
    log_calls(clock, request, ana, attempts)
    with pytest.raises(GuardFailed, match=f"{missing}\\."):
        take("close_unreached", request, ana)


def log_calls(clock, request, actor, attempts, channel="phone"):
    start = timezone.now().replace(hour=0)
    for day, hour in attempts:
        clock.move_to(start + timedelta(days=day, hours=hour))
        take("log_attempt", request, actor, outcome="no_answer", channel=channel)


def test_three_calls_on_three_days_in_two_parts_of_the_day_are_enough(clock, ana):
    request = make_request("in_review", owner=ana)
    log_calls(clock, request, ana, [(0, 15), (1, 15), (2, 20)])
    assert take("close_unreached", request, ana).status_reason == "unable_to_reach"


def test_where_the_person_agreed_to_texts_one_of_them_is_needed(clock, ana):
    request = make_request("in_review", owner=ana, contact={"sms_ok": True})
    log_calls(clock, request, ana, [(0, 15), (1, 15), (2, 20)])
    with pytest.raises(GuardFailed, match="two ways of contact"):
        take("close_unreached", request, ana)
    take("log_attempt", request, ana, outcome="no_answer", channel="sms")
    assert take("close_unreached", request, ana).status == "closed"


def test_a_text_without_consent_is_refused(ana):
    with pytest.raises(GuardFailed, match="did not agree"):
        take("log_attempt", make_request("in_review", owner=ana), ana, outcome="no_answer", channel="sms")


def test_declining_above_routine_needs_a_second_person(lead):
    second = make_staff("second", "Scheduling manager")
    request = make_request("in_review", priority="urgent")
    words = {"reason": "redirected", "text": "Please call the children's hospital."}
    assert take("decline", request, lead, **words).status == "in_review"
    assert take("decline", request, lead, **words).status == "in_review"
    assert take("decline", request, second, **words).status == "closed"


def test_declining_a_routine_request_is_one_step(lead):
    declined = take("decline", make_request("in_review"), lead, reason="not_eligible", text="We treat adults only.")
    assert (declined.status, declined.status_reason) == ("closed", "not_eligible")


def test_the_survivor_of_a_merge_keeps_the_earliest_clock_and_the_highest_priority(clock, ana):
    early = make_request(priority="routine")
    clock.shift(timedelta(hours=3))
    late = make_request("in_review", owner=ana, priority="asap")
    merged = take("merge_duplicate", early, ana, survivor=late.pk)
    late.refresh_from_db()
    assert (merged.status, merged.status_reason, merged.duplicate_of) == ("closed", "duplicate", late)
    assert (late.clock_started_at, late.priority) == (early.clock_started_at, "asap")
    assert kinds(late) == ["duplicate_confirmed"]


def test_a_merge_needs_an_open_request_that_remains(ana):
    request = make_request()
    for survivor in (request, make_request("closed")):
        with pytest.raises(GuardFailed, match="open request"):
            take("merge_duplicate", request, ana, survivor=survivor.pk)


def test_reopening_starts_the_clock_anew_within_thirty_days(clock, ana):
    request = make_request("closed", owner=ana)
    clock.shift(timedelta(days=29))
    reopened = take("reopen", request, ana, reason="The patient called again")
    assert (reopened.status, reopened.clock_started_at) == ("in_review", timezone.now())
    assert reopened.submitted_at == request.submitted_at


def test_after_thirty_days_a_new_request_is_taken(clock, ana):
    request = make_request("closed", owner=ana)
    clock.shift(timedelta(days=31))
    with pytest.raises(GuardFailed, match="more than 30 days"):
        take("reopen", request, ana, reason="Again")


def test_waiting_for_a_free_appointment_does_not_stop_the_clock(ana):
    request = make_request("contacting", owner=ana)
    waiting = take("wait", request, ana, reason="slot", next_action_at=timezone.now() + timedelta(days=1))
    assert waiting.paused_at is None


def test_a_changed_visit_is_a_new_row(ana):
    request = make_request("contacting", owner=ana)
    start = timezone.now() + timedelta(days=7)
    place = {"time_zone": "America/New_York", "location": "Main building"}
    take("schedule", request, ana, start=start, end=start + timedelta(hours=1), **place)
    later = start + timedelta(days=1)
    take("schedule", request, ana, start=later, end=later + timedelta(hours=1), **place)
    first, second = request.visits.order_by("start")
    assert second.supersedes == first


def test_only_one_person_is_on_the_phone(clock, ana, ben):
    request = make_request("in_review", owner=ana)
    take("start_call", request, ana)
    with pytest.raises(GuardFailed, match="on the phone"):
        take("start_call", request, ben)
    clock.shift(timedelta(minutes=15))
    assert take("start_call", request, ben).on_phone_by == ben


def test_a_higher_priority_is_due_sooner_and_the_promise_stays(clock, ana):
    request = make_request()
    changed = take("set_priority", request, ana, priority="urgent")
    assert changed.call_due_at == timezone.now() + timedelta(minutes=120)
    assert changed.promised_by == request.promised_by
    assert kinds(request) == ["priority_changed", "due_recomputed"]


def test_a_met_deadline_is_history(clock, ana):
    request = make_request("contacting", owner=ana, first_attempt_at=timezone.now())
    assert take("set_priority", request, ana, priority="urgent").call_due_at == request.call_due_at


def test_a_correction_keeps_the_first_value_beside_the_history(ana):
    request = make_request()
    take("correct_field", request, ana, part="patient", field="family_name", value="Nowak")
    event = request.events.get()
    assert (event.values.old, event.values.new) == ("Novak", "Nowak")
    assert "Novak" not in str(event.detail)
    request.patient.refresh_from_db()
    assert request.patient.family_name == "Nowak"


@pytest.mark.parametrize(("part", "field"), [("patient", "request"), ("queue", "name"), ("referral", "mrn")])
def test_nothing_else_can_be_corrected(ana, part, field):
    with pytest.raises(GuardFailed, match="cannot be corrected"):
        take("correct_field", make_request(), ana, part=part, field=field, value="x")


def test_notes_need_no_version(ana, ben):
    request = make_request()
    triage.add_note(request.pk, actor=ana, text="First")
    triage.add_note(request.pk, actor=ben, text="Second")
    assert [note.text for note in request.notes.all()] == ["First", "Second"]
