"""Opening hours in words: the status line, the weekly hours, the exceptions, times in AP style, zones by name.

Every function says its zone: moments are converted explicitly, Django's current time zone plays no part.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, pgettext, pgettext_lazy

if TYPE_CHECKING:
    from portal.opening_hours import Calendar, Span, Status

MIDNIGHT = time(0)
FEW_DAYS = 6  # a weekday name is clear up to here; the seventh day has today's name
NEXT_YEAR = 300  # days; from here a date needs its year

US_ZONES = (
    (pgettext_lazy("time zone", "Eastern"), ("New_York", "Detroit", "Indiana/Indianapolis", "Kentucky/Louisville")),
    (pgettext_lazy("time zone", "Central"), ("Chicago", "Menominee")),
    (pgettext_lazy("time zone", "Mountain"), ("Denver", "Boise", "Phoenix")),
    (pgettext_lazy("time zone", "Pacific"), ("Los_Angeles",)),
    (pgettext_lazy("time zone", "Alaska"), ("Anchorage", "Juneau")),
)
ZONE_NAMES = {f"America/{place}": name for name, places in US_ZONES for place in places}
ZONE_NAMES["Pacific/Honolulu"] = pgettext_lazy("time zone", "Hawaii")


@dataclass(frozen=True)
class WeekLine:
    """Neighbouring weekdays with the same hours. `days` counts from 0 (Monday); no spans means closed."""

    days_text: str
    hours_text: str
    spans: "tuple[Span, ...]"
    days: tuple[int, ...]


@dataclass(frozen=True)
class ExceptionLine:
    """A closed day or special hours on one local date. No spans means closed; the name may be empty."""

    day: date
    day_text: str
    name: str
    hours_text: str
    spans: "tuple[Span, ...]"


def time_text(clock: time) -> str:
    """A wall-clock time as in "8 a.m.", "12:30 p.m.", "noon", "midnight"."""
    return dateformat.time_format(clock, pgettext("time format, see Django's date filter", "P"))


def date_text(day: date, year: bool = False) -> str:
    """A date as in "Monday, January 4", on request with its year."""
    if year:
        return dateformat.format(day, pgettext("date format, see Django's date filter", "l, F j, Y"))
    return dateformat.format(day, pgettext("date format, see Django's date filter", "l, F j"))


def zone_name(zone: ZoneInfo) -> str:
    """The zone in words: "Eastern" for US zones, "Berlin time" for others, the key where it names no place (UTC)."""
    if zone.key in ZONE_NAMES:
        return str(ZONE_NAMES[zone.key])
    area, _, city = zone.key.rpartition("/")
    if not area or area == "Etc":
        return city
    return pgettext("time zone", "%(city)s time") % {"city": city.replace("_", " ")}


def hours_text(spans: "tuple[Span, ...]") -> str:
    """The hours of one day, as in "8 a.m. to noon and 1 p.m. to 5 p.m."."""
    spans = _joined(spans)
    if not spans:
        return gettext("Closed")
    if spans == ((MIDNIGHT, MIDNIGHT),):
        return gettext("Open all day")
    return get_text_list([_span_text(*span) for span in spans], gettext("and"))


def weekly_lines(calendar: "Calendar") -> list[WeekLine]:
    """The weekly hours from Monday to Sunday, without exceptions, in the zone of the calendar."""
    hours = [_joined(calendar.weekly.get(day, ())) for day in range(7)]
    groups = [(spans, tuple(days)) for spans, days in groupby(range(7), key=hours.__getitem__)]
    return [WeekLine(_days_text(days), hours_text(spans), spans, days) for spans, days in groups]


def upcoming_exceptions(calendar: "Calendar", today: date, days: int = 14) -> list[ExceptionLine]:
    """Closed days and special hours on the `days` local dates that begin with `today`."""
    last = today + timedelta(days=days - 1)
    coming = sorted(day for day in {*calendar.closed, *calendar.special} if today <= day <= last)
    return [_exception_line(calendar, day) for day in coming]


def status_text(status: "Status", at: datetime, zone: ZoneInfo) -> str:
    """The status as one line for visitors; `at` decides what "today" is, in `zone`, which the line names."""
    if status.is_open:
        return _open_text(status.until, at, zone)
    if status.opens is None:
        return gettext("Closed until further notice")
    when = _when(status.opens, at, zone, on_a_closed_day=bool(status.closed_name))
    words = {"name": status.closed_name, "when": when, "zone": zone_name(zone)}
    if status.closed_name:
        return gettext("Closed today: %(name)s. Opens %(when)s %(zone)s") % words
    return gettext("Closed now. Opens %(when)s %(zone)s") % words


def _open_text(until: datetime | None, at: datetime, zone: ZoneInfo) -> str:
    if until is None:
        return gettext("Open all day, every day")
    ahead, _, clock = _local(until, at, zone)
    if ahead > FEW_DAYS:
        return gettext("Open now, day and night")
    when = time_text(clock) if ahead == 0 else _when(until, at, zone)
    return gettext("Open now until %(when)s %(zone)s") % {"when": when, "zone": zone_name(zone)}


def _local(moment: datetime, at: datetime, zone: ZoneInfo) -> tuple[int, date, time]:
    """(days ahead of `at`, date, time) in `zone`. Midnight belongs to the day that ends, as AP style has it."""
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=local.time() == MIDNIGHT)
    return (day - at.astimezone(zone).date()).days, day, local.time()


def _when(moment: datetime, at: datetime, zone: ZoneInfo, on_a_closed_day: bool = False) -> str:
    ahead, day, clock = _local(moment, at, zone)
    pattern = _night_pattern(ahead) if clock == MIDNIGHT else _day_pattern(ahead, on_a_closed_day)
    return pattern % {
        "time": time_text(clock),
        "weekday": WEEKDAYS[day.weekday()],
        "date": date_text(day, year=ahead >= NEXT_YEAR),
    }


def _day_pattern(ahead: int, on_a_closed_day: bool) -> str:
    if ahead > FEW_DAYS:
        return pgettext("opening hours", "%(date)s, %(time)s")
    if ahead == 0:
        return pgettext("opening hours", "today at %(time)s")
    if on_a_closed_day:
        return pgettext("opening hours", "%(weekday)s %(time)s")
    if ahead == 1:
        return pgettext("opening hours", "tomorrow at %(time)s")
    return pgettext("opening hours", "%(weekday)s at %(time)s")


def _night_pattern(ahead: int) -> str:
    """Says "Thursday night at midnight", since "Friday at midnight" is read both ways."""
    if ahead > FEW_DAYS:
        return pgettext("opening hours", "%(date)s, %(time)s")
    if ahead == 0:
        return pgettext("opening hours", "tonight at %(time)s")
    if ahead == 1:
        return pgettext("opening hours", "tomorrow night at %(time)s")
    return pgettext("opening hours", "%(weekday)s night at %(time)s")


def _joined(spans: "tuple[Span, ...]") -> "tuple[Span, ...]":
    """Spans of one day with adjoining ones made one."""
    joined = []
    for opens, closes in spans:
        if joined and joined[-1][1] == opens:
            opens = joined.pop()[0]
        joined.append((opens, closes))
    return tuple(joined)


def _span_text(opens: time, closes: time) -> str:
    return gettext("%(opens)s to %(closes)s") % {"opens": time_text(opens), "closes": time_text(closes)}


def _days_text(days: tuple[int, ...]) -> str:
    words = {"first": WEEKDAYS[days[0]], "last": WEEKDAYS[days[-1]]}
    if len(days) == 7:
        return gettext("Every day")
    if len(days) == 1:
        return capfirst(str(words["first"]))  # Spanish writes days small, and they begin a line
    if len(days) == 2:
        return capfirst(gettext("%(first)s and %(last)s") % words)
    return capfirst(gettext("%(first)s to %(last)s") % words)


def _exception_line(calendar: "Calendar", day: date) -> ExceptionLine:
    spans = _joined(calendar.hours_on(day))
    closed_name, special_name = calendar.names_on(day)
    return ExceptionLine(day, date_text(day), special_name or closed_name, hours_text(spans), spans)
