"""What one line of a list shows: enough to choose by, never a full name, a number or typed text."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from appointments.desk.queues import DUE, callable_now, with_open_duplicate
from appointments.forms.languages import language_name
from appointments.guards import personal, referrer_first
from appointments.models import AppointmentRequest, ContactAttempt
from appointments.models.choices import (
    OPEN_STATUSES,
    CloseReason,
    Interpreter,
    Priority,
    RequestKind,
    RequestStatus,
    WaitReason,
)
from appointments.references import shown

STATUS_ICONS = {
    RequestStatus.NEW: "plus-inverse",
    RequestStatus.HELD: "lock",
    RequestStatus.IN_REVIEW: "view",
    RequestStatus.CONTACTING: "mobile-alt",
    RequestStatus.WAITING: "time",
    RequestStatus.SCHEDULED: "calendar-check",
    RequestStatus.CLOSED: "tick-inverse",
    RequestStatus.ENTERED_IN_ERROR: "cross",
}
PRIORITY_ICONS = {Priority.URGENT: "warning", Priority.ASAP: "warning", Priority.STAT: "error"}
KIND_SIGNS = {  # whose words these are, as staff say it
    RequestKind.SELF: ("user", _lazy("Patient asks")),
    RequestKind.BEHALF: ("group", _lazy("Asked by another")),
    RequestKind.REFERRAL: ("form", _lazy("Referral")),
}


@dataclass(frozen=True)
class Sign:
    """An icon with its word; `tone` colours it, the word says it. Writes itself: a list holds hundreds of them."""

    icon: str
    word: str
    tone: str = ""

    def __str__(self):
        return format_html(
            '<span class="queue-sign queue-sign--{}"><svg class="icon icon-{} queue-sign__icon" aria-hidden="true">'
            '<use href="#icon-{}"></use></svg><span>{}</span></span>',
            self.tone or "plain",
            self.icon,
            self.icon,
            self.word,
        )


def initial(name: str) -> str:
    """The first letter as people write it, marks included; empty for an empty name."""
    letters = ""
    for letter in name.strip():
        if letters and not unicodedata.combining(letter):
            break
        letters += letter
    return letters.upper()


def age_on(day: date, birth_date: date) -> int:
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def masked(patient, day) -> str:
    """“N., A. · 65 y”: two people can be told apart, none can be recognised."""
    if patient is None:
        return _("Data removed")
    initials = [initial(name) for name in (patient.family_name, patient.given_name)]
    name = ", ".join(f"\u2068{letter}.\u2069" for letter in initials if letter)
    age = age_on(day, patient.birth_date) if patient.birth_date else None
    years = _("age ?") if age is None else _("%(age)s y") % {"age": age}
    return f"{name} · {years}"


def span(delta: timedelta) -> str:
    """A length in the largest unit that fits: 40 min, 3 h, 2 days."""
    minutes = max(int(abs(delta).total_seconds()) // 60, 0)
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 60 * 48:
        return _("%(n)s h") % {"n": minutes // 60}
    days = minutes // (60 * 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def exact(moment: datetime) -> str:
    return date_format(localtime(moment), "D M j, g:i A")


def detail_url(pk) -> str:
    try:
        return reverse("appointments_desk:detail", args=[pk])
    except NoReverseMatch:
        return f"{reverse('appointments_desk:queue')}{pk}/"


def reason_of(request) -> str:
    """What the person wants, or what the referrer asks us to do."""
    referral, clinical = personal(request, "referral"), personal(request, "clinical")
    if referral:
        return referral.get_question_display()
    return clinical.get_reason_display() if clinical and clinical.reason else ""


class Row:
    """One request with what a list shows of it."""

    def __init__(self, request, moment, user):
        self.request, self.moment, self.user = request, moment, user
        self.pk, self.version = request.pk, request.version
        self.reference = shown(request.reference)
        self.url = detail_url(request.pk)

    @cached_property
    def patient(self):
        return masked(personal(self.request, "patient"), localtime(self.moment.now).date())

    @property
    def reason(self):
        return reason_of(self.request)

    @property
    def condition(self):
        clinical = personal(self.request, "clinical")
        return clinical.condition.title if clinical and clinical.condition else ""

    @property
    def kind(self) -> Sign:
        return Sign(*KIND_SIGNS[self.request.kind])

    @property
    def due(self) -> Sign:
        """What is due and how soon, in words."""
        due, waits = self.request.due, self.request.first_attempt_at is not None
        if self.request.status not in OPEN_STATUSES:
            return Sign("minus", _("Nothing due"), "quiet")
        if due is None:
            return Sign("warning", _("No due time"), "warning")
        left = due - self.moment.now
        words = {"time": span(left)}
        if left < timedelta(0):
            late = _("%(time)s late") if not waits else _("since %(time)s")
            return Sign("warning", late % words, "critical")
        tone = "warning" if left < timedelta(hours=2) else ""
        return Sign("time", _("in %(time)s") % words, tone)

    @property
    def due_exact(self) -> str:
        return exact(self.request.due) if self.request.due and self.request.status in OPEN_STATUSES else ""

    @property
    def is_overdue(self) -> bool:
        return self.due.tone == "critical"

    @property
    def callable(self) -> Sign | None:
        request = self.request
        if request.status not in OPEN_STATUSES:
            return None
        if request.on_phone_by and request.on_phone_at and request.on_phone_at > self.moment.calls_since:
            return Sign("mobile-alt", _("On the phone with %(name)s") % {"name": request.on_phone_by}, "warning")
        if request.can_be_called:
            return Sign("mobile-alt", _("Callable now"), "positive")
        if request.status == RequestStatus.SCHEDULED:
            return Sign("calendar-check", _("Visit agreed"), "quiet")
        if not self.moment.is_open:
            return Sign("no-view", _("We are closed"), "quiet")
        if request.next_action_at and request.next_action_at > self.moment.now and request.first_attempt_at:
            return Sign("time", _("Later, as agreed"), "quiet")
        return Sign("no-view", _("Outside their hours"), "quiet")

    @property
    def language(self) -> str:
        patient = personal(self.request, "patient")
        return language_name(patient.preferred_language) if patient and patient.preferred_language else ""

    @property
    def interpreter(self) -> Sign | None:
        patient = personal(self.request, "patient")
        words = {Interpreter.SPOKEN: _("Interpreter"), Interpreter.SIGN: _("Sign language")}
        return Sign("comment", words[patient.interpreter], "info") if patient and patient.interpreter in words else None

    @property
    def flags(self) -> list[Sign]:
        request = self.request
        priority = PRIORITY_ICONS.get(request.priority)
        return [
            sign
            for shown_now, sign in (
                (priority, Sign(priority, request.get_priority_display(), "critical")),
                (referrer_first(request), Sign("form", _("Call the referrer first"), "critical")),
                (request.red_flag, Sign("warning", _("Read first"), "critical")),
                (request.is_minor, Sign("user", _("Under 18"), "warning")),
                (request.has_duplicate, Sign("copy", _("Duplicate?"), "warning")),
                (request.legal_hold, Sign("lock", _("Legal hold"), "info")),
                (request.is_test, Sign("cogs", _("Demo"), "quiet")),
            )
            if shown_now
        ]

    @property
    def status(self) -> Sign:
        return Sign(STATUS_ICONS[self.request.status], self.request.get_status_display(), f"is-{self.request.status}")

    @property
    def status_reason(self) -> str:
        return reason_label(self.request.status_reason)

    @property
    def owner(self) -> Sign | None:
        owner = self.request.assigned_to or (self.request.status == RequestStatus.CLOSED and self.request.former_owner)
        if not owner:
            return None
        return Sign("user", _("You") if owner == self.user else owner.get_full_name() or owner.get_username(), "quiet")

    @property
    def age(self) -> str:
        return span(self.moment.now - self.request.submitted_at)

    @property
    def submitted_exact(self) -> str:
        return exact(self.request.submitted_at)

    @property
    def next_action(self) -> str:
        return exact(self.request.next_action_at) if self.request.next_action_at else ""

    @property
    def may_be_claimed(self) -> bool:
        return self.request.status == RequestStatus.NEW


def reason_label(code: str) -> str:
    for choices in (WaitReason, CloseReason):
        if code in choices.values:
            return str(choices(code).label)
    return code


def attempts_made():
    made = ContactAttempt.objects.filter(request=OuterRef("pk")).order_by().values("request")
    return Coalesce(Subquery(made.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def load_rows(ids, moment, user) -> list[Row]:
    """The rows of these requests, in this order. One query, however many there are."""
    can_be_called = callable_now(AppointmentRequest.objects.filter(pk=OuterRef("pk")), moment)
    requests = (
        AppointmentRequest.objects.filter(pk__in=ids)
        .select_related(
            "queue", "assigned_to", "former_owner", "on_phone_by", "patient", "clinical__condition", "referral"
        )
        .annotate(
            due=DUE,
            attempts_made=attempts_made(),
            has_duplicate=with_open_duplicate(),
            can_be_called=Exists(can_be_called),
        )
    )
    found = {request.pk: request for request in requests}
    return [Row(found[pk], moment, user) for pk in ids if pk in found]
