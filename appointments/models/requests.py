"""A request for an appointment: where it stands, who works on it, until when. Nothing here says who the patient is."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from appointments.models.choices import (
    OPEN_STATUSES,
    Channel,
    CloseReason,
    Priority,
    RequestKind,
    RequestStatus,
)
from appointments.references import shown

# What is due: the first call, and once that was tried the next action. Without one the first deadline keeps its place.
DUE = Case(
    When(first_attempt_at__isnull=True, then=F("call_due_at")),
    default=Coalesce(F("next_action_at"), F("call_due_at")),
)


def new_id() -> uuid.UUID:
    """Version 7, which sorts by time, where Python has it."""
    return getattr(uuid, "uuid7", uuid.uuid4)()


class Queue(models.Model):
    """A worklist and the people who work on it. Schedulers see the queues they belong to."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="appointment_queues")
    is_for_minors = models.BooleanField(
        default=False, help_text=_("Requests for patients under 18 arrive in this queue.")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class RequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=OPEN_STATUSES)


class AppointmentRequest(models.Model):
    """One submission, exactly as it came; a later one of the same person is another request.

    Times are aware UTC. Only `submit` and `triage` write `status`; `version` grows with every change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=10, choices=RequestKind)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    form_version = models.CharField(max_length=20)
    locale = models.CharField(max_length=12, default="en")
    source_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="requests")
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.ROUTINE)
    status = models.CharField(max_length=20, choices=RequestStatus)
    status_reason = models.CharField(max_length=30, blank=True, help_text=_("Why it waits, or how it was closed."))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="appointment_requests"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True, help_text=_("Last step of the owner."))
    on_phone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on_phone_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    submitted_at = models.DateTimeField()
    promised_by = models.DateTimeField(null=True, blank=True, help_text=_("The time the person was told."))
    clock_started_at = models.DateTimeField(help_text=_("When the present clock segment began."))
    call_due_at = models.DateTimeField(null=True, blank=True, help_text=_("Working deadline of the first call."))
    warned_share = models.PositiveSmallIntegerField(
        default=0, help_text=_("Per cent of the time staff were warned at.")
    )
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_contacted_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_minutes = models.FloatField(default=0, help_text=_("Business minutes in which the resolution clock stood."))
    next_action_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    former_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")

    form_nonce = models.UUIDField(unique=True)
    payload_hash = models.CharField(max_length=64)
    spam_signs = models.JSONField(default=list, blank=True, help_text=_("Why it was held: codes."))
    red_flag = models.BooleanField(default=False)
    is_minor = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    legal_hold = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment request")
        verbose_name_plural = _("appointment requests")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RequestStatus.values), name="request_status_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="request_priority_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[RequestStatus.NEW, RequestStatus.HELD]) | Q(assigned_to=None),
                name="request_unclaimed_has_no_owner",
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.CLOSED, closed_at__isnull=False, status_reason__in=CloseReason.values)
                | ~Q(status=RequestStatus.CLOSED),
                name="request_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=RequestStatus.WAITING) | Q(next_action_at__isnull=False),
                name="request_waiting_until",
            ),
            models.CheckConstraint(
                condition=~Q(status_reason=CloseReason.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="request_duplicate_of_another",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="request_not_its_own_duplicate"),
        ]
        indexes = [
            models.Index(fields=["call_due_at", "id"], name="request_open_due", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(DUE, F("id"), name="request_open_due_order", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(fields=["submitted_at"], name="request_submitted"),
            models.Index(fields=["status", "queue", "submitted_at"], name="request_status_queue"),
            models.Index(fields=["assigned_to", "status"], name="request_owner"),
            models.Index(fields=["-closed_at"], name="request_closed", condition=Q(status=RequestStatus.CLOSED)),
        ]

    def __str__(self):
        return shown(self.reference)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES
