"""Deadlines of first calls: who is told when time runs out. Found by `<=`, so that a worker that slept tells late, not never."""

from collections.abc import Iterator
from functools import lru_cache

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from appointments import audit, sla
from appointments.models import AppointmentRequest, EventKind, MessageKind, Recipient
from appointments.notifications import queue_message
from portal.opening_hours import NoOpeningHours

BREACHED = 100  # the last share staff are told of


def sweep() -> dict:
    """Tell of everything that is due soon, overdue, or has no due time; returns how many of each."""
    now = timezone.now()
    breaches = [pk for pk in list(late(now)) if tell_of_breach(pk, now)]
    warnings = [pk for pk, share in list(due_soon(now)) if warn(pk, share)]
    return {"breaches": len(breaches), "warnings": len(warnings), "without_hours": repair_due_times(now)}


def late(now) -> Iterator:
    told = {"warned_share__gte": BREACHED}
    return sla.unmet().filter(call_due_at__lte=now).exclude(**told).values_list("pk", flat=True).iterator()


def due_soon(now) -> Iterator[tuple]:
    """(id, share) of requests that have reached a share of their time nobody was told of."""
    clock_of = lru_cache(maxsize=None)(sla.Clock)
    rows = sla.unmet().filter(call_due_at__gt=now, warned_share__lt=99).select_related("queue")
    for request in rows.only("pk", "queue", "priority", "clock_started_at", "warned_share").iterator():
        clock = clock_of(request.queue, request.priority)
        share = reached(clock, clock.share(request.clock_started_at, now))
        if share > request.warned_share:
            yield request.pk, share


def reached(clock, passed: float) -> int:
    return max((share for share in clock.warnings if share <= passed), default=0)


def locked(pk, share) -> AppointmentRequest | None:
    """The request, if its call is still to be made and nobody was told of this share."""
    rows = sla.unmet().select_for_update(of=("self",)).select_related("queue")
    return rows.filter(pk=pk, warned_share__lt=share).first()


def mark(request, share) -> str:
    """Note the share; returns what tells this message from those of other shares and of an earlier clock."""
    AppointmentRequest.objects.filter(pk=request.pk).update(warned_share=share)
    return f"{request.clock_started_at.timestamp():.0f}-{share}"


@transaction.atomic
def warn(pk, share) -> bool:
    """Its owner hears it, or the team while it has none."""
    request = locked(pk, share)
    if request is None:
        return False
    owner = request.assigned_to
    recipient = Recipient.STAFF_USER if owner else Recipient.TEAM
    queue_message(request, MessageKind.SLA_WARNING, recipient, user=owner, occurrence=mark(request, share))
    return True


@transaction.atomic
def tell_of_breach(pk, now) -> bool:
    request = locked(pk, BREACHED)
    if request is None or request.call_due_at is None or request.call_due_at > now:
        return False
    queue_message(request, MessageKind.SLA_BREACH, Recipient.LEADS, occurrence=mark(request, BREACHED))
    return True


# --- requests without a due time ------------------------------------------------------------------------------------


def repair_due_times(now) -> int:
    """Give a due time to what came while the calendar had no hours; while it has none, tell the managers once a day."""
    missing = list(sla.unmet().filter(call_due_at=None).values_list("pk", flat=True))
    left = [pk for pk in missing if not give_due_time(pk)]
    if left:
        day = timezone.localdate(now).isoformat()
        queue_message(None, MessageKind.NO_OPENING_HOURS, Recipient.LEADS, occurrence=day)
    return len(left)


@transaction.atomic
def give_due_time(pk) -> bool:
    request = sla.unmet().select_for_update(of=("self",)).select_related("queue").filter(pk=pk).first()
    if request is None:
        return True
    try:
        due = sla.Clock(request.queue, request.priority).due(request.clock_started_at)
    except NoOpeningHours:
        return False
    without = AppointmentRequest.objects.filter(Q(pk=pk), call_due_at=None)
    if without.update(call_due_at=due, version=F("version") + 1):
        audit.record(request, EventKind.DUE_RECOMPUTED, old=None, new=due)
    return True
