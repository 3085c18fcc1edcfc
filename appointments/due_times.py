"""Due times follow the calendars and policies: when one of them changed, unmet deadlines are computed again.

Found by comparing, not by listening: an import, a shell and a form are all noticed. What a person was told stays.
"""

import hashlib
import json
from functools import lru_cache

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from appointments import audit, sla
from appointments.models import AppointmentRequest, AppointmentSettings, EventKind, SlaPolicy
from portal.models import ClosedDay, ContactPoint, OpeningCalendar, OpeningSpan, SpecialHours
from portal.opening_hours import NoOpeningHours
from portal.page_cache import new_generation

KEY = "appointments:rules-of-due-times"


def sweep() -> int:
    """Compute again where the rules differ from those of the last run; returns how many due times changed."""
    present = fingerprint()
    if cache.get(KEY) == present:
        return 0
    new_generation()  # calendars are remembered; the change may not have told everybody
    changed = recompute()
    cache.set(KEY, present, None)
    return changed


def fingerprint() -> str:
    """What all due times depend on, as one short text."""
    rows = [
        list(rows)
        for rows in (
            OpeningCalendar.objects.order_by("pk").values_list("pk", "time_zone"),
            OpeningSpan.objects.order_by("pk").values_list("calendar", "weekday", "opens", "closes"),
            ClosedDay.objects.order_by("pk", "calendars").values_list("date", "calendars"),
            SpecialHours.objects.order_by("pk", "calendars").values_list("date", "opens", "closes", "calendars"),
            SlaPolicy.objects.order_by("pk").values_list("queue", "priority", "minutes", "calendar"),
            ContactPoint.objects.order_by("pk").values_list("pk", "calendar"),
            AppointmentSettings.objects.values_list("contact_point"),
        )
    ]
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder).encode()).hexdigest()


def recompute() -> int:
    clock_of = lru_cache(maxsize=None)(sla.Clock)
    rows = sla.unmet().select_related("queue").only("pk", "queue", "priority", "clock_started_at", "call_due_at")
    changed = 0
    for request in rows.iterator():
        due = due_or_none(clock_of(request.queue, request.priority), request.clock_started_at)
        if due != request.call_due_at and due is not None:
            changed += write(request.pk, clock_of)
    return changed


def due_or_none(clock, start):
    """None where the calendar has no hours: an old time is better than none, and managers hear of it elsewhere."""
    try:
        return clock.due(start)
    except NoOpeningHours:
        return None


@transaction.atomic
def write(pk, clock_of) -> bool:
    """Under the lock of its row. The version stays: nobody's form is refused because a calendar changed."""
    request = sla.unmet().select_for_update(of=("self",)).select_related("queue").filter(pk=pk).first()
    if request is None:
        return False
    old, due = request.call_due_at, due_or_none(clock_of(request.queue, request.priority), request.clock_started_at)
    if due is None or due == old:
        return False
    AppointmentRequest.objects.filter(pk=pk).update(call_due_at=due)
    audit.record(request, EventKind.DUE_RECOMPUTED, old=old, new=due)
    return True
