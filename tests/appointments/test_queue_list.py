"""The list at the desk: who is called first, the worklists, what a row shows, and that each look is written down."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from appointments.models import CallWindow
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

LIST = "/admin/appointments/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    """Tuesday, 10 a.m. in New York; the hospital is open from 8 to 18."""
    return make_settings()


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler", first_name="Ana")


@pytest.fixture
def lead():
    return make_staff("lea", "Scheduling manager", first_name="Lea")


@pytest.fixture
def desk(client, ana):
    client.force_login(ana)
    return client


def hours(n):
    return timezone.now() + timedelta(hours=n)


def with_window(request, weekday, starts, ends):
    CallWindow.objects.create(contact=request.contact, weekday=weekday, starts=starts, ends=ends)
    return request


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [row.request.reference for row in response.context["rows"]]


# --- order ----------------------------------------------------------------------------------------------------------


def test_overdue_urgent_ones_come_first_then_who_can_be_called_then_the_rest(desk):
    evening = (1, time(17), time(18))
    rest_soon = with_window(make_request(call_due_at=hours(1)), *evening)
    rest_overdue = with_window(make_request(call_due_at=hours(-3)), *evening)
    callable_later = make_request(call_due_at=hours(9))
    callable_overdue = make_request(call_due_at=hours(-1))
    callable_urgent = make_request(call_due_at=hours(2), priority="urgent")
    urgent_overdue = with_window(make_request(call_due_at=hours(-1), priority="urgent"), *evening)
    stat_overdue = make_request(call_due_at=hours(-2), priority="stat")
    without_due = make_request(call_due_at=None)

    assert listed(desk) == [
        request.reference
        for request in (
            stat_overdue,
            urgent_overdue,
            callable_overdue,
            callable_urgent,
            callable_later,
            without_due,
            rest_overdue,
            rest_soon,
        )
    ]
