"""`verify_audit` finds one changed, removed or added row, and names it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appointments import audit
from appointments.models import AccessLogEntry, EventKind, RequestEvent
from tests.appointments.makers import make_request, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(clock):
    """Three events of each of two requests, and three looks."""
    user = make_staff("lead", "Scheduling manager")
    requests = [make_request(), make_request()]
    events = [audit.record(request, kind, user) for request in requests for kind in list(EventKind)[:3]]
    accesses = [audit.record_access("viewed", user, requests[0]) for _ in range(3)]
    return {"event": events, "access": accesses}


TABLES = {"event": RequestEvent._meta.db_table, "access": AccessLogEntry._meta.db_table}


def tamper(statement, *values, table="event"):
    """As somebody with the rights of the database's owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {TABLES[table]} DISABLE TRIGGER append_only")
        cursor.execute(f"{statement.format(TABLES[table])}", values)
        cursor.execute(f"ALTER TABLE {TABLES[table]} ENABLE TRIGGER append_only")


def verdict():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    return out.getvalue().splitlines()


def test_an_honest_history_passes(rows):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == "All is well: 6 events, 3 looks.\n"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change", ["reason = 'other'", "at = at + interval '1 second'", "actor_id = NULL", "detail = '{{\"x\": 1}}'"]
)
def test_one_changed_row_is_found_and_named(rows, table, change):
    changed = rows[table][1]
    tamper("UPDATE {} SET " + change + " WHERE id = %s", changed.pk, table=table)  # noqa: S608
    assert verdict() == [f"{table} {changed.pk}: does not fit the rows before it"]


@pytest.mark.parametrize("table", TABLES)
def test_a_row_with_a_new_hash_is_betrayed_by_the_next(rows, table):
    changed, after = rows[table][1:3]
    changed.reason = "other"
    tamper("UPDATE {} SET reason = 'other', hash = %s WHERE id = %s", audit.hash_of(changed), changed.pk, table=table)
    assert verdict() == [f"{table} {after.pk}: does not fit the rows before it"]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_row_is_found(rows, table):
    tamper("DELETE FROM {} WHERE id = %s", rows[table][1].pk, table=table)
    assert verdict() == [f"{table} {rows[table][2].pk}: does not fit the rows before it"]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_beginning_is_found(rows, table):
    tamper("DELETE FROM {} WHERE id = %s", rows[table][0].pk, table=table)
    assert verdict() == [f"{table} {rows[table][1].pk}: rows before it are missing"]


def test_a_request_without_any_history_is_found(rows):
    request = make_request()
    assert verdict() == [f"request {request.pk}: has no events"]


def test_memory_does_not_grow_with_the_history(rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        call_command("verify_audit", stdout=StringIO())
