"""Correcting one answer: the field that fits it, with its present value."""

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import guards
from appointments.answers import CORRECTABLE
from appointments.desk.step_forms import StepForm
from appointments.forms.languages import LANGUAGES
from appointments.forms.times import ZoneField
from appointments.models import (
    ClinicalContext,
    ContactPreference,
    CoverageNote,
    PatientSnapshot,
    Referral,
    RequesterSnapshot,
)

PARTS = {
    "patient": PatientSnapshot,
    "requester": RequesterSnapshot,
    "contact": ContactPreference,
    "clinical": ClinicalContext,
    "coverage": CoverageNote,
    "referral": Referral,
}
LABELS = {
    "patient.phone_raw": gettext_lazy("Patient's phone, as typed"),
    "patient.phone_e164": gettext_lazy("Patient's phone"),
    "patient.phone_ext": gettext_lazy("Extension of the patient's phone"),
    "requester.name": gettext_lazy("Name of the person who asked"),
    "requester.phone_raw": gettext_lazy("Phone of the person who asked, as typed"),
    "requester.phone_e164": gettext_lazy("Phone of the person who asked"),
    "contact.call_whom": gettext_lazy("Whom to call"),
    "contact.sms_ok": gettext_lazy("Text messages allowed"),
    "contact.email_ok": gettext_lazy("E-mail allowed"),
    "contact.safe_contact_note": gettext_lazy("How to contact safely"),
    "contact.voicemail": gettext_lazy("Voice messages"),
    "clinical.condition_label": gettext_lazy("Condition"),
    "coverage.status": gettext_lazy("Insured"),
    "coverage.payer_name": gettext_lazy("Insurance plan"),
    "patient.email": gettext_lazy("E-mail"),
    "patient.single_name": gettext_lazy("Has only one name"),
    "requester.email": gettext_lazy("E-mail of the person who asked"),
    "requester.phone_ext": gettext_lazy("Extension"),
    "requester.patient_knows": gettext_lazy("The patient knows"),
    "requester.authority": gettext_lazy("Papers seen"),
    "clinical.diagnosed_when": gettext_lazy("When diagnosed"),
    "clinical.records_where": gettext_lazy("Where records are"),
    "clinical.preferred_clinician": gettext_lazy("Doctor they would like"),
    "clinical.preferred_location": gettext_lazy("Place they would like"),
    "patient.known_patient": gettext_lazy("Has been here before"),
    "patient.access_note": gettext_lazy("What would help"),
    "referral.npi": gettext_lazy("NPI"),
    "referral.email": gettext_lazy("Referrer's e-mail"),
    "referral.email_ok": gettext_lazy("Confirmation by e-mail"),
    "referral.phone_raw": gettext_lazy("Referrer's phone, as typed"),
    "referral.phone_ext": gettext_lazy("Extension of the referrer's phone"),
    "referral.patient_informed": gettext_lazy("What the patient was told"),
    "referral.reply_by": gettext_lazy("Answer wanted by"),
    "referral.phone_e164": gettext_lazy("Referrer's phone"),
    "referral.mrn": gettext_lazy("Record number"),
}
PHONES = {"phone_e164"}


def answer_label(answer) -> str:
    """“patient.birth_date” in words."""
    if answer in LABELS:
        return str(LABELS[answer])
    part, _dot, name = answer.partition(".")
    return str(PARTS[part]._meta.get_field(name).verbose_name).capitalize() if part in PARTS else answer


def correctable(request) -> list[str]:
    """The answers of this request that staff may correct, as “part.field”."""
    return [f"{part}.{name}" for part, names in CORRECTABLE.items() if guards.personal(request, part) for name in names]


class PhoneField(forms.CharField):
    """Takes a number as people write it and gives it in the stored form; empty stays empty."""

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        try:
            number = phonenumbers.parse(value, "US")
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(_("Check the number: 212 555 0143, or with + and the country.")) from error
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Check the number: it has too few or too many digits."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def value_field(answer) -> forms.Field:
    part, _dot, name = answer.partition(".")
    model_field = PARTS[part]._meta.get_field(name)
    if name in PHONES:
        return PhoneField(label=answer_label(answer), required=not model_field.blank, max_length=60)
    if name == "time_zone":
        return ZoneField(label=answer_label(answer), required_error=_("Choose a time zone"))
    if name == "preferred_language":
        return forms.ChoiceField(label=answer_label(answer), choices=[("", _("Not given")), *LANGUAGES], required=False)
    field = model_field.formfield()
    field.label = answer_label(answer)
    if name == "birth_date":
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if getattr(model_field, "max_length", 0) and model_field.max_length > 150 and not model_field.choices:
        field.widget = forms.Textarea(attrs={"rows": 3, "maxlength": model_field.max_length})
    return field


class AnswerForm(StepForm):
    """`answer` is “part.field”; the value's widget follows from it. Raises KeyError for what cannot be corrected."""

    answer = forms.CharField(widget=forms.HiddenInput)
    typed_fields = ("value",)

    def prepare(self):
        answer = self.data.get("answer") or self.initial.get("answer", "")
        if answer not in correctable(self.appointment):
            raise KeyError(answer)
        self.answer = answer
        self.fields["value"] = value_field(answer)
        self.initial |= {"answer": answer, "value": self.present_value()}

    def present_value(self):
        part, _dot, name = self.answer.partition(".")
        return getattr(guards.personal(self.appointment, part), name)

    def arguments(self):
        part, _dot, name = self.answer.partition(".")
        return {"part": part, "field": name, "value": self.cleaned_data["value"]}
