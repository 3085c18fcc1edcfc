"""The files themselves: cells that no spreadsheet takes for a formula, and calendars in UTC."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from appointments.desk.queue_filters import name_of
from appointments.desk.queue_rows import age_on, attempts_made, reason_label, reason_of
from appointments.desk.queues import DUE
from appointments.forms.languages import language_name
from appointments.guards import personal
from appointments.models import AppointmentRequest
from appointments.models.choices import RequestStatus
from appointments.references import shown

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
CALL_LENGTH = timedelta(minutes=30)
WINDOW_DAYS = 7


def safe(value) -> str:
    """Text that a spreadsheet shows and never computes. What could begin a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    text = "".join(letter for letter in text if letter in "\t\r\n" or ord(letter) >= 32)
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS[:4]) else text


def at(moment) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def clinical(request, name):
    row = personal(request, "clinical")
    return getattr(row, name) if row else ""


def patient(request, name):
    row = personal(request, "patient")
    return getattr(row, name) if row else ""


def condition(request):
    row = personal(request, "clinical")
    return row.condition.title if row and row.condition else ""


def years(request):
    born = patient(request, "birth_date")
    return age_on(localtime(request.submitted_at).date(), born) if born else ""


COLUMNS = (
    (_("Reference"), lambda r: shown(r.reference)),
    (_("Submitted"), lambda r: at(r.submitted_at)),
    (_("Due"), lambda r: at(r.due)),
    (_("Promised by"), lambda r: at(r.promised_by)),
    (_("Status"), lambda r: r.get_status_display()),
    (_("Status reason"), lambda r: reason_label(r.status_reason)),
    (_("Priority"), lambda r: r.get_priority_display()),
    (_("Queue"), lambda r: r.queue.name),
    (_("Kind"), lambda r: r.get_kind_display()),
    (_("Channel"), lambda r: r.get_channel_display()),
    (_("Reason"), reason_of),
    (_("Condition"), condition),
    (_("Age at submission"), years),
    (
        _("Language"),
        lambda r: language_name(patient(r, "preferred_language")) if patient(r, "preferred_language") else "",
    ),
    (_("Interpreter"), lambda r: patient(r, "get_interpreter_display")() if personal(r, "patient") else ""),
    (_("Owner"), lambda r: name_of(r.assigned_to) if r.assigned_to else ""),
    (_("Attempts"), lambda r: r.attempts_made),
    (_("First attempt"), lambda r: at(r.first_attempt_at)),
    (_("First contact"), lambda r: at(r.first_contacted_at)),
    (_("Next action"), lambda r: at(r.next_action_at)),
    (_("Closed"), lambda r: at(r.closed_at)),
)
NAMED_COLUMNS = (
    (_("Family name"), lambda r: patient(r, "family_name")),
    (_("Given name"), lambda r: patient(r, "given_name")),
    (_("Birth date"), lambda r: patient(r, "birth_date")),
    (_("Phone"), lambda r: patient(r, "phone_e164") or patient(r, "phone_raw")),
    (_("E-mail"), lambda r: patient(r, "email")),
)


def load(ids):
    """Requests of these ids in this order, with what the columns need."""
    requests = (
        AppointmentRequest.objects.filter(pk__in=ids)
        .select_related("queue", "assigned_to", "patient", "clinical__condition", "contact", "requester", "referral")
        .prefetch_related("contact__windows")
        .annotate(due=DUE, attempts_made=attempts_made())
    )
    found = {request.pk: request for request in requests}
    return [found[pk] for pk in ids if pk in found]


def table(ids, with_names) -> list[list[str]]:
    columns = [*COLUMNS, *(NAMED_COLUMNS if with_names else ())]
    return [
        [safe(heading) for heading, _read in columns],
        *([safe(read(request)) for _heading, read in columns] for request in load(ids)),
    ]


def csv_file(ids, with_names=False) -> bytes:
    """UTF-8 with a mark at the start, by which spreadsheets know it."""
    text = io.StringIO()
    csv.writer(text).writerows(table(ids, with_names))
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(ids, with_names=False) -> bytes:
    """Each cell is text, also for the spreadsheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_now("Requests"))
    sheet.freeze_panes = "A2"
    for number, values in enumerate(table(ids, with_names)):
        cells = [WriteOnlyCell(sheet, value=value) for value in values]
        for cell in cells:
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ics_file(ids, now) -> bytes:
    """When to call back: the agreed time, else the person's windows of the next days. UTC, and nothing but references."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Appointments//Call-backs//EN")
    for request in load(ids):
        for number, (start, end) in enumerate(call_times(request, now)):
            event = Event()
            event.add("uid", f"{request.pk}-{number}@call-backs")
            event.add("dtstamp", now)
            event.add("dtstart", start.astimezone(UTC))
            event.add("dtend", end.astimezone(UTC))
            event.add("summary", _now("Call back %(reference)s") % {"reference": request})
            event.add("class", "PRIVATE")
            calendar.add_component(event)
    return calendar.to_ical()


def call_times(request, now) -> list[tuple]:
    if not request.is_open or request.status == RequestStatus.SCHEDULED:
        return []
    if request.next_action_at:
        return [(request.next_action_at, request.next_action_at + CALL_LENGTH)]
    contact = personal(request, "contact")
    return next_windows(contact, now) if contact else []


def next_windows(contact, now) -> list[tuple]:
    """(start, end) of the windows that end within the next days, on the clock where the person is."""
    zone = ZoneInfo(contact.time_zone)
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(WINDOW_DAYS)]
    spans = [
        (datetime.combine(day, window.starts, zone), datetime.combine(day, window.ends, zone))
        for day in days
        for window in contact.windows.all()
        if window.weekday == day.weekday()
    ]
    return [(start, end) for start, end in spans if end > now]
