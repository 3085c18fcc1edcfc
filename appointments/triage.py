"""Every step of a request after its submission, one function per verb. Nothing else writes `status` but `submit`.

Each verb locks the row, checks version, transition, permission and guard, writes the row under its version, an event
and what has to be sent, and commits: all or nothing. All take the id, `expected_version` and `actor`, and return the
request as it is afterwards. They raise Conflict, IllegalTransition, GuardFailed, or PermissionDenied.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from appointments import duplicates, guards, sla
from appointments.amendments import (  # noqa: F401  (verbs too)
    add_note,
    check_item,
    confirm_hand_over,
    correct_field,
    set_legal_hold,
    set_next_action,
    set_priority,
    set_queue,
)
from appointments.guards import one_of
from appointments.models import (
    AppointmentRequest,
    ContactAttempt,
    DeclineProposal,
    EventKind,
    MessageKind,
    Recipient,
    Visit,
)
from appointments.models.choices import (
    DECLINE_REASONS,
    REACHED,
    VISIT_OUTCOMES,
    AttemptChannel,
    CloseReason,
    DuplicateDecision,
    Modality,
    Person,
    Priority,
    RequestStatus,
    WaitReason,
)
from appointments.notifications import queue_message, tell_sender
from appointments.refusals import GuardFailed
from appointments.steps import Step, step

REOPEN_DAYS = 30


# --- held -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def release_hold(pk, *, expected_version, actor) -> AppointmentRequest:
    """A person looked at it: it is real. Its clock counts from the submission."""
    s = step("release_hold", pk, expected_version, actor)
    s.write(status=RequestStatus.NEW, spam_signs=[])
    s.event(EventKind.RELEASED_FROM_HOLD)
    queue_message(s.request, MessageKind.NEW_REQUEST, Recipient.TEAM, s.last_event)
    return s.request


@transaction.atomic
def close_spam(pk, *, expected_version, actor) -> AppointmentRequest:
    s = step("close_spam", pk, expected_version, actor)
    return close(s, CloseReason.SPAM)


# --- ownership ------------------------------------------------------------------------------------------------------


@transaction.atomic
def claim(pk, *, expected_version, actor) -> AppointmentRequest:
    """Raises Conflict, whose request names the winner, when a colleague was faster."""
    s = step("claim", pk, expected_version, actor)
    s.give_to(actor, status=RequestStatus.IN_REVIEW)
    s.event(EventKind.CLAIMED)
    duplicates.suggest(s.request)
    return s.request


@transaction.atomic
def claim_next(requests, *, actor) -> AppointmentRequest | None:
    """Claim the first of these ordered, visible requests that nobody is just taking; None when there is none."""
    free = requests.filter(status=RequestStatus.NEW).select_for_update(skip_locked=True, of=("self",)).first()
    if free is None:
        return None
    return claim(free.pk, expected_version=free.version, actor=actor)


@transaction.atomic
def assign(pk, *, expected_version, actor, to) -> AppointmentRequest:
    """Give it to a colleague; one that is under way keeps its status."""
    s = step("assign", pk, expected_version, actor)
    if not guards.works_on(to, s.request.queue):
        raise GuardFailed(_("Choose a colleague who works on this queue."))
    status = RequestStatus.IN_REVIEW if s.request.status == RequestStatus.NEW else s.request.status
    s.give_to(to, status=status)
    s.event(EventKind.ASSIGNED, to=to.pk)
    return s.request


@transaction.atomic
def release(pk, *, expected_version, actor, reason) -> AppointmentRequest:
    """Give it back. From review it is new again; what is under way keeps its status and has no owner."""
    s = step("release", pk, expected_version, actor)
    reason = guards.text(reason, _("Say why you give it back."))
    status = RequestStatus.NEW if s.request.status == RequestStatus.IN_REVIEW else s.request.status
    s.give_to(None, status=status)
    s.event(EventKind.RELEASED, note=reason)
    return s.request


@transaction.atomic
def take_over(pk, *, expected_version, actor, reason) -> AppointmentRequest:
    """The former owner is told."""
    s = step("take_over", pk, expected_version, actor)
    reason = guards.text(reason, _("Say why you take it over."))
    former = s.request.assigned_to
    if former == actor:
        raise GuardFailed(_("This request is yours already."))
    s.give_to(actor)
    s.event(EventKind.TAKEN_OVER, note=reason, former=former and former.pk)
    if former:
        queue_message(s.request, MessageKind.TAKEN_OVER, Recipient.STAFF_USER, s.last_event, user=former)
    return s.request


# --- calls ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_call(pk, *, expected_version, actor) -> AppointmentRequest:
    """Mark “on the phone”, so that two people do not ring one patient."""
    s = step("start_call", pk, expected_version, actor)
    if guards.is_on_phone(s.request) and s.request.on_phone_by != actor:
        raise GuardFailed(_("%(name)s is on the phone with this person.") % {"name": s.request.on_phone_by})
    s.write(on_phone_by=actor, on_phone_at=s.now)
    return s.request


@transaction.atomic
def end_call(pk, *, expected_version, actor) -> AppointmentRequest:
    s = step("end_call", pk, expected_version, actor)
    s.write(on_phone_by=None, on_phone_at=None)
    return s.request


@transaction.atomic
def log_attempt(
    pk,
    *,
    expected_version,
    actor,
    outcome,
    person=Person.PATIENT,
    channel=AttemptChannel.PHONE,
    number_used="",
    next_action_at=None,
    note="",
) -> AppointmentRequest:
    """One attempt to reach somebody. The first stops the response clock, the first that reaches a person counts as contact."""
    s = step("log_attempt", pk, expected_version, actor)
    request = s.request
    guards.channel_allowed(request, channel)
    outcome = guards.outcome(outcome, next_action_at)
    ContactAttempt.objects.create(
        request=request,
        at=s.now,
        by=actor,
        channel=channel,
        number_used=number_used,
        person=person,
        outcome=outcome,
        next_action_at=next_action_at,
    )
    reached = outcome in REACHED
    s.end_pause()
    s.write(
        status=RequestStatus.CONTACTING,
        status_reason="",
        first_attempt_at=request.first_attempt_at or s.now,
        first_contacted_at=request.first_contacted_at or (s.now if reached else None),
        next_action_at=next_action_at,
        on_phone_by=None,
        on_phone_at=None,
    )
    s.event(EventKind.CONTACT_ATTEMPTED, reason=outcome, note=note, channel=channel, person=person)
    if reached and request.first_contacted_at == s.now:
        s.event(EventKind.FIRST_CONTACT)
        if request.kind == "referral":
            tell_sender(request, MessageKind.REFERRAL_OUTCOME, s.last_event)
    return request


@transaction.atomic
def wait(pk, *, expected_version, actor, reason, next_action_at) -> AppointmentRequest:
    s = step("wait", pk, expected_version, actor)
    reason = guards.choice(reason, WaitReason)
    guards.future(next_action_at, s.now)
    s.write(
        status=RequestStatus.WAITING,
        status_reason=reason,
        next_action_at=next_action_at,
        paused_at=s.now if sla.pauses_clock(reason) else None,
    )
    s.event(EventKind.WAITING_SET, reason=reason, until=next_action_at)
    return s.request


@transaction.atomic
def resume(pk, *, expected_version, actor) -> AppointmentRequest:
    s = step("resume", pk, expected_version, actor)
    s.end_pause()
    s.write(status=RequestStatus.CONTACTING, status_reason="", next_action_at=None)
    s.event(EventKind.WAITING_CLEARED)
    return s.request


# --- the end --------------------------------------------------------------------------------------------------------


@transaction.atomic
def schedule(
    pk, *, expected_version, actor, start, end, time_zone, location, modality=Modality.IN_PERSON, **who_and_where
) -> AppointmentRequest:
    """Agree on a visit; on a scheduled request, on another time: the new row supersedes the last.

    `who_and_where`: clinician (a name), and of the directory doctor and place.
    """
    s = step("schedule", pk, expected_version, actor)
    visit = Visit(
        request=s.request,
        start=start,
        end=end,
        time_zone=time_zone,
        location=location,
        modality=modality,
        **who_and_where,
        supersedes=s.request.visits.filter(later=None).order_by("created_at").last(),
    )
    guards.visit(visit, s.now)
    visit.save()
    s.end_pause()
    s.write(status=RequestStatus.SCHEDULED, status_reason="", next_action_at=end)
    s.event(EventKind.SCHEDULED, visit=visit.pk)
    tell_sender(s.request, MessageKind.VISIT_AGREED, s.last_event)
    return s.request


@transaction.atomic
def record_outcome(pk, *, expected_version, actor, outcome, handed_over=False) -> AppointmentRequest:
    """What became of the visit. `handed_over`: the health record holds it; then our copy may go after its time."""
    s = step("record_outcome", pk, expected_version, actor)
    one_of(outcome, VISIT_OUTCOMES)
    guards.outcome_of_visit(s.request, outcome, s.now)
    if handed_over:
        s.request.visits.filter(later=None, handed_over_at=None).update(handed_over_at=s.now)
    return close(s, outcome)


@transaction.atomic
def withdraw(pk, *, expected_version, actor, who, channel) -> AppointmentRequest:
    """On the patient's word: who said so, and on which channel."""
    s = step("withdraw", pk, expected_version, actor)
    who, channel = guards.choice(who, Person), guards.choice(channel, AttemptChannel)
    s.event(EventKind.WITHDRAWN, by=who, channel=channel)
    tell_sender(s.request, MessageKind.WITHDRAWN, s.last_event)
    return close(s, CloseReason.WITHDRAWN)


@transaction.atomic
def decline(pk, *, expected_version, actor, reason, text) -> AppointmentRequest:
    """Return it with a text to the sender. Above routine priority the first call proposes, a second person's confirms."""
    s = step("decline", pk, expected_version, actor)
    one_of(reason, DECLINE_REASONS)
    text = guards.text(text, _("Write what the sender is told."))
    proposal = DeclineProposal.objects.filter(request=s.request).first()
    is_second = proposal is not None and proposal.by != actor and proposal.reason == reason
    if s.request.priority != Priority.ROUTINE and not is_second:
        values = {"reason": reason, "text": text, "by": actor, "at": s.now}
        DeclineProposal.objects.update_or_create(request=s.request, defaults=values)
        s.write()
        s.event(EventKind.DECLINE_PROPOSED, reason=reason, note=text)
        return s.request
    if proposal:
        proposal.delete()
    close(s, reason, note=text)
    tell_sender(s.request, MessageKind.DECLINED_WITH_ADVICE, s.last_event)
    return s.request


@transaction.atomic
def close_unreached(pk, *, expected_version, actor) -> AppointmentRequest:
    """After three attempts on three days, in two parts of the day, over two channels where consent allows."""
    s = step("close_unreached", pk, expected_version, actor)
    guards.tried_enough(s.request)
    close(s, CloseReason.UNABLE_TO_REACH)
    tell_sender(s.request, MessageKind.COULD_NOT_REACH, s.last_event)
    return s.request


@transaction.atomic
def merge_duplicate(pk, *, expected_version, actor, survivor) -> AppointmentRequest:
    """Close this one as a copy of `survivor` (an id), which keeps the earliest clock and the highest priority."""
    locked = AppointmentRequest.objects.select_for_update().filter(pk__in=[pk, survivor]).order_by("pk")
    rows = {row.pk: row for row in locked}  # both locks in one order, so that two merges cannot block each other
    s = step("merge_duplicate", pk, expected_version, actor)
    kept = rows.get(survivor)
    if kept is None or kept == s.request or not kept.is_open or not guards.sees(actor, kept):
        raise GuardFailed(_("Choose an open request that remains."))
    other = Step("merge_duplicate", kept, actor, s.now)
    highest = max(Priority(kept.priority), Priority(s.request.priority), key=lambda priority: priority.rank)
    due = [moment for moment in (kept.call_due_at, s.request.call_due_at) if moment]
    other.write(
        priority=highest,
        clock_started_at=min(kept.clock_started_at, s.request.clock_started_at),
        call_due_at=min(due) if due else None,
    )
    other.event(EventKind.DUPLICATE_CONFIRMED, copy=s.request.pk)
    other.decide_duplicate(s.request, DuplicateDecision.MERGED)
    s.event(EventKind.DUPLICATE_CONFIRMED, survivor=kept.pk)
    return close(s, CloseReason.DUPLICATE, duplicate_of=kept)


@transaction.atomic
def dismiss_duplicate(pk, *, expected_version, actor, other, decision) -> AppointmentRequest:
    """Two requests that stay two: different people, or one person with another need."""
    s = step("dismiss_duplicate", pk, expected_version, actor)
    one_of(decision, (DuplicateDecision.DIFFERENT_PEOPLE, DuplicateDecision.OTHER_NEED))
    if not s.decide_duplicate(AppointmentRequest.objects.filter(pk=other).first(), decision):
        raise GuardFailed(_("These two are not marked as possible duplicates."))
    s.write()
    s.event(EventKind.DUPLICATE_DISMISSED, reason=decision, other=other)
    return s.request


@transaction.atomic
def mark_error(pk, *, expected_version, actor, reason) -> AppointmentRequest:
    """It should never have been. The row stays and is left out of the figures."""
    s = step("mark_error", pk, expected_version, actor)
    reason = guards.text(reason, _("Say what was wrong."))
    s.write(status=RequestStatus.ENTERED_IN_ERROR, status_reason="", next_action_at=None, on_phone_by=None)
    s.event(EventKind.ENTERED_IN_ERROR, note=reason)
    return s.request


@transaction.atomic
def reopen(pk, *, expected_version, actor, reason) -> AppointmentRequest:
    """Within 30 days; starts a new segment of the clock."""
    s = step("reopen", pk, expected_version, actor)
    reason = guards.text(reason, _("Say why it is opened again."))
    if s.now - s.request.closed_at > timedelta(days=REOPEN_DAYS):
        raise GuardFailed(_("It was closed more than 30 days ago. Take a new request."))
    s.give_to(
        actor,
        status=RequestStatus.IN_REVIEW,
        status_reason="",
        closed_at=None,
        duplicate_of=None,
        clock_started_at=s.now,
        paused_at=None,
        paused_minutes=0,
        first_attempt_at=None,
        warned_share=0,
        call_due_at=sla.due_or_none(s.request.queue, s.request.priority, s.now),
    )
    s.event(EventKind.REOPENED, note=reason)
    return s.request


def close(s: Step, reason, note="", **fields) -> AppointmentRequest:
    s.end_pause()
    s.write(
        status=RequestStatus.CLOSED,
        status_reason=reason,
        closed_at=s.now,
        former_owner=s.request.assigned_to,
        next_action_at=None,
        on_phone_by=None,
        on_phone_at=None,
        **fields,
    )
    s.event(EventKind.CLOSED, reason=reason, note=note)
    return s.request
