"""The one way to a request: what a user may see, and a row in the access log for every look."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from appointments import audit
from appointments.models import AccessAction, AppointmentRequest
from appointments.permissions import Role, emergency_access, may, roles_of


def visible_requests(user):
    """Requests a user may see: managers all, schedulers those of their queues, in an emergency all, else none."""
    roles = roles_of(user)
    requests = AppointmentRequest.objects.filter(purged_at=None)
    if roles & {Role.MANAGER, Role.BREAK_GLASS}:
        return requests
    if Role.SCHEDULER in roles:
        return requests.filter(queue__members=user)
    return requests.none()


def get_request(user, pk, action=AccessAction.VIEWED, related=()) -> AppointmentRequest:
    """One request, and the row that says so. Http404 for one that is not theirs, with a row that it was denied.

    When the row cannot be written the error goes on: nothing is shown that is not recorded.
    """
    if not may(user, "view"):
        deny(user, pk)
        raise PermissionDenied
    with transaction.atomic():
        request = visible_requests(user).select_related(*related).filter(pk=pk).first()
        if request is not None:
            audit.record_access(action, user, request, reason=reason_of(user))
            return request
    deny(user, pk)
    raise Http404


def deny(user, pk=None, what="") -> None:
    """Note that somebody asked for what they may not see."""
    request = AppointmentRequest.objects.filter(pk=pk).first() if pk else None
    audit.record_access(AccessAction.DENIED, user, request, reason=what)


def reason_of(user) -> str:
    access = emergency_access(user)
    return f"break_glass:{access.pk}" if access else ""
