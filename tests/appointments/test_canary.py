"""What a patient typed stands in its own tables and nowhere else: a marker is sent through everything and looked for."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse

from appointments import outbox
from appointments.models import AppointmentRequest
from tests.appointments.forms_data import BEHALF, fill, send
from tests.appointments.makers import make_settings, make_staff
from tests.factories import make_home

pytestmark = pytest.mark.django_db

CANARY = "Quetzalcoatlus"

# Tables that may hold what people typed; each is emptied by the job that removes old data.
PERSONAL = {
    "appointments_patientsnapshot",
    "appointments_requestersnapshot",
    "appointments_contactpreference",
    "appointments_clinicalcontext",
    "appointments_coveragenote",
    "appointments_referral",
    "appointments_contactattempt",
    "appointments_internalnote",
    "appointments_notedraft",
    "appointments_correctedvalue",
    "appointments_declineproposal",
    "appointments_requestdraft",
    "appointments_visit",
}

ANSWERS = BEHALF | {
    "who": BEHALF["who"] | {"requester_name": CANARY},
    "patient": BEHALF["patient"] | {"given_name": CANARY, "family_name": CANARY, "name_to_use": CANARY},
    "reach": BEHALF["reach"] | {"email": "ana@example.org", "email_ok": "on"},
    "need": {"reason": "new_diagnosis", "own_words": f"I fear {CANARY}", "access_note": CANARY, "payer_name": CANARY},
}


@pytest.fixture
def everything(client, caplog, clock, django_capture_on_commit_callbacks):
    """A request from the form through the desk to its end; returns the addresses that browsers were sent to."""
    caplog.set_level(logging.DEBUG)
    make_settings()
    make_home()
    make_staff("lead", "Scheduling manager", first_name="Lea")
    addresses = []

    def follow(response):
        addresses.append(response.get("Location", ""))
        return response

    with django_capture_on_commit_callbacks(execute=True):
        check = fill(client, ANSWERS)
        addresses.append(check)
        follow(client.post(check, {"nonce": "no nonce", "extra": CANARY}))
        follow(send(client, check))
        client.get(reverse("appointments:request_sent"))
        request = AppointmentRequest.objects.get()
        staff = client_of("lead")
        staff.get(reverse("appointments_desk:queue"))
        staff.get(reverse("appointments_desk:detail", args=[request.pk]))
        for verb, typed in (
            ("claim", {}),
            ("add_note", {"text": CANARY}),
            ("log_attempt", {"outcome": "voicemail", "note": CANARY}),
            ("log_attempt", {"outcome": CANARY, "note": CANARY}),
            ("withdraw", {"who": "requester", "channel": "phone"}),
        ):
            version = AppointmentRequest.objects.get().version
            address = reverse(f"appointments_desk:{verb}", args=[request.pk])
            follow(staff.post(address, {"version": version} | typed))
        follow(staff.post(reverse("appointments_desk:draft", args=[request.pk]), {"text": CANARY}))
        follow(staff.post(reverse("appointments_desk:queue_search"), {"kind": "phone", "text": CANARY}))
        staff.post(reverse("appointments_desk:queue"), {"text": CANARY})  # not allowed: a refusal is logged
    request.refresh_from_db()
    assert request.status == "closed"
    outbox.sweep()
    return addresses


def client_of(username):
    from django.test import Client

    from portal.models import User

    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=username))
    return client


def tables_with_the_marker() -> set:
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE %s", [f"%{CANARY}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_only_the_tables_of_personal_data_hold_it(everything):
    found = tables_with_the_marker()
    assert {"appointments_patientsnapshot", "appointments_internalnote", "appointments_clinicalcontext"} <= found
    assert found - PERSONAL == set()


def test_no_log_line_holds_it(everything, caplog):
    records = caplog.get_records("setup")
    assert records
    assert not [record.name for record in records if CANARY in record.getMessage() + str(record.args)]


def test_no_message_holds_it(everything):
    assert mail.outbox
    assert not any(CANARY in str(message.message()) for message in mail.outbox)


def test_no_address_holds_it(everything):
    assert not any(CANARY in address for address in everything)


def test_no_cache_holds_it(everything):
    files = Path(settings.CACHES["default"]["LOCATION"]).rglob("*")
    assert not any(CANARY.encode() in file.read_bytes() for file in files if file.is_file())
