"""Sample calendars and short ways to write hours and moments, for the tests of opening hours."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from portal.opening_hours import Calendar, SpecialDay

NEW_YORK = ZoneInfo("America/New_York")
THANKSGIVING = {date(2026, 11, 26): "Thanksgiving"}
DAY_AFTER = date(2026, 11, 27)
CHRISTMAS_EVE = date(2026, 12, 24)


def hours(*texts):
    """hours("8-12", "13-17:30") as spans."""
    return tuple(tuple(time(*map(int, end.split(":"))) for end in text.split("-")) for text in texts)


def week(*texts, days=range(5)):
    return dict.fromkeys(days, hours(*texts))


def local(text, zone=NEW_YORK, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def special(day, *texts, name=""):
    return {day: SpecialDay(hours(*texts), name)}


def office(closed=None, **kwargs):
    return Calendar(NEW_YORK, week("8-18"), THANKSGIVING | (closed or {}), **kwargs)


OFFICE = office()
SPLIT = Calendar(NEW_YORK, week("8-12", "13-17"))
ALWAYS = Calendar(NEW_YORK, week("0-0", days=range(7)))
NEVER = Calendar(NEW_YORK, {})
NIGHT = Calendar(NEW_YORK, week("0-6", "22-0", days=range(7)))
LONG_WEEKEND = office(closed={DAY_AFTER: "Day after Thanksgiving"})
SHORT_EVE = office(
    closed={date(2026, 12, 25): "Christmas"}, special=special(CHRISTMAS_EVE, "8-12", name="Christmas Eve")
)
OPEN_AFTER_ALL = office(closed={DAY_AFTER: "Bridge day"}, special=special(DAY_AFTER, "10-14"))
EXTRA_SATURDAY = office(special=special(date(2026, 11, 21), "9-12", name="Screening day"))
