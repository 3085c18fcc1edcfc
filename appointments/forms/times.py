"""When a call suits: days and parts of the day in which the hospital is open, and the time zone of the person."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.forms.fields import Words
from appointments.sla import hospital_calendar
from portal.models.contact import zone_keys
from portal.opening_words import time_text, zone_name

MIDNIGHT = time(0)
LAST_MOMENT = time(23, 59, 59)
NOON, EVENING = time(12), time(17)
PARTS = {  # key → wall-clock span in the hospital's zone
    "morning": (MIDNIGHT, NOON),
    "afternoon": (NOON, EVENING),
    "evening": (EVENING, LAST_MOMENT),
}
NAMES = {
    "morning": gettext_lazy("Morning"),
    "afternoon": gettext_lazy("Afternoon"),
    "evening": gettext_lazy("Late afternoon"),
}


@dataclass(frozen=True)
class Week:
    """The hospital's weekly hours in its own zone: weekday → open spans, with 23:59:59 for the end of a day."""

    zone: ZoneInfo
    hours: dict[int, list[tuple[time, time]]]

    def spans(self, day: int, part: str):
        """The open spans of one part of a day."""
        first, last = PARTS[part]
        for opens, closes in self.hours.get(day, ()):
            starts, ends = max(opens, first), min(closes, last)
            if starts < ends:
                yield starts, ends


def hospital_week() -> Week:
    """Monday to Friday, 8 to 18, while no calendar is set."""
    calendar = hospital_calendar()
    if calendar is None:
        return Week(ZoneInfo(settings.TIME_ZONE), {day: [(time(8), time(18))] for day in range(5)})
    hours = {
        day: [(opens, LAST_MOMENT if closes == MIDNIGHT else closes) for opens, closes in spans]
        for day, spans in sorted(calendar.weekly.items())
        if spans
    }
    return Week(calendar.zone, hours)


def zone_of_hospital() -> ZoneInfo:
    return hospital_week().zone


def call_days(week: Week):
    return [(str(day), WEEKDAYS[day]) for day in week.hours]


def call_windows(week: Week):
    """The parts of the day in which the hospital is ever open, with their hours in its zone."""
    choices = []
    for key in PARTS:
        spans = [span for day in week.hours for span in week.spans(day, key)]
        if spans:
            words = {
                "part": NAMES[key],
                "starts": time_text(min(starts for starts, _ends in spans)),
                "ends": end_text(max(ends for _starts, ends in spans)),
                "zone": zone_name(week.zone),
            }
            choices.append((key, _("%(part)s, %(starts)s to %(ends)s %(zone)s") % words))
    return choices


def end_text(clock: time) -> str:
    return time_text(MIDNIGHT if clock == LAST_MOMENT else clock)


def windows_of(days: list[str], parts: list[str], zone: ZoneInfo):
    """(weekday, starts, ends) in the person's own zone, as the offsets are today; none when nothing was chosen."""
    if not days and not parts:
        return []
    week, today, found = hospital_week(), timezone.localdate(), []
    for day in map(int, days) if days else week.hours:
        for part in parts or PARTS:
            for starts, ends in week.spans(day, part):
                date = today + timedelta(days=(day - today.weekday()) % 7)
                found += in_zone(
                    datetime.combine(date, starts, week.zone), datetime.combine(date, ends, week.zone), zone
                )
    return joined(sorted(set(found)))


def in_zone(begin, end, zone):
    """One span in another zone; two where it crosses midnight there."""
    begin, end = begin.astimezone(UTC).astimezone(zone), end.astimezone(UTC).astimezone(zone)
    if begin.date() == end.date():
        return [(begin.weekday(), begin.time(), end.time())]
    parts = [(begin.weekday(), begin.time(), LAST_MOMENT), (end.weekday(), MIDNIGHT, end.time())]
    return [part for part in parts if part[1] < part[2]]


def joined(spans):
    """Neighbouring spans of a day as one."""
    result = []
    for day, starts, ends in spans:
        if result and result[-1][0] == day and result[-1][2] >= starts:
            starts, ends = result[-1][1], max(result.pop()[2], ends)
        result.append((day, starts, ends))
    return result


# ---- zones -----------------------------------------------------------------------------------------------------------


class ZoneField(Words):
    """The zones of the country are listed; a browser elsewhere adds its own. Any IANA name is fine."""

    home = ""

    def __init__(self, **options):
        widget = forms.Select(attrs={"class": "input select", "data-time-zone": "prefill"})
        super().__init__(longest=60, widget=widget, **options)

    def get_bound_field(self, form, name):
        bound = super().get_bound_field(form, name)
        chosen = bound.value() or self.initial or ""
        if form.is_bound or name in form.initial:  # somebody chose it
            self.widget.attrs["data-time-zone"] = "chosen"
        self.widget.choices = zone_choices(self.home, chosen if isinstance(chosen, str) else "")
        return bound

    def validate(self, value):
        if value and value not in zone_keys():
            raise ValidationError(_("Choose a time zone"), code="invalid")


def zone_choices(home: str, chosen: str):
    listed = [*([home] if home else []), *ONE_A_ZONE]
    if chosen in zone_keys():
        listed.append(chosen)
    return [(key, zone_name(ZoneInfo(key))) for key in dict.fromkeys(listed)]


ONE_A_ZONE = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
]


def time_zone_field():
    return ZoneField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("We call at your local time."),
    )
