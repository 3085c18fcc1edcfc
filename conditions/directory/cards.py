"""What the templates show of a doctor or a location: plain data in the language of the request."""

from urllib.parse import urlencode

from portal import contacts
from portal.directory.choices import Language, Service, Specialty
from portal.roster import roster

MAP = "https://www.openstreetmap.org/"
ZOOM = 17


def words(codes, choices) -> list[str]:
    """Translated labels; a code that is no longer in use is left out."""
    return [str(choices(code).label) for code in codes if code in choices.values]


def initials(doctor) -> str:
    """At most two letters for the place of a missing photo. Scripts without capitals keep their first letter."""
    names = [name for name in (doctor.given_name, doctor.family_name) if name]
    return "".join(name[0] for name in names).upper()[:2]


def doctor_card(doctor) -> dict:
    return {
        "doctor": doctor,
        "initials": initials(doctor),
        "url": doctor.get_absolute_url(),
        "specialties": words(doctor.specialties, Specialty),
        "languages": words(doctor.languages, Language),
        "places": roster().places_of.get(doctor.pk, []),
    }


def place_card(request, place) -> dict:
    """With its hours as of now; tells the page cache until when they hold."""
    contact = place.contact_point
    return {
        "place": place,
        "url": place.get_absolute_url(),
        "services": words(place.services, Service),
        "hours": contacts.hours_of(request, place.calendar_id),
        "contact": contacts.view(request, contact.label) if contact else None,
        "map_url": map_url(place),
        "doctors": len(roster().doctors_at.get(place.pk, ())),
    }


def map_url(place) -> str:
    """An outside map; nothing is asked of it before the reader follows the link."""
    if place.latitude is None:
        return ""
    query = urlencode({"mlat": place.latitude, "mlon": place.longitude})
    return f"{MAP}?{query}#map={ZOOM}/{place.latitude}/{place.longitude}"
