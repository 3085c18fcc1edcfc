"""The history: chained, complete, without anything personal, and closed to changes even for the database's owner."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import ModelLogEntry

from appointments import access, audit
from appointments.models import AccessLogEntry, BreakGlass, EventKind, RequestEvent
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    make_settings()
    return make_staff("ana", "Scheduler")


def events_of(request):
    return list(RequestEvent.objects.filter(request=request).order_by("sequence"))


def change(row, **values):
    """As somebody with the keys of the database would, triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    type(row).objects.filter(pk=row.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def worked_on(ana):
    request = make_request()
    take("claim", request, ana)
    take("log_attempt", request, ana, outcome="no_answer", note="Rang for a minute")
    take("release", request, ana, reason="Lunch")
    return request


def test_an_untouched_chain_holds(ana):
    assert list(audit.broken_rows(events_of(worked_on(ana)))) == []


@pytest.mark.parametrize(
    "values",
    [
        {"kind": EventKind.CLOSED},
        {"at": timezone.now() - timedelta(days=1)},
        {"actor": None},
        {"reason": "other"},
        {"detail": {"status": "closed"}},
        {"role": "manager"},
        {"prev_hash": "0" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_changed_row_is_found(ana, values):
    second = events_of(request := worked_on(ana))[1]
    change(second, **values)
    assert second in audit.broken_rows(events_of(request))


def test_a_row_taken_out_is_found(ana):
    request = make_request()
    for priority in ("urgent", "asap", "stat"):
        take("set_priority", request, ana, priority=priority)
    first, second, *_ = events_of(request)
    for gone in (second, first):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM appointments_requestevent WHERE id = %s", [gone.pk])
        assert [row.sequence for row in audit.broken_rows(events_of(request))] == [3]


@pytest.mark.parametrize("table", ["requestevent", "accesslogentry", "consentrecord", "contactattempt", "internalnote"])
@pytest.mark.parametrize("statement", ["DELETE FROM", "UPDATE"])
def test_the_database_refuses_to_change_history(ana, table, statement):
    request = worked_on(ana)
    audit.record_access("viewed", ana, request)
    request.consents.create(
        purpose="sms",
        text_hash="0" * 64,
        text_version="1",
        locale="en",
        answer="yes",
        given_by="patient",
        given_at=timezone.now(),
    )
    sql = f"{statement} appointments_{table}" + (" SET id = id" if statement == "UPDATE" else "")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_models_refuse_too(ana):
    event = events_of(worked_on(ana))[0]
    with pytest.raises(TypeError, match="never changed"):
        event.save()
    with pytest.raises(TypeError, match="never deleted"):
        event.delete()


def test_what_was_typed_stands_in_notes_and_not_in_the_chain(ana):
    request = worked_on(ana)
    rows = [audit.content_of(event) for event in events_of(request)]
    assert not any("Rang" in row or "Lunch" in row for row in rows)
    assert {note.text for note in request.notes.all()} == {"Rang for a minute", "Lunch"}


def test_each_step_shows_once_in_wagtails_history_with_the_reference_only(ana):
    request = worked_on(ana)
    entries = ModelLogEntry.objects.filter(object_id=str(request.pk))
    assert [entry.action for entry in entries.order_by("pk")] == [
        "appointments.claimed",
        "appointments.contact_attempted",
        "appointments.released",
    ]
    assert {entry.label for entry in entries} == {str(request)}


# ---- looks -----------------------------------------------------------------------------------------------------------


def test_opening_a_request_writes_exactly_one_row(ana):
    request = make_request()
    assert access.get_request(ana, request.pk) == request
    row = AccessLogEntry.objects.get()
    assert (row.action, row.actor, row.request, row.role) == ("viewed", ana, request, "scheduler")


def test_a_request_of_another_queue_does_not_exist_and_the_try_is_noted(ana):
    other, request = make_staff("other", "Scheduler", queues=[]), make_request()
    with pytest.raises(Http404):
        access.get_request(other, request.pk)
    assert AccessLogEntry.objects.get().action == "denied"


@pytest.mark.parametrize("group", ["Editor", "Moderator", "Medical reviewer", "Auditor"])
def test_other_roles_are_denied_and_noted(group):
    with pytest.raises(PermissionDenied):
        access.get_request(make_staff("somebody", group), make_request().pk)
    assert AccessLogEntry.objects.get().action == "denied"


def test_without_its_row_in_the_log_a_request_is_not_shown(ana):
    request = make_request()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_accesslogentry ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    with pytest.raises(IntegrityError):
        access.get_request(ana, request.pk)


def test_the_access_log_is_one_chain(ana):
    for _ in range(3):
        access.get_request(ana, make_request().pk)
    rows = AccessLogEntry.objects.order_by("sequence")
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert list(audit.broken_rows(rows)) == []


def test_emergency_access_opens_for_half_an_hour_and_names_its_reason(clock, admin_user):
    request = make_request()
    with pytest.raises(PermissionDenied):
        access.get_request(admin_user, request.pk)
    now = timezone.now()
    emergency = BreakGlass.objects.create(
        user=admin_user, reason="The scheduler is away", started_at=now, ends_at=now + timedelta(minutes=30)
    )
    access.get_request(admin_user, request.pk)
    assert AccessLogEntry.objects.last().reason == f"break_glass:{emergency.pk}"
    with pytest.raises(PermissionDenied):
        take("claim", request, admin_user)
    clock.shift(timedelta(minutes=30))
    with pytest.raises(PermissionDenied):
        access.get_request(admin_user, request.pk)


def test_where_a_step_comes_from_is_kept_as_hashes_only(ana):
    request = make_request()
    audit.OriginMiddleware(lambda _request: take("claim", request, ana))(
        RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    )
    event = events_of(request)[0]
    assert len(event.http_request_id) == 20
    assert len(event.ip_hash) == 32
    assert "192.0.2.7" not in audit.content_of(event)
