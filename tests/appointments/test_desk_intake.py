"""Requests by phone, fax and in person: the same questions, the same way in."""

import uuid

import pytest
from django.urls import reverse

from appointments.models import AppointmentRequest, RequestDraft
from tests.appointments.makers import make_settings, make_staff

pytestmark = pytest.mark.django_db

ANSWERS = {
    "channel": "phone",
    "who-for_whom": "self",
    "patient-given_name": "Noor",
    "patient-family_name": "El-Amin",
    "patient-dob_month": "3",
    "patient-dob_day": "4",
    "patient-dob_year": "1961",
    "reach-phone": "(212) 555-0143",
    "reach-time_zone": "America/New_York",
    "reach-preferred_language": "en",
    "need-reason": "second_opinion",
    "need-own_words": "Wants a second look",
}
REFERRAL = {
    "channel": "fax",
    "urgency-urgency": "soon",
    "urgency-urgency_reason": "Fast growth",
    "clinician-clinician_name": "Dr. Example",
    "clinician-npi": "1234567893",
    "clinician-practice": "Example Practice",
    "clinician-phone": "212 555 0199",
    "patient-given_name": "Noor",
    "patient-family_name": "El-Amin",
    "patient-dob_month": "3",
    "patient-dob_day": "4",
    "patient-dob_year": "1961",
    "patient-phone": "(212) 555-0143",
    "patient-preferred_language": "en",
    "patient-patient_informed": "yes",
    "clinical-condition": "Bladder cancer",
    "clinical-question": "consult",
    "records-records_route": "fax",
}


@pytest.fixture(autouse=True)
def ana(clock, client):
    make_settings()
    user = make_staff("ana", "Scheduler")
    client.force_login(user)
    return user


def send(client, answers, name="intake"):
    return client.post(reverse(f"appointments_desk:{name}"), {"nonce": uuid.uuid4()} | answers)


def test_a_request_by_phone_is_stored_as_if_it_came_by_web(client, ana):
    response = send(client, ANSWERS)
    request = AppointmentRequest.objects.get()
    assert response["Location"] == reverse("appointments_desk:detail", args=[request.pk])
    assert (request.channel, request.kind, request.status) == ("phone", "self", "new")
    assert request.patient.full_name == "Noor El-Amin"
    assert request.clinical.own_words == "Wants a second look"
    assert request.promised_by == request.call_due_at is not None
    event = request.events.first()
    assert (event.kind, event.actor) == ("submitted", ana)
    assert request.consents.exists()
    assert not RequestDraft.objects.exists()


def test_a_referral_by_fax(client):
    response = send(client, REFERRAL, "intake_referral")
    assert response.status_code == 302, response.context["problems"]
    request = AppointmentRequest.objects.get()
    assert (request.channel, request.kind, request.priority) == ("fax", "referral", "urgent")
    assert request.referral.practice == "Example Practice"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"channel": ""}, "Choose how it came."),
        ({"channel": "web"}, "Select a valid choice"),
        ({"patient-given_name": ""}, "Enter the given name"),
        ({"patient-dob_year": "61"}, "Write the year with 4 digits, like 1961"),
        ({"reach-phone": "555-0143"}, "Add the area code"),
        ({"need-reason": ""}, "Choose what you need help with"),
        ({"who-for_whom": "behalf"}, "Enter your own name"),
    ],
)
def test_an_error_is_told_in_the_words_of_the_form_and_everything_typed_stays(client, change, error):
    response = send(client, ANSWERS | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert error in page
    assert "Wants a second look" in page
    assert not AppointmentRequest.objects.exists()


def test_all_errors_are_told_at_once(client):
    response = send(client, ANSWERS | {"patient-given_name": "", "reach-phone": "", "need-reason": ""})
    assert len(response.context["problems"]) == 3


def test_nothing_is_stored_when_the_patient_does_not_know(client):
    answers = {
        "who-for_whom": "behalf",
        "who-requester_name": "Ivo",
        "who-relationship": "SPS",
        "reach-call_whom": "patient",
    }
    response = send(client, ANSWERS | answers | {"who-patient_knows": "no"})
    assert "The patient has to know" in response.content.decode()
    assert not AppointmentRequest.objects.exists()
    assert send(client, ANSWERS | answers | {"who-patient_knows": "yes"}).status_code == 302


def test_a_second_press_of_the_button_makes_no_second_request(client):
    nonce = {"nonce": uuid.uuid4()}
    assert send(client, ANSWERS | nonce).status_code == 302
    assert send(client, ANSWERS | nonce).status_code == 302
    refused = send(client, ANSWERS | nonce | {"need-own_words": "Something else"})
    assert refused.status_code == 409
    assert "Something else" in refused.content.decode()
    assert AppointmentRequest.objects.count() == 1


def test_a_child_goes_to_its_own_queue_even_when_the_taker_is_not_in_it(client):
    client.force_login(make_staff("cy", "Scheduler", queues=("adult",)))
    response = send(client, ANSWERS | {"patient-dob_year": "2015"})
    assert response["Location"] == reverse("appointments_desk:queue")
    assert AppointmentRequest.objects.get().queue.slug == "pediatric_aya"


@pytest.mark.parametrize("name", ["intake", "intake_referral"])
def test_an_empty_form_shows_the_questions_of_all_cases(client, name):
    page = client.get(reverse(f"appointments_desk:{name}"))
    assert page.status_code == 200
    assert not RequestDraft.objects.exists()


@pytest.mark.parametrize("group", ["Editor", "Auditor"])
def test_only_the_desk_takes_requests(client, group):
    client.force_login(make_staff("other", group))
    assert send(client, ANSWERS)["Location"] == reverse("wagtailadmin_home")
    assert not AppointmentRequest.objects.exists()
