"""The call card: whom to call, on which number, what time it is there, and whether a call suits now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments import guards, sla
from appointments.models.choices import Person, Relationship
from portal.opening_hours import Calendar, weekly_lines, zone_name

END_OF_DAY = time(23, 59, 59)
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Number:
    """One way to ring somebody. `typed` is what stood in the form, where it says more than the number."""

    person: str
    name: str
    role: str
    tel: str
    shown: str
    extension: str
    typed: str


@dataclass(frozen=True)
class CallCard:
    numbers: list
    zone_name: str
    local_time: datetime
    windows: list
    is_callable: bool
    why_not: str
    opens: datetime | None
    call_referrer_first: bool

    @property
    def local_time_text(self) -> str:
        return date_format(self.local_time, "D g:i A")

    @property
    def first(self):
        return self.numbers[0] if self.numbers else None


def call_card(request, now=None) -> CallCard:
    now = now or timezone.now()
    contact = guards.personal(request, "contact")
    zone = zone_of(contact)
    windows = window_calendar(contact, zone)
    why_not, opens = hindrance(request, windows, now)
    return CallCard(
        numbers=numbers(request),
        zone_name=zone_name(zone),
        local_time=now.astimezone(zone),
        windows=weekly_lines(windows) if windows else [],
        is_callable=not why_not,
        why_not=why_not,
        opens=opens,
        call_referrer_first=guards.referrer_first(request),
    )


def zone_of(contact) -> ZoneInfo:
    return ZoneInfo(contact.time_zone if contact else "UTC")


def window_calendar(contact, zone) -> Calendar | None:
    """The times that suit as a calendar; None means whenever the hospital is open."""
    if contact is None:
        return None
    spans = defaultdict(list)
    for window in contact.windows.all():
        ends = MIDNIGHT if window.ends == END_OF_DAY else window.ends
        spans[window.weekday].append((window.starts, ends))
    try:
        return Calendar(zone, {day: tuple(spans[day]) for day in sorted(spans)}) if spans else None
    except ValueError:  # windows that overlap: as good as none
        return None


def hindrance(request, windows, now) -> tuple[str, datetime | None]:
    """Why nobody should ring now, and when it is possible again; ("", None) when now is fine."""
    hospital = sla.hospital_calendar()
    if hospital and not hospital.is_open(now):
        return _("The hospital is closed"), hospital.next_opening(now)
    if windows and not windows.is_open(now):
        return _("Outside the times that suit"), windows.next_opening(now)
    if guards.is_on_phone(request, now):
        return _("%(name)s is on the phone") % {"name": name_of(request.on_phone_by)}, None
    return "", None


def name_of(user) -> str:
    return user.get_full_name() or user.get_username() if user else ""


def numbers(request) -> list[Number]:
    """All numbers of a request, the one to call first."""
    contact = guards.personal(request, "contact")
    found = [number for number in (number_of(request, *part) for part in PEOPLE) if number]
    wanted = Person.REFERRER if guards.referrer_first(request) else contact.call_whom if contact else Person.PATIENT
    return sorted(found, key=lambda number: number.person != wanted)


PEOPLE = (
    ("patient", Person.PATIENT, "full_name"),
    ("requester", Person.REQUESTER, "name"),
    ("referral", Person.REFERRER, "clinician_name"),
)


def number_of(request, part, person, name) -> Number | None:
    row = guards.personal(request, part)
    if row is None or not (row.phone_e164 or row.phone_raw):
        return None
    shown = national(row.phone_e164)
    return Number(
        person=person,
        name=getattr(row, name),
        role=relationship_of(row) if part == "requester" else Person(person).label,
        tel=tel(row),
        shown=shown or row.phone_raw,
        extension=row.phone_ext,
        typed=row.phone_raw if shown and digits(row.phone_raw) not in digits(row.phone_e164 + row.phone_ext) else "",
    )


def relationship_of(requester) -> str:
    known = requester.relationship in Relationship.values
    return Relationship(requester.relationship).label if known else Person.REQUESTER.label


def tel(row) -> str:
    if not row.phone_e164:
        return ""
    return f"tel:{row.phone_e164}" + (f";ext={row.phone_ext}" if row.phone_ext else "")


def digits(text) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def national(e164) -> str:
    """As people here read it: numbers of this country without its code."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    is_ours = number.country_code == 1
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.NATIONAL if is_ours else formats.INTERNATIONAL)
