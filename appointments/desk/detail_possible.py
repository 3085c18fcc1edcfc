"""Which steps a person may take on a request now: what the action bar offers is what triage would accept."""

from django.core.exceptions import PermissionDenied

from appointments.steps import refuse_all_but_the_owner, refuse_strangers
from appointments.transitions import TRANSITIONS


def is_possible(verb, request, user) -> bool:
    """Whether table, role and ownership allow it; guards are asked when the step is taken."""
    if request.purged_at or request.status not in TRANSITIONS[verb].sources:
        return False
    try:
        refuse_strangers(verb, request, user)
        refuse_all_but_the_owner(verb, request, user)
    except PermissionDenied:
        return False
    return True


def possible_steps(request, user) -> set[str]:
    return {verb for verb in TRANSITIONS if is_possible(verb, request, user)}
