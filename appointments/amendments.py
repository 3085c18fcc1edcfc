"""Verbs that leave the status alone: priority, queue, corrections, notes. Part of `triage`; import them from there."""

from django.db import transaction
from django.utils.translation import gettext as _

from appointments import audit, duplicates, guards, retention, sla
from appointments.answers import CORRECTABLE
from appointments.models import (
    AppointmentRequest,
    ChecklistItem,
    CorrectedValue,
    EventKind,
    NoteDraft,
    Queue,
)
from appointments.models.choices import ChecklistKind, Priority
from appointments.refusals import GuardFailed
from appointments.steps import step


@transaction.atomic
def set_priority(pk, *, expected_version, actor, priority) -> AppointmentRequest:
    """The first call is due as the new priority says, counted from the start of the clock."""
    s = step("set_priority", pk, expected_version, actor)
    request, priority = s.request, guards.choice(priority, Priority)
    if priority == request.priority:
        raise GuardFailed(_("It has this priority already."))
    old = request.priority
    s.write(priority=priority)
    s.event(EventKind.PRIORITY_CHANGED, old=old, new=priority)
    recompute_due(s)
    return request


@transaction.atomic
def set_queue(pk, *, expected_version, actor, queue) -> AppointmentRequest:
    """Move it to another team (a Queue). An owner who does not work there loses it."""
    s = step("set_queue", pk, expected_version, actor)
    request, old = s.request, s.request.queue
    if not isinstance(queue, Queue) or queue == old:
        raise GuardFailed(_("Choose another queue."))
    s.write(queue=queue)
    if request.assigned_to and not guards.works_on(request.assigned_to, queue):
        s.give_to(None, status="new" if request.status == "in_review" else request.status)
    s.event(EventKind.QUEUE_CHANGED, old=old.slug, new=queue.slug)
    recompute_due(s)
    return request


def recompute_due(s):
    """An unmet deadline follows the policy; a met one is history, and what the person was told stays as it is."""
    request = s.request
    if request.first_attempt_at is not None:
        return
    old, new = request.call_due_at, sla.due_or_none(request.queue, request.priority, request.clock_started_at)
    if new != old:
        s.write(call_due_at=new)
        s.event(EventKind.DUE_RECOMPUTED, old=old, new=new)


@transaction.atomic
def set_next_action(pk, *, expected_version, actor, at) -> AppointmentRequest:
    s = step("set_next_action", pk, expected_version, actor)
    guards.future(at, s.now)
    s.write(next_action_at=at)
    s.event(EventKind.NEXT_ACTION_SET, at=at)
    return s.request


@transaction.atomic
def correct_field(pk, *, expected_version, actor, part, field, value) -> AppointmentRequest:
    """Correct one answer. The history keeps keyed hashes, the values stand in a table that is emptied with the answers.

    `part` and `field` are of CORRECTABLE; `value` has the field's Python type. Raises GuardFailed with the field's error.
    """
    s = step("correct_field", pk, expected_version, actor)
    row = guards.personal(s.request, part) if field in CORRECTABLE.get(part, ()) else None
    if row is None:
        raise GuardFailed(_("This answer cannot be corrected."))
    old = getattr(row, field)
    value = guards.clean_field(row, field, value)
    if old == value:
        raise GuardFailed(_("The answer is the same as before."))
    setattr(row, field, value)
    row.save(update_fields=[field])
    old_text, new_text = ("" if item is None else str(item) for item in (old, value))
    s.write()
    s.event(
        EventKind.FIELD_CORRECTED,
        field=f"{part}.{field}",
        old=audit.keyed_hash(old_text, "correction"),
        new=audit.keyed_hash(new_text, "correction"),
    )
    CorrectedValue.objects.create(event=s.last_event, field=f"{part}.{field}", old=old_text, new=new_text)
    if part in ("patient", "requester"):
        duplicates.refresh(s.request)
    return s.request


@transaction.atomic
def confirm_hand_over(pk, *, expected_version, actor) -> AppointmentRequest:
    """The health record holds the visit, as somebody saw after the request was closed."""
    s = step("confirm_hand_over", pk, expected_version, actor)
    if not retention.awaits_hand_over(AppointmentRequest.objects.filter(pk=pk)).exists():
        raise GuardFailed(_("No visit of this request waits for that."))
    s.request.visits.filter(later=None, handed_over_at=None).update(handed_over_at=s.now)
    s.write()
    s.event(EventKind.HANDED_OVER)
    return s.request


@transaction.atomic
def check_item(pk, *, expected_version, actor, kind, done) -> AppointmentRequest:
    s = step("check_item", pk, expected_version, actor)
    kind = guards.choice(kind, ChecklistKind)
    values = {"done_at": s.now if done else None, "done_by": actor if done else None}
    ChecklistItem.objects.update_or_create(request=s.request, kind=kind, defaults=values)
    s.write()
    return s.request


@transaction.atomic
def add_note(pk, *, actor, text) -> AppointmentRequest:
    """Notes never collide: no version is needed, and a colleague's change does not stop one."""
    version = AppointmentRequest.objects.select_for_update().values_list("version", flat=True).get(pk=pk)
    s = step("add_note", pk, version, actor)
    text = guards.text(text, _("Write a note."))
    s.event(EventKind.NOTE_ADDED, note=text)
    NoteDraft.objects.filter(request=s.request, user=actor).delete()
    return s.request


@transaction.atomic
def set_legal_hold(pk, *, expected_version, actor, hold) -> AppointmentRequest:
    """Under legal hold nothing of a request is removed."""
    s = step("set_legal_hold", pk, expected_version, actor)
    s.write(legal_hold=bool(hold))
    s.event(EventKind.LEGAL_HOLD_SET if hold else EventKind.LEGAL_HOLD_CLEARED)
    return s.request
