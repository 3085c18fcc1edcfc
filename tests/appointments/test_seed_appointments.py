"""The demo's desk: requests in every status, made as real ones are; once, and never on a real site."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from appointments import chains, outbox
from appointments.models import (
    AppointmentRequest,
    AppointmentSettings,
    DuplicateCandidate,
    OutboxMessage,
    PatientSnapshot,
    RequestDraft,
    RequesterSnapshot,
    SlaPolicy,
)
from appointments.models.choices import CloseReason, RequestStatus, WaitReason
from appointments.permissions import roles_of
from appointments.seeding import moment, seed_appointments
from portal.models import User
from portal.seeding import seed_contact
from tests.factories import make_home

pytestmark = pytest.mark.django_db

CONTACT = {
    "label": "appointments",
    "title": "Make an appointment",
    "phone": "+12125550140",
    "extension": "",
    "tty": "711",
    "time_zone": "America/New_York",
    "hours": [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(5)],
}


@pytest.fixture(autouse=True)
def site(clock, tmp_path, settings):
    settings.STATE_DIR = tmp_path
    make_home()
    seed_contact(CONTACT)


def statuses(field="status"):
    return set(AppointmentRequest.objects.values_list(field, flat=True))


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 29, 8, 30, tzinfo=UTC),  # a Sunday night
        datetime(2027, 3, 14, 7, 1, tzinfo=UTC),  # the hour that a clock change skips
        datetime(2028, 2, 29, 4, 59, tzinfo=UTC),  # just before midnight in New York
    ],
)
def test_every_status_and_reason_is_there_whenever_the_demo_is_made(clock, now):
    clock.move_to(now)
    assert 40 <= seed_appointments() <= 60
    assert statuses() == set(RequestStatus.values)
    assert set(CloseReason.values) - statuses("status_reason") <= {"not_eligible", "cancelled"}
    assert {WaitReason.PATIENT, WaitReason.RECORDS, WaitReason.SLOT, WaitReason.INSURANCE} <= statuses("status_reason")
    assert statuses("kind") == {"self", "behalf", "referral"}
    assert statuses("queue__slug") == {"adult", "pediatric_aya"}
    assert {"routine", "urgent", "asap"} <= statuses("priority")
    assert list(chains.problems()) == []
    assert not AppointmentRequest.objects.filter(submitted_at__gt=timezone.now()).exists()
    assert not RequestDraft.objects.exists()


def test_the_queue_is_alive():
    seed_appointments()
    unmet = AppointmentRequest.objects.filter(status="new", first_attempt_at=None)
    assert unmet.filter(call_due_at__lt=timezone.now()).exists(), "overdue"
    assert unmet.filter(call_due_at__gt=timezone.now()).exists(), "due later"
    assert AppointmentRequest.objects.filter(is_minor=True, kind="self").exists()
    assert AppointmentRequest.objects.filter(status="waiting", next_action_at__lt=timezone.now()).exists()
    assert AppointmentRequest.objects.filter(red_flag=True).exists()
    assert DuplicateCandidate.objects.filter(decision="open").exists()
    assert AppointmentRequest.objects.exclude(duplicate_of=None).exists()
    languages = set(PatientSnapshot.objects.values_list("preferred_language", flat=True))
    assert {"en", "es", "ar", "zh", "und", "ru"} <= languages


def test_numbers_are_made_up():
    seed_appointments()
    numbers = set(PatientSnapshot.objects.values_list("phone_e164", flat=True))
    numbers |= set(RequesterSnapshot.objects.values_list("phone_e164", flat=True))
    assert {number[:10] for number in numbers if number} == {"+121255501"}


def test_every_role_has_an_account_that_is_listed(tmp_path):
    seed_appointments()
    rows = [line.split("\t") for line in (tmp_path / "accounts.txt").read_text().splitlines()]
    roles = {row[0]: roles_of(User.objects.get(username=row[1])) for row in rows}
    assert roles == {
        "Scheduler": {"scheduler"},
        "Second scheduler": {"scheduler"},
        "Scheduling manager": {"manager"},
        "Auditor": {"auditor"},
        "Medical reviewer": set(),
    }
    assert User.objects.get(username=rows[0][1]).check_password(rows[0][2])


def test_settings_are_filled_in_and_kept():
    seed_appointments()
    settings = AppointmentSettings.load()
    assert (settings.contact_point.label, settings.physician_contact.label) == ("appointments", "physicians")
    policy = SlaPolicy.objects.first()
    policy.minutes = 77
    policy.save()
    seed_appointments()
    policy.refresh_from_db()
    assert policy.minutes == 77


def test_a_second_run_makes_nothing():
    seed_appointments()
    before = AppointmentRequest.objects.count(), User.objects.count(), OutboxMessage.objects.count()
    assert seed_appointments() == 0
    assert before == (AppointmentRequest.objects.count(), User.objects.count(), OutboxMessage.objects.count())


def test_the_demos_past_is_not_mailed():
    seed_appointments()
    assert not outbox.waiting().exists()


def test_a_real_site_gets_nothing(settings):
    settings.HAS_DEMO = False
    out = StringIO()
    call_command("seed_appointments", stdout=out)
    assert "real site" in out.getvalue()
    assert not AppointmentRequest.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("text", "hours"), [("2h", -2), ("30m", -0.5), ("in 3h", 3), ("1d 10:00", -24), ("in 2d 09:00", 47)]
)
def test_moments_are_read(text, hours):
    assert moment(text, timezone.now()) == timezone.now() + timedelta(hours=hours)


def test_a_slip_in_the_file_is_told():
    with pytest.raises(ValueError, match="'soon' is no moment"):
        moment("soon", timezone.now())
