"""Who the request is for, who asks, and how to reach them. Personal: these tables are emptied when their time is over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.choices import (
    CoverageStatus,
    Interpreter,
    Person,
    Relationship,
    Voicemail,
    YesNoUnsure,
)
from appointments.models.requests import AppointmentRequest
from portal.models.contact import validate_time_zone


class PersonalRecord(models.Model):
    """At most one row a request, named `request`; `__str__` says nothing, since histories keep it."""

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return str(self.request_id)


class PatientSnapshot(PersonalRecord):
    """The patient as the form said. Corrections go through `triage.correct_field`; the first value stays in the history."""

    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="patient"
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, blank=True)
    single_name = models.BooleanField(default=False, help_text=_("Has only one name."))
    name_to_use = models.CharField(max_length=100, blank=True)
    birth_date = models.DateField(null=True, blank=True, help_text=_("Empty: the person who asked does not know it."))
    phone_raw = models.CharField(max_length=60, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True)
    phone_ext = models.CharField(max_length=10, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    preferred_language = models.CharField(max_length=35, blank=True, help_text=_("BCP 47"))
    interpreter = models.CharField(max_length=10, choices=Interpreter, default=Interpreter.NONE)
    access_needs = models.JSONField(default=list, blank=True)
    access_note = models.CharField(max_length=200, blank=True)
    known_patient = models.CharField(max_length=10, choices=YesNoUnsure, blank=True)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class RequesterSnapshot(PersonalRecord):
    """Who asks for someone else."""

    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="requester"
    )
    name = models.CharField(max_length=100)
    relationship = models.CharField(max_length=10, choices=Relationship)
    phone_raw = models.CharField(max_length=60, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True)
    phone_ext = models.CharField(max_length=10, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    patient_knows = models.BooleanField(default=True)
    authority = models.CharField(max_length=200, blank=True, help_text=_("Papers seen by staff, such as a proxy."))

    class Meta(PersonalRecord.Meta):
        indexes = [models.Index(fields=["phone_e164"], name="requester_phone")]


class ContactPreference(PersonalRecord):
    """Whom to call, when and how. No window means whenever the hospital is open."""

    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    call_whom = models.CharField(max_length=10, choices=Person, default=Person.PATIENT)
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])
    voicemail = models.CharField(max_length=20, choices=Voicemail, default=Voicemail.NONE)
    sms_ok = models.BooleanField(default=False)
    email_ok = models.BooleanField(default=False)
    safe_contact_note = models.CharField(max_length=300, blank=True, help_text=_("How to contact safely; from staff."))


class CallWindow(models.Model):
    """A weekly time at which a call suits, as wall-clock time in the person's zone."""

    contact = models.ForeignKey(ContactPreference, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(help_text=_("0 is Monday"))
    starts = models.TimeField()
    ends = models.TimeField(help_text=_("After the start; 23:59:59 for the end of the day"))

    class Meta:
        default_permissions = ()
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="window_weekday"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="window_has_length"),
        ]
        indexes = [models.Index(fields=["weekday", "starts", "ends"], name="window_time")]

    def __str__(self):
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"


class CoverageNote(PersonalRecord):
    request = models.OneToOneField(
        AppointmentRequest, primary_key=True, on_delete=models.CASCADE, related_name="coverage"
    )
    status = models.CharField(max_length=12, choices=CoverageStatus, blank=True)
    payer_name = models.CharField(max_length=100, blank=True)


class MatchKey(models.Model):
    """A keyed hash of one folded answer: finds equal answers and reveals nothing else. Made by `duplicates`."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Given name")
        FAMILY = "family", _("Family name")
        BIRTH = "birth", _("Birth date")
        BIRTH_SWAPPED = "birth_swapped", _("Birth date with day and month swapped")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        POSTAL = "postal", _("Postal code")

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="match_keys")
    kind = models.CharField(max_length=14, choices=Kind)
    digest = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "kind", "digest"], name="match_key_once")]
        indexes = [models.Index(fields=["digest", "kind"], name="match_key_digest")]

    def __str__(self):
        return self.kind
