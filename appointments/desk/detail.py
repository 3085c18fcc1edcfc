"""One request on one page: whom to call and how, what they asked, what happened, what can be done next."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments import access, guards, triage
from appointments.desk.base import DeskView
from appointments.desk.detail_answers import sections
from appointments.desk.detail_bar import bar
from appointments.desk.detail_call import call_card
from appointments.desk.detail_drafts import draft_of
from appointments.desk.detail_duplicates import pairs
from appointments.desk.detail_page import detail_url, look_at, queue_url, show
from appointments.desk.detail_possible import is_possible
from appointments.desk.detail_presence import others_here, sentence
from appointments.desk.detail_timeline import timeline
from appointments.desk.queues import Moment, Worklist, callable_now
from appointments.desk.step_forms import AttemptForm
from appointments.models import AppointmentSettings
from appointments.models.choices import AccessNeed, AttemptOutcome, ChecklistKind, RequestStatus
from appointments.references import shown
from portal.opening_hours import zone_name


class DetailView(DeskView):
    action = "view"

    def get(self, request, pk):
        appointment = look_at(request.user, pk)
        draft = draft_of(appointment, request.user)
        return show(request, "detail", appointment, page_of(appointment, request.user, draft))


def page_of(appointment, user, draft) -> dict:
    card = call_card(appointment)
    form = AttemptForm(appointment=appointment, user=user)
    can_correct = is_possible("correct_field", appointment, user)
    return {
        "card": card,
        "sections": sections(appointment, can_correct),
        "timeline": timeline(appointment),
        "pairs": pairs(appointment, user),
        "checklist": checklist(appointment),
        "visits": [told(visit) for visit in appointment.visits.filter(later=None)],
        "attempts": appointment.attempts.count(),
        "attempt_form": form,
        "attempt_fields": [form[name] for name in ("person", "channel", "next_action_at")],
        "outcomes": AttemptOutcome.choices,
        "draft": draft,
        "is_stale": is_stale(appointment),
        "stale_minutes": AppointmentSettings.load().stale_minutes,
        "here": [sentence(person) for person in others_here(appointment, user)],
        **bar(appointment, user),
        **call_words(appointment),
        "flags": flags(appointment),
    }


def call_words(appointment) -> dict:
    patient = guards.personal(appointment, "patient")
    needs = (
        [str(AccessNeed(need).label) for need in patient.access_needs if need in AccessNeed.values] if patient else []
    )
    return {
        "access_needs": ", ".join([*needs, *([patient.access_note] if patient and patient.access_note else [])]),
    }


def told(visit):
    """A visit with its time in the zone of the place."""
    zone = ZoneInfo(visit.time_zone)
    start, end = visit.start.astimezone(zone), visit.end.astimezone(zone)
    visit.when = f"{date_format(start, 'l, F j, Y, g:i A')}–{date_format(end, 'g:i A')}"
    visit.zone_words = zone_name(zone)
    return visit


def is_stale(appointment) -> bool:
    """Claimed, and its owner did nothing for a while. It stays theirs until somebody takes it over."""
    if appointment.assigned_to_id is None or not appointment.is_open:
        return False
    if appointment.status in (RequestStatus.WAITING, RequestStatus.SCHEDULED):
        return False  # it is meant to rest
    last = appointment.last_activity_at or appointment.assigned_at
    return last is not None and timezone.now() - last >= timedelta(minutes=AppointmentSettings.load().stale_minutes)


def checklist(appointment) -> list[dict]:
    done = {item.kind: item for item in appointment.checklist.select_related("done_by")}
    return [{"kind": kind.value, "label": kind.label, "item": done.get(kind.value)} for kind in ChecklistKind]


def flags(appointment) -> dict:
    patient = guards.personal(appointment, "patient")
    return {
        "birth_date_unknown": patient is not None and patient.birth_date is None,
        "age": age(patient.birth_date) if patient and patient.birth_date else None,
    }


def age(birth_date) -> int:
    today = timezone.localdate()
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


TRIES = 20  # candidates that colleagues may take before we do


class NextView(DeskView):
    """Open the next person who can be called: one's own first in the order of work, else a new one, which is claimed."""

    action = "claim_next"

    def post(self, request):
        moment = Moment.present()
        visible = access.visible_requests(request.user).exclude(pk=read_id(request.POST.get("after")))
        mine_or_new = visible.filter(assigned_to=request.user) | visible.filter(status=RequestStatus.NEW)
        work = callable_now(mine_or_new.distinct(), moment)
        for pk in Worklist(work, moment).ids(0, TRIES):
            appointment = visible.get(pk=pk)
            if appointment.assigned_to_id == request.user.pk:
                return redirect(detail_url(appointment))
            claimed = triage.claim_next(visible.filter(pk=pk), actor=request.user)
            if claimed:
                messages.success(request, _("%(reference)s is yours.") % {"reference": shown(claimed.reference)})
                return redirect(detail_url(claimed))
        closed = _("Nobody can be called right now: the hospital is closed.")
        messages.info(request, _("Nobody can be called right now.") if moment.is_open else closed)
        return redirect(queue_url())


def read_id(text) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
