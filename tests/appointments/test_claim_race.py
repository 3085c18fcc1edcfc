"""Two hundred threads press “Claim” at one moment: one gets the request, all others learn who."""

import threading
from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from appointments import triage
from appointments.models import RequestEvent
from appointments.refusals import Conflict
from tests.appointments.makers import make_request, make_settings, make_staff

THREADS = 200
CONNECTIONS = 60  # the test server has a hundred for everybody


@pytest.fixture
def colleagues(transactional_db):
    """What migrations put in is gone in a database that is flushed between tests."""
    import_module("appointments.migrations.0003_roles_and_queues").make(apps, None)
    make_settings()
    return [make_staff(f"colleague{number}", "Scheduler") for number in range(8)]


def test_of_two_hundred_who_claim_one_request_one_wins(colleagues):
    request = make_request()
    all_are_there, free_connections = threading.Barrier(THREADS), threading.Semaphore(CONNECTIONS)
    results = []

    def claim(actor):
        all_are_there.wait(60)
        with free_connections:
            try:
                triage.claim(request.pk, expected_version=1, actor=actor)
                results.append(("won", actor.pk))
            except Conflict as conflict:
                results.append(("lost", conflict.request.assigned_to_id))
            finally:
                connection.close()

    threads = [threading.Thread(target=claim, args=(colleagues[number % 8],)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(result for result, _owner in results) == {"won": 1, "lost": THREADS - 1}
    request.refresh_from_db()
    assert {owner for _result, owner in results} == {request.assigned_to_id}
    assert (request.version, RequestEvent.objects.filter(kind="claimed").count()) == (2, 1)
