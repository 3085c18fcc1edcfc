"""Questions with the directory's answers: which doctor, which place. An entry that has retired is no longer offered."""

from django import forms
from django.utils.translation import gettext_lazy

from appointments.forms.fields import select
from conditions.directory.cards import words
from portal.directory.choices import Specialty
from portal.directory.models import Doctor
from portal.roster import roster

NONE = gettext_lazy("No preference")
HINT = gettext_lazy("We try. It may not be possible.")

LONGEST_NAME = 160  # of the columns that keep a name as it was told


class WishField(forms.ChoiceField):
    """An entry that retired while the form was open is no preference; the check page says that answers changed."""

    def clean(self, value):
        value = self.to_python(value)
        return super().clean(value if self.valid_value(value) else "")


def doctor_field():
    return select([], gettext_lazy("A doctor you would like to see"), hint=HINT, kind=WishField)


def place_field():
    return select([], gettext_lazy("A place you would like to go to"), hint=HINT, kind=WishField)


class WishQuestions:
    """For a page with `preferred_clinician` and `preferred_location`; their answers are slugs.

    `cleaned_data` gets the rows, too: `doctor` and `place`. Without a directory nothing is asked.
    """

    def adapt(self):
        super().adapt()
        offer(self, "preferred_clinician", doctor_choices())
        offer(self, "preferred_location", place_choices())

    def clean(self):
        super().clean()
        values = self.cleaned_data
        values["doctor"] = roster().doctor(values.get("preferred_clinician", ""))
        values["place"] = roster().place(values.get("preferred_location", ""))


def offer(form, name, choices):
    if choices:
        form.fields[name].choices = [("", NONE), *choices]
    else:
        del form.fields[name]


def doctor_choices() -> list[tuple]:
    return [(doctor.slug, doctor_label(doctor)) for doctor in roster().doctors.values()]


def place_choices() -> list[tuple]:
    return [(place.slug, place.name) for place in roster().places.values()]


def doctor_label(doctor) -> str:
    """The name and the first field of work, by which people know whom they mean."""
    return ", ".join([doctor.name, *words(doctor.specialties[:1], Specialty)])


def wish_of(draft) -> dict:
    """What a reader who came from the page of a doctor or a place finds filled in."""
    wish = {"preferred_clinician": draft.doctor, "preferred_location": draft.place}
    return {name: entry.slug for name, entry in wish.items() if entry is not None and entry.is_active}


def as_columns(answers) -> dict:
    """The answers as the request stores them: the row, and its name as it was shown."""
    doctor, place = answers.get("doctor"), answers.get("place")
    return {
        "preferred_doctor": doctor,
        "preferred_clinician": doctor.name[:LONGEST_NAME] if doctor else "",
        "preferred_place": place,
        "preferred_location": place.name if place else "",
    }


def as_field(entry) -> str:
    """Name of the draft's field that holds a doctor or a place."""
    return "doctor" if isinstance(entry, Doctor) else "place"
