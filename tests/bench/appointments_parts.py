"""The parts of the bench of requests that need Django, each in a process of its own; prints figures as JSON.

python -m tests.bench.appointments_parts sending | growing 10000 | looking | counting | claiming
"""

import http.client
import json
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from appointments import triage  # noqa: E402
from appointments.models import AppointmentRequest, PatientSnapshot  # noqa: E402
from tests.bench.appointments import (  # noqa: E402  # noqa: E402
    CLAIMS,
    CLIENTS,
    LOOKS,
    QUEUE,
    SENDINGS,
    middle,
    milliseconds,
    port_of_server,
    timed,
)

OPEN_OF_THOUSAND = 80  # requests that are still to be worked on; the others were closed long ago
TABLES = ("patientsnapshot", "contactpreference", "clinicalcontext", "matchkey", "requestevent")


def sending() -> dict:
    from tests.chaos.filled_forms import make_people
    from tests.chaos.people import Crowd

    people = make_people(SENDINGS)
    warm_up = Crowd(port_of_server(), people[: 2 * CLIENTS], time.monotonic() + 60).start(CLIENTS)
    wait(warm_up)
    began = time.perf_counter()
    crowd = Crowd(port_of_server(), people[2 * CLIENTS :], time.monotonic() + 120).start(CLIENTS)
    wait(crowd)
    seconds = time.perf_counter() - began
    return milliseconds(crowd.seconds) | {"rate": len(crowd.acknowledged) / seconds, "odd": crowd.odd_answers}


def wait(crowd):
    for thread in crowd.threads:
        thread.join()


# --- growing ----------------------------------------------------------------------------------------------------------

COPIES = """
CREATE TEMP TABLE copies ON COMMIT DROP AS
SELECT
    templates.id AS old_id,
    gen_random_uuid() AS new_id,
    number,
    upper(lpad(to_hex(number), 8, '0')) AS reference,
    now() - number * interval '1 minute' AS at
FROM generate_series(%(first)s, %(last)s) number
JOIN (SELECT id, row_number() OVER (ORDER BY reference) - 1 AS place FROM appointments_appointmentrequest
      WHERE kind = 'self' AND status = 'new' LIMIT 5) templates ON templates.place = number %% 5
"""
CHANGED = {
    "id": "copies.new_id",
    "reference": "copies.reference",
    "form_nonce": "gen_random_uuid()",
    "submitted_at": "copies.at",
    "clock_started_at": "copies.at",
    "call_due_at": "copies.at + interval '1 day'",
    "status": "CASE WHEN number %% 1000 < %(open)s THEN 'new' ELSE 'closed' END",
    "status_reason": "CASE WHEN number %% 1000 < %(open)s THEN '' ELSE 'withdrawn' END",
    "closed_at": "CASE WHEN number %% 1000 < %(open)s THEN NULL ELSE copies.at END",
}

OF_A_REQUEST = {"request_id": "copies.new_id", "digest": "md5(rows.digest || number)"}  # each copy is somebody else


def growing(size) -> dict:
    existing = AppointmentRequest.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        values = {"first": existing, "last": int(size) - 1, "open": OPEN_OF_THOUSAND}
        cursor.execute(COPIES, values)
        copy(cursor, "appointments_appointmentrequest", CHANGED, "id", values)
        for table in TABLES:
            copy(cursor, f"appointments_{table}", OF_A_REQUEST, "request_id", values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"requests": AppointmentRequest.objects.count()}


def copy(cursor, table, changed, key, values):
    """Rows of the templates once more for each copy; numbers of rows are given by the database."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'", [table]
    )
    columns = [name for (name,) in cursor.fetchall()]
    chosen = [changed.get(name, f"rows.{name}") for name in columns]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} "  # noqa: S608
        f"FROM {table} rows JOIN copies ON copies.old_id = rows.{key}",
        values,
    )


# --- looking ----------------------------------------------------------------------------------------------------------


def signed_in() -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="manager"))
    return client


def detail_url() -> str:
    patient = PatientSnapshot.objects.filter(request__status="new").order_by("-request__submitted_at").first()
    return f"{QUEUE}{patient.request_id}/"


def looking() -> dict:
    """Through the server, one after the other, as one colleague does."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in().cookies.items())
    server = http.client.HTTPConnection("127.0.0.1", port_of_server(), timeout=60)

    def get(path):
        server.request("GET", path, headers={"Cookie": cookies})
        answer = server.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    figures = {}
    for name, path in (("list", QUEUE), ("detail", detail_url())):
        for _warm_up in range(4):
            get(path)
        figures[name] = middle([timed(lambda path=path: get(path)) for _look in range(LOOKS)])
    return figures


def counting() -> dict:
    client, figures = signed_in(), {}
    for name, path in (("list_queries", QUEUE), ("detail_queries", detail_url())):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            if client.get(path).status_code != 200:
                raise RuntimeError(path)
        figures[name] = len(queries)
    return figures


def claiming() -> dict:
    """“Next person to call”, again and again."""
    actor = get_user_model().objects.get(username="scheduler")
    requests = AppointmentRequest.objects.filter(queue__members=actor).order_by("call_due_at", "pk")
    triage.claim_next(requests, actor=actor)
    figures = milliseconds([timed(lambda: triage.claim_next(requests, actor=actor)) for _claim in range(CLAIMS)])
    return {"claim_p50": figures["p50"], "claim_p95": figures["p95"]}


if __name__ == "__main__":
    part = {each.__name__: each for each in (sending, growing, looking, counting, claiming)}[sys.argv[1]]
    print(json.dumps(part(*sys.argv[2:])))
