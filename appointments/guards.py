"""Conditions of single steps. Each raises GuardFailed with what staff should do instead."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from appointments.models import AppointmentSettings
from appointments.models.choices import AttemptChannel, AttemptOutcome, CloseReason, PatientInformed
from appointments.permissions import DESK, Role, roles_of
from appointments.refusals import GuardFailed

ATTEMPTS = 3
DAYS = 3
PARTS_OF_DAY = 2
NOON_PARTS = (12, 17)  # local hours at which afternoon and evening begin


def sees(user, request) -> bool:
    roles = roles_of(user)
    return Role.MANAGER in roles or (Role.SCHEDULER in roles and request.queue.members.filter(pk=user.pk).exists())


def works_on(user, queue) -> bool:
    roles = roles_of(user)
    return bool(roles & DESK) and (Role.MANAGER in roles or queue.members.filter(pk=user.pk).exists())


def text(value, error, longest=4000) -> str:
    value = (value or "").strip()
    if not value:
        raise GuardFailed(error)
    if len(value) > longest:
        raise GuardFailed(_("Shorten the text to %(longest)s characters.") % {"longest": longest})
    return value


def choice(value, choices):
    if value not in choices.values:
        raise GuardFailed(_("Choose one of the options."))
    return choices(value)


def one_of(value, allowed):
    if value not in allowed:
        raise GuardFailed(_("Choose one of the options."))


def future(moment, now):
    if moment is None:
        raise GuardFailed(_("Say when it should come back to you."))
    if moment <= now:
        raise GuardFailed(_("Choose a time that lies ahead."))


def outcome(value, next_action_at) -> str:
    value = choice(value, AttemptOutcome)
    if value == AttemptOutcome.CALL_BACK_AT:
        future(next_action_at, timezone.now())
    return value


def personal(request, name):
    """A row of personal data, or None."""
    try:
        return getattr(request, name)
    except ObjectDoesNotExist:
        return None


def outcome_of_visit(request, reason, now):
    """A visit that lies ahead may be cancelled; nobody can have come to it, or stayed away."""
    if reason != CloseReason.CANCELLED and request.visits.filter(later=None, start__gt=now).exists():
        raise GuardFailed(_("The visit has not begun yet."))


def referrer_first(request) -> bool:
    """Nobody has told the patient: a call to them would be the way they learn it."""
    referral = personal(request, "referral")
    return referral is not None and referral.patient_informed == PatientInformed.NO


def allowed_channels(request) -> set:
    """Ways on which the person agreed to be reached; a letter is always possible."""
    contact, patient, requester = (personal(request, name) for name in ("contact", "patient", "requester"))
    channels = {AttemptChannel.PHONE, AttemptChannel.LETTER}
    if contact and contact.sms_ok:
        channels.add(AttemptChannel.SMS)
    if contact and contact.email_ok and any(person and person.email for person in (patient, requester)):
        channels.add(AttemptChannel.EMAIL)
    return channels


def channel_allowed(request, channel):
    if choice(channel, AttemptChannel) not in allowed_channels(request):
        raise GuardFailed(_("The person did not agree to be contacted this way."))


def is_on_phone(request, now=None) -> bool:
    """Somebody marked a call that has neither ended nor run out."""
    if request.on_phone_by_id is None:
        return False
    longest = timedelta(minutes=AppointmentSettings.load().on_phone_minutes)
    return (now or timezone.now()) - request.on_phone_at < longest


def part_of_day(moment, zone) -> int:
    hour = moment.astimezone(zone).hour
    return sum(hour >= begins for begins in NOON_PARTS)


def tried_enough(request):
    """Three attempts, on three days, in two parts of the day, over two channels where the person agreed to a second."""
    contact = personal(request, "contact")
    zone = ZoneInfo(contact.time_zone if contact else "UTC")
    attempts = list(request.attempts.all())
    missing = []
    if len(attempts) < ATTEMPTS:
        missing.append(_("three attempts"))
    if len({attempt.at.astimezone(zone).date() for attempt in attempts}) < DAYS:
        missing.append(_("three different days"))
    if len({part_of_day(attempt.at, zone) for attempt in attempts}) < PARTS_OF_DAY:
        missing.append(_("two parts of the day"))
    further = allowed_channels(request) - {AttemptChannel.LETTER}
    if len(further) > 1 and len({attempt.channel for attempt in attempts}) < 2:
        missing.append(_("two ways of contact"))
    if missing:
        raise GuardFailed(_("Still needed before you close: %(missing)s.") % {"missing": ", ".join(missing)})


def visit(visit, now):
    future(visit.start, now)
    if visit.end is None or visit.end <= visit.start:
        raise GuardFailed(_("The visit has to end after it starts."))
    try:
        visit.full_clean(exclude=["request", "supersedes"], validate_unique=False)
    except ValidationError as error:
        raise GuardFailed(" ".join(error.messages)) from error


def clean_field(row, name, value):
    """The value as the field takes it."""
    try:
        return row._meta.get_field(name).clean(value, row)
    except ValidationError as error:
        raise GuardFailed(" ".join(error.messages)) from error
