"""Writing what happened and who looked. Each row's hash covers its content and the row before it."""

import hashlib
import hmac
import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.log_actions import log

from appointments.models import AccessLogEntry, RequestEvent
from appointments.permissions import role_name
from portal.origin import network

access_mirror = logging.getLogger("appointments.access")  # rows once more, as JSON lines
ACCESS_LOCK = 0x61636373  # advisory lock of the access log's chain
EMPTY = ""


@dataclass(frozen=True)
class Origin:
    """Where the present step comes from; all empty outside of an HTTP request."""

    http_request_id: str = ""
    ip_hash: str = ""
    session_hash: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def keyed_hash(text: str, purpose: str, length: int = 32) -> str:
    """A hash that only this installation can compute; empty for empty text."""
    if not text:
        return ""
    key = f"{purpose}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:length]


class OriginMiddleware:
    """Notes the origin of each request. Of address and session only keyed hashes are kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        origin = Origin(
            http_request_id=get_random_string(20),
            ip_hash=keyed_hash(network(request), "ip"),
            session_hash=keyed_hash(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""), "session"),
        )
        token = _origin.set(origin)
        try:
            return self.get_response(request)
        finally:
            _origin.reset(token)


def record(request, kind, actor=None, reason="", **detail) -> RequestEvent:
    """Append an event to the chain of a request. Call inside the transaction that holds the lock of its row."""
    last = RequestEvent.objects.filter(request=request).order_by("-sequence").only("sequence", "hash").first()
    origin = _origin.get()
    event = RequestEvent(
        request=request,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        at=timezone.now(),
        actor=actor,
        role=role_name(actor),
        reason=reason,
        detail=as_json(detail),
        http_request_id=origin.http_request_id,
        ip_hash=origin.ip_hash,
        prev_hash=last.hash if last else EMPTY,
    )
    event.hash = hash_of(event)
    event.save()
    return event


def note_in_history(event) -> None:
    """Wagtail's own history shows the step too: the reference, who and when. One entry a step, for its first event."""
    log(event.request, f"appointments.{event.kind}", user=event.actor)


def record_access(action, actor, request=None, reason="", **detail) -> AccessLogEntry:
    """Append to the access log. Raises what the database raises: without the row nobody may see the data."""
    origin = _origin.get()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ACCESS_LOCK])
        last = AccessLogEntry.objects.order_by("-sequence").only("sequence", "hash").first()
        entry = AccessLogEntry(
            sequence=last.sequence + 1 if last else 1,
            action=action,
            request=request,
            at=timezone.now(),
            actor=actor if actor is not None and actor.is_authenticated else None,
            role=role_name(actor) if actor is not None and actor.is_authenticated else "",
            reason=reason,
            detail=as_json(detail),
            http_request_id=origin.http_request_id,
            ip_hash=origin.ip_hash,
            session_hash=origin.session_hash,
            prev_hash=last.hash if last else EMPTY,
        )
        entry.hash = hash_of(entry)
        entry.save()
    access_mirror.info("%s", content_of(entry))
    return entry


def as_json(detail: dict) -> dict:
    """What the database will give back: times and ids as text."""
    return json.loads(json.dumps(detail, cls=DjangoJSONEncoder))


CHAINED = (
    "sequence",
    "at",
    "actor_id",
    "role",
    "reason",
    "detail",
    "request_id",
    "http_request_id",
    "ip_hash",
    "prev_hash",
)


def content_of(row) -> str:
    names = (*CHAINED, "kind") if isinstance(row, RequestEvent) else (*CHAINED, "action", "session_hash")
    values = {name: getattr(row, name) for name in names}
    values["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)


def hash_of(row) -> str:
    return hashlib.sha256(content_of(row).encode()).hexdigest()


def broken_rows(rows, may_start_late=False):
    """Rows of one chain, in order, that do not fit what stands before them.

    `may_start_late`: of the access log the oldest rows are removed after their time.
    """
    before = None
    for row in rows:
        if before is None:
            follows = may_start_late or (row.sequence == 1 and row.prev_hash == EMPTY)
        else:
            follows = row.prev_hash == before.hash and row.sequence == before.sequence + 1
        if not follows or row.hash != hash_of(row):
            yield row
        before = row
