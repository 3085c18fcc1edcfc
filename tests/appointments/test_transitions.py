"""Every status × verb × role, and two people at once for every verb: what the table names works, all else is refused."""

import inspect
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from appointments import amendments, triage
from appointments.models import AppointmentRequest, DuplicateCandidate, Queue, RequestEvent
from appointments.models.choices import RequestStatus
from appointments.refusals import Conflict, GuardFailed, IllegalTransition
from appointments.transitions import TRANSITIONS
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

NEEDS_OWNER = {"in_review", "contacting", "waiting", "scheduled"}
VERSIONLESS = {"add_note", "claim_next"}

# From → to as staff know it, written down a second time so that a slip in the program's own table shows.
EXPECTED = {
    "release_hold": {"held": "new"},
    "close_spam": {"held": "closed"},
    "claim": {"new": "in_review"},
    "claim_next": {"new": "in_review"},
    "assign": {
        "new": "in_review",
        "in_review": "in_review",
        "contacting": "contacting",
        "waiting": "waiting",
        "scheduled": "scheduled",
    },
    "release": {"in_review": "new", "contacting": "contacting", "waiting": "waiting"},
    "take_over": {name: name for name in ("in_review", "contacting", "waiting", "scheduled")},
    "log_attempt": dict.fromkeys(("in_review", "contacting", "waiting"), "contacting"),
    "wait": {"contacting": "waiting"},
    "resume": {"waiting": "contacting"},
    "schedule": {"contacting": "scheduled", "waiting": "scheduled", "scheduled": "scheduled"},
    "record_outcome": {"scheduled": "closed"},
    "withdraw": dict.fromkeys(("new", "in_review", "contacting", "waiting", "scheduled"), "closed"),
    "decline": {"in_review": "closed", "contacting": "closed"},
    "close_unreached": {"contacting": "closed"},
    "merge_duplicate": dict.fromkeys(("new", "in_review", "contacting", "waiting", "scheduled"), "closed"),
    "dismiss_duplicate": {name: name for name in ("new", "in_review", "contacting", "waiting", "scheduled")},
    "mark_error": dict.fromkeys(
        ("new", "held", "in_review", "contacting", "waiting", "scheduled", "closed"), "entered_in_error"
    ),
    "reopen": {"closed": "in_review"},
    "set_priority": {name: name for name in ("new", "in_review", "contacting", "waiting", "scheduled")},
    "set_queue": {name: name for name in ("new", "held", "in_review", "contacting", "waiting", "scheduled")},
    "set_next_action": {name: name for name in ("in_review", "contacting", "waiting", "scheduled")},
    "start_call": {name: name for name in ("in_review", "contacting", "waiting", "scheduled")},
    "end_call": {name: name for name in ("in_review", "contacting", "waiting", "scheduled")},
    "correct_field": {name: name for name in ("new", "in_review", "contacting", "waiting", "scheduled")},
    "check_item": {name: name for name in ("new", "in_review", "contacting", "waiting", "scheduled")},
    "confirm_hand_over": {"closed": "closed"},
    "add_note": {name: name for name in ("new", "held", "in_review", "contacting", "waiting", "scheduled", "closed")},
    "set_legal_hold": {name: name for name in RequestStatus.values},
}
LEADS_ONLY = {"close_spam", "assign", "decline", "mark_error"}
OWNERS_ONLY = {"log_attempt", "wait", "resume", "schedule", "record_outcome", "close_unreached"}
OWNER_OR_LEAD = {"release", "reopen", "set_next_action"}


def arguments_of(verb, actor, request):
    now = timezone.now()
    if verb == "dismiss_duplicate":
        other = make_request()
        DuplicateCandidate.objects.create(request_a=request, request_b=other, level="strong")
        return {"other": other.pk, "decision": "different_people"}
    visit = {"start": now + timedelta(days=2), "end": now + timedelta(days=2, hours=1), "time_zone": "UTC"}
    return {
        "assign": {"to": actor},
        "release": {"reason": "Off for the day"},
        "take_over": {"reason": "A colleague is ill"},
        "log_attempt": {"outcome": "voicemail"},
        "wait": {"reason": "patient", "next_action_at": now + timedelta(days=1)},
        "schedule": visit | {"location": "Main building"},
        "record_outcome": {"outcome": "completed"},
        "withdraw": {"who": "patient", "channel": "phone"},
        "decline": {"reason": "redirected", "text": "Please ask your doctor."},
        "merge_duplicate": {"survivor": request.pk},
        "mark_error": {"reason": "A trial call"},
        "reopen": {"reason": "The patient called again"},
        "set_priority": {"priority": "urgent"},
        "set_queue": {"queue": Queue.objects.get(slug="pediatric_aya")},
        "set_next_action": {"at": now + timedelta(days=1)},
        "correct_field": {"part": "patient", "field": "given_name", "value": "Anna"},
        "check_item": {"kind": "records", "done": True},
        "add_note": {"text": "Called the practice"},
        "set_legal_hold": {"hold": True},
    }.get(verb, {})


def call(verb, request, actor, version=None):
    arguments = arguments_of(verb, actor, request)
    if verb == "merge_duplicate":
        arguments = {"survivor": make_request().pk}
    if verb == "confirm_hand_over":
        now = timezone.now()
        request.visits.create(start=now, end=now + timedelta(hours=1), time_zone="UTC", location="Main building")
    if verb == "close_unreached":
        tried_enough(request, actor)
    if verb == "claim_next":
        return triage.claim_next(AppointmentRequest.objects.filter(pk=request.pk), actor=actor)
    if verb != "add_note":
        arguments["expected_version"] = request.version if version is None else version
    return getattr(triage, verb)(request.pk, actor=actor, **arguments)


def tried_enough(request, actor):
    for days in (1, 2, 3):
        request.attempts.create(
            at=timezone.now() - timedelta(days=days) + timedelta(hours=4 * (days % 2)),
            by=actor,
            person="patient",
            outcome="no_answer",
        )


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


@pytest.fixture
def people(admin_user):
    return {
        "owner": make_staff("owner", "Scheduler"),
        "scheduler": make_staff("scheduler", "Scheduler"),
        "elsewhere": make_staff("elsewhere", "Scheduler", queues=[]),
        "manager": make_staff("manager", "Scheduling manager"),
        "auditor": make_staff("auditor", "Auditor"),
        "editor": make_staff("editor", "Editor"),
        "gone": make_staff("gone", "Scheduling manager", is_active=False),
        "superuser": admin_user,
    }


def is_allowed(verb, role):
    if verb == "set_legal_hold":
        return role == "auditor"
    if role in ("auditor", "editor", "superuser", "gone", "elsewhere"):
        return False
    if verb in LEADS_ONLY:
        return role == "manager"
    if verb in OWNERS_ONLY:
        return role == "owner"
    if verb == "take_over":
        return role != "owner"
    return role != "scheduler" or verb not in OWNER_OR_LEAD


def in_status(status, people):
    return make_request(status, owner=people["owner"] if status in NEEDS_OWNER | {"closed"} else None)


def test_the_table_knows_every_verb_and_no_other():
    verbs = {
        name
        for module in (triage, amendments)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "actor" in inspect.signature(function).parameters
    }
    assert verbs == set(TRANSITIONS) == set(EXPECTED)


@pytest.mark.parametrize("status", RequestStatus.values)
@pytest.mark.parametrize("verb", EXPECTED)
def test_who_may_do_what_in_which_status(verb, status, people):
    for role, actor in people.items():
        request = in_status(status, people)
        if not is_allowed(verb, role):
            refusals = (PermissionDenied,) if status in EXPECTED[verb] else (PermissionDenied, IllegalTransition)
            if verb == "take_over" and role == "owner":  # it is theirs already
                refusals = (GuardFailed, IllegalTransition)
            if verb == "claim_next" and status != "new":
                assert call(verb, request, actor) is None
            else:
                with pytest.raises(refusals):
                    call(verb, request, actor)
        elif status not in EXPECTED[verb]:
            if verb == "claim_next":
                assert call(verb, request, actor) is None
                continue
            with pytest.raises(IllegalTransition):
                call(verb, request, actor)
        else:
            assert call(verb, request, actor).status == EXPECTED[verb][status], (verb, status, role)
            continue
        assert not RequestEvent.objects.filter(request=request).exists(), (verb, status, role)
        fresh = AppointmentRequest.objects.get(pk=request.pk)
        assert (fresh.status, fresh.version) == (request.status, request.version)


def first_status(verb):
    return next(iter(EXPECTED[verb]))


def actor_of(verb, people):
    return next(person for role, person in people.items() if is_allowed(verb, role))


@pytest.mark.parametrize("verb", sorted(set(EXPECTED) - VERSIONLESS))
def test_a_step_on_an_old_version_is_a_conflict_that_changes_nothing(verb, people):
    request = in_status(first_status(verb), people)
    with pytest.raises(Conflict):
        call(verb, request, actor_of(verb, people), version=request.version + 1)
    assert AppointmentRequest.objects.get(pk=request.pk).version == request.version


@pytest.mark.parametrize("verb", sorted(set(EXPECTED) - {"add_note"}))
def test_a_step_makes_the_version_grow_by_one(verb, people):
    request = in_status(first_status(verb), people)
    assert call(verb, request, actor_of(verb, people)).version == request.version + 1


def test_no_other_module_writes_a_status():
    """A scan of the code base; `submit` makes requests, `steps` writes for the verbs."""
    import re
    from pathlib import Path

    import appointments

    root = Path(appointments.__file__).parent
    writes = re.compile(r"\.status\s*=[^=]|(?:update|create|write|give_to)\([^)]*\bstatus=", re.DOTALL)
    # all but the first three write the status of a message or of an insurance
    allowed = {"triage.py", "amendments.py", "submit.py", "outbox.py", "retention.py", "seeding.py", "snapshots.py"}
    others = [path for path in root.rglob("*.py") if path.name not in allowed and "migrations" not in path.parts]
    found = [str(path.relative_to(root)) for path in others if writes.search(path.read_text())]
    assert found == []
