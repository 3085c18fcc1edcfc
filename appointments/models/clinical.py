"""What the request is about, in the sender's words. Personal, as the tables of people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.choices import (
    PatientInformed,
    RecordsRoute,
    ReferralQuestion,
    ReferralUrgency,
    VisitReason,
)
from appointments.models.people import PersonalRecord
from appointments.models.requests import AppointmentRequest


class ClinicalContext(PersonalRecord):
    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="clinical"
    )
    reason = models.CharField(max_length=20, choices=VisitReason, blank=True)
    condition = models.ForeignKey(
        "conditions.ConditionPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    condition_label = models.CharField(max_length=255, blank=True, help_text=_("As it was shown or typed."))
    own_words = models.TextField(max_length=1000, blank=True)
    preferred_doctor = models.ForeignKey(
        "directory.Doctor", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    preferred_clinician = models.CharField(max_length=160, blank=True, help_text=_("As it was shown or typed."))
    preferred_place = models.ForeignKey(
        "directory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    preferred_location = models.CharField(max_length=120, blank=True, help_text=_("As it was shown or typed."))
    diagnosed_when = models.CharField(max_length=120, blank=True, help_text=_("From the call."))
    treated_before = models.CharField(max_length=200, blank=True, help_text=_("From the call."))
    records_where = models.CharField(max_length=200, blank=True, help_text=_("From the call."))


class Referral(PersonalRecord):
    """What a clinician sent. `work_up` maps pathology, imaging, staging and labs to a WorkUpState."""

    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="referral"
    )
    clinician_name = models.CharField(max_length=100)
    role = models.CharField(max_length=100, blank=True)
    npi = models.CharField(max_length=10, blank=True, help_text=_("Empty: outside the US."))
    practice = models.CharField(max_length=150)
    phone_raw = models.CharField(max_length=60)
    phone_e164 = models.CharField(max_length=20)
    phone_ext = models.CharField(max_length=10, blank=True)
    fax = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    email_ok = models.BooleanField(default=False)
    office_contact = models.CharField(max_length=100, blank=True)
    urgency = models.CharField(max_length=10, choices=ReferralUrgency)
    urgency_reason = models.CharField(max_length=300, blank=True)
    suspicion = models.CharField(max_length=200, blank=True, help_text=_("Cancer type or suspicion, as typed."))
    question = models.CharField(max_length=20, choices=ReferralQuestion)
    summary = models.TextField(max_length=2000, blank=True)
    work_up = models.JSONField(default=dict, blank=True)
    patient_informed = models.CharField(max_length=14, choices=PatientInformed)
    mrn = models.CharField(max_length=40, blank=True, verbose_name=_("record number"))
    records_route = models.CharField(max_length=12, choices=RecordsRoute, blank=True)
    reply_by = models.DateTimeField(null=True, blank=True)

    class Meta(PersonalRecord.Meta):
        indexes = [models.Index(fields=["phone_e164"], name="referral_phone")]


class DeclineProposal(models.Model):
    """A refusal above routine priority waits for a second person."""

    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="decline_proposal"
    )
    reason = models.CharField(max_length=30)
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.request_id)
