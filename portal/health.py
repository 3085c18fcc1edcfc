"""GET /health/: do the database and the background worker answer?"""

from django.core.cache import cache
from django.db import Error, connection
from django.http import JsonResponse
from django.views.decorators.http import require_safe

HEARTBEAT = "worker-heartbeat"
BETWEEN_BEATS = 60  # seconds without a sign of life until the worker counts as down
LONGEST_TASK = 300  # a worker that takes up a task has so long to come back


def record_heartbeat(valid_for: int = BETWEEN_BEATS) -> None:
    cache.set(HEARTBEAT, True, timeout=valid_for)


@require_safe
def health(request):
    parts = {"database": _database_answers(), "worker": _worker_is_alive()}
    response = JsonResponse(
        {part: "ok" if well else "down" for part, well in parts.items()}, status=200 if all(parts.values()) else 503
    )
    response["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _worker_is_alive() -> bool:
    try:
        return cache.get(HEARTBEAT) is not None
    except Exception:  # each cache has errors of its own; a cache that is away has no heartbeat
        return False
