"""The forms as a browser meets them: page by page, in order, back and forth, two tabs, sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appointments.models import AppointmentRequest, FormCount, RequestDraft
from portal.models import BannerSettings
from portal.source_page import request_url
from tests.appointments.forms_data import BEHALF, REFERRAL, SELF, SENT, begin, fill, main_of, page_of
from tests.appointments.forms_data import send as press_send
from tests.appointments.makers import make_settings
from tests.factories import make_alert, make_chapter, make_guide, make_home, make_legal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(clock):
    make_settings()
    return make_home()


# ---- the whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [SELF, BEHALF], ids=["self", "behalf"])
def test_a_request_goes_from_the_first_page_to_the_sent_page(client, slow, answers):
    response = press_send(client, slow(client, answers))
    assert response.status_code == 303 and response.url == SENT
    request = AppointmentRequest.objects.get()
    html = client.get(response.url).content.decode()
    assert "We have your request" in html and str(request) in html and "(212) 555-0143" in html
    assert "by Wednesday, November 25, 10:01 a.m. Eastern time" in html
    assert "call 911" in html
    assert not RequestDraft.objects.exists()


def test_a_referral_goes_from_the_first_page_to_a_receipt(client, slow):
    response = press_send(client, slow(client, REFERRAL, "referral"))
    assert response.url == "/appointments/refer/sent/"
    html = client.get(response.url).content.decode()
    assert "We have your referral" in html and str(AppointmentRequest.objects.get()) in html
    assert "You will hear from us by Wednesday, November 25, 10:01 a.m. Eastern time" in html
    assert "Cover sheet for your fax" in html and "Novak" not in html


def test_the_start_page_says_what_comes(client):
    privacy = make_legal("Privacy")
    html = client.get("/appointments/request/").content.decode()
    for words in (
        "tel:+12125550140",
        "Open now until 6 p.m. Eastern",
        "Emergency: call 911",
        "It takes about 3 minutes",
        "Wednesday, November 25, 10 a.m. Eastern time",
        "An interpreter is free",
        f'href="{privacy.url}"',
    ):
        assert words in html, words
    assert html.index("tel:+12125550140", html.index("<main")) < html.index("call 911") < html.index("We ask:")


@pytest.mark.parametrize("form", ["request", "referral"])
def test_pages_are_neither_kept_nor_indexed(client, form):
    url = begin(client, form)
    for response in (client.get(url), client.post(url, {})):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "same-origin" and response["X-Robots-Tag"] == "noindex"


def test_nothing_else_asks_for_attention(client):
    BannerSettings.objects.create(text="We are here for you")
    make_alert("Snow storm")
    html = client.get(begin(client)).content.decode()
    assert "We are here for you" not in html and "Snow storm" not in html and "Was this page helpful" not in html


def test_nobody_is_asked_in_vain(client):
    """Nothing is chosen beforehand, nothing has to be typed in a certain way for the browser to let go."""
    url = begin(client)
    for slug, typed in SELF.items():
        html = main_of(client.get(page_of(url, slug)))
        assert "<form" in html and "novalidate" in html and " required" not in html and " maxlength" not in html
        assert not re.search(r'type="radio"[^>]*checked', html)
        client.post(page_of(url, slug), typed)


# ---- order, Back, Change, two tabs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["patient", "reach", "need", "check"])
def test_pages_open_only_in_order(client, slug):
    url = begin(client)
    for method in (client.get, client.post):
        response = method(page_of(url, slug))
        assert response.status_code == 302 and response.url == url


@pytest.mark.parametrize("slug", ["nowhere", "who2", "sent"])
def test_there_are_no_other_pages(client, slug):
    assert client.get(page_of(begin(client), slug)).status_code == 404


def test_back_shows_what_was_typed_and_complains_about_nothing(client):
    check = fill(client)
    html = main_of(client.get(page_of(check, "patient")))
    assert 'value="Ana"' in html and 'value="1961"' in html and "There is a problem" not in html
    assert 'href="' + page_of(check, "who") + '"' in html, "the Back link"
    assert main_of(client.get(page_of(check, "who"))).count("checked") == 1


def test_back_and_continue_again_loses_nothing(client):
    check = fill(client)
    for slug in ("need", "patient", "who"):
        assert client.post(page_of(check, slug), SELF[slug]).status_code == 302
    assert client.get(check).status_code == 200


def test_change_returns_to_the_check_page(client):
    check = fill(client)
    html = main_of(client.get(check))
    links = re.findall(r'href="([^"]+\?change#[^"]+)"[^>]*>Change<span class="visually-hidden"> ([^<]+)<', html)
    assert (f"{page_of(check, 'patient')}?change#id_given_name", "Given name") in links
    changed = client.post(page_of(check, "patient") + "?change", SELF["patient"] | {"given_name": "Anna"})
    assert changed.url == check
    assert "Anna" in main_of(client.get(check))


def test_every_change_link_leads_to_a_control(client):
    check = fill(client, BEHALF)
    for url, anchor in re.findall(r'href="([^"#]+\?change)#([^"]+)"', main_of(client.get(check))):
        assert f'id="{anchor}"' in main_of(client.get(url)), anchor


def test_changing_who_it_is_for_opens_the_questions_that_belong_to_it(client):
    check = fill(client)
    response = client.post(page_of(check, "who") + "?change", BEHALF["who"])
    assert response.url == page_of(check, "reach"), "whom to call was not asked yet"
    assert client.get(check).url == page_of(check, "reach")
    response = client.post(page_of(check, "reach") + "?change", BEHALF["reach"])
    assert response.status_code == 302
    assert client.get(check).status_code == 200


def test_the_check_page_shows_every_answer_and_what_is_open(client):
    html = main_of(client.get(fill(client, BEHALF)))
    for words in ("Someone else", "Ivo Novak", "Husband or wife", "March 4, 1961", "(212) 555-0143", "Not given"):
        assert words in html, words
    assert "By sending this request you ask us to call the number you gave." in html
    assert html.count('type="submit"') == 1


def test_own_answers_leave_out_what_was_not_asked(client):
    html = main_of(client.get(fill(client)))
    assert "Your own name" not in html and "Does the patient know" not in html and "Whom should we call" not in html


def test_two_tabs_do_not_mix(client):
    first, second = fill(client), begin(client)
    assert page_of(first, "who") != second
    client.post(second, BEHALF["who"])
    client.post(page_of(second, "patient"), SELF["patient"] | {"given_name": "Ivana"})
    assert "Ana" in main_of(client.get(first)) and "Ivana" not in main_of(client.get(first))
    assert press_send(client, first).url == SENT
    assert AppointmentRequest.objects.get().patient.given_name == "Ana"
    assert 'value="Ivana"' in main_of(client.get(page_of(second, "patient")))


def test_a_draft_opens_only_in_the_browser_it_was_begun_in(client):
    check = fill(client)
    response = Client().get(check)
    assert response.status_code == 410 and "Ana" not in response.content.decode()
    other = Client()
    begin(other)
    assert other.get(check).status_code == 410


def test_a_form_does_not_open_as_the_other_one(client):
    url = begin(client)
    assert client.get(url.replace("/request/", "/refer/").replace("/who/", "/urgency/")).status_code == 410


def test_a_draft_ends_with_its_time(client, clock):
    make_settings(draft_days=1)
    url = begin(client)
    clock.shift(timedelta(hours=23))
    assert client.post(url, SELF["who"]).status_code == 302, "each answer gives it a new day"
    clock.shift(timedelta(hours=23))
    assert client.get(url).status_code == 200
    clock.shift(timedelta(hours=2))
    response = client.post(url, BEHALF["who"])
    assert response.status_code == 410 and "Ivo Novak" in response.content.decode(), "what was typed is shown"


def test_more_time_keeps_what_is_being_typed(client, clock):
    url = begin(client)
    before = RequestDraft.objects.get().expires_at
    clock.shift(3600)
    html = main_of(client.post(url, {"for_whom": "behalf", "requester_name": "Iv", "go_on": "1"}, follow=True))
    assert 'value="Iv"' in html and "There is a problem" not in html
    assert RequestDraft.objects.get().expires_at == before + timedelta(hours=1)


def test_the_cookie_is_a_key_of_which_only_a_hash_is_stored(client, settings):
    settings.SESSION_COOKIE_SECURE, settings.DRAFT_COOKIE_NAME = True, "__Host-draft"
    begin(client)
    cookie = client.cookies["__Host-draft"]
    assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
    assert cookie["samesite"] == "Lax" and not cookie["max-age"]
    draft = RequestDraft.objects.get()
    assert len(cookie.value) >= 32 and cookie.value not in draft.key_hash and len(draft.key_hash) == 64


def test_reading_changes_nothing(client):
    check = fill(client)
    before = list(RequestDraft.objects.values()), list(FormCount.objects.values())
    for slug in (*SELF, "check"):
        assert client.get(page_of(check, slug)).status_code == 200
        assert client.head(page_of(check, slug)).status_code == 200
    assert (list(RequestDraft.objects.values()), list(FormCount.objects.values())) == before


def test_each_page_is_counted_once_without_answers(client):
    check = fill(client)
    client.post(page_of(check, "who"), SELF["who"])
    begin(client)
    press_send(client, check)
    counts = {row.page: row.count for row in FormCount.objects.filter(form="request")}
    assert counts == {"start": 2, "patient": 1, "reach": 1, "need": 1, "check": 1, "sent": 1}


def test_another_site_cannot_begin_a_form(client):
    response = client.post(reverse("appointments:request_start"), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403 and not RequestDraft.objects.exists()


def test_each_page_refuses_a_post_without_its_token():
    strict = Client(enforce_csrf_checks=True)
    url = begin(strict)
    assert strict.post(url, SELF["who"]).status_code == 403


# ---- the patient does not know ---------------------------------------------------------------------------------------


def test_where_the_patient_does_not_know_nothing_is_kept(client):
    url = begin(client)
    response = client.post(url, BEHALF["who"] | {"patient_knows": "no"})
    assert response.url == "/appointments/request/stop/"
    assert not RequestDraft.objects.exists() and not AppointmentRequest.objects.exists()
    html = client.get(response.url).content.decode()
    assert "Please talk to the patient first" in html and "tel:+12125550140" in html
    assert client.get(url).status_code == 410


# ---- the page the reader came from -----------------------------------------------------------------------------------


def test_the_condition_a_reader_came_from_is_shown_and_goes_along(client, slow):
    chapter = make_chapter(make_guide("Liver metastases"))
    start = client.get(request_url(chapter))
    address = re.search(r'class="start-form" method="post" action="([^"]+)"', start.content.decode())[1]
    url = client.post(address).url
    for slug in ("who", "patient", "reach"):
        client.post(page_of(url, slug), SELF[slug])
    html = main_of(client.get(page_of(url, "need")))
    assert "You came from the page “Symptoms”" in html and 'value="Liver metastases"' in html
    client.post(page_of(url, "need"), SELF["need"] | {"condition": "Liver metastases"})
    assert press_send(client, page_of(url, "check")).url == SENT
    request = AppointmentRequest.objects.get()
    assert request.source_page_id == chapter.pk
    assert request.clinical.condition.title == request.clinical.condition_label == "Liver metastases"
    assert "liver" not in url.lower()


def test_it_can_be_removed_beside_more_text_than_is_kept(client):
    url = begin(client, source=request_url(make_guide("Liver metastases"))[len("/appointments/request/") :])
    for slug in ("who", "patient", "reach"):
        client.post(page_of(url, slug), SELF[slug])
    client.post(page_of(url, "need"), {"own_words": "a" * 30_000, "remove_source": "1"})
    assert RequestDraft.objects.get().source_page is None


def test_it_can_be_removed_and_what_was_typed_stays(client):
    guide = make_guide("Liver metastases")
    url = begin(client, source=request_url(guide)[len("/appointments/request/") :])
    for slug in ("who", "patient", "reach"):
        client.post(page_of(url, slug), SELF[slug])
    typed = {"condition": "Liver metastases", "own_words": "My words", "remove_source": "1"}
    html = main_of(client.post(page_of(url, "need"), typed, follow=True))
    assert (
        "You came from" not in html and "Liver metastases" not in html.replace("<option", "")[: html.index("<datalist")]
    )
    assert "My words" in html and "There is a problem" not in html
    assert RequestDraft.objects.get().source_page is None


@pytest.mark.parametrize("token", ["?from=1", "?from=1:xyz", "?from=" + "x" * 500, "?from="])
def test_a_bad_or_old_signature_is_ignored(client, token):
    begin(client, source=token)
    assert RequestDraft.objects.get().source_page is None


def test_the_number_of_queries_does_not_grow_with_the_pages(client, django_assert_max_num_queries):
    check = fill(client)
    client.get(check)
    with django_assert_max_num_queries(8):
        client.get(check)
    with django_assert_max_num_queries(8):
        client.get(page_of(check, "need"))
