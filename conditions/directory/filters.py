"""The filters of both lists: a GET form. What they are set to stands in the address, and each can be taken away alone."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.directory.treating import guides, treated
from portal.directory.choices import Language, Service, Specialty
from portal.roster import roster
from portal.search.words import fold, split
from portal.search_text import clean

LONGEST_NAME = 60


def choice(label):
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"class": "input select"}))


class Filters(forms.Form):
    """An unknown value asks for nothing: an old link still shows the list."""

    use_required_attribute = False

    def used(self) -> dict:
        """Name → value of the filters that are set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chips(self) -> list[dict]:
        """[{label, url}]: each filter in words, and the address of the list without it."""
        used = self.used()
        return [
            {"label": self.words(name, value), "url": address({n: v for n, v in used.items() if n != name})}
            for name, value in used.items()
        ]

    def words(self, name, value) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])
        return str(field.label) if value is True else value

    def offer(self, name, choices):
        self.fields[name].choices = [("", _("Any")), *choices]


def address(used: dict) -> str:
    """The query of a list with these filters; `?` alone for the whole list."""
    query = QueryDict(mutable=True)
    query.update({name: "1" if value is True else value for name, value in used.items()})
    return f"?{query.urlencode()}"


class DoctorFilters(Filters):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "maxlength": LONGEST_NAME}),
    )
    condition = choice(gettext_lazy("Condition"))
    specialty = choice(gettext_lazy("Specialty"))
    language = choice(gettext_lazy("Language spoken"))
    location = choice(gettext_lazy("Location"))
    accepting = forms.BooleanField(label=gettext_lazy("Takes new patients"), required=False)

    def __init__(self, data):
        super().__init__(data)
        doctors, keys = roster().doctors.values(), treated()
        active = {key for doctor in doctors for key in keys.get(doctor.pk, ())}
        self.offer("condition", [(row.value, row.title) for key, row in guides().items() if key in active])
        self.offer("specialty", used_codes(Specialty, (code for doctor in doctors for code in doctor.specialties)))
        self.offer("language", used_codes(Language, (code for doctor in doctors for code in doctor.languages)))
        self.offer("location", [(p.slug, p.name) for pk, p in roster().places.items() if roster().doctors_at.get(pk)])

    def clean_name(self):
        return clean(self.cleaned_data["name"], limit=LONGEST_NAME)

    def doctors(self) -> list:
        """The doctors that pass all filters, by name."""
        used = self.used()
        return [doctor for doctor in roster().doctors.values() if self.passes(doctor, used)]

    def passes(self, doctor, used) -> bool:
        places = roster().places_of.get(doctor.pk, ())
        return (
            ("accepting" not in used or doctor.accepting_new_patients)
            and ("specialty" not in used or used["specialty"] in doctor.specialties)
            and ("language" not in used or used["language"] in doctor.languages)
            and ("location" not in used or any(place.slug == used["location"] for place in places))
            and ("condition" not in used or self.key_of(used["condition"]) in treated().get(doctor.pk, ()))
            and ("name" not in used or is_called(doctor, used["name"]))
        )

    @staticmethod
    def key_of(value) -> str:
        return next(row.key for row in guides().values() if row.value == value)


class PlaceFilters(Filters):
    service = choice(gettext_lazy("What you need there"))

    def __init__(self, data):
        super().__init__(data)
        self.offer("service", used_codes(Service, (c for place in roster().places.values() for c in place.services)))

    def places(self) -> list:
        used = self.used()
        return [p for p in roster().places.values() if "service" not in used or used["service"] in p.services]


def used_codes(choices, codes) -> list[tuple]:
    """Those that lead to somebody, by their words."""
    used = set(codes)
    return sorted(((code, label) for code, label in choices.choices if code in used), key=lambda row: fold(str(row[1])))


def is_called(doctor, typed: str) -> bool:
    """Does each typed word begin a part of the name? Accents and case play no part."""
    parts = split(f"{doctor.given_name} {doctor.family_name} {doctor.name}")
    return all(any(part.startswith(word) for part in parts) for word in split(typed))
