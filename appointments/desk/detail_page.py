"""Loading a request for a page of the desk: every look goes through the one getter, which records it."""

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from appointments import access, guards
from appointments.desk.detail_call import name_of
from appointments.desk.detail_possible import possible_steps
from appointments.desk.step_forms import seen_token
from appointments.forms.languages import language_name
from appointments.models.choices import CloseReason, WaitReason
from appointments.permissions import emergency_access
from appointments.references import shown

RELATED = (
    "queue",
    "assigned_to",
    "on_phone_by",
    "former_owner",
    "duplicate_of",
    "patient",
    "requester",
    "contact",
    "clinical",
    "clinical__condition",
    "coverage",
    "referral",
    "decline_proposal",
    "decline_proposal__by",
)


def look_at(user, pk):
    """The request with all its parts, and one row in the access log."""
    return access.get_request(user, pk, related=RELATED)


def detail_url(appointment) -> str:
    return reverse("appointments_desk:detail", args=[appointment.pk])


def queue_url() -> str:
    for name in ("appointments_desk:queue", "appointments_desk:index", "wagtailadmin_home"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue


def keys_are_on(user) -> bool:
    """Wagtail's own switch in the profile."""
    profile = UserProfile.objects.filter(user=user).only("keyboard_shortcuts").first()
    return profile is None or profile.keyboard_shortcuts


def show(http_request, template, appointment, context, status=200):
    """A page of one request, with the frame of the admin around it."""
    reference = shown(appointment.reference)
    title = context.get("title")
    crumbs = [{"url": queue_url(), "label": _("Appointment requests")}]
    crumbs += [{"url": detail_url(appointment), "label": reference}] if title else [{"url": None, "label": reference}]
    crumbs += [{"url": None, "label": title}] if title else []
    context = (
        {
            "appointment": appointment,
            "reference": reference,
            "header_title": f"{title}: {reference}" if title else reference,
            "breadcrumbs_items": crumbs,
            "possible": possible_steps(appointment, http_request.user),
            "emergency": emergency_access(http_request.user),
            "keys_are_on": keys_are_on(http_request.user),
            "is_on_phone": guards.is_on_phone(appointment),
            "is_mine": appointment.assigned_to_id == http_request.user.pk,
            "form_route": f"appointments_desk:{context.get('verb', '')}",
        }
        | words_of(appointment)
        | context
    )
    return render(http_request, f"appointments/admin/{template}.html", context, status=status)


def words_of(appointment) -> dict:
    """What several pages say about a request."""
    proposal = guards.personal(appointment, "decline_proposal")
    patient = guards.personal(appointment, "patient")
    return {
        "now": timezone.now(),
        "seen": seen_token(appointment),
        "on_phone_name": name_of(appointment.on_phone_by),
        "taken_ago": ago(appointment.assigned_at) if appointment.assigned_at else "",
        "proposal_by": name_of(proposal.by) if proposal else "",
        "proposal_reason": CloseReason(proposal.reason).label if proposal else "",
        "language": language_name(patient.preferred_language if patient else ""),
        "status_reason_words": reason_words(appointment),
    }


def reason_words(appointment) -> str:
    for choices in (WaitReason, CloseReason):
        if appointment.status_reason in choices.values:
            return str(choices(appointment.status_reason).label)
    return ""


def ago(moment) -> str:
    """“12 seconds”, “3 minutes”: how long since a moment."""
    seconds = int((timezone.now() - moment).total_seconds())
    return ngettext("%d second", "%d seconds", seconds) % seconds if seconds < 60 else timesince(moment)
