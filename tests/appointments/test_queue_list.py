"""The list at the desk: who is called first, the worklists, what a row shows, and that each look is written down."""

from datetime import time, timedelta
from itertools import chain

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from appointments.desk.queues import VIEWS, Moment, Worklist
from appointments.models import AccessLogEntry, AppointmentRequest, BreakGlass, CallWindow, DuplicateCandidate
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

LIST = "/admin/appointments/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    """Tuesday, 10 a.m. in New York; the hospital is open from 8 to 18."""
    return make_settings()


@pytest.fixture
def desk(client, ana):
    client.force_login(ana)
    return client


def hours(n):
    return timezone.now() + timedelta(hours=n)


def with_window(request, weekday, starts, ends):
    CallWindow.objects.create(contact=request.contact, weekday=weekday, starts=starts, ends=ends)
    return request


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [row.request.reference for row in response.context["rows"]]


# --- order ----------------------------------------------------------------------------------------------------------


def test_overdue_urgent_ones_come_first_then_who_can_be_called_then_the_rest(desk):
    evening = (1, time(17), time(18))
    rest_soon = with_window(make_request(call_due_at=hours(1)), *evening)
    rest_overdue = with_window(make_request(call_due_at=hours(-3)), *evening)
    callable_later = make_request(call_due_at=hours(9))
    callable_overdue = make_request(call_due_at=hours(-1))
    callable_urgent = make_request(call_due_at=hours(2), priority="urgent")
    urgent_overdue = with_window(make_request(call_due_at=hours(-1), priority="urgent"), *evening)
    stat_overdue = make_request(call_due_at=hours(-2), priority="stat")
    without_due = make_request(call_due_at=None)

    assert listed(desk) == [
        request.reference
        for request in (
            stat_overdue,
            urgent_overdue,
            callable_overdue,
            callable_urgent,
            callable_later,
            without_due,
            rest_overdue,
            rest_soon,
        )
    ]


def test_once_tried_the_next_action_is_what_is_due(desk):
    tried = {"first_attempt_at": hours(-5), "owner": make_staff("ivo", "Scheduler")}
    back_soon = make_request("contacting", **tried, call_due_at=hours(-20), next_action_at=hours(-1))
    first_call = make_request(call_due_at=hours(3))
    back_later = make_request("contacting", **tried, call_due_at=hours(-20), next_action_at=hours(5))
    assert listed(desk) == [request.reference for request in (back_soon, first_call, back_later)]


def test_pages_follow_one_another_without_gap_or_repetition(desk):
    evening = (1, time(17), time(18))
    for n in range(40):
        request = make_request(call_due_at=hours(n % 7 - 3), priority=["routine", "urgent"][n % 2])
        if n % 3 == 0:
            with_window(request, *evening)
    whole = Worklist(AppointmentRequest.objects.all(), Moment.present()).ids(0, 40)
    assert len(set(whole)) == 40
    pages = [Worklist(AppointmentRequest.objects.all(), Moment.present()).ids(start, 15)[:15] for start in (0, 15, 30)]
    assert list(chain(*pages)) == whole
    assert len(listed(desk)) == 30
    assert len(listed(desk, p=2)) == 10


# --- callable now ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "callable_now"),
    [
        ({}, True),
        ({"windows": [(1, time(9), time(11))]}, True),
        ({"windows": [(1, time(10), time(11))]}, True),  # begins this minute
        ({"windows": [(1, time(9), time(10))]}, False),  # ends this minute
        ({"windows": [(2, time(9), time(11))]}, False),  # tomorrow
        ({"windows": [(2, time(9), time(11)), (1, time(8), time(12))]}, True),
        ({"windows": [(1, time(9), time(11))], "zone": "America/Los_Angeles"}, False),  # 7 a.m. there
        ({"windows": [(1, time(7), time(8))], "zone": "America/Los_Angeles"}, True),
        ({"windows": [(2, time(3), time(5))], "zone": "Pacific/Auckland"}, True),  # already Wednesday, 4 a.m.
        ({"phone": timedelta(minutes=14)}, False),
        ({"phone": timedelta(minutes=15)}, True),  # the mark has run out
        ({"status": "in_review"}, True),
        ({"status": "contacting"}, True),
        ({"status": "contacting", "next_action_at": timedelta(hours=1)}, False),
        ({"status": "contacting", "next_action_at": timedelta(hours=-1)}, True),
        ({"status": "waiting", "next_action_at": timedelta(hours=1)}, False),
        ({"status": "waiting", "next_action_at": timedelta(hours=-1)}, True),
        ({"status": "scheduled"}, False),
        ({"status": "held"}, False),
        ({"status": "closed"}, False),
    ],
)
def test_who_can_be_called_now(desk, ana, what, callable_now):
    status, fields = what.get("status", "new"), {}
    if "next_action_at" in what:
        fields["next_action_at"] = timezone.now() + what["next_action_at"]
    if "phone" in what:
        fields |= {"on_phone_by": ana, "on_phone_at": timezone.now() - what["phone"]}
    owner = None if status in ("new", "held") else ana
    request = make_request(status, owner=owner, contact={"time_zone": what.get("zone", "America/New_York")}, **fields)
    for window in what.get("windows", ()):
        with_window(request, *window)
    assert (request.reference in listed(desk, view="callable")) is callable_now


def test_the_lead_sets_how_long_a_call_may_last(desk, ana):
    make_settings(on_phone_minutes=40)
    make_request(on_phone_by=ana, on_phone_at=timezone.now() - timedelta(minutes=30))
    assert listed(desk, view="callable") == []


def test_nobody_is_called_while_the_hospital_is_closed(client, ana, clock):
    make_request()
    clock.shift(timedelta(hours=9))
    client.force_login(ana)
    assert listed(client, view="callable") == []
    assert len(listed(client)) == 1
    assert "The hospital is closed" in client.get(LIST).text


# --- worklists ------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(ana):
    """One request for each worklist and several that belong to few."""
    ivo = make_staff("ivo", "Scheduler")
    tried = {"first_attempt_at": hours(-30)}
    requests = {
        "mine": make_request("in_review", owner=ana, call_due_at=hours(30)),
        "ivos": make_request("in_review", owner=ivo, call_due_at=hours(30)),
        "released": make_request("contacting", call_due_at=hours(-40), next_action_at=hours(48), **tried),
        "today": make_request("in_review", owner=ivo, call_due_at=hours(7)),
        "late": make_request("in_review", owner=ivo, call_due_at=hours(-30)),
        "reached": make_request("waiting", owner=ivo, next_action_at=hours(-25), **tried),
        "waits": make_request("waiting", owner=ivo, next_action_at=hours(26), **tried),
        "referral": make_request("in_review", owner=ivo, kind="referral", call_due_at=hours(30)),
        "twin": make_request("in_review", owner=ivo, call_due_at=hours(30)),
        "other_twin": make_request("closed", owner=ivo),
        "held": make_request("held"),
        "visit": make_request("scheduled", owner=ivo, next_action_at=hours(50), **tried),
        "wrong": make_request("entered_in_error"),
        "elsewhere": make_request("new", queue="pediatric_aya"),
    }
    DuplicateCandidate.objects.create(request_a=requests["other_twin"], request_b=requests["twin"], level="strong")
    DuplicateCandidate.objects.create(
        request_a=requests["ivos"], request_b=requests["late"], level="weak", decision="different_people"
    )
    return requests


OPEN = {"mine", "ivos", "released", "today", "late", "reached", "waits", "referral", "twin", "visit", "elsewhere"}


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("open", OPEN),
        ("mine", {"mine"}),
        ("unclaimed", {"released", "elsewhere"}),
        ("callable", OPEN - {"released", "waits", "visit"}),
        ("today", {"today"}),
        ("overdue", {"late"}),
        ("waiting", {"reached"}),
        ("referrals", {"referral"}),
        ("duplicates", {"twin"}),
        ("held", {"held"}),
        ("closed", {"other_twin"}),
        ("there is no such view", OPEN),
    ],
)
def test_each_worklist_holds_what_its_name_says(desk, world, view, names):
    found = set(listed(desk, view=view))
    assert {name for name, request in world.items() if request.reference in found} == names


def test_the_counts_beside_the_worklists_are_those_of_the_lists(desk, world):
    counts = {item["view"].key: item["count"].number for item in desk.get(LIST).context["views"]}
    assert counts == {key: len(listed(desk, view=key)) for key in VIEWS}


def test_counts_stop_at_a_hundred(desk):
    for _ in range(101):
        make_request()
    counts = {item["view"].key: str(item["count"]) for item in desk.get(LIST).context["views"]}
    assert counts["unclaimed"] == "99+"


def test_a_scheduler_sees_the_queues_of_their_team_only(client, world):
    kim = make_staff("kim", "Scheduler", queues=["adult"])
    client.force_login(kim)
    assert world["elsewhere"].reference not in listed(client)
    assert len(listed(client)) == len(OPEN) - 1


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patient", "masked"),
    [
        ({}, "N., A. · 65 y"),
        ({"birth_date": None}, "N., A. · age ?"),
        ({"given_name": "Sukarno", "family_name": "", "single_name": True}, "S. · 65 y"),
        ({"given_name": "عائشة", "family_name": "الأحمد"}, "ا., ع. · 65 y"),
        ({"given_name": "e\u0301lodie", "family_name": "Øre"}, "Ø., E\u0301. · 65 y"),
    ],
)
def test_a_row_shows_initials_and_age_and_nothing_else_of_the_person(desk, patient, masked):
    request = make_request(
        patient={"phone_raw": "212 555 0171", "email": "ana@example.org"} | patient,
        clinical={"own_words": "a lump under the arm", "condition_label": "typed by hand"},
    )
    page = desk.get(LIST)
    shown = page.context["rows"][0].patient.replace("\u2068", "").replace("\u2069", "")
    assert shown == masked
    assert str(request) in page.text
    for secret in ("Novak", "Sukarno", "0171", "ana@example.org", "lump", "typed by hand", "1961"):
        assert secret not in page.text


def test_what_a_row_says_about_time_callability_and_flags(desk, ana):
    make_request(
        call_due_at=hours(-3),
        priority="stat",
        red_flag=True,
        is_minor=True,
        patient={"interpreter": "sign", "preferred_language": "zh-Hans"},
        submitted_at=hours(-50),
    )
    row = desk.get(LIST).context["rows"][0]
    assert row.due.word == "3 h late"
    assert row.due_exact == "Tue Nov 24, 7:00 AM"
    assert row.callable.word == "Callable now"
    assert [flag.word for flag in row.flags] == ["Immediate", "Read first", "Under 18"]
    assert (row.language, row.interpreter.word) == ("Simplified Chinese", "Sign language")
    assert row.age == "2 days"
    assert row.owner is None


def test_each_sign_is_an_icon_and_its_word_and_escapes_what_people_typed(desk):
    ivo = make_staff("ivo", "Scheduler", first_name="<b>Ivo")
    make_request("in_review", owner=ivo, call_due_at=hours(-3))
    page = desk.get(LIST).text
    icon = '<svg class="icon icon-warning queue-sign__icon" aria-hidden="true"><use href="#icon-warning"></use></svg>'
    assert f'<span class="queue-sign queue-sign--critical">{icon}<span>3 h late</span></span>' in page
    assert "<b>Ivo" not in page
    assert "&lt;b&gt;Ivo" in page


def test_the_page_says_nothing_personal_in_title_or_address(desk):
    make_request()
    page = desk.get(LIST, {"status": "new"})
    assert "<title>" in page.text
    assert "Novak" not in page.text


# --- the log --------------------------------------------------------------------------------------------------------


def test_each_list_is_one_row_in_the_access_log_with_the_requests_shown(desk, ana):
    requests = [make_request() for _ in range(3)]
    listed(desk, view="unclaimed")
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.actor, entry.request) == ("listed", ana, None)
    assert set(entry.detail["requests"]) == {str(request.pk) for request in requests}
    assert (entry.detail["view"], entry.detail["count"]) == ("unclaimed", 3)


def test_nothing_is_shown_when_the_look_cannot_be_written_down(desk):
    request = make_request()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE appointments_accesslogentry ADD CONSTRAINT full_disk CHECK (action <> 'listed') NOT VALID"
        )
    page = desk.get(LIST)
    assert page.status_code == 503
    assert str(request) not in page.text
    assert "N., A." not in page.text


def test_emergency_access_is_named_in_the_log(client):
    chief = make_staff("chief", is_superuser=True, is_staff=True)
    client.force_login(chief)
    make_request()
    assert client.get(LIST).status_code == 302
    access = BreakGlass.objects.create(user=chief, reason="fire", started_at=timezone.now(), ends_at=hours(0.5))
    assert len(listed(client)) == 1
    entry = AccessLogEntry.objects.get(action="listed")
    assert (entry.role, entry.reason) == ("break_glass", f"break_glass:{access.pk}")


# --- size -----------------------------------------------------------------------------------------------------------


def queries_of_a_list(client, django_assert_max_num_queries, **query):
    with django_assert_max_num_queries(60) as queries:
        assert client.get(LIST, query).status_code == 200
    return len(queries)


@pytest.mark.parametrize("view", ["open", "callable", "closed"])
def test_a_long_list_needs_no_more_queries_than_a_short_one(desk, ana, django_assert_max_num_queries, view):
    def grow(number):
        for n in range(number):
            status = "closed" if view == "closed" else ["new", "in_review"][n % 2]
            make_request(status, owner=ana if status != "new" else None, kind=["self", "behalf", "referral"][n % 3])

    grow(20)
    queries_of_a_list(desk, django_assert_max_num_queries, view=view)  # fills what is kept between requests
    few = queries_of_a_list(desk, django_assert_max_num_queries, view=view)
    grow(180)
    assert queries_of_a_list(desk, django_assert_max_num_queries, view=view) == few


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "is_shown"),
    [
        (["Scheduler"], True),
        (["Scheduling manager"], True),
        (["Auditor"], False),
        (["Editor"], False),
        (["Medical reviewer", "Moderator"], False),
    ],
)
def test_the_menu_shows_the_desk_to_those_who_work_there(client, groups, is_shown):
    make_request()
    make_request()
    make_request("in_review", owner=make_staff("ivo", "Scheduler"))
    client.force_login(make_staff("kim", *groups))
    menu = client.get("/admin/").text
    assert ("Appointments (2)" in menu) is is_shown
    assert (client.get(LIST).status_code == 200) is is_shown


def test_managers_reach_metrics_export_and_day_list_from_the_list(client, desk, lead):
    links = [reverse(f"appointments_desk:{name}") for name in ("metrics", "export", "print")]
    page = desk.get(LIST).text
    assert not any(link in page for link in links)
    client.force_login(lead)
    page = client.get(LIST).text
    assert all(link in page for link in links)
