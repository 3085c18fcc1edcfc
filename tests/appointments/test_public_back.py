"""The browser's Back is safe: a page with errors has an address of its own, and what was sent is not sent again."""

import pytest

from appointments.models import RequestDraft
from tests.appointments.forms_data import BEHALF, REFERRAL, SELF, begin, fill, main_of, page_of
from tests.appointments.forms_data import send as press_send
from tests.appointments.makers import make_settings
from tests.factories import make_home

pytestmark = pytest.mark.django_db
WRONG = SELF["patient"] | {"dob_year": "61"}
PROBLEM = "There is a problem"


@pytest.fixture(autouse=True)
def site(clock):
    make_settings()
    return make_home()


@pytest.fixture
def patient_page(client):
    url = begin(client)
    client.post(url, SELF["who"])
    return page_of(url, "patient")


def test_an_error_has_an_address_so_that_back_sends_nothing_again(client, patient_page):
    response = client.post(patient_page, WRONG)
    assert response.status_code == 302 and response.url == f"{patient_page}?errors"
    for _time in range(2):
        html = main_of(client.get(response.url))
        assert PROBLEM in html and "Write the year with 4 digits" in html and 'value="61"' in html


def test_without_the_word_in_the_address_the_text_is_kept_and_nothing_is_said(client, patient_page):
    client.post(patient_page, WRONG)
    html = main_of(client.get(patient_page))
    assert PROBLEM not in html and 'value="61"' in html


def test_once_corrected_back_complains_no_more(client, patient_page):
    client.post(patient_page, WRONG)
    assert client.post(f"{patient_page}?errors", SELF["patient"]).url == page_of(patient_page, "reach")
    html = main_of(client.get(f"{patient_page}?errors"))
    assert PROBLEM not in html and 'value="1961"' in html
    assert "attempt" not in RequestDraft.objects.get().answers


def test_a_wrong_change_spoils_neither_the_answers_that_hold_nor_the_way_back_to_the_check_page(client):
    check = fill(client)
    wrong = client.post(page_of(check, "patient") + "?change", WRONG)
    assert wrong.url == page_of(check, "patient") + "?change&errors"
    assert "1961" in main_of(client.get(check)), "the answers that hold are still those that would be sent"
    assert client.post(wrong.url, SELF["patient"]).url == check


def test_answers_of_one_page_leave_what_was_typed_on_another(client, patient_page):
    client.post(patient_page, WRONG)
    client.post(page_of(patient_page, "who"), SELF["who"])
    assert 'value="61"' in main_of(client.get(patient_page))


def test_endless_text_is_not_stored_but_explained_at_once(client, patient_page):
    response = client.post(patient_page, SELF["patient"] | {"given_name": "a" * 30_000})
    assert RequestDraft.objects.get().answers.keys() == {"who"}
    assert response.status_code == 200 and PROBLEM in main_of(response)


def test_after_sending_back_leads_to_what_was_sent(client, slow):
    check = slow(client)
    press_send(client, check)
    html = main_of(client.get(check))
    assert "You do not need to send it again" in html and 'class="button" href="/appointments/request/sent/"' in html


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_that_was_never_sent_is_not_called_sent_because_another_was(client, slow, method):
    press_send(client, slow(client))
    second = begin(client)
    RequestDraft.objects.all().delete()
    response = getattr(client, method)(second, SELF["who"])
    assert response.status_code == 410
    assert "we have it" not in main_of(response) and "Start again" in main_of(response)


def test_another_browser_is_not_told_of_it(client, slow):
    check = slow(client)
    press_send(client, check)
    client.cookies.clear()
    html = main_of(client.get(check))
    assert "send it again" not in html and "Start again" in html


@pytest.mark.parametrize(
    ("answers", "year", "is_told"),
    [(SELF, "2012", True), (SELF, "1961", False), (BEHALF, "2012", False)],
    ids=["minor alone", "grown up", "with a parent"],
)
def test_a_minor_alone_sees_the_phone_first_and_may_go_on(client, answers, year, is_told):
    check = fill(client, answers, patient=SELF["patient"] | {"dob_year": year})
    html = main_of(client.get(page_of(check, "reach")))
    assert ("You are under 18" in html) is is_told


@pytest.mark.parametrize(("informed", "first"), [("no", True), ("yes", False)])
def test_a_referrer_whose_patient_was_not_told_reads_that_we_call_them_first(client, slow, informed, first):
    patient = REFERRAL["patient"] | {"patient_informed": informed}
    response = press_send(client, slow(client, REFERRAL, "referral", patient=patient))
    assert ("We call you first" in main_of(client.get(response.url))) is first


@pytest.mark.parametrize(
    ("phone", "extension", "shown"),
    [
        ("212 555 0143 ext 12", "", "212 555 0143 ext 12"),
        ("212 555 0112", "12", "212 555 0112, extension 12"),
    ],
)
def test_an_extension_is_said_once(client, phone, extension, shown):
    check = fill(client, reach=SELF["reach"] | {"phone": phone, "phone_ext": extension})
    html = main_of(client.get(check))
    assert shown in html and html.count("12, extension 12") == ("," in shown)
