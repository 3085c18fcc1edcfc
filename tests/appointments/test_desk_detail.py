"""The page of one request, for each role and in each status."""

import re
from datetime import date

import pytest
from django.urls import reverse

from appointments.desk.step_forms_answers import correctable
from appointments.models import AccessLogEntry, CallWindow, CoverageNote, NoteDraft
from appointments.models.choices import RequestStatus
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


@pytest.fixture
def ana(client):
    user = make_staff("ana", "Scheduler", first_name="Ana", last_name="Ruiz")
    client.force_login(user)
    return user


def url(name, request, *more):
    return reverse(f"appointments_desk:{name}", args=[request.pk, *more])


@pytest.mark.parametrize("status", RequestStatus.values)
@pytest.mark.parametrize("group", ["Scheduler", "Scheduling manager"])
def test_the_page_opens_in_every_status(client, status, group):
    user = make_staff("user", group)
    client.force_login(user)
    owner = None if status in ("new", "held") else user
    request = make_request(status, owner=owner)
    response = client.get(url("detail", request))
    assert response.status_code == 200
    assert "Ana Novak" in response.content.decode()


def test_opening_it_is_recorded_exactly_once(client, ana):
    request = make_request()
    client.get(url("detail", request))
    assert list(AccessLogEntry.objects.values_list("action", "request", "actor")) == [("viewed", request.pk, ana.pk)]


def test_claim_then_attempt_then_note(client, ana):
    request = make_request()
    page = client.post(url("claim", request), {"version": 1}, follow=True)
    assert page.status_code == 200
    page = client.post(
        url("log_attempt", request),
        {"version": 2, "outcome": "no_answer", "person": "patient", "channel": "phone", "text": "rang long"},
        follow=True,
    )
    assert "rang long" in page.content.decode()
    page = client.post(url("add_note", request), {"text": "second note"}, follow=True)
    assert "second note" in page.content.decode()
    assert not NoteDraft.objects.exists()


# What the page offers, by whose request it is: buttons and menus, read from the page itself.
ALWAYS_OPEN = {"withdraw", "set_priority", "set_queue"}
OFFERED = {
    # status: (its owner, another scheduler, a manager who is not its owner)
    "new": (None, {"claim", *ALWAYS_OPEN}, {"claim", "assign", "mark_error", *ALWAYS_OPEN}),
    "held": (None, {"release_hold", "set_queue"}, {"release_hold", "close_spam", "set_queue", "mark_error"}),
    "in_review": (
        {"log_attempt", "release", "set_next_action", *ALWAYS_OPEN},
        {"take_over", *ALWAYS_OPEN},
        {"take_over", "assign", "release", "decline", "set_next_action", "mark_error", *ALWAYS_OPEN},
    ),
    "contacting": (
        {"log_attempt", "wait", "schedule", "close_unreached", "release", "set_next_action", *ALWAYS_OPEN},
        {"take_over", *ALWAYS_OPEN},
        {"take_over", "assign", "release", "decline", "set_next_action", "mark_error", *ALWAYS_OPEN},
    ),
    "waiting": (
        {"log_attempt", "resume", "schedule", "release", "set_next_action", *ALWAYS_OPEN},
        {"take_over", *ALWAYS_OPEN},
        {"take_over", "assign", "release", "set_next_action", "mark_error", *ALWAYS_OPEN},
    ),
    "scheduled": (
        {"schedule", "record_outcome", "set_next_action", *ALWAYS_OPEN},
        {"take_over", *ALWAYS_OPEN},
        {"take_over", "assign", "set_next_action", "mark_error", *ALWAYS_OPEN},
    ),
    "closed": ({"reopen"}, set(), {"reopen", "mark_error"}),
    "entered_in_error": (set(), set(), set()),
}
BAR = re.compile(r'<div class="desk-bar".*?\n</div>', re.S)


def offered(page, request) -> set:
    """Verbs that the action bar and the outcome buttons lead to."""
    bar = BAR.search(page)[0]
    base = re.escape(url("detail", request))
    verbs = set(re.findall(rf'(?:href|action)="{base}(\w+)/"', bar))
    return verbs | ({"log_attempt"} if 'href="#call"' in bar else set())


@pytest.mark.parametrize("status", RequestStatus.values)
def test_the_page_offers_what_may_be_done_now_and_nothing_else(client, status):
    owner, other = make_staff("owner", "Scheduler"), make_staff("other", "Scheduler")
    lead = make_staff("lead", "Scheduling manager")
    has_owner = OFFERED[status][0] is not None
    request = make_request(status, owner=owner if has_owner else None)
    for user, expected in zip((owner if has_owner else None, other, lead), OFFERED[status], strict=True):
        if user is None:
            continue
        client.force_login(user)
        assert offered(client.get(url("detail", request)).content.decode(), request) == expected, user


def test_the_page_of_a_child_warns_before_anybody_speaks_to_a_parent(client, ana):
    request = make_request(is_minor=True, patient={"birth_date": date(2015, 1, 2)})
    page = client.get(url("detail", request)).content.decode()
    assert "Do not tell a parent about this request" in page
    assert "11 years" in page


def test_the_safe_contact_note_stands_before_the_number(client, ana):
    request = make_request(contact={"safe_contact_note": "Only by day"})
    page = client.get(url("detail", request)).content.decode()
    assert page.index("Only by day") < page.index("tel:+12125550143")


def test_the_call_card_says_what_a_caller_has_to_know(client, ana):
    request = make_request(
        contact={"time_zone": "Pacific/Honolulu", "voicemail": "name_and_number"},
        patient={"preferred_language": "es", "interpreter": "sign", "access_needs": ["hearing"], "phone_ext": "12"},
    )
    page = client.get(url("detail", request)).content.decode()
    for words in (
        "Tue 5:00 AM",
        "Hawaii",
        "Only name and number",
        "Spanish",
        "Yes, sign language",
        "Hearing",
        "ext. 12",
    ):
        assert words in page, words
    assert 'href="tel:+12125550143;ext=12"' in page


def test_outside_their_times_the_page_says_when_a_call_suits(client, ana):
    request = make_request()
    CallWindow.objects.create(contact=request.contact, weekday=1, starts="14:00", ends="16:00")
    page = client.get(url("detail", request)).content.decode()
    assert "Outside the times that suit" in page
    assert "again Tue Nov 24, 2:00 PM" in page


def test_the_referrer_is_called_first_when_the_patient_was_not_told(client, ana):
    request = make_request(kind="referral", referral={"patient_informed": "no"})
    page = client.get(url("detail", request)).content.decode()
    assert "Call the referring clinician first." in page
    assert page.index("tel:+12125550199") < page.index("tel:+12125550143")


def test_a_corrected_answer_shows_both_values(client, ana):
    request = take("claim", make_request(), ana)
    take("correct_field", request, ana, part="patient", field="given_name", value="Anna")
    take("correct_field", request, ana, part="patient", field="given_name", value="Hanna")
    page = client.get(url("detail", request)).content.decode()
    assert "Hanna" in page
    assert "As sent: <bdi>Ana</bdi>" in page


def test_every_answer_that_may_be_corrected_has_a_form_that_takes_it(client, ana):
    request = make_request(kind="referral", requester={"name": "Ivo"})
    CoverageNote.objects.create(request=request)
    client.force_login(ana)
    for answer in correctable(request):
        page = client.get(url("correct_field", request), {"answer": answer})
        assert page.status_code == 200, answer
        assert page.context["form"]["value"].value() == page.context["form"].present_value()
    assert client.get(url("correct_field", request), {"answer": "patient.request_id"}).status_code == 404
    assert client.get(url("correct_field", request)).status_code == 404
