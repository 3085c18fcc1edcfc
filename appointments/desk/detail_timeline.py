"""What happened to a request, newest first, in words."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.desk.detail_call import name_of
from appointments.models import EventKind
from appointments.models.choices import (
    AttemptChannel,
    AttemptOutcome,
    CloseReason,
    DuplicateDecision,
    DuplicateLevel,
    Person,
    Priority,
    WaitReason,
)

ICONS = {
    EventKind.CONTACT_ATTEMPTED: "mobile-alt",
    EventKind.NOTE_ADDED: "comment",
    EventKind.SCHEDULED: "calendar-check",
    EventKind.CLOSED: "lock",
    EventKind.WAITING_SET: "time",
    EventKind.SUBMITTED: "form",
    EventKind.FIELD_CORRECTED: "edit",
}
REASONS = {
    EventKind.CONTACT_ATTEMPTED: AttemptOutcome,
    EventKind.WAITING_SET: WaitReason,
    EventKind.CLOSED: CloseReason,
    EventKind.DECLINE_PROPOSED: CloseReason,
    EventKind.DUPLICATE_SUGGESTED: DuplicateLevel,
    EventKind.DUPLICATE_DISMISSED: DuplicateDecision,
}


@dataclass
class Entry:
    at: datetime
    who: str
    what: str
    icon: str = "history"
    facts: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    sequence: int = 0
    is_call: bool = False


def timeline(request, after=0) -> list[Entry]:
    """The steps with their notes; `after` leaves out those up to a sequence number."""
    events = list(request.events.filter(sequence__gt=after).select_related("actor", "values").order_by("sequence"))
    notes = {}
    for note in request.notes.all():
        notes.setdefault(note.event_id, []).append(note.text)
    entries = [entry_of(event, notes.get(event.pk, [])) for event in events]
    return entries[::-1]


def entry_of(event, notes) -> Entry:
    return Entry(
        at=event.at,
        who=name_of(event.actor) or _("The portal"),
        what=words(event),
        icon=ICONS.get(event.kind, "history"),
        facts=[fact for fact in facts(event) if fact],
        notes=notes,
        sequence=event.sequence,
        is_call=event.kind == EventKind.CONTACT_ATTEMPTED,
    )


def words(event) -> str:
    label = EventKind(event.kind).label if event.kind in EventKind.values else event.kind
    reason = label_of(REASONS.get(event.kind), event.reason)
    if event.kind == EventKind.CONTACT_ATTEMPTED and reason:
        return reason
    return f"{label}: {reason}" if reason else str(label)


def label_of(choices, value) -> str:
    return str(choices(value).label) if choices and value in choices.values else ""


def facts(event):
    """The details that people need, in words; ids and hashes stay where they are."""
    detail = event.detail
    yield label_of(AttemptChannel, detail.get("channel"))
    yield label_of(Person, detail.get("person") or detail.get("by"))
    if event.kind == EventKind.PRIORITY_CHANGED:
        yield from_to(label_of(Priority, detail.get("old")), label_of(Priority, detail.get("new")))
    if event.kind == EventKind.QUEUE_CHANGED:
        yield from_to(detail.get("old"), detail.get("new"))
    if event.kind == EventKind.DUE_RECOMPUTED:
        yield from_to(moment(detail.get("old")), moment(detail.get("new")))
    for name, text in (("until", _("until %(time)s")), ("at", "%(time)s")):
        if detail.get(name):
            yield text % {"time": moment(detail[name])}
    if event.kind == EventKind.FIELD_CORRECTED:
        yield correction(event)


def from_to(old, new) -> str:
    return f"{old or _('none')} → {new or _('none')}"


def moment(text) -> str:
    value = parse_datetime(text or "")
    return date_format(timezone.localtime(value), "D M j, g:i A") if value else ""


def correction(event) -> str:
    values = getattr(event, "values", None)
    if values is None:
        return ""
    from appointments.desk.step_forms_answers import answer_label

    return f"{answer_label(values.field)}: {from_to(values.old, values.new)}"
