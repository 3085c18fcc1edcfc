"""Contact points as templates show them: number, hours, and whether somebody answers now."""

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from portal.models import ClosedDay, ContactPoint, OpeningCalendar, OpeningSpan, SpecialHours
from portal.opening_hours import Calendar, SpecialDay, upcoming_exceptions, weekly_lines, zone_name
from portal.page_cache import remembered, valid_until
from portal.words import said

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ContactView:
    """Without a calendar the hours are unknown: nothing is said about them."""

    label: str
    title: str
    tel: str
    digits: str
    extension: str
    tty: str
    zone_name: str
    is_open: bool
    status: str
    weekly: list
    exceptions: list
    calendar: Calendar | None


def view(request, label: str | None, at: datetime | None = None) -> ContactView | None:
    """The contact point with this label as it is at a moment (default now).

    Tells the page cache until when the words hold, so that a stored page never lies about “open now”.
    """
    point = remembered("contacts", load).get(label) if label else None
    if point is None:
        return None
    contact, calendar = point
    return ContactView(
        label=contact.label,
        title=said(contact.title),
        tel=contact.tel,
        digits=contact.digits,
        extension=contact.extension,
        tty=contact.tty,
        calendar=calendar,
        **hours(request, label, calendar, at or timezone.now()),
    )


def hours_of(request, calendar_id: int | None) -> dict:
    """The same about a calendar that stands alone, such as the doors of a building."""
    calendar = remembered("calendars", load_calendars).get(calendar_id) if calendar_id else None
    return hours(request, f"calendar {calendar_id}", calendar, timezone.now())


def hours(request, label, calendar, now) -> dict:
    if calendar is None:
        return {"zone_name": "", "is_open": False, "status": "", "weekly": [], "exceptions": []}
    if request is not None:
        valid_until(request, calendar.next_change(now))
    status, day = calendar.status(now), now.astimezone(calendar.zone).date()
    status = replace(status, closed_name=said(status.closed_name))
    return {
        "zone_name": zone_name(calendar.zone),
        "is_open": status.is_open,
        "status": status.text,
        **remembered(("hours", label, get_language(), day), lambda: lines(calendar, now)),
    }


def lines(calendar, now) -> dict:
    today = now.astimezone(calendar.zone).date()
    return {
        "weekly": [
            {"days": line.days_text, "hours": line.hours_text, "spans": line.spans, "weekdays": line.days}
            for line in weekly_lines(calendar)
        ],
        "exceptions": [
            {
                "date_text": line.day_text,
                "name": said(line.name),
                "text": f"{said(line.name)}: {line.hours_text}",
                "day": line.day,
            }
            for line in upcoming_exceptions(calendar, today)
        ],
    }


def labels() -> dict[int, str]:
    return {contact.pk: label for label, (contact, _calendar) in remembered("contacts", load).items()}


def calendar_of(opening_calendar) -> Calendar | None:
    """The hours of an OpeningCalendar with closed days and special hours; None when they cannot be read."""
    return remembered("calendars", load_calendars).get(opening_calendar.pk)


def load() -> dict:
    """All contact points with their calendars by label."""
    calendars = remembered("calendars", load_calendars)
    contacts = ContactPoint.objects.select_related("calendar")
    return {contact.label: (contact, calendars.get(contact.calendar_id)) for contact in contacts}


def load_calendars() -> dict:
    """All calendars by id: a few queries, however many there are."""
    weekly, closed, special = (
        defaultdict(lambda: defaultdict(list)),
        defaultdict(dict),
        defaultdict(lambda: defaultdict(list)),
    )
    names: dict = {}
    for span in OpeningSpan.objects.order_by("weekday", "opens"):
        weekly[span.calendar_id][span.weekday].append((span.opens, span.closes))
    for day, name, calendar in ClosedDay.objects.values_list("date", "name", "calendars"):
        closed[calendar][day] = name
    rows = SpecialHours.objects.order_by("date", "opens").values_list("date", "name", "opens", "closes", "calendars")
    for day, name, opens, closes, calendar in rows:
        special[calendar][day].append((opens, closes))
        names[calendar, day] = name

    def special_days(calendar) -> dict:
        return {day: SpecialDay(tuple(spans), names[calendar, day]) for day, spans in special[calendar].items()}

    def read(calendar) -> Calendar | None:
        """What holds for one calendar alone beats what holds for all; in each of the two, special hours beat closed days."""
        own = closed[calendar.pk]
        general = {day: special_day for day, special_day in special_days(None).items() if day not in own}
        try:
            return Calendar(
                zone=ZoneInfo(calendar.time_zone),
                weekly={day: tuple(spans) for day, spans in weekly[calendar.pk].items()},
                closed=closed[None] | own,
                special=general | special_days(calendar.pk),
            )
        except (ValueError, LookupError, OSError):  # rows that passed by the form
            logger.exception("The opening hours of calendar %s cannot be read", calendar.pk)
            return None

    return {calendar.pk: read(calendar) for calendar in OpeningCalendar.objects.all()}
