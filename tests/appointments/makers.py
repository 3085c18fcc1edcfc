"""Builders for the tests of appointments: people of each role, and requests in any status."""

import uuid
from datetime import date, time, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from appointments import duplicates, references, triage
from appointments.models import (
    AppointmentRequest,
    AppointmentSettings,
    ClinicalContext,
    ContactPreference,
    PatientSnapshot,
    Queue,
    Referral,
    RequesterSnapshot,
)
from portal.models import ContactPoint, OpeningCalendar, OpeningSpan, User


def make_staff(username, *groups, queues=("adult", "pediatric_aya"), **fields):
    """A user of these groups (“Scheduler”, “Scheduling manager”, “Auditor”), in these queues."""
    user = User.objects.create_user(username, f"{username}@larkmoor.example", "correct horse battery", **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    if "Scheduler" in groups:
        user.appointment_queues.set(Queue.objects.filter(slug__in=queues))
    return user


def make_calendar(name="Appointments", days=range(5), opens=time(8), closes=time(18), zone="America/New_York"):
    calendar = OpeningCalendar(name=name, time_zone=zone)
    calendar.spans = [OpeningSpan(weekday=day, opens=opens, closes=closes) for day in days]
    calendar.save()
    return calendar


def make_settings(**values):
    """The appointment settings, with a contact point that has office hours."""
    contact = ContactPoint.objects.filter(label="appointments").first() or ContactPoint.objects.create(
        label="appointments", title="Appointments", phone_e164="+12125550140", calendar=make_calendar()
    )
    settings = AppointmentSettings.load()
    settings.contact_point = contact
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def make_request(
    status="new",
    *,
    owner=None,
    queue="adult",
    kind="self",
    patient=None,
    contact=None,
    clinical=None,
    requester=None,
    referral=None,
    **fields,
):
    """A request with its snapshots, written straight into a status: for tests that start there."""
    now = timezone.now()
    values = {
        "reference": references.new_reference(),
        "kind": kind,
        "form_version": "1",
        "queue": Queue.objects.get(slug=queue),
        "status": status,
        "submitted_at": now,
        "clock_started_at": now,
        "promised_by": now + timedelta(hours=24),
        "call_due_at": now + timedelta(hours=24),
        "form_nonce": uuid.uuid4(),
        "payload_hash": "0" * 64,
        "assigned_to": owner,
        "assigned_at": now if owner else None,
    }
    if status == "waiting":
        values |= {"status_reason": "patient", "next_action_at": now + timedelta(days=1), "paused_at": now}
    if status == "closed":
        values |= {"status_reason": "completed", "closed_at": now, "former_owner": owner}
    request = AppointmentRequest.objects.create(**values | fields)
    PatientSnapshot.objects.create(
        request=request,
        **{
            "given_name": "Ana",
            "family_name": "Novak",
            "birth_date": date(1961, 3, 4),
            "phone_raw": "(212) 555-0143",
            "phone_e164": "+12125550143",
            "preferred_language": "en",
        }
        | (patient or {}),
    )
    ContactPreference.objects.create(request=request, **{"time_zone": "America/New_York"} | (contact or {}))
    ClinicalContext.objects.create(request=request, **{"reason": "new_diagnosis"} | (clinical or {}))
    if kind == "behalf" or requester:
        RequesterSnapshot.objects.create(
            request=request, **{"name": "Ivo Novak", "relationship": "SPS"} | (requester or {})
        )
    if kind == "referral" or referral:
        Referral.objects.create(
            request=request,
            **{
                "clinician_name": "Dr. Example",
                "npi": "1234567893",
                "practice": "Example Practice",
                "phone_raw": "212 555 0199",
                "phone_e164": "+12125550199",
                "urgency": "routine",
                "question": "consult",
                "patient_informed": "yes",
            }
            | (referral or {}),
        )
    duplicates.index(request)
    return request


def take(verb, request, actor, **arguments):
    """Call a verb of triage on the request as it is in the database."""
    version = AppointmentRequest.objects.values_list("version", flat=True).get(pk=request.pk)
    return getattr(triage, verb)(request.pk, expected_version=version, actor=actor, **arguments)
