"""Whatever is typed: an answer, never an error of ours; and what is refused leaves no row."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments import spam
from appointments.forms.flow import FLOWS
from appointments.models import AppointmentRequest, RequestDraft
from tests.appointments.forms_data import BEHALF, REFERRAL, begin, hidden, page_of
from tests.appointments.makers import make_settings
from tests.factories import make_home

pytestmark = pytest.mark.django_db
FORMS = {"request": BEHALF, "referral": REFERRAL}

TRICKY = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\x1b[0m",
        "\u202eabc",
        "\ufeff",
        "\ud7ff",
        "٣",
        "²",
        "½",
        "𝟙𝟚",
        "-1",
        "0",
        "1e9",
        "NaN",
        "99999999999999999999999",
        "self",
        "behalf",
        "on",
        "yes",
        "no",
        "America/New_York",
        "../../etc/passwd",
        "America/../UTC",
        "1234567893",
        "+" * 60,
        "(((((212",
        "+1 212 555 0143;ext=99999999999999999999",
        "a@b",
        "a@" + "x." * 100 + "org",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "%s %(x)s",
        "' OR 1=1 --",
        "x" * 3000,
        "\r\n" * 50,
        "👩‍⚕️",
        "e\u0301" * 60,
    ]
)
VALUES = st.one_of(
    TRICKY,
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S", "M"]), max_size=120),
    st.text(st.characters(codec="utf-8"), max_size=40),
)
FIELDS = [
    (form, page.slug, name) for form, flow in FLOWS.items() for page in flow.questions for name in page.base_fields
]


@pytest.fixture
def site():
    make_settings()
    return make_home()


@pytest.fixture
def drafts(site, client):
    """A draft of each form with all pages answered, and the addresses of its pages."""
    urls = {}
    for form, answers in FORMS.items():
        urls[form] = begin(client, form)
        for slug, typed in answers.items():
            assert client.post(page_of(urls[form], slug), typed).status_code == 302
    return urls


def assert_answered(response):
    """Explained, taken, or refused as unreadable; anything else is our fault."""
    assert response.status_code in (200, 302, 400), response.status_code


@pytest.mark.parametrize(("form", "slug", "name"), FIELDS, ids=["-".join(row) for row in FIELDS])
@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(values=st.lists(VALUES, min_size=1, max_size=3))
def test_any_text_in_any_field_is_answered(drafts, client, form, slug, name, values):
    if {"no"} & set(values) and name == "patient_knows":
        return  # ends the draft, as it should
    url = page_of(drafts[form], slug)
    response = client.post(url, FORMS[form][slug] | {name: values})
    assert_answered(response)
    if response.status_code == 200:
        assert response.context["errors"]
    if response.status_code == 302:
        further = client.get(response.url)
        assert_answered(further)
        if response.url.endswith("?errors"):
            assert further.context["errors"]
    assert not AppointmentRequest.objects.exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whole_forms_of_anything_are_sent_or_explained(site, client, data):
    """Several fields at once; what passes every page is stored exactly once, what does not leaves no request."""
    form = data.draw(st.sampled_from(sorted(FORMS)))
    before = AppointmentRequest.objects.count()
    url = begin(client, form)
    for slug, typed in FORMS[form].items():
        names = list(FLOWS[form].page(slug).base_fields)
        changed = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=2))
        response = client.post(page_of(url, slug), typed | changed)
        assert_answered(response)
        if response.status_code != 302 or response.url != page_of(url, next_slug(form, slug)):
            assert AppointmentRequest.objects.count() == before
            return
    check = page_of(url, "check")
    html = client.get(check).content.decode()
    response = client.post(check, {"nonce": hidden(html, "nonce"), "shown": hidden(html, "shown")})
    assert response.status_code in (303, 429)
    assert AppointmentRequest.objects.count() == before + (response.status_code == 303)
    if response.status_code == 303:
        assert client.get(response.url).status_code == 200


def next_slug(form, slug):
    flow = FLOWS[form]
    return flow.after(flow.page(slug)).slug


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nonce=VALUES, shown=VALUES, proof=VALUES, website=VALUES)
def test_the_check_page_takes_only_what_it_gave(drafts, client, nonce, shown, proof, website):
    check = page_of(drafts["request"], "check")
    response = client.post(check, {"nonce": nonce, "shown": shown, "proof": proof, "website": website})
    assert response.status_code in (400, 409)
    assert not AppointmentRequest.objects.exists() and RequestDraft.objects.count() == 2


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(proof=VALUES)
def test_any_proof_of_work_is_only_a_sign(site, client, proof):
    if "\x00" not in proof:
        assert spam.is_proof(proof, "x") is False


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=90))
def test_any_cookie_is_answered(site, client, cookie, settings):
    client.cookies[settings.DRAFT_COOKIE_NAME] = cookie
    client.cookies[settings.SENT_COOKIE_NAME] = cookie
    assert client.get("/appointments/request/sent/").status_code == 200
    assert client.get("/appointments/request/6f1c0f4e-58a5-4b6a-9c11-1d4f0c5f1a11/who/").status_code == 410
    assert client.post("/appointments/request/start/").status_code == 302


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.sampled_from(FIELDS), values=st.lists(VALUES, max_size=2))
def test_a_form_that_is_gone_takes_anything(site, client, row, values):
    form, slug, name = row
    start = "/appointments/request/" if form == "request" else "/appointments/refer/"
    response = client.post(f"{start}6f1c0f4e-58a5-4b6a-9c11-1d4f0c5f1a11/{slug}/", {name: values})
    assert response.status_code in (400, 410)
