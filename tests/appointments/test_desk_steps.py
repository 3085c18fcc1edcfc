"""Every step through its form: it happens, or what stands in the way comes back with everything that was typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments.desk.detail_steps import STEPS
from appointments.models import AccessLogEntry, AppointmentRequest, InternalNote, NoteDraft, Queue
from appointments.transitions import TRANSITIONS
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db
SOON = "2026-11-26T09:00"


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


@pytest.fixture
def ana():
    return make_staff("ana", "Scheduler", first_name="Ana", last_name="Ruiz")


@pytest.fixture
def ben():
    return make_staff("ben", "Scheduler", first_name="Ben", last_name="Okafor")


@pytest.fixture
def lead():
    return make_staff("lead", "Scheduling manager", first_name="Lena", last_name="Dahl")


def url(name, request, *more):
    return reverse(f"appointments_desk:{name}", args=[request.pk, *more])


def version(request):
    return AppointmentRequest.objects.values_list("version", flat=True).get(pk=request.pk)


def state(request):
    return AppointmentRequest.objects.get(pk=request.pk)


VISIT = {
    "date": "2026-12-01",
    "time": "10:30",
    "length": "45",
    "time_zone": "America/New_York",
    "location": "Main building",
    "clinician": "Dr. Example",
    "modality": "in_person",
}
# verb: (who, status before, what the form sends, what is true afterwards)
HAPPY = {
    "claim": ("ana", "new", {}, {"status": "in_review"}),
    "release_hold": ("ana", "held", {}, {"status": "new"}),
    "close_spam": ("lead", "held", {}, {"status_reason": "spam"}),
    "release": ("ana", "in_review", {"reason": "Lunch"}, {"status": "new", "assigned_to": None}),
    "start_call": ("ana", "contacting", {}, {"status": "contacting"}),
    "end_call": ("ana", "contacting", {}, {"on_phone_by": None}),
    "log_attempt": (
        "ana",
        "in_review",
        {"outcome": "voicemail", "person": "patient", "channel": "phone", "text": "Left a word"},
        {"status": "contacting"},
    ),
    "wait": (
        "ana",
        "contacting",
        {"reason": "records", "next_action_at": SOON},
        {"status": "waiting", "status_reason": "records"},
    ),
    "resume": ("ana", "waiting", {}, {"status": "contacting"}),
    "schedule": ("ana", "contacting", VISIT, {"status": "scheduled"}),
    "record_outcome": ("ana", "scheduled", {"outcome": "no_show"}, {"status_reason": "no_show"}),
    "withdraw": ("ana", "contacting", {"who": "patient", "channel": "phone"}, {"status_reason": "withdrawn"}),
    "decline": (
        "lead",
        "contacting",
        {"reason": "redirected", "text": "Please see another clinic."},
        {"status_reason": "redirected"},
    ),
    "mark_error": ("lead", "contacting", {"reason": "Typed twice"}, {"status": "entered_in_error"}),
    "reopen": ("lead", "closed", {"reason": "Called again"}, {"status": "in_review"}),
    "set_priority": ("ana", "contacting", {"priority": "urgent"}, {"priority": "urgent"}),
    "set_next_action": ("ana", "contacting", {"at": SOON}, {"status": "contacting"}),
    "check_item": ("ana", "contacting", {"kind": "records", "done": "1"}, {"status": "contacting"}),
    "add_note": ("ana", "contacting", {"text": "A word"}, {"status": "contacting"}),
    "correct_field": (
        "ana",
        "contacting",
        {"answer": "patient.given_name", "value": "Anna"},
        {"status": "contacting"},
    ),
}
TESTED_APART = {
    "confirm_hand_over",
    "assign",
    "take_over",
    "set_queue",
    "merge_duplicate",
    "dismiss_duplicate",
    "close_unreached",
}


def test_every_verb_has_a_form_and_a_test():
    without_a_form = {"claim_next", "set_legal_hold"}  # pages of their own
    assert set(STEPS) == set(TRANSITIONS) - without_a_form
    assert set(HAPPY) | TESTED_APART == set(STEPS)


def begin(verb, ana, lead, client):
    who, status, values, after = HAPPY[verb]
    user = {"ana": ana, "lead": lead}[who]
    client.force_login(user)
    owner = None if status in ("new", "held") else user
    request = make_request(status, owner=owner)
    return request, {"version": request.version} | values, after


@pytest.mark.parametrize("verb", HAPPY)
def test_the_step_happens(client, ana, lead, verb):
    request, values, after = begin(verb, ana, lead, client)
    response = client.post(url(verb, request), values)
    assert response.status_code == 302, response.content.decode()[-3000:]
    now = state(request)
    assert {name: getattr(now, name) for name in after} == after
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("verb", [*HAPPY, "assign", "set_queue", "close_unreached"])
def test_looking_at_the_form_changes_nothing(client, ana, lead, verb):
    verb_of_row = verb if verb in HAPPY else {"assign": "decline"}.get(verb, "wait")
    request, _values, _after = begin(verb_of_row, ana, lead, client)
    before = AppointmentRequest.objects.filter(pk=request.pk).values().get()
    query = {"answer": "patient.given_name"} if verb == "correct_field" else {}
    for method in (client.get, client.head):
        assert method(url(verb, request), query).status_code == 200
    assert AppointmentRequest.objects.filter(pk=request.pk).values().get() == before
    assert not request.events.exists()
    assert not NoteDraft.objects.exists()


NO_TIME = {"reason": "records", "next_action_at": "2020-01-01T09:00"}
REFUSED = {  # verb: (what the form sends, a piece of the error, what has to be on the page still)
    "wait": (NO_TIME, "Choose a time that lies ahead.", "2020-01-01T09:00"),
    "log_attempt": (
        {"outcome": "call_back_at", "person": "patient", "channel": "phone", "text": "Wants a call at six"},
        "Say when it should come back to you.",
        "Wants a call at six",
    ),
    "schedule": (VISIT | {"date": "2020-12-01"}, "Choose a time that lies ahead.", "Main building"),
    "release": ({"reason": " "}, "This field is required.", ""),
    "set_priority": ({"priority": "routine"}, "It has this priority already.", ""),
    "correct_field": (
        {"answer": "patient.phone_e164", "value": "555"},
        "too few or too many digits",
        "555",
    ),
    "decline": ({"reason": "redirected", "text": ""}, "This field is required.", ""),
}


@pytest.mark.parametrize("verb", REFUSED)
def test_what_stands_in_the_way_is_said_and_what_was_typed_stays(client, ana, lead, verb):
    request, _values, _after = begin(verb, ana, lead, client)
    sent, error, kept = REFUSED[verb]
    response = client.post(url(verb, request), {"version": request.version} | sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert error in page
    assert kept in page
    assert state(request).version == request.version


@pytest.mark.parametrize("verb", sorted(set(HAPPY) - {"add_note"}))
def test_a_colleague_who_was_faster_is_named_and_nothing_typed_is_lost(client, ana, ben, lead, verb):
    request, values, _after = begin(verb, ana, lead, client)
    seen = client.get(url("detail", request)).context["seen"]
    other = ben if request.status == "held" else lead if verb != "claim" else ben
    if request.status in ("held", "closed"):
        AppointmentRequest.objects.filter(pk=request.pk).update(version=2)
    elif verb == "claim":
        take("claim", request, other)
    else:
        take("set_priority", request, other, priority="stat")
    typed = " ".join(str(value) for name, value in values.items() if name in ("text", "reason", "location"))
    response = client.post(url(verb, request), values | {"seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert typed in page or verb in ("wait", "decline")
    if request.status not in ("held", "closed"):
        assert other.get_full_name() in page


def test_the_conflict_page_shows_then_and_now_and_can_be_sent_again(client, ana, lead):
    request, values, _after = begin("wait", ana, lead, client)
    seen = client.get(url("detail", request)).context["seen"]
    take("set_priority", request, lead, priority="urgent")
    response = client.post(url("wait", request), values | {"seen": seen})
    rows = {row["name"]: (row["then"], row["now"]) for row in response.context["rows"]}
    assert rows["Priority"] == ("Routine", "Urgent")
    assert rows["Owner"] == ("Ana Ruiz", "Ana Ruiz")
    assert [entry.what for entry in response.context["theirs"]] == ["Due time computed again", "Priority changed"]
    again = response.context["form"].data
    assert client.post(url("wait", request), again.dict()).status_code == 302
    assert state(request).status == "waiting"


def test_the_loser_of_a_claim_reads_who_took_it_and_how_long_ago(client, clock, ana, ben):
    request = make_request()
    client.force_login(ben)
    take("claim", request, ana)
    clock.shift(timedelta(seconds=12))
    response = client.post(url("claim", request), {"version": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ana Ruiz took this request." in page
    assert "12 seconds ago." in page
    assert "Next person to call" in page


def test_a_note_typed_on_an_attempt_that_is_no_longer_mine_becomes_a_note(client, ana, ben):
    request = make_request("in_review", owner=ana)
    client.force_login(ana)
    take("take_over", request, ben, reason="Ana is ill")
    values = {"version": 1, "outcome": "busy", "person": "patient", "channel": "phone", "text": "He wept."}
    response = client.post(url("log_attempt", request), values)
    assert response.status_code == 409
    assert "He wept." in response.content.decode()
    assert NoteDraft.objects.get().text == "He wept."
    client.post(url("add_note", request), {"text": "He wept."})
    assert InternalNote.objects.filter(text="He wept.").exists()
    assert not NoteDraft.objects.exists()


def test_a_forged_base_is_taken_for_none(client, ana, lead):
    request, values, _after = begin("wait", ana, lead, client)
    take("set_priority", request, lead, priority="urgent")
    response = client.post(url("wait", request), values | {"seen": "forged"})
    assert response.status_code == 409
    assert response.context["rows"] == []


# --- steps that need more than one person or request ------------------------------------------------------------------


def test_a_manager_gives_it_to_a_colleague_of_the_queue(client, ana, lead):
    make_staff("cy", "Scheduler", queues=("pediatric_aya",))
    request = make_request()
    client.force_login(lead)
    people = client.get(url("assign", request)).context["form"].fields["to"].queryset
    assert {user.username for user in people} == {"ana", "lead"}
    client.post(url("assign", request), {"version": 1, "to": ana.pk})
    assert state(request).assigned_to == ana


def test_a_stale_claim_is_shown_and_taken_over_with_a_reason(client, clock, ana, ben):
    request = take("claim", make_request(), ana)
    clock.shift(timedelta(minutes=31))
    client.force_login(ben)
    assert "No step for more than 30 minutes" in client.get(url("detail", request)).content.decode()
    refused = client.post(url("take_over", request), {"version": 2, "reason": ""})
    assert refused.status_code == 422
    client.post(url("take_over", request), {"version": 2, "reason": "She went home"})
    assert state(request).assigned_to == ben


def test_moving_it_out_of_ones_queues_leads_back_to_the_list(client, lead):
    cy = make_staff("cy", "Scheduler", queues=("adult",))
    client.force_login(cy)
    request = make_request("in_review", owner=cy)
    other = Queue.objects.get(slug="pediatric_aya")
    response = client.post(url("set_queue", request), {"version": 1, "queue": other.pk})
    assert response["Location"] == reverse("appointments_desk:queue")
    assert state(request).queue == other


def test_closing_as_unreached_says_what_is_missing(client, ana):
    request = make_request("contacting", owner=ana)
    client.force_login(ana)
    page = client.get(url("close_unreached", request)).content.decode()
    assert "Still needed before you close: three attempts" in page
    response = client.post(url("close_unreached", request), {"version": 1})
    assert response.status_code == 422
    assert "three attempts" in response.content.decode()


def test_a_decline_above_routine_waits_for_a_second_person(client, lead):
    request = make_request("contacting", owner=lead, priority="urgent")
    values = {"reason": "not_eligible", "text": "We treat adults only."}
    client.force_login(lead)
    client.post(url("decline", request), {"version": 1} | values)
    assert state(request).status == "contacting"
    second = make_staff("second", "Scheduling manager")
    client.force_login(second)
    page = client.get(url("decline", request)).content.decode()
    assert "Lena Dahl proposed" in page
    client.post(url("decline", request), {"version": 2} | values)
    assert state(request).status_reason == "not_eligible"


def pair(ana):
    older = make_request(submitted_at=timezone.now() - timedelta(days=1))
    return older, take("claim", make_request(), ana)


def test_two_requests_stand_side_by_side_and_one_is_merged(client, ana):
    older, newer = pair(ana)
    client.force_login(ana)
    page = client.get(url("detail", newer)).content.decode()
    assert str(older) in page
    before = AccessLogEntry.objects.count()
    page = client.get(url("compare", newer, older.pk)).content.decode()
    assert AccessLogEntry.objects.count() == before + 2
    assert f"Merge: keep {older}" in page
    client.post(url("merge_duplicate", newer), {"version": version(newer), "survivor": older.pk})
    assert state(newer).duplicate_of == older


def test_different_people_stay_two(client, ana):
    older, newer = pair(ana)
    client.force_login(ana)
    values = {"version": version(newer), "other": older.pk, "decision": "different_people"}
    client.post(url("dismiss_duplicate", newer), values)
    assert "Different people" in client.get(url("detail", newer)).content.decode()
    assert state(newer).status == "in_review"


def test_a_possible_copy_in_another_team_is_not_named(client, ana):
    cy = make_staff("cy", "Scheduler", queues=("adult",))
    hidden = make_request(queue="pediatric_aya")
    mine = take("claim", make_request(), cy)
    client.force_login(cy)
    page = client.get(url("detail", mine)).content.decode()
    assert "A request of another team" in page
    assert str(hidden) not in page
    assert client.get(url("compare", mine, hidden.pk)).status_code == 404


@pytest.mark.parametrize(
    ("answer", "typed", "stored"),
    [
        ("patient.birth_date", "1959-12-31", "1959-12-31"),
        ("patient.phone_e164", "(646) 555-0102", "+16465550102"),
        ("patient.preferred_language", "ht", "ht"),
        ("patient.interpreter", "sign", "sign"),
        ("contact.time_zone", "Pacific/Honolulu", "Pacific/Honolulu"),
        ("contact.sms_ok", "on", "True"),
        ("contact.safe_contact_note", "Only by day", "Only by day"),
    ],
)
def test_an_answer_is_corrected_with_the_field_that_fits_it(client, ana, answer, typed, stored):
    request = make_request("contacting", owner=ana)
    client.force_login(ana)
    response = client.post(url("correct_field", request), {"version": 1, "answer": answer, "value": typed})
    assert response.status_code == 302, response.content.decode()[-2000:]
    assert request.events.get(kind="field_corrected").values.new == stored
    assert client.get(url("detail", request)).status_code == 200


@pytest.mark.parametrize(
    ("answer", "typed"),
    [("patient.birth_date", "1959-13-31"), ("contact.time_zone", "Mars/Base"), ("patient.preferred_language", "xx")],
)
def test_a_correction_that_does_not_fit_is_refused_at_its_field(client, ana, answer, typed):
    request = make_request("contacting", owner=ana)
    client.force_login(ana)
    response = client.post(url("correct_field", request), {"version": 1, "answer": answer, "value": typed})
    assert response.status_code == 422
    assert response.context["form"].errors["value"]
