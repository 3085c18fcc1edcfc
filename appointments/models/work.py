"""What staff did: calls, visits, notes, the checklist, decisions about duplicates."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models.append_only import AppendOnly
from appointments.models.choices import (
    AttemptChannel,
    AttemptOutcome,
    ChecklistKind,
    DuplicateDecision,
    DuplicateLevel,
    Modality,
    Person,
)
from appointments.models.requests import AppointmentRequest
from portal.models.contact import validate_time_zone

STAFF = settings.AUTH_USER_MODEL


class ContactAttempt(AppendOnly):
    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=AttemptChannel, default=AttemptChannel.PHONE)
    number_used = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=10, choices=Person)
    outcome = models.CharField(max_length=20, choices=AttemptOutcome)
    next_action_at = models.DateTimeField(null=True, blank=True)

    class Meta(AppendOnly.Meta):
        ordering = ["at"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"


class Visit(models.Model):
    """An agreed visit. A changed time is a new row that supersedes this one; the health record stays the truth."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="visits")
    start = models.DateTimeField()
    end = models.DateTimeField()
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])
    place = models.ForeignKey("directory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    location = models.CharField(max_length=200, help_text=_("As it was told; of a place in the directory, its name."))
    doctor = models.ForeignKey("directory.Doctor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    clinician = models.CharField(max_length=160, blank=True)
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.IN_PERSON)
    ehr_ref = models.CharField(max_length=80, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="later")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="visit_ends_after_start")]

    def __str__(self):
        return f"{self.start:%Y-%m-%d %H:%M}"


class InternalNote(AppendOnly):
    """For staff. A correction is another note. `event` names the step a reason was typed for."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="notes")
    event = models.ForeignKey(
        "appointments.RequestEvent", null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)

    class Meta(AppendOnly.Meta):
        ordering = ["at"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"


class NoteDraft(models.Model):
    """What a colleague is typing: saved as they type, gone once it is a note."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="note_drafts")
    user = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=4000)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="note_draft_once")]

    def __str__(self):
        return str(self.request_id)


class ChecklistItem(models.Model):
    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="checklist")
    kind = models.CharField(max_length=12, choices=ChecklistKind)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "kind"], name="checklist_item_once")]

    def __str__(self):
        return self.kind


class DuplicateCandidate(models.Model):
    """Two requests that may be of one person; `request_a` is the older. A decided pair stays decided."""

    request_a = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="later_candidates")
    request_b = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="earlier_candidates")
    level = models.CharField(max_length=10, choices=DuplicateLevel)
    matched_on = models.JSONField(default=list)
    decision = models.CharField(max_length=20, choices=DuplicateDecision, default=DuplicateDecision.OPEN)
    decided_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request_a", "request_b"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=~Q(request_a=F("request_b")), name="duplicate_of_two"),
        ]

    def __str__(self):
        return self.level
