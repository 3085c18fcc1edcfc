"""The demo's desk: settings, colleagues, and requests in every status, from the file in appointments/demo.

Requests go through `submit` and the verbs of triage, as real ones do; only the clock is turned back for each step.
"""

import re
import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from appointments import duplicates, submit, triage
from appointments.forms.flow import walk
from appointments.models import (
    AppointmentRequest,
    AppointmentSettings,
    MessageStatus,
    OutboxMessage,
    Queue,
    RequestDraft,
    SlaPolicy,
)
from appointments.models.choices import Priority
from portal.demo_accounts import make_account
from portal.documents import demo_rows
from portal.models import ClosedDay, ContactPoint, SpecialHours
from portal.seeding import seed_contact

DEMO = Path(__file__).resolve().parent / "demo" / "requests.yaml"
PHYSICIANS = {
    "label": "physicians",
    "title": "Physician on call",
    "phone": "+12125550170",
    "extension": "",
    "tty": "711",
    "time_zone": "America/New_York",
    "hours": [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(7)],
}
STAFF = {  # name in the file → role, user name, group, first and last name
    "sam": ("Scheduler", "scheduler", "Scheduler", "Sam", "Scheduler"),
    "sia": ("Second scheduler", "scheduler2", "Scheduler", "Sia", "Scheduler"),
    "mona": ("Scheduling manager", "manager", "Scheduling manager", "Mona", "Manager"),
    "": ("Auditor", "auditor", "Auditor", "Audra", "Auditor"),
    "rae": ("Medical reviewer", "reviewer", "Medical reviewer", "Rae", "Reviewer"),
}
POLICIES = {Priority.ROUTINE: 600, Priority.URGENT: 120, Priority.ASAP: 120, Priority.STAT: 60}
VISIT_LENGTH = timedelta(hours=1)


def seed_appointments() -> int:
    """Whatever is missing; returns how many requests were made."""
    colleagues = {name: make_account(*values) for name, values in STAFF.items()}
    seed_settings(colleagues)
    if AppointmentRequest.objects.exists():
        return 0
    seeder = RequestSeeder(colleagues)
    rows = demo_rows(DEMO)
    for number, row in enumerate(rows):
        seeder.take(row, number)
    # the demo's past is not mailed; what happens from now on is
    OutboxMessage.objects.update(status=MessageStatus.SENT, sent_at=timezone.now())
    return len(rows)


def seed_settings(colleagues):
    chosen = AppointmentSettings.load()
    chosen.contact_point = chosen.contact_point or ContactPoint.objects.filter(label="appointments").first()
    if chosen.physician_contact is None:
        chosen.physician_contact = seed_contact(PHYSICIANS)
        keep_open_on_closed_days(chosen.physician_contact.calendar)
    chosen.caller_id = chosen.caller_id or "Larkmoor"
    chosen.save()
    for queue in Queue.objects.all():
        queue.members.add(colleagues["sam"], colleagues["sia"])
        for priority, minutes in POLICIES.items() if chosen.contact_point else ():
            SlaPolicy.objects.get_or_create(
                queue=queue,
                priority=priority,
                defaults={"minutes": minutes, "calendar": chosen.contact_point.calendar},
            )


def keep_open_on_closed_days(calendar):
    """Closed days hold for the whole hospital; a physician is on call all the same."""
    for day in ClosedDay.objects.all():
        hours, _ = SpecialHours.objects.get_or_create(
            date=day.date, opens=time(0), defaults={"closes": time(0), "name": day.name}
        )
        hours.calendars.add(calendar)


# --- time -------------------------------------------------------------------------------------------------------------

MOMENT = re.compile(r"(?P<ahead>in )?(?:(?P<days>\d+)d (?P<clock>\d\d:\d\d)|(?P<hours>\d+)h|(?P<minutes>\d+)m)")


def moment(text, now) -> datetime:
    """What a moment of the file means: ago, or ahead with “in”. Days count from today, with the hospital's clock."""
    found = MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no moment")
    sign = 1 if found["ahead"] else -1
    if found["days"]:
        zone = ZoneInfo(settings.TIME_ZONE)
        day = now.astimezone(zone).date() + sign * timedelta(days=int(found["days"]))
        return datetime.combine(day, time.fromisoformat(found["clock"]), zone).astimezone(UTC)
    return now + sign * timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))


@contextmanager
def clock_at(when):
    """Everything that asks Django for the time gets this one. For the demo alone, which runs by itself."""
    real, timezone.now = timezone.now, lambda: when
    try:
        yield
    finally:
        timezone.now = real


# --- requests ---------------------------------------------------------------------------------------------------------


class RequestSeeder:
    def __init__(self, colleagues):
        self.colleagues, self.now = colleagues, timezone.now()
        self.named: dict[str, tuple] = {}  # key → request, its phone

    @transaction.atomic
    def take(self, row, number):
        came = moment(row["came"], self.now)
        phone = self.named[row["phone_like"]][1] if "phone_like" in row else f"(212) 555-01{number:02}"
        with clock_at(came), translation.override(row.get("locale", "en")):
            request = self.send(row, phone, came)
        if "key" in row:
            self.named[row["key"]] = request, phone
        if "priority" in row:
            with clock_at(came + timedelta(minutes=5)):
                self.step(request, "set_priority", "mona", {"priority": row["priority"]})
        for when, verb, actor, *arguments in row.get("steps", ()):
            with clock_at(moment(when, self.now)):
                self.step(request, verb, actor, *arguments)
        duplicates.suggest(request)

    def send(self, row, phone, came):
        is_referral = "referral" in row
        draft = RequestDraft.objects.create(
            key_hash=uuid.uuid4().hex,
            form="referral" if is_referral else "request",
            answers=referral_answers(row, phone) if is_referral else request_answers(row, phone, came),
            expires_at=came + timedelta(days=1),
        )
        try:
            return submit.submit(draft, draft.nonce, spam_signs=row.get("signs", ()))
        except submit.Incomplete as incomplete:
            form = incomplete.page(draft.answers[incomplete.page.slug], earlier=walk(draft).answers)
            raise ValueError(f"{row['who']}: {form.errors.as_text()}") from incomplete

    def step(self, request, verb, actor, arguments=None):
        values = {name: self.value(name, value) for name, value in (arguments or {}).items()}
        if verb == "schedule":
            values |= {"end": values["start"] + VISIT_LENGTH, "time_zone": settings.TIME_ZONE}
        version = AppointmentRequest.objects.values_list("version", flat=True).get(pk=request.pk)
        getattr(triage, verb)(request.pk, expected_version=version, actor=self.colleagues[actor], **values)

    def value(self, name, value):
        if name in ("next_action_at", "start"):
            return moment(value, self.now)
        if name == "survivor":
            return self.named[value][0].pk
        return self.colleagues[value] if name == "to" else value


def request_answers(row, phone, came) -> dict:
    """What a browser would have posted, page by page."""
    requester = row.get("by")
    who = {"for_whom": "self"}
    if requester:
        who = {"for_whom": "behalf", "requester_name": requester[0], "relationship": requester[1]}
        who["patient_knows"] = "yes"
    insured, payer = row.get("insured", ("", ""))
    return {
        "who": who,
        "patient": name_and_birth(row, came),
        "reach": {
            "phone": phone,
            "call_whom": "requester" if requester else "patient",
            "call_windows": row.get("windows", []),
            "time_zone": row.get("zone", settings.TIME_ZONE),
            "voicemail": row.get("voicemail", ""),
            "sms_ok": row.get("sms", False),
            **email(row),
            **language(row),
        },
        "need": {
            "reason": row["reason"],
            "condition": row.get("condition", ""),
            "own_words": row.get("words", ""),
            "access_needs": row.get("access", []),
            "coverage_status": insured,
            "payer_name": payer,
        },
    }


def referral_answers(row, phone) -> dict:
    given = row["referral"]
    return {
        "urgency": {"urgency": given["urgency"], "urgency_reason": given.get("why", "")},
        "clinician": {
            "clinician_name": "Dr. Invented Example",
            "role": "Internist",
            "npi": "1234567893",
            "practice": "Practice of Nowhere",
            "phone": "(212) 555-0199",
            **email(row),
        },
        "patient": name_and_birth(row, timezone.now()) | {"phone": phone, "patient_informed": "yes"} | language(row),
        "clinical": {
            "condition": row["condition"],
            "question": given["question"],
            "summary": given["summary"],
            **given.get("work_up", {}),
        },
        "records": {"records_route": "fax"},
    }


def name_and_birth(row, came) -> dict:
    """`born: minor 7` was born so many years before the request, whenever that is."""
    born = row.get("born")
    names = dict(zip(("given_name", "family_name"), row["who"], strict=False))
    if len(row["who"]) == 1:
        names["single_name"] = True
    if born is None:
        return names | {"dob_unknown": True}
    if str(born).startswith("minor"):
        born = date(came.year - int(str(born).split()[1]), 1, 1)
    elif not isinstance(born, date):
        born = date.fromisoformat(born)
    return names | {"dob_month": str(born.month), "dob_day": str(born.day), "dob_year": str(born.year)}


def email(row) -> dict:
    return {"email": row["email"], "email_ok": True} if "email" in row else {}


def language(row) -> dict:
    return {"preferred_language": row.get("language", "en"), "interpreter": row.get("interpreter", "none")}
