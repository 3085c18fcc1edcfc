"""What scheduling managers set, and that each setting is obeyed (a setting without a test here fails)."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from appointments import due_times, guards, sla
from appointments.desk.detail import is_stale
from appointments.models import AppointmentRequest, AppointmentSettings, Queue, SlaPolicy
from portal import page_cache
from portal.models import ClosedDay, ContactPoint, SpecialHours
from tests.appointments.makers import make_calendar, make_request, make_settings, make_staff, take

HERE = Path(__file__).parent

pytestmark = pytest.mark.django_db

# setting → the file of the test that shows it is obeyed
OBEYED = {
    "contact_point": "test_desk_settings",
    "stale_minutes": "test_desk_settings",
    "on_phone_minutes": "test_desk_settings",
    "physician_contact": "test_desk_settings",
    "caller_id": "test_public_sent",
    "draft_days": "test_retention",
    "held_days": "test_retention",
    "closed_days": "test_retention",
    "scheduled_days": "test_retention",
    "unconfirmed_days": "test_retention",
    "message_days": "test_retention",
    "audit_years": "test_retention",
}


@pytest.fixture
def lead(client):
    user = make_staff("lead", "Scheduling manager")
    client.force_login(user)
    return user


def test_every_setting_has_a_test():
    fields = {field.name for field in AppointmentSettings._meta.fields} - {"id"}
    assert fields == set(OBEYED)
    for setting, file in OBEYED.items():
        assert setting in (HERE / f"{file}.py").read_text(), (setting, file)


def test_a_claim_goes_stale_after_the_minutes_that_are_set(clock):
    make_settings(stale_minutes=10)
    request = take("claim", make_request(), make_staff("ana", "Scheduler"))
    clock.shift(timedelta(minutes=9))
    assert not is_stale(request)
    clock.shift(timedelta(minutes=1))
    assert is_stale(request)


def test_a_call_counts_as_over_after_the_minutes_that_are_set(clock):
    make_settings(on_phone_minutes=5)
    ana = make_staff("ana", "Scheduler")
    request = make_request("in_review", owner=ana)
    take("start_call", request, ana)
    request.refresh_from_db()
    clock.shift(timedelta(minutes=4))
    assert guards.is_on_phone(request)
    clock.shift(timedelta(minutes=1))
    assert not guards.is_on_phone(request)


def test_the_calendar_of_the_contact_point_says_when_the_first_call_is_due(clock):
    settings = make_settings()
    queue = Queue.objects.get(slug="adult")
    before = sla.due_or_none(queue, "urgent", timezone.now())
    settings.contact_point.calendar = make_calendar("Afternoons", opens=time(13))
    settings.contact_point.save()
    page_cache._replace_generation()  # what a commit does
    assert sla.due_or_none(queue, "urgent", timezone.now()) > before


def test_the_physician_contact_is_the_number_clinicians_are_given(client, clock):
    physicians = ContactPoint.objects.create(
        label="physicians", title="Physician on call", phone_e164="+12125550171", calendar=make_calendar("Always")
    )
    make_settings(physician_contact=physicians)
    page_cache._replace_generation()  # what a commit does
    assert "+12125550171" in client.get(reverse("appointments:emergency")).content.decode()


# --- changed rules change unmet deadlines -----------------------------------------------------------------------------


@pytest.fixture
def request_due(clock):
    settings = make_settings()
    now = timezone.now()
    due = sla.due_or_none(Queue.objects.get(slug="adult"), "routine", now)
    request = make_request(call_due_at=due, promised_by=due)
    due_times.sweep()
    return request, settings.contact_point.calendar


def close_tomorrow(calendar):
    ClosedDay.objects.create(date=timezone.localdate() + timedelta(days=1), name="Snow")


def open_late_tomorrow(calendar):
    day = timezone.localdate() + timedelta(days=1)
    calendar_hours = SpecialHours.objects.create(date=day, name="Late", opens="12:00", closes="18:00")
    calendar_hours.calendars.add(calendar)


def shorten_the_week(calendar):
    calendar.spans.filter(weekday=2).delete()


def promise_sooner(calendar):
    SlaPolicy.objects.create(queue=Queue.objects.get(slug="adult"), priority="routine", minutes=60, calendar=calendar)


@pytest.mark.parametrize("change", [close_tomorrow, open_late_tomorrow, shorten_the_week, promise_sooner])
def test_a_changed_rule_moves_the_deadline_and_not_the_promise(request_due, change):
    request, calendar = request_due
    change(calendar)
    page_cache._replace_generation()  # what a commit does
    assert due_times.sweep() == 1
    after = AppointmentRequest.objects.get(pk=request.pk)
    assert after.call_due_at != request.call_due_at
    assert after.promised_by == request.promised_by
    assert after.version == request.version
    event = after.events.get(kind="due_recomputed")
    assert event.detail["old"] != event.detail["new"]
    assert due_times.sweep() == 0


def test_a_met_deadline_is_history(request_due):
    request, calendar = request_due
    AppointmentRequest.objects.filter(pk=request.pk).update(first_attempt_at=timezone.now())
    promise_sooner(calendar)
    assert due_times.sweep() == 0
    assert not request.events.exists()


def test_nothing_is_computed_while_no_rule_changes(request_due, django_assert_num_queries):
    with django_assert_num_queries(7):
        assert due_times.sweep() == 0


# --- the screens ------------------------------------------------------------------------------------------------------


def screens():
    return [
        reverse("wagtailsettings:edit", args=["appointments", "appointmentsettings"]),
        reverse("wagtailsnippets_appointments_queue:list"),
        reverse("wagtailsnippets_appointments_queue:add"),
        reverse("wagtailsnippets_appointments_slapolicy:list"),
        reverse("wagtailsnippets_appointments_slapolicy:add"),
        reverse("wagtailsnippets_portal_openingcalendar:list"),
        reverse("wagtailsnippets_portal_closedday:add"),
        reverse("wagtailsnippets_portal_specialhours:add"),
    ]


def test_a_scheduling_manager_opens_every_screen(client, lead):
    make_settings()
    settings_id = AppointmentSettings.load().pk
    for url in screens():
        response = client.get(url, follow=True)
        assert response.status_code == 200, url
        assert response.request["PATH_INFO"] in (url, f"{url}{settings_id}/"), url


@pytest.mark.parametrize("group", ["Scheduler", "Editor", "Auditor", "Medical reviewer"])
def test_nobody_else_does(client, group):
    client.force_login(make_staff("other", group))
    for url in screens()[:5]:
        assert client.get(url).status_code == 302, url


def test_a_manager_puts_a_scheduler_into_a_queue(client, lead):
    ana = make_staff("ana", "Scheduler", queues=())
    queue = Queue.objects.get(slug="adult")
    url = reverse("wagtailsnippets_appointments_queue:edit", args=[queue.pk])
    client.post(url, {"name": queue.name, "slug": queue.slug, "members": [ana.pk]})
    assert list(queue.members.all()) == [ana]


def test_a_manager_sets_a_policy(client, lead):
    calendar = make_calendar()
    queue = Queue.objects.get(slug="adult")
    values = {"queue": queue.pk, "priority": "stat", "minutes": 30, "calendar": calendar.pk}
    url = reverse("wagtailsnippets_appointments_slapolicy:add")
    refused = client.post(url, values | {"first_warning": 80, "second_warning": 50})
    assert "The second warning has to come after the first." in refused.content.decode()
    client.post(url, values | {"first_warning": 50, "second_warning": 80})
    assert SlaPolicy.objects.get().minutes == 30


def test_rights_come_with_the_migration():
    group = Group.objects.get(name="Scheduling manager")
    assert group.permissions.filter(codename="change_appointmentsettings").exists()
    assert group.permissions.filter(codename="change_openingcalendar").exists()
