"""Fields all pages are made of: text that may be in any script, choices that say what to do when nothing was chosen."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import rules

CHOOSE_ONE = gettext_lazy("Choose one of the options")
CHOOSE = gettext_lazy("Choose")
SHORTEN = gettext_lazy("Shorten this answer to %(longest)s characters")


class Words(forms.CharField):
    """Text as it was typed, without what surrounds it. Lengths count characters, with one for the end of a line.

    The input has no maxlength: what is pasted stays, and the message says by how much it is too long.
    """

    def __init__(self, *, longest=100, required_error="", too_long=SHORTEN, lines=False, visible=False, **options):
        self.longest, self.too_long, self.lines, self.visible = longest, too_long, lines, visible
        widget = forms.Textarea if lines else forms.TextInput
        options.setdefault("widget", widget(attrs={"class": "input"} | ({"rows": 5} if lines else {})))
        super().__init__(required=bool(required_error), error_messages={"required": required_error}, **options)

    def to_python(self, value):
        text = "" if value is None else str(value)
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        return text if rules.is_visible(text) else ""

    def validate(self, value):
        super().validate(value)
        if rules.has_hidden(value, lines=self.lines):
            raise ValidationError(_("Remove the hidden characters from this answer"), code="hidden")
        if len(value) > self.longest:
            words = {"longest": number_format(self.longest, force_grouping=True), "count": grouped(len(value))}
            raise ValidationError(self.too_long, code="max_length", params=words)


def grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def short(longest=10, **options):
    """A short field for figures."""
    attrs = {"class": "input input--short", "inputmode": "numeric"}
    return Words(longest=longest, widget=forms.TextInput(attrs=attrs), **options)


def radios(choices, label, *, error="", hint=""):
    """Radio buttons, none chosen beforehand; without `error` the question may stay open."""
    return forms.ChoiceField(
        choices=choices,
        label=label,
        help_text=hint,
        required=bool(error),
        widget=forms.RadioSelect,
        error_messages={"required": error or CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )


def select(choices, label, *, error="", hint="", invalid=CHOOSE_ONE, blank=CHOOSE, kind=forms.ChoiceField):
    return kind(
        choices=[("", blank), *choices] if blank else choices,
        label=label,
        help_text=hint,
        required=bool(error),
        widget=forms.Select(attrs={"class": "input select"}),
        error_messages={"required": error or invalid, "invalid_choice": invalid},
    )


def ticks(choices, label, *, hint="", invalid=CHOOSE_ONE):
    return forms.MultipleChoiceField(
        choices=choices,
        label=label,
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": invalid, "invalid_list": invalid},
    )


def tick(label, hint=""):
    return forms.BooleanField(label=label, help_text=hint, required=False)


class PhoneField(Words):
    """`cleaned_data[name]` is the text as typed; what it means is read by `Page.read_phones`."""

    def __init__(self, **options):
        attrs = {"class": "input input--phone", "type": "tel", "inputmode": "tel"}
        super().__init__(longest=rules.LONGEST_PHONE, widget=forms.TextInput(attrs=attrs), **options)


class EmailField(Words):
    def __init__(self, **options):
        attrs = {"class": "input", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(longest=254, widget=forms.EmailInput(attrs=attrs), **options)

    def validate(self, value):
        super().validate(value)
        if value:
            check_email(value)


def check_email(value):
    try:
        validate_email(value)
    except ValidationError:
        message = _("Check the e-mail address: it needs a name, an @ and a domain, like ana@example.org")
        raise ValidationError(message, code="email") from None
