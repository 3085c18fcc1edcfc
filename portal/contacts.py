"""Contact points as templates show them: number, hours, and whether somebody answers now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from portal.models import ClosedDay, ContactPoint, OpeningSpan, SpecialHours
from portal.opening_hours import Calendar, SpecialDay, upcoming_exceptions, weekly_lines, zone_name
from portal.page_cache import remembered, valid_until


@dataclass(frozen=True)
class ContactView:
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
    calendar: Calendar


def view(request, label: str | None, at: datetime | None = None) -> ContactView | None:
    """The contact point with this label as it is at a moment (default now).

    Tells the page cache until when the words hold, so that a stored page never lies about “open now”.
    """
    point = remembered("contacts", load).get(label) if label else None
    if point is None:
        return None
    now = at or timezone.now()
    contact, calendar = point
    if request is not None:
        valid_until(request, calendar.next_change(now))
    hours = remembered(("hours", label, get_language(), now.astimezone(calendar.zone).date()), lambda: lines(calendar, now))
    status = calendar.status(now)
    return ContactView(
        label=contact.label,
        title=contact.title,
        tel=contact.tel,
        digits=contact.digits,
        extension=contact.extension,
        tty=contact.tty,
        zone_name=zone_name(calendar.zone),
        is_open=status.is_open,
        status=status.text,
        calendar=calendar,
        **hours,
    )


def lines(calendar, now) -> dict:
    today = now.astimezone(calendar.zone).date()
    return {
        "weekly": [
            {"days": line.days_text, "hours": line.hours_text, "spans": line.spans, "weekdays": line.days}
            for line in weekly_lines(calendar)
        ],
        "exceptions": [
            {"date_text": line.day_text, "name": line.name, "text": f"{line.name}: {line.hours_text}", "day": line.day}
            for line in upcoming_exceptions(calendar, today)
        ],
    }


def labels() -> dict[int, str]:
    return {contact.pk: label for label, (contact, _calendar) in remembered("contacts", load).items()}


def load() -> dict:
    """All contact points with their calendars by label: four queries, however many there are."""
    weekly, closed, special = defaultdict(lambda: defaultdict(list)), defaultdict(dict), defaultdict(dict)
    for span in OpeningSpan.objects.order_by("weekday", "opens"):
        weekly[span.calendar_id][span.weekday].append((span.opens, span.closes))
    for day, name, calendar in ClosedDay.objects.values_list("date", "name", "calendars"):
        closed[calendar][day] = name
    rows = SpecialHours.objects.order_by("date", "opens").values_list("date", "name", "opens", "closes", "calendars")
    for day, name, opens, closes, calendar in rows:
        held: tuple[tuple[time, time], ...] = special[calendar][day].spans if day in special[calendar] else ()
        special[calendar][day] = SpecialDay(spans=(*held, (opens, closes)), name=name)
    return {
        contact.label: (
            contact,
            Calendar(
                zone=ZoneInfo(contact.calendar.time_zone),
                weekly={day: tuple(spans) for day, spans in weekly[contact.calendar_id].items()},
                closed=closed[None] | closed[contact.calendar_id],
                special=special[None] | special[contact.calendar_id],
            ),
        )
        for contact in ContactPoint.objects.select_related("calendar")
    }
