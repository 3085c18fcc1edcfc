"""The auditor's screen: every look and every step can be found, and nothing of a patient stands there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import access, audit
from appointments.models import BreakGlass
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

CANARY = "Zanzibarine"


@pytest.fixture
def request_of_ana(clock, ana, lead):
    make_settings()
    request = make_request(patient={"given_name": CANARY})
    access.get_request(ana, request.pk)
    access.get_request(lead, request.pk)
    take("claim", request, ana)
    return request


@pytest.fixture
def auditor(client, clock):
    client.force_login(make_staff("ada", "Auditor"))
    return client


def page(auditor, status=200, **filters):
    response = auditor.get(reverse("appointments_desk:audit"), filters)
    assert response.status_code == status
    return response.content.decode()


def rows(html):
    return html.partition("<tbody>")[2].partition("</tbody>")[0]


def test_looks_and_steps_are_shown_without_the_patient(auditor, request_of_ana):
    looks, steps = page(auditor), page(auditor, kind="steps")
    assert rows(looks).count("<tr>") == 2 and "Viewed" in rows(looks)
    assert rows(steps).count("<tr>") == 1 and "Claimed" in rows(steps)
    for html in (looks, steps):
        assert str(request_of_ana) in html
        assert CANARY not in html


def test_each_filter_narrows_the_list(auditor, request_of_ana, ana):
    other = make_request()
    access.get_request(ana, other.pk)
    assert rows(page(auditor, actor=ana.pk)).count("<tr>") == 2
    assert rows(page(auditor, reference=str(other))).count("<tr>") == 1
    assert rows(page(auditor, action="exported")) == ""
    day = timezone.localdate()
    assert rows(page(auditor, since=day, until=day)).count("<tr>") == 3
    assert rows(page(auditor, since=day + timedelta(days=1))) == ""
    assert rows(page(auditor, until=day - timedelta(days=1))) == ""


@pytest.mark.parametrize(
    "filters", [{"reference": "nonsense"}, {"since": "31/31"}, {"actor": "0"}, {"action": "x"}, {"kind": "x"}]
)
def test_what_cannot_be_read_shows_nothing_and_says_so(auditor, request_of_ana, filters):
    assert rows(page(auditor, status=422, **filters)) == ""


def test_long_logs_come_in_pages(auditor, ana):
    for _ in range(60):
        audit.record_access("listed", ana)
    first = page(auditor)
    assert rows(first).count("<tr>") == 50
    before = first.partition("before=")[2].partition('"')[0]
    assert rows(page(auditor, before=before)).count("<tr>") == 10
    assert rows(page(auditor, before="x" * 30)).count("<tr>") == 50


def test_emergency_access_is_shown_with_its_reason(auditor, admin_user):
    now = timezone.now()
    BreakGlass.objects.create(
        user=admin_user, reason="Everybody is ill", started_at=now, ends_at=now + timedelta(minutes=30)
    )
    assert "Everybody is ill" in page(auditor)


def test_more_rows_cost_no_more_queries(auditor, ana, django_assert_max_num_queries):
    for _ in range(40):
        audit.record_access("viewed", ana, make_request())
    with django_assert_max_num_queries(22):
        page(auditor)


@pytest.mark.parametrize(
    ("who", "looks", "steps"), [("ana", 1, 1), ("lead", 2, 1), ("ben", 0, 0)], ids=["own", "team", "nothing yet"]
)
def test_staff_read_their_own_rows_and_managers_those_of_their_team(
    client, request_of_ana, ana, lead, who, looks, steps
):
    auditors_look = make_staff("ada", "Auditor")
    audit.record_access("listed", auditors_look)
    client.force_login({"ana": ana, "lead": lead}.get(who) or make_staff("ben", "Scheduler"))
    assert rows(page(client)).count("<tr>") == looks
    assert rows(page(client, kind="steps")).count("<tr>") == steps
    assert "ada" not in page(client) and CANARY not in page(client)


def test_nobody_widens_the_log_by_asking_for_somebody_else(client, request_of_ana, ana, lead):
    client.force_login(ana)
    assert rows(page(client, status=422, actor=lead.pk)) == ""


def test_emergency_access_is_no_concern_of_schedulers(client, ana, lead, admin_user, clock):
    now = timezone.now()
    BreakGlass.objects.create(user=admin_user, reason="Everybody is ill", started_at=now, ends_at=now)
    for user, sees in ((ana, False), (lead, True)):
        client.force_login(user)
        assert ("Everybody is ill" in page(client)) is sees
