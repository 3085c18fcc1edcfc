"""What all verbs of triage do alike: lock, check, write under the version, note the event."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from appointments import audit, guards, sla
from appointments.models import AppointmentRequest, DuplicateCandidate, InternalNote
from appointments.permissions import Role, roles_of
from appointments.refusals import Conflict, IllegalTransition
from appointments.transitions import TRANSITIONS


def step(verb, pk, expected_version, actor) -> "Step":
    """Lock a request and check that this actor may take this step now. Call inside a transaction.

    Raises AppointmentRequest.DoesNotExist, PermissionDenied, Conflict or IllegalTransition, in this order.
    """
    request = AppointmentRequest.objects.select_for_update().get(pk=pk)
    refuse_strangers(verb, request, actor)
    if request.version != expected_version:
        raise Conflict(request)
    if request.purged_at or request.status not in TRANSITIONS[verb].sources:
        raise IllegalTransition(verb, request)
    refuse_all_but_the_owner(verb, request, actor)
    return Step(verb, request, actor, timezone.now())


def refuse_strangers(verb, request, actor):
    roles = roles_of(actor) & TRANSITIONS[verb].roles
    if not roles or (Role.AUDITOR not in roles and not guards.sees(actor, request)):
        raise PermissionDenied


def refuse_all_but_the_owner(verb, request, actor):
    transition = TRANSITIONS[verb]
    if not transition.owner or roles_of(actor) & transition.besides:
        return
    owner = request.former_owner_id if request.status == "closed" else request.assigned_to_id
    if owner != actor.pk:
        raise PermissionDenied


class Step:
    """One verb under way on a locked request."""

    def __init__(self, verb, request, actor, now):
        self.verb, self.request, self.actor, self.now = verb, request, actor, now
        self.last_event = None
        self.has_written = False

    def write(self, **fields):
        """Set fields under the version, which grows by one for the whole step. Raises Conflict."""
        request = self.request
        if not self.has_written:
            fields |= {"version": request.version + 1, "last_activity_at": self.now}
        same = AppointmentRequest.objects.filter(pk=request.pk, version=request.version)
        if same.update(**fields) != 1:
            raise Conflict(AppointmentRequest.objects.get(pk=request.pk))
        for name, value in fields.items():
            setattr(request, name, value)
        self.has_written = True

    def give_to(self, owner, **fields):
        self.write(assigned_to=owner, assigned_at=self.now if owner else None, **fields)

    def event(self, kind, reason="", note="", **detail):
        """Append to the history; what somebody typed becomes a note beside it."""
        is_first = self.last_event is None
        self.last_event = audit.record(self.request, kind, self.actor, reason, status=self.request.status, **detail)
        if is_first:
            audit.note_in_history(self.last_event)
        if note:
            self.note(note, self.last_event)

    def note(self, text, event=None):
        InternalNote.objects.create(request=self.request, event=event, at=self.now, by=self.actor, text=text)

    def end_pause(self):
        """The resolution clock goes on; the open minutes it stood are added up."""
        since = self.request.paused_at
        if since is not None:
            stood = sla.business_minutes(self.request, since, self.now)
            self.write(paused_at=None, paused_minutes=self.request.paused_minutes + stood)

    def decide_duplicate(self, other, decision) -> bool:
        """Note the decision on this pair; False when nobody suggested it."""
        if other is None:
            return False
        pair = Q(request_a=self.request, request_b=other) | Q(request_a=other, request_b=self.request)
        decided = {"decision": decision, "decided_by": self.actor, "decided_at": self.now}
        return bool(DuplicateCandidate.objects.filter(pair).update(**decided))
