"""Checking the chains of hashes: which rows of history do not fit, read row by row, however long the history is."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef

from appointments.audit import broken_rows
from appointments.models import AccessLogEntry, AppointmentRequest, RequestEvent, RetentionRun

CHUNK = 2000


def problems() -> Iterator[str]:
    """Everything that is wrong, in words for an administrator."""
    yield from problems_of_events()
    yield from problems_of_accesses()


def problems_of_events() -> Iterator[str]:
    removed = has_removed("events")
    rows = RequestEvent.objects.select_related("request").order_by("request_id", "sequence").iterator(chunk_size=CHUNK)
    for _request_id, chain in groupby(rows, key=attrgetter("request_id")):
        yield from problems_of_chain(chain, "event", lambda first: removed and first.request.purged_at is not None)
    eventless = AppointmentRequest.objects.exclude(Exists(RequestEvent.objects.filter(request=OuterRef("pk"))))
    for request in eventless.filter(purged_at=None).iterator(chunk_size=CHUNK):
        yield f"request {request.pk}: has no events"


def problems_of_accesses() -> Iterator[str]:
    removed = has_removed("accesses")
    rows = AccessLogEntry.objects.order_by("sequence").iterator(chunk_size=CHUNK)
    yield from problems_of_chain(rows, "access", lambda first: removed)


def problems_of_chain(rows, name, may_begin_late) -> Iterator[str]:
    """Of one chain. It begins with its first row, unless what stood before was old enough to be removed."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    is_first = first.sequence == 1 and first.prev_hash == ""
    if not is_first and not may_begin_late(first):
        yield f"{name} {first.pk}: rows before it are missing"
    for row in broken_rows(with_first(first, rows), may_start_late=True):
        yield f"{name} {row.pk}: does not fit the rows before it"


def with_first(first, rows) -> Iterator:
    yield first
    yield from rows


def has_removed(what: str) -> bool:
    """Whether any run of the job that removes old data has removed such rows."""
    return RetentionRun.objects.filter(is_dry_run=False, **{f"counts__{what}__gt": 0}).exists()
