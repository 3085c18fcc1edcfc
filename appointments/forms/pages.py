"""What every page of a form has: a topic, an address, the answers before it, and rules that join several fields."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appointments import rules
from appointments.forms.fields import EmailField, PhoneField, Words, radios, select, short, tick
from appointments.forms.languages import LANGUAGES
from appointments.models.choices import Interpreter


class Page(forms.Form):
    """`earlier`: the cleaned answers of the pages before; `source`: the page of the site the reader came from."""

    slug = ""
    topic = ""
    template = ""
    use_required_attribute = False
    required_css_class = ""

    def __init__(self, data=None, *, earlier=None, source=None, initial=None):
        self.earlier, self.source = earlier or {}, source
        super().__init__(data=data, initial=initial)
        self.adapt()

    def adapt(self):
        """Leave out or change fields, as earlier answers ask for."""

    @classmethod
    def topic_after(cls, earlier) -> str:
        """The heading; it may depend on earlier answers."""
        return cls.topic

    def refuse(self, field, message, code="invalid"):
        if field in self.fields and field not in self.errors:
            self.add_error(field, ValidationError(message, code=code))

    def require(self, field, message):
        """For a question that another answer opens."""
        if not self.cleaned_data.get(field):
            self.refuse(field, message, "required")

    def errors_in_order(self) -> list[dict]:
        """[{id, message}] for the summary, in the order of the page. Ids are those of the first control to act on."""
        found = []
        for name in self.fields:
            for message in self.errors.get(name, []):
                found.append({"id": self.id_of(name), "message": message})
        return found + [{"id": "main", "message": message} for message in self.non_field_errors()]

    def id_of(self, name) -> str:
        bound = self[name]
        if isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return f"{bound.auto_id}_0"
        return bound.id_for_label

    def unasked(self) -> set:
        """Names of questions that earlier answers on this page leave out."""
        return set()

    def typed(self) -> dict:
        """The answers as they can be bound again: text, yes or no, lists of choices."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }


def name_field(label, error="", hint="", **attrs):
    """A name: no spelling marks under it."""
    attrs = {"class": "input", "spellcheck": "false", **attrs}
    return Words(label=label, help_text=hint, required_error=error, widget=forms.TextInput(attrs=attrs))


class NameQuestions(Page):
    """Given name, and a family name or the tick that says there is none."""

    given_name = name_field(gettext_lazy("Given name"), gettext_lazy("Enter the given name"))
    family_name = name_field(gettext_lazy("Family name"), hint=gettext_lazy("As on an ID"))
    single_name = tick(gettext_lazy("Only one name"))

    def clean(self):
        super().clean()
        if self.cleaned_data.get("single_name"):
            self.cleaned_data["family_name"] = ""
        elif "family_name" not in self.errors:
            self.require("family_name", _('Enter the family name, or tick "Only one name"'))


class BirthQuestions(Page):
    """Three fields; together they are `cleaned_data["birth_date"]`, None when it is not known."""

    dob_month = short(40, label=gettext_lazy("Month"))
    dob_day = short(40, label=gettext_lazy("Day"))
    dob_year = short(40, label=gettext_lazy("Year"))
    parts = ("month", "day", "year")

    def clean(self):
        super().clean()
        self.cleaned_data["birth_date"] = None
        if self.cleaned_data.get("dob_unknown") or any(f"dob_{part}" in self.errors for part in self.parts):
            return
        typed = {part: self.cleaned_data.get(f"dob_{part}", "") for part in self.parts}
        try:
            self.cleaned_data["birth_date"] = rules.read_birth_date(**typed, today=timezone.localdate())
        except ValidationError as error:
            for problem in error.error_list:
                self.refuse(f"dob_{problem.code}", problem.message)

    def date_parts(self):
        """The three fields in the order in which dates are written here."""
        order = self.parts if get_language() == "en" else ("day", "month", "year")
        return [self[f"dob_{part}"] for part in order]

    def date_errors(self):
        return [message for bound in self.date_parts() for message in bound.errors]


class PhoneQuestions(Page):
    """A number as it was typed; `cleaned_data["phone_e164"]` is what it means."""

    phone = PhoneField(label=gettext_lazy("Phone number"), required_error=gettext_lazy("Enter a phone number"))
    phone_ext = short(40, label=gettext_lazy("Extension"))
    number = None

    def clean_phone(self):
        self.number = rules.read_phone(self.cleaned_data["phone"])
        return self.cleaned_data["phone"]

    def clean_phone_ext(self):
        return rules.check_extension(self.cleaned_data["phone_ext"])

    def clean(self):
        super().clean()
        if self.number and not self.cleaned_data.get("phone_ext"):
            self.cleaned_data["phone_ext"] = self.number.extension
        self.cleaned_data["phone_e164"] = self.number.e164 if self.number else ""


class EmailQuestions(Page):
    email = EmailField(label=gettext_lazy("E-mail address"))
    email_ok = tick(
        gettext_lazy("Send me a confirmation"),
        gettext_lazy("E-mail is not private. It will hold no medical details."),
    )

    def clean(self):
        super().clean()
        if self.cleaned_data.get("email_ok") and "email" not in self.errors:
            self.require("email", _("Enter an e-mail address or remove the tick"))


class LanguageQuestions(Page):
    preferred_language = select(
        LANGUAGES, gettext_lazy("Language for the call"), invalid=gettext_lazy("Choose a language"), blank=None
    )
    interpreter = radios(
        Interpreter.choices, gettext_lazy("Do you want an interpreter?"), hint=gettext_lazy("It is free of charge.")
    )

    def adapt(self):
        super().adapt()
        self.fields["preferred_language"].initial = get_language()
