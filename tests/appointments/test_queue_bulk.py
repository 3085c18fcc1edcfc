"""Steps for several requests: each row through its verb with its own version, and who was in between is named."""

import pytest

from appointments.models import AccessLogEntry, AppointmentRequest, InternalNote, Queue, RequestEvent
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

LIST, BULK = "/admin/appointments/", "/admin/appointments/queue/bulk/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def desk(client, lead):
    client.force_login(lead)
    return client


def chosen(requests):
    return [f"{request.pk}:{request.version}" for request in requests]


def bulk(client, do, requests, **answers):
    return client.post(BULK, {"do": do, "selected": chosen(requests), "confirmed": "1"} | answers)


def test_a_step_asks_first_and_changes_nothing(desk, ana):
    requests = [make_request(), make_request()]
    page = desk.post(BULK, {"do": "assign", "selected": chosen(requests), "back": f"{LIST}?view=unclaimed"})
    assert page.status_code == 200
    assert "Who takes these requests?" in page.text
    assert all(str(request) in page.text for request in requests)
    assert page.context["back"] == f"{LIST}?view=unclaimed"
    assert AppointmentRequest.objects.filter(status="new").count() == 2


def test_seventeen_done_and_two_changed_by_others(desk, ana):
    requests = [make_request() for _ in range(19)]
    for request in requests[:2]:
        take("claim", request, ana)
    page = bulk(desk, "set_queue", requests, queue=Queue.objects.get(slug="pediatric_aya").pk)
    assert "17 done, 2 changed by others" in page.text
    outcome = page.context["outcome"]
    assert {item["reference"] for item in outcome.changed} == {str(request) for request in requests[:2]}
    assert all(item["words"] == "now “In review”, with Ana" for item in outcome.changed)
    assert AppointmentRequest.objects.filter(queue__slug="pediatric_aya").count() == 17
    assert RequestEvent.objects.filter(kind="queue_changed").count() == 17


def test_the_same_form_sent_twice_does_nothing_twice(desk, ana):
    requests = [make_request(), make_request()]
    assert "2 done" in bulk(desk, "assign", requests, to=ana.pk).text
    assert "0 done, 2 changed by others" in bulk(desk, "assign", requests, to=ana.pk).text
    assert RequestEvent.objects.filter(kind="assigned").count() == 2


def test_give_back_needs_a_reason_which_becomes_a_note(desk, ana):
    requests = [make_request("in_review", owner=ana) for _ in range(2)]
    page = bulk(desk, "release", requests, reason=" ")
    assert page.status_code == 422
    assert "This field is required" in page.text
    assert "2 done" in bulk(desk, "release", requests, reason="On leave").text
    assert list(InternalNote.objects.values_list("text", flat=True)) == ["On leave"] * 2
    assert AppointmentRequest.objects.filter(status="new", assigned_to=None).count() == 2


def test_a_scheduler_gives_back_only_their_own(client, ana):
    client.force_login(ana)
    own, other = make_request("in_review", owner=ana), make_request("in_review", owner=make_staff("ivo", "Scheduler"))
    page = bulk(client, "release", [own, other], reason="On leave")
    assert "1 done, 1 not possible" in page.text
    assert "Only the owner or a scheduling manager can do this." in page.text
    other.refresh_from_db()
    assert other.status == "in_review"


@pytest.mark.parametrize("do", ["assign", "close_spam"])
def test_a_scheduler_is_not_offered_what_managers_do(client, ana, do):
    client.force_login(ana)
    request = make_request("held" if do == "close_spam" else "new")
    assert f'value="{do}"' not in client.get(LIST, {"view": "held" if do == "close_spam" else "open"}).text
    assert bulk(client, do, [request], to=ana.pk).status_code in (302, 403)
    assert AppointmentRequest.objects.get().version == 1


def test_a_time_in_the_past_is_refused_and_the_choice_kept(desk, ana):
    request = make_request("in_review", owner=ana)
    page = bulk(desk, "set_next_action", [request], at="2026-11-23T09:00")
    assert page.status_code == 422
    assert "Choose a time that lies ahead" in page.text
    assert page.context["chosen"] == chosen([request])
    assert "1 done" in bulk(desk, "set_next_action", [request], at="2026-11-25T09:00").text
    request.refresh_from_db()
    assert request.next_action_at.isoformat() == "2026-11-25T14:00:00+00:00"  # nine o'clock where the hospital is


def test_spam_is_closed_only_where_held_ones_are_listed(desk):
    held, new = make_request("held"), make_request()
    assert 'value="close_spam"' in desk.get(LIST, {"view": "held"}).text
    assert 'value="close_spam"' not in desk.get(LIST).text
    page = bulk(desk, "close_spam", [held, new])
    assert "1 done, 1 not possible" in page.text
    new.refresh_from_db()
    held.refresh_from_db()
    assert (held.status, held.status_reason, new.status) == ("closed", "spam", "new")


@pytest.mark.parametrize("do", ["withdraw", "decline", "mark_error", "close_unreached", "", "__class__"])
def test_no_other_step_is_done_in_bulk(desk, do):
    assert bulk(desk, do, [make_request()]).status_code == 404
    assert AppointmentRequest.objects.get().version == 1


def test_nothing_chosen_says_so(desk):
    page = desk.post(BULK, {"do": "assign"})
    assert page.status_code == 422
    assert "Nothing is chosen" in page.text


def test_what_one_may_not_see_is_not_touched(client):
    request = make_request()
    client.force_login(make_staff("kim", "Scheduler", queues=["pediatric_aya"]))
    page = bulk(client, "set_queue", [request], queue=Queue.objects.get(slug="pediatric_aya").pk)
    assert page.status_code == 422
    assert str(request) not in page.text
    assert AppointmentRequest.objects.get().version == 1


@pytest.mark.parametrize("selected", ["x", "1:1", "zz:zz"])
def test_a_choice_that_is_none_is_not_found(desk, selected):
    assert desk.post(BULK, {"do": "assign", "selected": selected}).status_code == 404


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/admin/appointments/../pages/", "javascript:x"]
)
def test_the_way_back_stays_in_the_list(desk, back):
    page = desk.post(BULK, {"do": "assign", "selected": chosen([make_request()]), "back": back})
    assert page.context["back"] == LIST


def test_a_lead_sees_who_can_be_given_work(desk, ana):
    make_staff("aud", "Auditor")
    make_staff("gone", "Scheduler", is_active=False)
    page = desk.post(BULK, {"do": "assign", "selected": chosen([make_request()])})
    offered = {str(user) for user in page.context["form"].fields["to"].queryset}
    assert offered == {"ana", "lea"}


def test_one_step_of_many_rows_writes_no_personal_data_into_the_log(desk, ana):
    bulk(desk, "assign", [make_request()], to=ana.pk)
    assert "Novak" not in str(list(AccessLogEntry.objects.values()))
