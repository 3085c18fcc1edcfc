"""Several people on one request: drafts of notes, who is here, who is on the phone, whom to call next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from appointments.models import AccessLogEntry, AppointmentRequest, NoteDraft
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db
XHR = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def _settings(clock):
    make_settings()


@pytest.fixture
def ana(client):
    user = make_staff("ana", "Scheduler", first_name="Ana", last_name="Ruiz")
    client.force_login(user)
    return user


@pytest.fixture
def ben():
    return make_staff("ben", "Scheduler", first_name="Ben", last_name="Okafor")


def url(name, request, *more):
    return reverse(f"appointments_desk:{name}", args=[request.pk, *more])


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_note_is_kept_while_it_is_typed_and_shown_again(client, ana):
    request = make_request()
    assert client.post(url("draft", request), {"text": "He said"}, **XHR).json() == {"saved": "Draft saved"}
    client.post(url("draft", request), {"text": "He said that\r\nhe"}, **XHR)
    assert NoteDraft.objects.get().text == "He said that\nhe"
    assert "He said that\nhe" in client.get(url("detail", request)).content.decode()


def test_it_works_without_a_script(client, ana):
    request = make_request()
    response = client.post(url("draft", request), {"text": "By button"})
    assert response["Location"] == url("detail", request) + "#note"
    assert NoteDraft.objects.get().text == "By button"


def test_another_persons_change_never_clears_it(client, ana, ben):
    request = take("claim", make_request(), ana)
    client.post(url("draft", request), {"text": "Mine"}, **XHR)
    take("take_over", request, ben, reason="Ill")
    take("log_attempt", request, ben, outcome="busy", note="His")
    assert NoteDraft.objects.get(user=ana).text == "Mine"


def test_each_person_has_a_draft_of_their_own(client, ana, ben):
    request = make_request()
    client.post(url("draft", request), {"text": "Ana's"}, **XHR)
    client.force_login(ben)
    assert "Ana&#x27;s" not in client.get(url("detail", request)).content.decode()


def test_an_emptied_draft_is_gone(client, ana):
    request = make_request()
    client.post(url("draft", request), {"text": "x"}, **XHR)
    client.post(url("draft", request), {"text": "  "}, **XHR)
    assert not NoteDraft.objects.exists()


def test_nobody_writes_drafts_on_what_they_may_not_see(client):
    request = make_request(queue="pediatric_aya")
    client.force_login(make_staff("cy", "Scheduler", queues=("adult",)))
    assert client.post(url("draft", request), {"text": "x"}).status_code == 404
    assert AccessLogEntry.objects.get().action == "denied"


# --- presence ---------------------------------------------------------------------------------------------------------


def test_colleagues_see_each_other_and_nobody_sees_themselves(client, ana, ben):
    request = make_request()
    assert client.post(url("presence", request)).json()["people"] == []
    client.force_login(ben)
    assert client.post(url("presence", request), {"typing": "1"}).json()["people"] == ["Ana Ruiz has this open"]
    assert "Ana Ruiz has this open" in client.get(url("detail", request)).content.decode()
    client.force_login(ana)
    assert client.post(url("presence", request)).json()["people"] == ["Ben Okafor is typing here"]
    assert EditingSession.objects.count() == 2


def test_who_leaves_or_falls_silent_is_no_longer_shown(client, clock, ana, ben):
    request = make_request()
    client.post(url("presence", request))
    client.post(url("presence", request), {"leave": "1"})
    client.force_login(ben)
    assert client.post(url("presence", request)).json()["people"] == []
    client.force_login(ana)
    client.post(url("presence", request))
    clock.shift(timedelta(seconds=61))
    client.force_login(ben)
    assert client.post(url("presence", request)).json()["people"] == []


def test_a_page_hears_that_its_version_is_old(client, ana, ben):
    request = make_request()
    assert client.post(url("presence", request)).json()["version"] == 1
    take("claim", request, ben)
    assert client.post(url("presence", request)).json()["version"] == 2


def test_presence_is_no_look_and_changes_nothing_of_the_request(client, ana):
    request = make_request()
    client.post(url("presence", request))
    assert not AccessLogEntry.objects.exists()
    assert AppointmentRequest.objects.get().version == 1


def test_a_page_that_is_only_open_does_not_keep_anybody_signed_in(client, clock, ana):
    request = make_request()
    clock.shift(timedelta(minutes=10))
    assert client.post(url("presence", request), **XHR).status_code == 200
    clock.shift(timedelta(minutes=5))
    assert client.post(url("presence", request), **XHR).status_code == 403


# --- on the phone -----------------------------------------------------------------------------------------------------


def test_others_read_who_is_on_the_phone_until_the_outcome(client, ana, ben):
    request = take("claim", make_request(), ana)
    client.post(url("start_call", request), {"version": 2})
    client.force_login(ben)
    page = client.get(url("detail", request)).content.decode()
    assert "Ana Ruiz is on the phone" in page
    assert client.post(url("presence", request)).json()["phone"] == "Ana Ruiz is on the phone"
    assert "Start call" not in page
    take("log_attempt", request, ana, outcome="busy")
    assert client.post(url("presence", request)).json()["phone"] == ""


def test_the_mark_ends_by_itself(client, clock, ana, ben):
    request = take("claim", make_request(), ana)
    client.post(url("start_call", request), {"version": 2})
    clock.shift(timedelta(minutes=14, seconds=59))
    client.force_login(ben)
    assert client.post(url("presence", request)).json()["phone"]
    clock.shift(timedelta(seconds=1))
    assert not client.post(url("presence", request)).json()["phone"]


# --- next -------------------------------------------------------------------------------------------------------------


def go_on(client, request=None):
    return client.post(reverse("appointments_desk:next"), {"after": request.pk if request else ""})


def test_next_claims_a_new_person_who_can_be_called(client, ana):
    soon = timezone.now() + timedelta(hours=1)
    later, first = make_request(), make_request(call_due_at=soon)
    assert go_on(client)["Location"] == url("detail", first)
    first.refresh_from_db()
    assert first.assigned_to == ana
    assert go_on(client, first)["Location"] == url("detail", later)


def test_next_never_opens_a_colleagues_work_nor_the_same_again(client, ana, ben):
    take("claim", make_request(), ben)
    mine = take("claim", make_request(), ana)
    assert go_on(client)["Location"] == url("detail", mine)
    assert go_on(client, mine)["Location"] == reverse("appointments_desk:queue")


def test_next_skips_whom_no_call_suits_now(client, clock, ana):
    from appointments.models import CallWindow

    request = make_request()
    CallWindow.objects.create(contact=request.contact, weekday=1, starts="14:00", ends="16:00")
    assert go_on(client)["Location"] == reverse("appointments_desk:queue")
    clock.shift(timedelta(hours=4))
    client.force_login(ana)
    assert go_on(client)["Location"] == url("detail", request)


def test_next_with_nonsense_is_no_error(client, ana):
    assert client.post(reverse("appointments_desk:next"), {"after": "x'"}).status_code == 302
