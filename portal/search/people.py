"""Doctors and locations in the site's search: those that have every word that was typed, in a name or in what they do."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import get_language

from portal.directory.choices import EVERYDAY_WORDS, Language, Service, Specialty
from portal.page_cache import remembered
from portal.roster import roster
from portal.search import registry
from portal.search.words import STOP, split, stem

SHORTEST = 3  # letters of the beginning of a name
MOST = 4  # shown of each kind
TITLES = frozenset(
    ["doctor", "doctors", "dr", "drs", "md", "physician", "physicians", "specialist", "specialists", "find"]
)
PERSONS = ("ist", "ists", "eon", "eons", "ician", "icians")  # how words end that name who somebody is
PLACES = frozenset(
    ["location", "locations", "clinic", "clinics", "address", "parking", "directions", "hours", "campus", "map"]
)


class Listed(NamedTuple):
    """A doctor or a location with the words that find it: folded parts of its name, stems of everything."""

    entry: object
    name: tuple[str, ...]
    stems: frozenset[str]


@dataclass
class People:
    doctors: list = field(default_factory=list)
    places: list = field(default_factory=list)
    by_name: bool = False  # somebody's own name was typed: then nothing is to correct, and they come first

    def __bool__(self):
        return bool(self.doctors or self.places)

    def count(self) -> int:
        return len(self.doctors) + len(self.places)


def find(query: str, locale) -> People:
    words = [word for word in split(query, locale.language_code) if word not in STOP]
    asked = [word for word in words if word not in TITLES]
    if not asked or len(words) > 12:
        return People()
    doctors, places = listed(locale)
    named = [row for row in doctors if any(word in row.name for word in asked) and has_all(row, asked, locale)]
    if named:
        return People([row.entry for row in named], by_name=True)
    place_words = [word for word in asked if word not in PLACES]
    found = People()
    if len(asked) < len(words) or any(word.endswith(PERSONS) for word in asked):
        found.doctors = [row.entry for row in doctors if has_all(row, asked, locale)]
    if place_words:
        found.places = [
            row.entry
            for row in places
            if has_all(row, place_words, locale) and any(word in row.name for word in place_words)
        ]
    return found


def has_all(row: Listed, words, locale) -> bool:
    return all(word in row.name or stem(word, locale.language_code) in row.stems for word in words)


def suggested(typed_words, locale, most: int) -> list:
    """Doctors and locations whose names go on from what is typed."""
    words = [word for word in typed_words if word not in TITLES]
    if not words or len(words[-1]) < SHORTEST:
        return []
    rows = [row for rows in listed(locale) for row in rows]
    return [row.entry for row in rows if all(any(part.startswith(word) for part in row.name) for word in words)][:most]


def listed(locale) -> tuple[list[Listed], list[Listed]]:
    return remembered(("listed people", locale.pk, get_language()), lambda: load(locale))


def load(locale) -> tuple[list[Listed], list[Listed]]:
    more: dict[int, list[str]] = {}
    for doctor, text in registry.gathered(registry.doctor_words, locale):
        more.setdefault(doctor, []).append(text)
    doctors = [
        row_of(doctor, f"{doctor.given_name} {doctor.family_name} {doctor.name}", doctor_texts(doctor, more), locale)
        for doctor in roster().doctors.values()
    ]
    places = [row_of(place, f"{place.name} {place.city}", place_texts(place), locale) for place in all_places()]
    return doctors, places


def all_places():
    return roster().places.values()


def doctor_texts(doctor, more) -> list[str]:
    places = roster().places_of.get(doctor.pk, ())
    return [
        "cancer",
        doctor.position,
        *(str(Specialty(code).label) for code in doctor.specialties if code in Specialty.values),
        *(EVERYDAY_WORDS.get(code, "") for code in doctor.specialties),
        *(str(Language(code).label) + " speaking" for code in doctor.languages if code in Language.values),
        *(f"{place.name} {place.city}" for place in places),
        *more.get(doctor.pk, ()),
    ]


def place_texts(place) -> list[str]:
    services = (str(Service(code).label) for code in place.services if code in Service.values)
    return [place.street, place.region, *services]


def row_of(entry, name, texts, locale) -> Listed:
    language = locale.language_code
    parts = tuple(dict.fromkeys(word for word in split(name, language) if word not in TITLES | STOP))
    return Listed(entry, parts, frozenset(stem(word, language) for word in split(" ".join([name, *texts]), language)))
