"""An agreed visit as a calendar file. Times are UTC; nothing in it says what the visit is about.

Not even the hospital's name stands in it: calendars are shared, and names of hospitals can name an illness.
"""

from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

PRODUCT = "-//Hospital portal//Visits//EN"


def calendar_file(visit, sequence: int, *, with_place=True) -> bytes:
    """The .ics of a visit. All rows of one agreed visit share a UID; `sequence` grows with each change of its time.

    The place may name a clinic: leave it out of what is mailed.
    """
    event = Event()
    event.add("uid", uid_of(visit))
    event.add("sequence", sequence)
    event.add("dtstamp", visit.created_at.astimezone(UTC))
    event.add("dtstart", visit.start.astimezone(UTC))
    event.add("dtend", visit.end.astimezone(UTC))
    event.add("summary", _("Appointment"))
    if with_place:
        address = visit.place.address_lines if visit.place else []
        event.add("location", ", ".join([visit.location, *address]))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def line_of(visit) -> list:
    """The rows from the first agreed time to this one."""
    rows = [visit]
    while rows[0].supersedes is not None:
        rows.insert(0, rows[0].supersedes)
    return rows


def uid_of(visit) -> str:
    return f"visit-{line_of(visit)[0].pk}-{visit.request_id.hex}@appointments"


def sequence_of(visit) -> int:
    return len(line_of(visit)) - 1
