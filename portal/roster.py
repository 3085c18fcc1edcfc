"""Doctors and locations as readers see them: those that are active. A hospital has few enough to hold all in memory."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from portal.directory.models import Doctor, Location
from portal.models import PortalImage
from portal.page_cache import remembered
from portal.pictures import PORTRAIT
from portal.search.words import fold


@dataclass(frozen=True)
class Roster:
    """By id, in the order in which lists show them."""

    doctors: dict[int, Doctor]
    places: dict[int, Location]
    places_of: dict[int, list[Location]]
    doctors_at: dict[int, list[Doctor]]

    def doctor(self, slug: str) -> Doctor | None:
        return next((doctor for doctor in self.doctors.values() if doctor.slug == slug), None)

    def place(self, slug: str) -> Location | None:
        return next((place for place in self.places.values() if place.slug == slug), None)


def roster() -> Roster:
    """Read once per generation and process, with a number of queries that does not depend on how many there are."""
    return remembered("roster", load)


def load() -> Roster:
    photos = Prefetch("photo", PortalImage.objects.prefetch_renditions(*PORTRAIT))
    doctors = {doctor.pk: doctor for doctor in sorted(active(Doctor).prefetch_related(photos), key=sort_key)}
    places = {place.pk: place for place in active(Location).select_related("contact_point")}
    places_of, doctors_at = defaultdict(list), defaultdict(list)
    pairs = set(Doctor.locations.through.objects.values_list("doctor_id", "location_id"))
    for doctor in doctors.values():
        for place in places.values():
            if (doctor.pk, place.pk) in pairs:
                places_of[doctor.pk].append(place)
                doctors_at[place.pk].append(doctor)
    return Roster(doctors, places, dict(places_of), dict(doctors_at))


def active(model):
    return model.objects.filter(is_active=True)


def sort_key(doctor) -> tuple:
    return fold(doctor.family_name), fold(doctor.given_name), doctor.pk
