"""Builders of doctors and locations."""

import itertools

from conditions.models import TreatedCondition
from portal.directory.models import Doctor, Location

numbers = itertools.count(1)


def make_place(name="Main Campus", **fields):
    defaults = {"street": "1 Example Way", "city": "Larkmoor", "region": "NY", "postal_code": "00000"}
    return Location.objects.create(**{"name": name, "source_id": f"place-{next(numbers)}"} | defaults | fields)


def make_doctor(family_name="Example", *, places=(), treats=(), **fields):
    """`treats`: guides."""
    defaults = {"given_name": "Ana", "source_id": f"doctor-{next(numbers)}"}
    doctor = Doctor.objects.create(**{"family_name": family_name} | defaults | fields)
    doctor.locations.set(places)
    for guide in treats:
        TreatedCondition.objects.create(doctor=doctor, condition=guide)
    return doctor
