"""Form (a): a patient or somebody close to them asks for a call. Four pages of questions; the fifth shows the answers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.forms.choosers import WishQuestions, doctor_field, place_field
from appointments.forms.conditions import ConditionField, condition_named
from appointments.forms.fields import Words, radios, select, tick, ticks
from appointments.forms.pages import (
    BirthQuestions,
    EmailQuestions,
    LanguageQuestions,
    NameQuestions,
    Page,
    PhoneQuestions,
    name_field,
)
from appointments.forms.times import call_days, call_windows, hospital_week, time_zone_field
from appointments.models.choices import (
    AccessNeed,
    CoverageStatus,
    Person,
    Relationship,
    RequestKind,
    VisitReason,
    Voicemail,
    YesNoUnsure,
)

WHOM = [(RequestKind.SELF.value, gettext_lazy("Me")), (RequestKind.BEHALF.value, gettext_lazy("Someone else"))]
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
CALL_WHOM = [(Person.REQUESTER.value, gettext_lazy("Me")), (Person.PATIENT.value, gettext_lazy("The patient"))]


def is_behalf(answers) -> bool:
    return answers.get("for_whom") == RequestKind.BEHALF


class WhoPage(Page):
    slug = "who"
    topic = gettext_lazy("Who is this request for?")
    template = "appointments/request/who.html"

    for_whom = radios(WHOM, topic, error=gettext_lazy("Choose who this request is for"))
    requester_name = name_field(gettext_lazy("Your own name"), autocomplete="name")
    relationship = select(
        Relationship.choices,
        gettext_lazy("You are the patient’s …"),
        invalid=gettext_lazy("Choose how you know the patient"),
    )
    patient_knows = radios(YES_NO, gettext_lazy("Does the patient know about this request?"))

    def clean(self):
        super().clean()
        if is_behalf(self.cleaned_data):
            self.require("requester_name", _("Enter your own name"))
            self.require("relationship", _("Choose how you know the patient"))
            self.require("patient_knows", _("Choose whether the patient knows about this request"))
        elif not self.errors:
            self.cleaned_data |= {"requester_name": "", "relationship": "", "patient_knows": ""}

    def unasked(self):
        return set() if is_behalf(self.cleaned_data) else {"requester_name", "relationship", "patient_knows"}

    @property
    def stops(self) -> bool:
        """The patient does not know: nothing is kept."""
        return is_behalf(self.data) and self.data.get("patient_knows") == "no"


class PatientPage(NameQuestions, BirthQuestions):
    slug = "patient"
    topic = gettext_lazy("The patient")
    template = "appointments/request/patient.html"
    field_order = ["given_name", "family_name", "single_name", "name_to_use", "dob_month", "dob_day", "dob_year"]

    name_to_use = name_field(
        gettext_lazy("Name to use"), hint=gettext_lazy("What we should call the patient, if it is another name")
    )
    dob_unknown = tick(gettext_lazy("I do not know the date of birth"))

    @classmethod
    def topic_after(cls, earlier):
        return cls.topic if is_behalf(earlier) else _("About you")

    def adapt(self):
        super().adapt()
        if is_behalf(self.earlier):
            return
        del self.fields["dob_unknown"]
        self.fields["name_to_use"].help_text = _("What we should call you, if it is another name")
        tokens = {
            "given_name": "given-name",
            "family_name": "family-name",
            "dob_month": "bday-month",
            "dob_day": "bday-day",
            "dob_year": "bday-year",
        }
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token


class ReachPage(PhoneQuestions, EmailQuestions, LanguageQuestions):
    slug = "reach"
    topic = gettext_lazy("How can we reach you?")
    template = "appointments/request/reach.html"
    field_order = [
        "call_whom",
        "phone",
        "phone_ext",
        "call_days",
        "call_windows",
        "time_zone",
        "voicemail",
        "sms_ok",
        "email",
        "email_ok",
        "preferred_language",
        "interpreter",
    ]

    call_whom = radios(
        CALL_WHOM, gettext_lazy("Whom should we call?"), error=gettext_lazy("Choose whom we should call")
    )
    call_days = ticks([], gettext_lazy("Days that suit"), invalid=gettext_lazy("Choose one of the times shown"))
    call_windows = ticks([], gettext_lazy("Times that suit"), invalid=gettext_lazy("Choose one of the times shown"))
    time_zone = time_zone_field()
    voicemail = radios(
        Voicemail.choices,
        gettext_lazy("If nobody answers, may we leave a voice message?"),
        hint=gettext_lazy("If you choose nothing, we leave no message."),
    )
    sms_ok = tick(gettext_lazy("You may also send text messages to this number"))

    def adapt(self):
        super().adapt()
        week = hospital_week()
        self.fields["call_days"].choices = call_days(week)
        self.fields["call_windows"].choices = call_windows(week)
        self.fields["time_zone"].initial = self.fields["time_zone"].home = week.zone.key
        if is_behalf(self.earlier):
            return
        del self.fields["call_whom"]
        for name, token in {"phone": "tel", "phone_ext": "tel-extension", "email": "email"}.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean(self):
        super().clean()
        if "time_zone" not in self.errors and not self.cleaned_data.get("time_zone"):
            self.cleaned_data["time_zone"] = self.fields["time_zone"].home


class NeedPage(WishQuestions, Page):
    slug = "need"
    topic = gettext_lazy("What do you need help with?")
    template = "appointments/request/need.html"

    reason = radios(
        VisitReason.choices, topic, error=gettext_lazy('Choose what you need help with, or "I am not sure"')
    )
    condition = ConditionField(
        label=gettext_lazy("Which cancer or illness is it about?"),
        help_text=gettext_lazy("Choose from the list or use your own words."),
    )
    own_words = Words(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("What should we know before we call? Please write no card or account numbers."),
        lines=True,
        longest=1000,
        too_long=gettext_lazy("Shorten your message to %(longest)s characters: it has %(count)s"),
    )
    known_patient = radios(YesNoUnsure.choices, gettext_lazy("Has the patient been here before?"))
    preferred_clinician = doctor_field()
    preferred_location = place_field()
    access_needs = ticks(AccessNeed.choices, gettext_lazy("Do you need help with one of these?"))
    access_note = Words(label=gettext_lazy("What would help?"), longest=200)
    coverage_status = radios(CoverageStatus.choices, gettext_lazy("Does the patient have health insurance?"))
    payer_name = Words(label=gettext_lazy("Name of the insurance plan"))

    prepares = ("known_patient", "preferred_clinician", "preferred_location", "access_needs", "access_note")

    def adapt(self):
        super().adapt()
        self.fields["condition"].suggest(self.source)
        if not is_behalf(self.earlier):
            self.fields["known_patient"].label = _("Have you been here before?")
            self.fields["coverage_status"].label = _("Do you have health insurance?")

    def clean(self):
        super().clean()
        self.cleaned_data["condition_page"] = condition_named(self.cleaned_data.get("condition", ""))


class CheckPage(Page):
    slug = "check"
    topic = gettext_lazy("Check your answers")
    template = "appointments/check.html"


REQUEST_PAGES = (WhoPage, PatientPage, ReachPage, NeedPage, CheckPage)
