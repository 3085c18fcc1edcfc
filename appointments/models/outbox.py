"""Messages that still have to leave. Written with the step that causes them, sent by the worker, rendered when sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.models.requests import AppointmentRequest, new_id


class MessageKind(models.TextChoices):
    RECEIVED = "received", _("Request received")
    REFERRAL_RECEIVED = "referral_received", _("Referral received")
    VISIT_AGREED = "visit_agreed", _("Visit agreed")
    COULD_NOT_REACH = "could_not_reach", _("Could not be reached")
    DECLINED_WITH_ADVICE = "declined_with_advice", _("Declined with advice")
    REFERRAL_OUTCOME = "referral_outcome", _("Outcome of a referral")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NEW_REQUEST = "new_request", _("New request")
    SLA_WARNING = "sla_warning", _("Due soon")
    SLA_BREACH = "sla_breach", _("Overdue")
    TAKEN_OVER = "taken_over", _("Taken over")
    NO_OPENING_HOURS = "no_opening_hours", _("The calendar has no opening hours")
    DELIVERY_FAILED = "delivery_failed", _("A message could not be delivered")
    BREAK_GLASS = "break_glass", _("Emergency access")


class MessageStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED_TEMPORARY = "failed_temporary", _("Will be tried again")
    FAILED_PERMANENT = "failed_permanent", _("Given up")
    NOT_SENT = "not_sent", _("No longer wanted")


class Recipient(models.TextChoices):
    PATIENT = "patient", _("Patient")
    REQUESTER = "requester", _("Person who asked")
    REFERRER = "referrer", _("Referring clinician")
    STAFF_USER = "staff_user", _("A colleague")
    LEADS = "leads", _("Scheduling managers")
    TEAM = "team", _("The queue's team")


class OutboxMessage(models.Model):
    """Holds ids only: who gets it and what it says is read when it is sent. At least once, with one Message-ID."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        AppointmentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    kind = models.CharField(max_length=24, choices=MessageKind)
    occurrence = models.CharField(max_length=60, default="1", help_text=_("Tells repeated messages of a kind apart."))
    recipient = models.CharField(max_length=12, choices=Recipient)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10, default="email")
    locale = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=18, choices=MessageStatus, default=MessageStatus.QUEUED)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    last_error = models.CharField(max_length=80, blank=True, help_text=_("Kind of the error, never its words."))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "occurrence"], name="message_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_due",
                condition=Q(status__in=["queued", "sending", "failed_temporary"]),
            )
        ]

    def __str__(self):
        return self.kind
