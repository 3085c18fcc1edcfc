"""What a guide shows of the directory by itself: the doctors who treat it, by specialty, and where they see patients."""

from urllib.parse import urlencode

from django.urls import reverse

from conditions.directory import treating
from conditions.directory.cards import doctor_card

MOST = 8  # doctors on a guide; a link leads to all of them


def care_team(guide) -> dict:
    """`doctor_groups`: [{title, cards}]; `doctors_url` leads to all of them where some are left out."""
    doctors = treating.doctors_for(guide)
    shown = {doctor.pk for doctor in some_of_each(doctors)}
    groups = treating.by_specialty([doctor for doctor in doctors if doctor.pk in shown])
    return {
        "doctor_groups": [group | {"cards": list(map(doctor_card, group["doctors"]))} for group in groups],
        "doctors_count": len(doctors),
        "doctors_url": list_url(guide) if len(doctors) > len(shown) else "",
        "doctor_places": treating.places_for(doctors),
    }


def some_of_each(doctors) -> list:
    """As many as a guide shows: first one of each specialty, those who take new patients before the others."""
    groups = [
        sorted(group["doctors"], key=lambda doctor: not doctor.accepting_new_patients)
        for group in treating.by_specialty(doctors)
    ]
    rounds = (group[turn] for turn in range(len(doctors)) for group in groups if turn < len(group))
    return list(rounds)[:MOST]


def list_url(guide) -> str:
    row = treating.guides().get(guide.translation_key)
    return f"{reverse('directory:doctors')}?{urlencode({'condition': row.value})}" if row else ""
