"""The hospital calendar: when it is open, what changes next, and business-minutes arithmetic.

Hours are wall-clock times in one zone, given per local date. Moments go in aware (any zone) and come out in UTC.
How it reads is the matter of opening_words; import that side from here as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from portal.opening_words import (
    ExceptionLine,
    WeekLine,
    date_text,
    hours_text,
    status_text,
    time_text,
    upcoming_exceptions,
    weekly_lines,
    zone_name,
)

__all__ = [
    "HORIZON_DAYS",
    "Calendar",
    "ExceptionLine",
    "NoOpeningHours",
    "Span",
    "SpecialDay",
    "Status",
    "WeekLine",
    "check_spans",
    "date_text",
    "hours_text",
    "status_text",
    "time_text",
    "upcoming_exceptions",
    "weekly_lines",
    "zone_name",
]

Span = tuple[time, time]
Stretch = tuple[datetime, datetime]

HORIZON_DAYS = 800
MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)


class NoOpeningHours(Exception):
    """The calendar does not hold enough open time within HORIZON_DAYS; tell the staff, never invent a date."""


@dataclass(frozen=True)
class SpecialDay:
    """Hours that replace all others on one local date; no spans means closed that day."""

    spans: tuple[Span, ...] = ()
    name: str = ""


def check_spans(spans: Iterable[Span], where: object) -> tuple[Span, ...]:
    """The spans of one day as tuples. ValueError, in words an editor can use, names `where` (a day)."""
    spans = tuple((opens, closes) for opens, closes in spans)
    previous = None
    for opens, closes in spans:
        if any(t.tzinfo or t.second or t.microsecond for t in (opens, closes)):
            raise ValueError(gettext("%s: give times in whole minutes, without a zone") % where)
        if opens >= closes and closes != MIDNIGHT:
            raise ValueError(gettext("%s: the closing time has to be after the opening time") % where)
        if previous is not None and (previous == MIDNIGHT or opens < previous):
            raise ValueError(gettext("%s: the opening times overlap or are not in order") % where)
        previous = closes
    return spans


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"naive datetime {moment!r}: say which zone it is in")
    return moment.astimezone(UTC)


def _in_order(spans: Iterable[Stretch]) -> Iterator[Stretch]:
    """Start no span before the end of the one before: in the hour a clock change skips, they can cross each other."""
    last = None
    for opens, closes in spans:
        opens = max(opens, last) if last else opens
        if opens < closes:
            yield opens, closes
            last = closes


@dataclass(frozen=True)
class Calendar:
    """Opening hours in one zone. Special days beat closed days, closed days beat weekly hours.

    `weekly` is keyed 0 (Monday) to 6. A closing time of 00:00 means midnight at the end of that day, so (00:00, 00:00)
    is the whole day. A wall-clock time that a clock change skips is read with the offset from before the change; one
    that comes twice means the first.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Span, ...]]
    closed: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, SpecialDay] = field(default_factory=dict)

    def __post_init__(self):
        if not isinstance(self.zone, ZoneInfo) or not self.zone.key:
            raise ValueError("zone has to be a ZoneInfo with an IANA name")
        if not set(self.weekly) <= set(WEEKDAYS):
            raise ValueError("weekly is keyed by weekday, 0 (Monday) to 6 (Sunday)")
        if any(not isinstance(day, date) or isinstance(day, datetime) for day in (*self.closed, *self.special)):
            raise ValueError("closed and special are keyed by date")
        copies = {
            "weekly": {day: check_spans(spans, WEEKDAYS[day]) for day, spans in self.weekly.items()},
            "closed": dict(self.closed),
            "special": {day: SpecialDay(check_spans(s.spans, day), s.name) for day, s in self.special.items()},
        }
        for name, value in copies.items():
            object.__setattr__(self, name, value)

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """Wall-clock spans of one local date, exceptions applied."""
        if day in self.special:
            return self.special[day].spans
        return () if day in self.closed else self.weekly.get(day.weekday(), ())

    def spans(self, day: date) -> list[Stretch]:
        """The open spans that belong to one local date, as (opens, closes) in UTC."""
        return list(_in_order(self._utc_spans(day)))

    def add_business(self, start: datetime, minutes: float) -> datetime:
        """The UTC moment when `minutes` of open time have passed since `start`; an exact fit ends at closing time.

        NoOpeningHours when the horizon is too short; ValueError on a naive start or negative minutes.
        """
        if minutes < 0:
            raise ValueError("negative minutes")
        left, start = timedelta(minutes=minutes), _utc(start)
        for opens, closes in self._walk(start):
            begins = max(start, opens)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise NoOpeningHours(f"{left} left after {HORIZON_DAYS} days from {start.isoformat()}")

    def business_minutes(self, a: datetime, b: datetime) -> float:
        """Open minutes between two moments, with the fraction; 0 when `b` is not after `a`."""
        a, b = _utc(a), _utc(b)
        if b <= a:
            return 0.0
        spans = self._walk(a, days=(b - a).days + 3)
        total = sum((min(b, closes) - max(a, opens) for opens, closes in spans if opens < b), timedelta())
        return total / timedelta(minutes=1)

    def is_open(self, at: datetime) -> bool:
        """Open from the opening moment on; at the closing moment no longer."""
        at = _utc(at)
        opens, _ = next(self._walk(at), (None, None))
        return opens is not None and opens <= at

    def next_opening(self, at: datetime) -> datetime | None:
        """The next change from closed to open after `at` (UTC), None beyond the horizon."""
        at = _utc(at)
        return next((opens for opens, _ in self._stretches(at) if opens > at), None)

    def closes_at(self, at: datetime) -> datetime | None:
        """The end (UTC) of the open stretch `at` is in; None when closed, or when no closing is within the horizon."""
        return self.status(at).until

    def next_change(self, at: datetime) -> datetime:
        """The UTC moment up to which status(at).text holds: next opening, closing or local midnight."""
        status = self.status(at)
        tomorrow = status.at.astimezone(self.zone).date() + ONE_DAY
        midnight = datetime.combine(tomorrow, MIDNIGHT, self.zone).astimezone(UTC)
        return min(moment for moment in (status.until, status.opens, midnight) if moment)

    def status(self, at: datetime) -> "Status":
        at = _utc(at)
        opens, closes = next(self._stretches(at), (None, None))
        is_open = opens is not None and opens <= at
        closed_name, special_name = self.names_on(at.astimezone(self.zone).date())
        until, opens = (closes, None) if is_open else (None, opens)
        return Status(is_open, until, opens, closed_name, special_name, at, self.zone)

    def names_on(self, day: date) -> tuple[str, str]:
        """(name of the closed day, name of the special day); a special day without spans is both."""
        if special := self.special.get(day):
            name = special.name or self.closed.get(day, "")
            return ("" if special.spans else name), name
        return self.closed.get(day, ""), ""

    def _utc_spans(self, day: date) -> Iterator[Stretch]:
        for opens, closes in self.hours_on(day):
            end = day + ONE_DAY if closes == MIDNIGHT else day
            yield (
                datetime.combine(day, opens, self.zone).astimezone(UTC),
                datetime.combine(end, closes, self.zone).astimezone(UTC),
            )

    def _walk(self, at: datetime, days: int = HORIZON_DAYS) -> Iterator[Stretch]:
        """Spans that end after `at`, in order. Starts a day early: a clock change can push a closing past midnight."""
        first = at.astimezone(self.zone).date()
        dates = (first + timedelta(days=n) for n in range(-1, days))
        spans = _in_order(span for day in dates for span in self._utc_spans(day))
        return (span for span in spans if span[1] > at)

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime | None]]:
        """As _walk, with adjoining spans as one; `closes` is None when it is open up to the horizon."""
        last_day = at.astimezone(self.zone).date() + timedelta(days=HORIZON_DAYS)
        horizon = datetime.combine(last_day, MIDNIGHT, self.zone).astimezone(UTC)
        current = None
        for opens, closes in self._walk(at):
            if current and current[1] == opens:
                opens = current[0]
            elif current:
                yield current
            current = opens, closes
        if current:
            yield current if current[1] < horizon else (current[0], None)


@dataclass(frozen=True)
class Status:
    """The state of a calendar at one moment. `until` is set when open, `opens` when closed; both are UTC.

    Open without `until` means it never closes, closed without `opens` that no opening is within the horizon.
    """

    is_open: bool
    until: datetime | None
    opens: datetime | None
    closed_name: str
    special_name: str
    at: datetime
    zone: ZoneInfo

    @property
    def text(self) -> str:
        return status_text(self, self.at, self.zone)
