"""Answers as people read them before they send: page by page, question by question, "Not given" for what stays open."""

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appointments import rules

JOINED = {"dob_day", "dob_year", "dob_unknown", "phone_ext", "single_name"}  # told with the field before them


def summary_of(walk, draft) -> list[dict]:
    """[{slug, topic, rows: [{id, label, lines}]}]."""
    return [
        {"slug": form.slug, "topic": form.topic_after(form.earlier), "rows": list(rows_of(form))} for form in walk.forms
    ]


def rows_of(form):
    for name in form.fields:
        if name in JOINED or name in form.unasked():
            continue
        bound = form[name]
        label = _("Date of birth") if name == "dob_month" else bound.label
        yield {"id": form.id_of(name), "label": label, "lines": lines_of(form, name)}


def lines_of(form, name) -> list[str]:
    value, field = form.cleaned_data.get(name), form.fields[name]
    if name == "dob_month":
        return [birth_words(form.cleaned_data)]
    if name == "phone":
        return [phone_words(form.cleaned_data)]
    if name == "family_name" and form.cleaned_data.get("single_name"):
        return [_("Only one name")]
    if isinstance(field, forms.BooleanField):
        return [_("Yes") if value else _("No")]
    if isinstance(value, list):
        return [label_of(field.choices, code) for code in value]
    if value and hasattr(field.widget, "choices"):
        return [label_of(form[name].field.widget.choices, value)]
    return str(value).split("\n") if value else []


def label_of(choices, code) -> str:
    return str(dict(choices).get(code, code))


def birth_words(answers) -> str:
    born = answers["birth_date"]
    if born is None:
        return _("Not known")
    return dateformat.format(born, pgettext("date of birth, see Django's date filter", "F j, Y"))


def phone_words(answers) -> str:
    """As it was typed, with the extension unless that was typed into the number."""
    if answers["phone_ext"] and answers["phone_ext"] != rules.read_phone(answers["phone"]).extension:
        return _("%(phone)s, extension %(extension)s") % {
            "phone": answers["phone"],
            "extension": answers["phone_ext"],
        }
    return answers["phone"]
