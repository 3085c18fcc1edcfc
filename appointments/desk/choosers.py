"""Doctor and place of a visit: chosen from the directory; in words only for what it does not have."""

from django.utils.translation import gettext as _

from appointments.forms.choosers import LONGEST_NAME, doctor_label
from portal.roster import roster

# choice → the text beside it
PAIRS = {"place": "location", "doctor": "clinician"}


def entries_of(place, location, doctor, clinician) -> dict:
    """Initial values of the four fields. A name that is not the entry's own was typed, and stays in words."""
    return {
        "place": place.slug if place else "",
        "location": "" if place else location,
        "doctor": doctor.slug if doctor else "",
        "clinician": "" if doctor else clinician,
    }


def wish_of(clinical) -> dict:
    """What the patient would like, unless a colleague wrote another name over it; in words for one who has retired."""
    doctor, place = clinical.preferred_doctor, clinical.preferred_place
    return entries_of(
        place if place and place.is_active and place.name == clinical.preferred_location else None,
        clinical.preferred_location,
        doctor if doctor and doctor.is_active and doctor.name[:LONGEST_NAME] == clinical.preferred_clinician else None,
        clinical.preferred_clinician,
    )


def offer_entries(form, visit) -> dict:
    """Fill the choices: what is active, and what the visit has even where it retired. {field: {slug: entry}}"""
    rows = {"place": roster().places.values(), "doctor": roster().doctors.values()}
    offered = {}
    for name, text in PAIRS.items():
        entries = {entry.slug: entry for entry in rows[name]}
        if visit and (held := getattr(visit, name)):
            entries.setdefault(held.slug, held)
        offered[name] = entries
        if not entries:
            del form.fields[name]
            continue
        label = doctor_label if name == "doctor" else str
        blank = _("No doctor named") if name == "doctor" else _("Another place, in words below")
        form.fields[name].choices = [("", blank), *((slug, label(entry)) for slug, entry in entries.items())]
        form.fields[text].label = _("Another doctor, in words") if name == "doctor" else _("Another place, in words")
    return offered


def told_twice(offered, values) -> list[str]:
    """Names of the texts that say something else than the entry chosen beside them."""
    chosen = {text: offered[name].get(values.get(name) or "") for name, text in PAIRS.items()}
    return [
        text for text, entry in chosen.items() if entry and values.get(text, "") not in ("", entry.name[:LONGEST_NAME])
    ]


def chosen_entries(offered, values) -> dict:
    """The rows that were chosen, and what is told in words: the name of the row, or what was typed."""
    chosen = {}
    for name, text in PAIRS.items():
        entry = offered[name].get(values.get(name) or "")
        chosen |= {name: entry, text: entry.name[:LONGEST_NAME] if entry else values.get(text, "")}
    return chosen
