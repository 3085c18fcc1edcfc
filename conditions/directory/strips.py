"""Doctors by specialty: on the guide of what they treat, which lists them by itself, and on the page of their place."""

from urllib.parse import urlencode

from django.urls import reverse

from conditions.directory import treating
from conditions.directory.cards import doctor_card

MOST = 9  # doctors beside other things on a page; a link leads to all of them


def care_team(guide) -> dict:
    """Who treats it, and where: `doctor_groups`, `doctors_count`, `doctors_url` and `doctor_places`."""
    doctors = treating.doctors_for(guide)
    row = treating.guides().get(guide.translation_key) if len(doctors) > MOST else None
    return strip(doctors, condition=row.value if row else "") | {"doctor_places": treating.places_for(doctors)}


def strip(doctors, **filters) -> dict:
    """[{title, cards}] of some of them; `doctors_url` leads to all where some are left out."""
    shown = {doctor.pk for doctor in some_of_each(doctors)}
    groups = treating.by_specialty([doctor for doctor in doctors if doctor.pk in shown])
    return {
        "doctor_groups": [group | {"cards": list(map(doctor_card, group["doctors"]))} for group in groups],
        "doctors_count": len(doctors),
        "doctors_url": f"{reverse('directory:doctors')}?{urlencode(filters)}" if len(doctors) > len(shown) else "",
    }


def some_of_each(doctors) -> list:
    """First one of each specialty; those who take new patients before the others."""
    groups = [
        sorted(group["doctors"], key=lambda doctor: not doctor.accepting_new_patients)
        for group in treating.by_specialty(doctors)
    ]
    rounds = (group[turn] for turn in range(len(doctors)) for group in groups if turn < len(group))
    return list(rounds)[:MOST]
