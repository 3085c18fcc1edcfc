"""What happened and who looked: append-only, chained by hashes, without anything personal in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.append_only import AppendOnly
from appointments.models.choices import Person
from appointments.models.requests import AppointmentRequest


class EventKind(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    HELD = "held", _("Held")
    RELEASED_FROM_HOLD = "released_from_hold", _("Released from hold")
    CLAIMED = "claimed", _("Claimed")
    ASSIGNED = "assigned", _("Assigned")
    RELEASED = "released", _("Released")
    TAKEN_OVER = "taken_over", _("Taken over")
    CONTACT_ATTEMPTED = "contact_attempted", _("Contact attempted")
    FIRST_CONTACT = "first_contact", _("First contact")
    WAITING_SET = "waiting_set", _("Waiting")
    WAITING_CLEARED = "waiting_cleared", _("No longer waiting")
    NEXT_ACTION_SET = "next_action_set", _("Next action set")
    PRIORITY_CHANGED = "priority_changed", _("Priority changed")
    QUEUE_CHANGED = "queue_changed", _("Queue changed")
    FIELD_CORRECTED = "field_corrected", _("Answer corrected")
    NOTE_ADDED = "note_added", _("Note added")
    DUE_RECOMPUTED = "due_recomputed", _("Due time computed again")
    DUPLICATE_SUGGESTED = "duplicate_suggested", _("Possible duplicate found")
    DUPLICATE_CONFIRMED = "duplicate_confirmed", _("Duplicate confirmed")
    DUPLICATE_DISMISSED = "duplicate_dismissed", _("No duplicate")
    SCHEDULED = "scheduled", _("Visit agreed")
    HANDED_OVER = "handed_over", _("Handed over to the health record")
    DECLINE_PROPOSED = "decline_proposed", _("Decline proposed")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
    ENTERED_IN_ERROR = "entered_in_error", _("Marked as entered in error")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CONSENT_GIVEN = "consent_given", _("Consent given")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
    MESSAGE_QUEUED = "message_queued", _("Message queued")
    MESSAGE_SENT = "message_sent", _("Message sent")
    MESSAGE_FAILED = "message_failed", _("Message failed")
    LEGAL_HOLD_SET = "legal_hold_set", _("Legal hold set")
    LEGAL_HOLD_CLEARED = "legal_hold_cleared", _("Legal hold cleared")
    PURGED = "purged", _("Personal data removed")


class AuditRow(AppendOnly):
    """When, who, in which role, why, and from where; nothing that names a patient."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text=_("A code; what somebody typed is a note."))
    detail = models.JSONField(default=dict, blank=True, help_text=_("Codes, ids, times and counts."))
    http_request_id = models.CharField(max_length=32, blank=True)
    ip_hash = models.CharField(max_length=32, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        abstract = True


class RequestEvent(AuditRow):
    """One step of one request. `sequence` counts from 1; each row's hash covers the one before."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=EventKind)

    class Meta(AuditRow.Meta):
        ordering = ["request", "sequence"]
        constraints = [models.UniqueConstraint(fields=["request", "sequence"], name="event_sequence_once")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class CorrectedValue(models.Model):
    """The values behind a `field_corrected` event, which holds their keyed hashes. Removed with the person's answers."""

    event = models.OneToOneField(RequestEvent, primary_key=True, on_delete=models.PROTECT, related_name="values")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.field


class AccessAction(models.TextChoices):
    LISTED = "listed", _("Listed")
    VIEWED = "viewed", _("Viewed")
    PII_REVEALED = "pii_revealed", _("Personal data revealed")
    SEARCHED = "searched", _("Searched")
    EXPORTED = "exported", _("Exported")
    PRINTED = "printed", _("Printed")
    DENIED = "denied", _("Denied")
    BREAK_GLASS = "break_glass", _("Emergency access")
    STATUS_PAGE_OPENED = "status_page_opened", _("Status page opened")
    LOGIN_FAILED = "login_failed", _("Login failed")


class AccessLogEntry(AuditRow):
    """One look at personal data, or one refused. All rows form one chain."""

    sequence = models.PositiveBigIntegerField(unique=True)
    action = models.CharField(max_length=20, choices=AccessAction)
    request = models.ForeignKey(
        AppointmentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="accesses"
    )
    session_hash = models.CharField(max_length=32, blank=True)

    class Meta(AuditRow.Meta):
        ordering = ["sequence"]
        indexes = [models.Index(fields=["actor", "at"], name="access_by_actor")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class ConsentPurpose(models.TextChoices):
    CONTACT_BY_PHONE = "contact_by_phone", _("Contact by phone")
    VOICEMAIL_DETAIL = "voicemail_detail", _("Details in a voice message")
    SMS = "sms", _("Text messages")
    EMAIL_UNENCRYPTED = "email_unencrypted", _("E-mail")
    ON_BEHALF_ATTESTATION = "on_behalf_attestation", _("The patient knows about this request")


class ConsentRecord(AppendOnly):
    """An answer to one exact text. A withdrawal is a row of its own that names the row it takes back."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=24, choices=ConsentPurpose)
    text_hash = models.CharField(max_length=64)
    text_version = models.CharField(max_length=20)
    locale = models.CharField(max_length=12)
    answer = models.CharField(max_length=20)
    given_by = models.CharField(max_length=10, choices=Person)
    given_at = models.DateTimeField()
    withdraws = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawal")

    class Meta(AppendOnly.Meta):
        ordering = ["given_at", "pk"]

    def __str__(self):
        return f"{self.purpose} {self.answer}"


class BreakGlass(AppendOnly):
    """Access in an emergency of somebody who has none: reason, and a time after which it ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"
