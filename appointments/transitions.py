"""The table of what may follow what: from which statuses, by whom. Whatever is not in it is refused."""

from dataclasses import dataclass

from appointments.models.choices import OPEN_STATUSES
from appointments.models.choices import RequestStatus as S
from appointments.permissions import AUDIT, DESK, LEAD

WORKING = frozenset({S.IN_REVIEW, S.CONTACTING, S.WAITING})
OWNED = WORKING | {S.SCHEDULED}


@dataclass(frozen=True)
class Transition:
    """`to` is None where the status stays. `owner`: of these roles only who owns the request, and whoever is in `besides`."""

    sources: frozenset
    roles: frozenset = DESK
    to: str | None = None
    owner: bool = False
    besides: frozenset = frozenset()


def verb(sources, to=None, roles=DESK, owner=False, besides=frozenset()):
    return Transition(frozenset(sources), roles, to, owner, besides)


TRANSITIONS = {
    "release_hold": verb({S.HELD}, S.NEW),
    "close_spam": verb({S.HELD}, S.CLOSED, LEAD),
    "claim": verb({S.NEW}, S.IN_REVIEW),
    "claim_next": verb({S.NEW}, S.IN_REVIEW),
    "assign": verb({S.NEW, *OWNED}, S.IN_REVIEW, LEAD),
    "release": verb(WORKING, owner=True, besides=LEAD),
    "take_over": verb(OWNED),
    "log_attempt": verb(WORKING, S.CONTACTING, owner=True),
    "wait": verb({S.CONTACTING}, S.WAITING, owner=True),
    "resume": verb({S.WAITING}, S.CONTACTING, owner=True),
    "schedule": verb({S.CONTACTING, S.WAITING, S.SCHEDULED}, S.SCHEDULED, owner=True),
    "record_outcome": verb({S.SCHEDULED}, S.CLOSED, owner=True),
    "withdraw": verb(OPEN_STATUSES, S.CLOSED),
    "decline": verb({S.IN_REVIEW, S.CONTACTING}, S.CLOSED, LEAD),
    "close_unreached": verb({S.CONTACTING}, S.CLOSED, owner=True),
    "merge_duplicate": verb(OPEN_STATUSES, S.CLOSED),
    "dismiss_duplicate": verb(OPEN_STATUSES),
    "mark_error": verb(set(S) - {S.ENTERED_IN_ERROR}, S.ENTERED_IN_ERROR, LEAD),
    "reopen": verb({S.CLOSED}, S.IN_REVIEW, owner=True, besides=LEAD),
    "set_priority": verb(OPEN_STATUSES),
    "set_queue": verb({*OPEN_STATUSES, S.HELD}),
    "set_next_action": verb(OWNED, owner=True, besides=LEAD),
    "start_call": verb(OWNED),
    "end_call": verb(OWNED),
    "confirm_hand_over": verb({S.CLOSED}),
    "correct_field": verb(OPEN_STATUSES),
    "check_item": verb(OPEN_STATUSES),
    "add_note": verb({*OPEN_STATUSES, S.HELD, S.CLOSED}),
    "set_legal_hold": verb(set(S), roles=AUDIT),
}
