"""The answers of a request in the order of the form. What staff corrected shows both values."""

from dataclasses import dataclass

from django.db.models import BooleanField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import guards
from appointments.answers import ANSWERS
from appointments.desk.step_forms_answers import answer_label, correctable
from appointments.forms.languages import language_name
from appointments.models import CorrectedValue
from appointments.models.choices import AccessNeed, WorkUpState

SECTIONS = (
    (gettext_lazy("Patient"), "patient"),
    (gettext_lazy("Person who asked"), "requester"),
    (gettext_lazy("Contact"), "contact"),
    (gettext_lazy("What it is about"), "clinical"),
    (gettext_lazy("Insurance"), "coverage"),
    (gettext_lazy("Referral"), "referral"),
)
STAFF_ASKS = {"postal_code", "country", "diagnosed_when", "treated_before", "records_where", "authority"}
WORK_UP = {
    "pathology": gettext_lazy("Pathology"),
    "imaging": gettext_lazy("Imaging"),
    "staging": gettext_lazy("Staging"),
    "labs": gettext_lazy("Labs"),
}


@dataclass(frozen=True)
class Answer:
    key: str
    label: str
    value: str
    as_sent: str | None
    can_correct: bool
    from_call: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    answers: list

    @property
    def empty(self):
        """What was left blank on the form; staff may complete it."""
        return [
            answer
            for answer in self.answers
            if not answer.value and answer.as_sent is None and not (answer.from_call and answer.can_correct)
        ]


def sections(request, may_correct) -> list[Section]:
    """Parts the request has, each with its answers; empty ones too, since an empty answer can be completed."""
    allowed = set(correctable(request)) if may_correct else set()
    first = first_values(request)
    found = []
    for title, part in SECTIONS:
        row = guards.personal(request, part)
        if row is not None:
            answers = [answer_of(row, f"{part}.{name}", name, allowed, first) for name in ANSWERS[part]]
            answers += work_up(row) if part == "referral" else []
            found.append(Section(title, answers))
    return found


def first_values(request) -> dict[str, str]:
    """What each corrected answer was as it came."""
    rows = CorrectedValue.objects.filter(event__request=request).order_by("-event__sequence")
    return dict(rows.values_list("field", "old"))


def answer_of(row, key, name, allowed, first) -> Answer:
    return Answer(key, answer_label(key), value_text(row, name), first.get(key), key in allowed, name in STAFF_ASKS)


def value_text(row, name) -> str:
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if name == "access_needs":
        return ", ".join(str(AccessNeed(need).label) if need in AccessNeed.values else str(need) for need in value)
    if name == "preferred_language":
        return language_name(value)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if hasattr(value, "strftime"):
        return date_format(value, "DATETIME_FORMAT" if hasattr(value, "hour") else "DATE_FORMAT")
    return str(value or "")


def work_up(referral) -> list[Answer]:
    states = dict(WorkUpState.choices)
    return [
        Answer(f"work_up.{name}", str(label), str(states.get(referral.work_up.get(name), "")), None, False)
        for name, label in WORK_UP.items()
    ]
