"""Which steps a person may take on a request now: what the action bar offers is what triage would accept."""

from django.core.exceptions import PermissionDenied

from appointments import guards
from appointments.permissions import AUDIT, roles_of
from appointments.steps import refuse_all_but_the_owner
from appointments.transitions import TRANSITIONS


def possible_steps(request, user) -> set[str]:
    """Verbs that table, role and ownership allow; guards are asked when a step is taken. Kept on the loaded request."""
    held = request.__dict__.setdefault("_possible_steps", {})
    if user.pk not in held:
        roles, sees = roles_of(user), guards.sees(user, request)
        held[user.pk] = {verb for verb in TRANSITIONS if allows(verb, request, user, roles, sees)}
    return held[user.pk]


def is_possible(verb, request, user) -> bool:
    return verb in possible_steps(request, user)


def allows(verb, request, user, roles, sees) -> bool:
    transition = TRANSITIONS[verb]
    if request.purged_at or request.status not in transition.sources:
        return False
    if not roles & transition.roles & (roles if sees else AUDIT):
        return False
    try:
        refuse_all_but_the_owner(verb, request, user)
    except PermissionDenied:
        return False
    return True
