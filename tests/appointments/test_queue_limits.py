"""What a list must not hide: that the patient does not know yet, and that a file or a printed list is cut off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.desk import queue_export
from appointments.models import AccessLogEntry
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

QUEUE = "/admin/appointments/"
EXPORT, PRINT = f"{QUEUE}queue/export/", f"{QUEUE}queue/print/"
FIRST = "Call the referrer first"


@pytest.fixture
def desk(client, clock):
    make_settings()
    client.force_login(make_staff("lea", "Scheduling manager"))
    return client


def refer(informed, **fields):
    return make_request(kind="referral", referral={"patient_informed": informed}, **fields)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("informed", "is_said"), [("no", True), ("referral_only", False), ("yes", False)])
def test_the_list_says_to_call_the_referrer_first_when_the_patient_was_not_told(desk, informed, is_said):
    refer(informed)
    html = text_of(desk.get(QUEUE))
    assert (FIRST in html) is is_said
    assert "Consultation" in html, "what the referrer asks for stands where others say their reason"


def test_the_request_itself_says_it_and_shows_the_referrers_number_first(desk):
    html = text_of(desk.get(f"{QUEUE}{refer('no').pk}/"))
    assert "Call the referring clinician first" in html
    assert html.index("tel:+12125550199") < html.index("tel:+12125550143")


def test_on_paper_the_referrer_stands_instead_of_the_patient(desk):
    due = timezone.now() + timedelta(hours=1)
    refer("no", call_due_at=due)
    html = text_of(desk.post(PRINT, {"reason": "downtime"}))
    assert "Call the referring clinician first" in html and "212 555 0199" in html and "555-0143" not in html


def test_a_list_that_fits_says_nothing_of_limits(desk):
    make_request(call_due_at=timezone.now() + timedelta(hours=1))
    for response in (desk.get(EXPORT), desk.get(PRINT), desk.post(PRINT, {"reason": "downtime"})):
        assert "cut off" not in text_of(response) and "left out" not in text_of(response)
    file = desk.post(EXPORT, {"confirmed": "1", "reason": "quality", "format": "csv"})
    assert "first" not in file["Content-Disposition"]


def test_a_file_that_is_cut_off_says_so_before_in_its_name_and_in_the_log(desk, monkeypatch):
    monkeypatch.setattr(queue_export, "MOST_EXPORTED", 2)
    chosen = [make_request() for _n in range(3)]
    assert "A file holds at most 2 requests" in text_of(desk.get(EXPORT))
    response = desk.post(EXPORT, {"confirmed": "1", "reason": "quality", "format": "csv"})
    assert "-first-2.csv" in response["Content-Disposition"]
    log = AccessLogEntry.objects.filter(action="exported").get()
    assert log.detail["count"] == 2 and log.detail["cut_off"] is True
    selected = [f"{request.pk}:{request.version}" for request in chosen[:1]]
    assert "at most" not in text_of(desk.post(EXPORT, {"selected": selected})), "what was chosen fits"


def test_a_printed_list_that_is_cut_off_says_how_many_are_missing(desk, monkeypatch):
    monkeypatch.setattr(queue_export, "MOST_PRINTED", 2)
    for _n in range(5):
        make_request(call_due_at=timezone.now() + timedelta(hours=1))
    assert "3 are left out" in text_of(desk.get(PRINT))
    assert "3 more are due" in text_of(desk.post(PRINT, {"reason": "downtime"}))


@pytest.mark.parametrize(("group", "is_listed"), [("Scheduler", True), ("Scheduling manager", True), ("Editor", False)])
def test_the_list_of_keys_names_those_of_the_desk_for_those_who_work_there(client, group, is_listed):
    client.force_login(make_staff("sam", group))
    html = text_of(client.get("/admin/account/"))
    assert "Toggle sidebar" in html
    assert ("Next person to call" in html and "<kbd>[ ]</kbd>" in html) is is_listed
