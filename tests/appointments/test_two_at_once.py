"""Two threads take the same step on the same version of one request: one wins, the other is told, nothing is lost."""

import threading

import pytest
from django.db import connection

from appointments.models import AppointmentRequest, RequestEvent
from appointments.refusals import TriageError
from tests.appointments.makers import make_settings, make_staff
from tests.appointments.test_transitions import EXPECTED, VERSIONLESS, call, first_status, in_status


@pytest.fixture
def world(transactional_db, clock):
    """What migrations put in is gone in a database that is flushed between tests."""
    from importlib import import_module

    from django.apps import apps

    import_module("appointments.migrations.0003_roles_and_queues").make(apps, None)
    make_settings()
    return {"owner": make_staff("owner", "Scheduler", "Scheduling manager"), "other": make_staff("other", "Scheduler")}


@pytest.mark.parametrize("verb", sorted(set(EXPECTED) - VERSIONLESS))
def test_of_two_at_once_one_wins(world, verb):
    owner = make_staff("auditor", "Auditor") if verb == "set_legal_hold" else world["owner"]
    request = in_status(first_status(verb), world)
    if verb == "take_over":
        AppointmentRequest.objects.update(assigned_to=world["other"])
    barrier, results = threading.Barrier(2), []

    def act():
        try:
            barrier.wait(10)
            results.append(call(verb, request, owner, version=1))
        except TriageError as refusal:
            results.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, results)) == sorted([str(request), "Conflict"]), results
    row = AppointmentRequest.objects.get(pk=request.pk)
    assert row.version == 2
    sequence = list(RequestEvent.objects.filter(request=row).order_by("sequence").values_list("sequence", flat=True))
    assert sequence == list(range(1, len(sequence) + 1))
