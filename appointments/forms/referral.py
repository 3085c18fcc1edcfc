"""Form (b): a clinician refers a patient. Made for a desk: short pages, few required answers, nothing sent back as incomplete."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import rules
from appointments.forms.choosers import WishQuestions, doctor_field, place_field
from appointments.forms.conditions import ConditionField, condition_named
from appointments.forms.fields import PhoneField, Words, radios, tick
from appointments.forms.pages import (
    BirthQuestions,
    EmailQuestions,
    LanguageQuestions,
    NameQuestions,
    Page,
    PhoneQuestions,
    name_field,
)
from appointments.models.choices import (
    PatientInformed,
    RecordsRoute,
    ReferralQuestion,
    ReferralUrgency,
    WorkUpState,
)

EMERGENCY = "emergency"
WORK_UP = ("pathology", "imaging", "staging", "labs")


class UrgencyPage(Page):
    slug = "urgency"
    topic = gettext_lazy("How urgent is it?")
    template = "appointments/referral/urgency.html"

    urgency = radios(
        [*ReferralUrgency.choices, (EMERGENCY, gettext_lazy("Oncologic emergency"))],
        topic,
        error=gettext_lazy("Choose how urgent this referral is"),
    )
    urgency_reason = Words(
        label=gettext_lazy("Reason for the urgency"),
        help_text=gettext_lazy("Only if it is not routine."),
        lines=True,
        longest=300,
    )

    def clean(self):
        super().clean()
        if self.cleaned_data.get("urgency") in (ReferralUrgency.SOON, ReferralUrgency.URGENT):
            if "urgency_reason" not in self.errors:
                self.require("urgency_reason", _("Give the reason for the urgency"))
        elif self.cleaned_data.get("urgency") == EMERGENCY:
            self.refuse("urgency", _("Choose how urgent this referral is"))

    @property
    def is_emergency(self) -> bool:
        """A page with the phone number comes instead of the form."""
        return self.data.get("urgency") == EMERGENCY


class ClinicianPage(PhoneQuestions, EmailQuestions):
    slug = "clinician"
    topic = gettext_lazy("About you")
    template = "appointments/referral/clinician.html"
    field_order = [
        "clinician_name",
        "role",
        "npi",
        "no_npi",
        "practice",
        "phone",
        "phone_ext",
        "fax",
        "email",
        "email_ok",
        "office_contact",
    ]
    remembered = ("clinician_name", "role", "npi", "practice", "phone", "phone_ext", "fax", "email", "office_contact")

    clinician_name = name_field(gettext_lazy("Your name"), gettext_lazy("Enter your name"), autocomplete="name")
    role = Words(label=gettext_lazy("Your role"), help_text=gettext_lazy("For example: surgeon, nurse practitioner"))
    npi = Words(label=gettext_lazy("NPI"), help_text=gettext_lazy("10 digits"), longest=20)
    no_npi = tick(gettext_lazy("No NPI, outside the US"))
    practice = Words(
        label=gettext_lazy("Practice or hospital"),
        longest=150,
        required_error=gettext_lazy("Enter the name of the practice"),
    )
    fax = PhoneField(label=gettext_lazy("Fax"))
    office_contact = Words(
        label=gettext_lazy("Person in your office we may call"), help_text=gettext_lazy("Name and number")
    )

    def adapt(self):
        super().adapt()
        tokens = {"practice": "organization", "role": "organization-title", "phone": "work tel", "email": "work email"}
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["npi"].widget.attrs |= {"class": "input input--short", "inputmode": "numeric"}

    def clean_npi(self):
        """An NPI that does not hold is refused also beside the tick: one of the two is wrong."""
        typed = self.cleaned_data["npi"]
        return rules.check_npi(typed) if typed else ""

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("no_npi") and "npi" not in self.errors:
            self.require("npi", _("The NPI has 10 digits"))


class ReferredPatientPage(NameQuestions, BirthQuestions, PhoneQuestions, LanguageQuestions):
    slug = "patient"
    topic = gettext_lazy("The patient")
    template = "appointments/referral/patient.html"
    field_order = [
        "given_name",
        "family_name",
        "single_name",
        "dob_month",
        "dob_day",
        "dob_year",
        "phone",
        "phone_ext",
        "preferred_language",
        "interpreter",
        "payer_name",
        "mrn",
        "patient_informed",
    ]

    payer_name = Words(label=gettext_lazy("Insurance plan"))
    mrn = Words(label=gettext_lazy("Your record number for the patient"), longest=40)
    patient_informed = radios(
        PatientInformed.choices,
        gettext_lazy("What has the patient been told?"),
        error=gettext_lazy("Choose what the patient has been told"),
    )


class ClinicalPage(WishQuestions, Page):
    slug = "clinical"
    topic = gettext_lazy("Clinical information")
    template = "appointments/referral/clinical.html"

    condition = ConditionField(
        label=gettext_lazy("Cancer type or suspicion"),
        help_text=gettext_lazy("Choose from the list or use your own words."),
        required_error=gettext_lazy("Enter the cancer type or the suspicion"),
    )
    question = radios(
        ReferralQuestion.choices,
        gettext_lazy("What do you ask us to do?"),
        error=gettext_lazy("Choose what you ask us to do"),
    )
    summary = Words(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("History, findings, treatment so far, what worries you."),
        lines=True,
        longest=2000,
        too_long=gettext_lazy("Shorten the summary to %(longest)s characters: it has %(count)s"),
    )
    preferred_clinician = doctor_field()
    preferred_location = place_field()
    pathology = radios(WorkUpState.choices, gettext_lazy("Pathology"))
    imaging = radios(WorkUpState.choices, gettext_lazy("Imaging"))
    staging = radios(WorkUpState.choices, gettext_lazy("Staging"))
    labs = radios(WorkUpState.choices, gettext_lazy("Labs"))

    for_clinicians = {
        "preferred_clinician": gettext_lazy("Doctor of ours whom you would like"),
        "preferred_location": gettext_lazy("Place that suits your patient"),
    }

    def adapt(self):
        super().adapt()
        self.fields["condition"].suggest(self.source)
        for name, label in self.for_clinicians.items():
            if name in self.fields:
                self.fields[name].label = label

    def clean(self):
        super().clean()
        self.cleaned_data["condition_page"] = condition_named(self.cleaned_data.get("condition", ""))

    def work_up(self):
        return [self[name] for name in WORK_UP]


class RecordsPage(Page):
    slug = "records"
    topic = gettext_lazy("Records")
    template = "appointments/referral/records.html"

    records_route = radios(
        RecordsRoute.choices,
        gettext_lazy("How do the records reach us?"),
        hint=gettext_lazy("Nothing is uploaded here. After sending you can print a cover sheet for the fax."),
    )


class ReferralCheckPage(Page):
    slug = "check"
    topic = gettext_lazy("Check your answers")
    template = "appointments/check.html"


REFERRAL_PAGES = (UrgencyPage, ClinicianPage, ReferredPatientPage, ClinicalPage, RecordsPage, ReferralCheckPage)
