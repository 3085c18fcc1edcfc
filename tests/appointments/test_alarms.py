"""Alarms at the head of the queue: mail that was given up or does not leave, old data that is not removed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.alarms import alarms
from appointments.models import OutboxMessage
from appointments.notifications import tell_sender
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hospital(clock):
    make_settings()


def make_message(**fields):
    request = make_request(patient={"email": "to@mail.example"}, contact={"email_ok": True})
    message = tell_sender(request, "received")
    OutboxMessage.objects.filter(pk=message.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "alarm"),
    [
        ({}, None),
        ({"status": "sent"}, None),
        ({"status": "failed_temporary"}, None),
        ({"status": "failed_permanent"}, "1 message could not be delivered"),
        ({"status": "failed_permanent", "due_at": timezone.now() - timedelta(days=500)}, None),
        ({"created_at": timezone.now() - timedelta(days=500)}, "Messages are not being sent"),
    ],
)
def test_mail_that_does_not_leave_is_seen(fields, alarm):
    make_message(**fields)
    assert [text.startswith(alarm or "-") for text in alarms()] == ([True] if alarm else [])


def test_old_data_that_stays_is_seen():
    make_request(submitted_at=timezone.now() - timedelta(days=3))
    assert ["Old data" in text for text in alarms()] == [True]


def test_the_queue_shows_them(client):
    make_message(status="failed_permanent")
    client.force_login(make_staff("ana", "Scheduler"))
    assert "1 message could not be delivered" in client.get("/admin/appointments/").content.decode()
