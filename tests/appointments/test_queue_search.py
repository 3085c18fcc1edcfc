"""Exact search: by reference, phone or birth date; what was typed stays out of addresses and of the log."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from appointments.desk.queue_search import read_key
from appointments.models import AccessLogEntry, BreakGlass
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

SEARCH = "/admin/appointments/queue/search/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def desk(client):
    client.force_login(make_staff("ana", "Scheduler"))
    return client


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("7K4M-2Q9B", ("reference", "7K4M2Q9B")),
        (" 7k4m 2q9b ", ("reference", "7K4M2Q9B")),
        ("I234-567Y", ("reference", "1234567Y")),
        ("1961-03-04", ("birth_date", date(1961, 3, 4))),
        ("03/04/1961", ("birth_date", date(1961, 3, 4))),
        ("3/4/1961", ("birth_date", date(1961, 3, 4))),
        ("Mar 4, 1961", ("birth_date", date(1961, 3, 4))),
        ("March 4 1961", ("birth_date", date(1961, 3, 4))),
        ("(212) 555-0143", ("phone", "+12125550143")),
        ("212.555.0143", ("phone", "+12125550143")),
        ("1 212 555 0143", ("phone", "+12125550143")),
        ("+44 20 7946 0018", ("phone", "+442079460018")),
        ("7K4M-2Q9C", None),  # the check character is wrong
        ("Novak", None),
        ("ana novak 1961", None),
        ("02/30/1961", None),
        ("555", None),
        ("", None),
        ("\x00", None),
        ("٣/٤/١٩٦١", None),
    ],
)
def test_what_was_typed_is_read_as_one_kind_of_key(typed, key):
    assert read_key(typed) == key


def search(client, key):
    return client.post(SEARCH, {"key": key})


@pytest.fixture
def requests():
    return {
        "patient": make_request(),
        "caller": make_request(
            kind="behalf",
            patient={"phone_e164": "+12125550150", "birth_date": date(1980, 1, 2)},
            requester={"phone_e164": "+12125550199"},
        ),
        "referral": make_request(kind="referral", patient={"phone_e164": "", "birth_date": None}),
        "closed": make_request("closed", patient={"phone_e164": "+12125550160", "birth_date": date(1980, 1, 2)}),
    }


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("(212) 555-0143", {"patient"}),
        ("212 555 0150", {"caller"}),
        ("+1 212 555 0199", {"caller", "referral"}),
        ("1961-03-04", {"patient"}),
        ("01/02/1980", {"caller", "closed"}),
        ("02/01/1980", set()),
        ("212 555 0144", set()),
    ],
)
def test_an_exact_key_finds_its_requests_whatever_their_status(desk, requests, typed, names):
    page = search(desk, typed)
    assert page.status_code == 200
    found = {row.request for row in page.context["rows"]}
    assert {name for name, request in requests.items() if request in found} == names
    assert "Novak" not in page.text


def test_a_reference_finds_one(desk, requests):
    page = search(desk, str(requests["closed"]))
    assert [row.request for row in page.context["rows"]] == [requests["closed"]]


def test_a_corrected_phone_is_found_by_the_new_number_only(desk):
    lead = make_staff("lea", "Scheduling manager")
    request = make_request()
    take("correct_field", request, lead, part="patient", field="phone_e164", value="+12125550188")
    assert len(search(desk, "2125550188").context["rows"]) == 1
    assert search(desk, "2125550143").context["rows"] == []


@pytest.mark.parametrize("name", ["Novak", "ana novak", "N., A."])
def test_names_are_not_searched(desk, requests, name):
    page = search(desk, name)
    assert page.status_code == 422
    assert "Names are not searched" in page.text
    assert name in page.text  # what was typed is kept
    assert not AccessLogEntry.objects.filter(action="searched").exists()


@pytest.mark.parametrize(
    ("typed", "kind"), [("(212) 555-0143", "phone"), ("03/04/1961", "birth_date"), ("7K4M-2Q9B", "reference")]
)
def test_the_log_holds_the_kind_of_key_and_not_the_key(desk, requests, typed, kind):
    search(desk, typed)
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.detail["key"]) == ("searched", kind)
    stored = str(AccessLogEntry.objects.values().get())
    assert not any(part in stored for part in (typed, "5550143", "1961-03", "7K4M"))


def test_the_address_of_the_results_says_nothing(desk, requests):
    page = search(desk, "(212) 555-0143")
    assert page.request["PATH_INFO"] == SEARCH
    assert page.request["QUERY_STRING"] == ""
    assert desk.get(SEARCH, {"key": "(212) 555-0143"}).status_code == 405


def test_a_search_stays_within_the_team(client, requests):
    client.force_login(make_staff("kim", "Scheduler", queues=["pediatric_aya"]))
    assert search(client, "1961-03-04").context["rows"] == []


def test_in_an_emergency_one_opens_requests_but_does_not_search(client, requests):
    chief = make_staff("chief", is_superuser=True, is_staff=True)
    now = timezone.now()
    BreakGlass.objects.create(user=chief, reason="fire", started_at=now, ends_at=now + timedelta(minutes=30))
    client.force_login(chief)
    assert search(client, "1961-03-04").status_code == 302
    assert "queue-search" not in client.get("/admin/appointments/").text
