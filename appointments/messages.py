"""What messages say and to whom they go: rendered when they are sent, in the reader's language and time zone.

Neutral by rule: hospital, phone, hours, reference, promised time. Nobody's name, no condition, no reason, nothing that
was typed; a mail may be read by anybody.
"""

from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appointments.guards import personal
from appointments.models import AppointmentSettings, MessageKind, Recipient
from appointments.references import shown
from appointments.visits_ics import calendar_file, sequence_of
from portal import contacts
from portal.models import BrandSettings, User
from portal.opening_hours import date_text, time_text, zone_name

TO_STAFF = {Recipient.STAFF_USER, Recipient.LEADS, Recipient.TEAM}
LEADS_GROUP = "Scheduling manager"
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class NobodyToTell(Exception):
    """Staff should hear of it, but none of them has an address."""


@dataclass(frozen=True)
class Moment:
    """A time in words, in one zone, with the zone's name."""

    day: str
    clock: str
    zone: str

    @classmethod
    def of(cls, moment, zone: ZoneInfo):
        local = moment.astimezone(zone)
        return cls(date_text(local.date()), time_text(local.time().replace(tzinfo=None)), zone_name(zone))


# --- to whom ----------------------------------------------------------------------------------------------------------


def addresses(message) -> list[str]:
    """Where a message goes now. Empty when the person no longer agrees to e-mail, or left no address."""
    if message.recipient in TO_STAFF:
        return staff_addresses(message)
    request = message.request
    if request is None or request.purged_at:
        return []
    if message.recipient == Recipient.REFERRER:
        referral = personal(request, "referral")
        return [referral.email] if referral and referral.email and referral.email_ok else []
    contact = personal(request, "contact")
    person = personal(request, "patient" if message.recipient == Recipient.PATIENT else "requester")
    return [person.email] if contact and contact.email_ok and person and person.email else []


def staff_addresses(message) -> list[str]:
    """Of one colleague, of the team, or of the managers; these hear what nobody else can. Raises NobodyToTell."""
    users = User.objects.none()
    if message.recipient == Recipient.STAFF_USER and message.user_id:
        users = User.objects.filter(pk=message.user_id)
    elif message.recipient == Recipient.TEAM and message.request:
        users = User.objects.filter(appointment_queues=message.request.queue_id)
    found = with_mail(users) or with_mail(User.objects.filter(groups__name=LEADS_GROUP))
    if not found:
        raise NobodyToTell
    return found


def with_mail(users) -> list[str]:
    return sorted(set(users.filter(is_active=True).exclude(email="").values_list("email", flat=True)))


# --- what it says -----------------------------------------------------------------------------------------------------


def render(message) -> EmailMessage | None:
    """The e-mail for an outbox row; None when it may not be sent any more. Raises NobodyToTell."""
    to = addresses(message)
    if not to:
        return None
    with translation.override(language_of(message)):
        text = render_to_string(f"appointments/email/{message.kind}.txt", context_of(message))
    subject, _blank, body = text.strip().partition("\n")
    is_for_several = len(to) > 1
    mail = EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[] if is_for_several else to,
        bcc=to if is_for_several else [],
        headers=HEADERS | {"Message-ID": message_id(message), "Date": formatdate(localtime=False)},
    )
    attach_visit(mail, message)
    return mail


def message_id(message) -> str:
    """The same each time the row is sent, so that a second copy can be told from a second message."""
    return f"<{message.pk}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}>"


def language_of(message) -> str:
    known = dict(settings.LANGUAGES)
    return next((code for code in (message.locale, message.locale.split("-")[0]) if code in known), "en")


def context_of(message) -> dict:
    request, contact = message.request, contact_point()
    hospital_zone = contact.calendar.zone if contact and contact.calendar else ZoneInfo(settings.TIME_ZONE)
    zone = zone_of(message, hospital_zone)
    promised = request.promised_by if request else None
    visit = visit_of(message)
    return {
        "hospital": BrandSettings.load().name,
        "contact": contact,
        "reference": shown(request.reference) if request else "",
        # a promise that has passed before the mail could leave would be no comfort
        "promised": Moment.of(promised, zone) if promised and promised > timezone.now() else None,
        "visit": Moment.of(visit.start, ZoneInfo(visit.time_zone)) if visit else None,
        "due": Moment.of(request.call_due_at, hospital_zone) if request and request.call_due_at else None,
        "share": message.occurrence.rpartition("-")[2],
        "link": desk_link() if message.recipient in TO_STAFF else "",
        "is_for_staff": message.recipient in TO_STAFF,
    }


def contact_point():
    """The number patients call, or the one for referring clinicians where there is no other."""
    chosen = AppointmentSettings.load().contact_point
    return contacts.view(None, chosen.label if chosen else "appointments")


def zone_of(message, hospital_zone) -> ZoneInfo:
    """The person's own; the hospital's for clinicians and staff."""
    contact = personal(message.request, "contact") if message.request else None
    is_person = message.recipient in (Recipient.PATIENT, Recipient.REQUESTER)
    return ZoneInfo(contact.time_zone) if is_person and contact else hospital_zone


def desk_link() -> str:
    """The queue, which asks for a sign-in; nothing in the address tells about a request."""
    for name in ("appointments_desk:queue", "wagtailadmin_home"):
        try:
            return settings.WAGTAILADMIN_BASE_URL + reverse(name)
        except NoReverseMatch:
            continue
    return settings.WAGTAILADMIN_BASE_URL


def visit_of(message):
    if message.kind != MessageKind.VISIT_AGREED or message.request is None:
        return None
    return message.request.visits.filter(later=None).order_by("created_at").last()


def attach_visit(mail, message) -> None:
    """The visit as a calendar file, where it still stands."""
    visit = visit_of(message)
    if visit is not None:
        content = calendar_file(visit, sequence_of(visit), with_place=False)
        mail.attach(_("visit") + ".ics", content.decode(), "text/calendar")
