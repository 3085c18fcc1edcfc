"""Every question of both forms with every message it can answer with."""

import pytest
from django.urls import reverse

from appointments.forms.flow import FLOWS
from appointments.forms.times import call_days, call_windows, hospital_week, windows_of
from tests.appointments.forms_data import BEHALF, REFERRAL, SELF, begin, page_of
from tests.appointments.makers import make_settings
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_guide, make_home

pytestmark = pytest.mark.django_db

ONE = "Choose one of the options"
HIDDEN = "Remove the hidden characters from this answer"
EMAIL = "Check the e-mail address: it needs a name, an @ and a domain, like ana@example.org"
TICK = "Enter an e-mail address or remove the tick"
TIMES = "Choose one of the times shown"
LENGTH = "Check the number: it has too few or too many digits. Examples: 212 555 0143, +44 20 7946 0018"
NO_DATE = "This date does not exist: check day and month"
FAMILY = 'Enter the family name, or tick "Only one name"'


@pytest.fixture(autouse=True)
def site(clock):
    make_settings()
    make_doctor(places=[make_place()])
    return make_home()


def shorten(count):
    return f"Shorten this answer to {count} characters"


S, B, R = ("request", SELF), ("request", BEHALF), ("referral", REFERRAL)
EVERY_MESSAGE = [
    # form (a), page 1
    (S, "who", {"for_whom": ""}, "for_whom", "Choose who this request is for"),
    (S, "who", {"for_whom": "the cat"}, "for_whom", ONE),
    (B, "who", {"requester_name": ""}, "requester_name", "Enter your own name"),
    (B, "who", {"requester_name": "\u200d"}, "requester_name", "Enter your own name"),
    (B, "who", {"requester_name": "x" * 101}, "requester_name", shorten(100)),
    (B, "who", {"requester_name": "I\x07vo"}, "requester_name", HIDDEN),
    (B, "who", {"relationship": ""}, "relationship", "Choose how you know the patient"),
    (B, "who", {"relationship": "DOG"}, "relationship", "Choose how you know the patient"),
    (B, "who", {"patient_knows": ""}, "patient_knows", "Choose whether the patient knows about this request"),
    (B, "who", {"patient_knows": "perhaps"}, "patient_knows", ONE),
    # page 2
    (S, "patient", {"given_name": " "}, "given_name", "Enter the given name"),
    (S, "patient", {"given_name": "x" * 101}, "given_name", shorten(100)),
    (S, "patient", {"given_name": "\u202eanA"}, "given_name", HIDDEN),
    (S, "patient", {"family_name": ""}, "family_name", FAMILY),
    (S, "patient", {"family_name": "x" * 101}, "family_name", shorten(100)),
    (S, "patient", {"name_to_use": "x" * 101}, "name_to_use", shorten(100)),
    (S, "patient", {"dob_month": "", "dob_day": "", "dob_year": ""}, "dob_month", "Enter the date of birth"),
    (B, "patient", {"dob_month": "", "dob_day": "", "dob_year": ""}, "dob_month", "Enter the date of birth"),
    (S, "patient", {"dob_year": ""}, "dob_year", "Add the year of birth"),
    (S, "patient", {"dob_month": ""}, "dob_month", "Add the month of birth"),
    (S, "patient", {"dob_day": ""}, "dob_day", "Add the day of birth"),
    (S, "patient", {"dob_year": "61"}, "dob_year", "Write the year with 4 digits, like 1961"),
    (S, "patient", {"dob_day": "32"}, "dob_day", NO_DATE),
    (S, "patient", {"dob_month": "Marsh"}, "dob_month", NO_DATE),
    (S, "patient", {"dob_year": "2061"}, "dob_year", "The date of birth has to be before today"),
    (S, "patient", {"dob_year": "1861"}, "dob_year", "Check the year: it is more than 120 years ago"),
    # page 3
    (B, "reach", {"call_whom": ""}, "call_whom", "Choose whom we should call"),
    (B, "reach", {"call_whom": "referrer"}, "call_whom", ONE),
    (S, "reach", {"phone": ""}, "phone", "Enter a phone number"),
    (S, "reach", {"phone": "555-0143"}, "phone", "Add the area code"),
    (S, "reach", {"phone": "911"}, "phone", LENGTH),
    (S, "reach", {"phone": "2125550143" + " " + "x" * 60}, "phone", shorten(60)),
    (S, "reach", {"phone_ext": "12a"}, "phone_ext", "Use only digits for the extension"),
    (S, "reach", {"call_days": ["6"]}, "call_days", TIMES),
    (S, "reach", {"call_windows": ["night"]}, "call_windows", TIMES),
    (S, "reach", {"time_zone": "Mars/Olympus"}, "time_zone", "Choose a time zone"),
    (S, "reach", {"voicemail": "sing"}, "voicemail", ONE),
    (S, "reach", {"email": "ana@"}, "email", EMAIL),
    (S, "reach", {"email": "a" * 250 + "@example.org"}, "email", shorten(254)),
    (S, "reach", {"email_ok": "on"}, "email", TICK),
    (S, "reach", {"preferred_language": "tlh"}, "preferred_language", "Choose a language"),
    (S, "reach", {"interpreter": "dance"}, "interpreter", ONE),
    # page 4
    (S, "need", {"reason": ""}, "reason", 'Choose what you need help with, or "I am not sure"'),
    (S, "need", {"reason": "boredom"}, "reason", ONE),
    (S, "need", {"condition": "x" * 201}, "condition", shorten(200)),
    (S, "need", {"own_words": "x" * 1001}, "own_words", "Shorten your message to 1,000 characters: it has 1,001"),
    (S, "need", {"own_words": "x\x00".replace("\x00", "\x08")}, "own_words", HIDDEN),
    (S, "need", {"known_patient": "often"}, "known_patient", ONE),
    (S, "need", {"access_needs": ["flying"]}, "access_needs", ONE),
    (S, "need", {"access_note": "x" * 201}, "access_note", shorten(200)),
    (S, "need", {"coverage_status": "gold"}, "coverage_status", ONE),
    (S, "need", {"payer_name": "x" * 101}, "payer_name", shorten(100)),
    # form (b)
    (R, "urgency", {"urgency": ""}, "urgency", "Choose how urgent this referral is"),
    (R, "urgency", {"urgency": "stat"}, "urgency", ONE),
    (R, "urgency", {"urgency": "soon"}, "urgency_reason", "Give the reason for the urgency"),
    (R, "urgency", {"urgency": "urgent"}, "urgency_reason", "Give the reason for the urgency"),
    (R, "urgency", {"urgency_reason": "x" * 301}, "urgency_reason", shorten(300)),
    (R, "clinician", {"clinician_name": ""}, "clinician_name", "Enter your name"),
    (R, "clinician", {"npi": ""}, "npi", "The NPI has 10 digits"),
    (R, "clinician", {"npi": "12345"}, "npi", "The NPI has 10 digits"),
    (R, "clinician", {"npi": "1234567890"}, "npi", "Check the NPI: its last digit does not fit the others"),
    (R, "clinician", {"practice": ""}, "practice", "Enter the name of the practice"),
    (R, "clinician", {"practice": "x" * 151}, "practice", shorten(150)),
    (R, "clinician", {"phone": ""}, "phone", "Enter a phone number"),
    (R, "clinician", {"phone": "555-0143"}, "phone", "Add the area code"),
    (R, "clinician", {"role": "x" * 101}, "role", shorten(100)),
    (R, "clinician", {"fax": "x" * 61}, "fax", shorten(60)),
    (R, "clinician", {"email": "lee"}, "email", EMAIL),
    (R, "clinician", {"email_ok": "on"}, "email", TICK),
    (R, "clinician", {"office_contact": "x" * 101}, "office_contact", shorten(100)),
    (R, "patient", {"given_name": ""}, "given_name", "Enter the given name"),
    (R, "patient", {"family_name": ""}, "family_name", FAMILY),
    (R, "patient", {"dob_year": "61"}, "dob_year", "Write the year with 4 digits, like 1961"),
    (R, "patient", {"phone": ""}, "phone", "Enter a phone number"),
    (R, "patient", {"mrn": "x" * 41}, "mrn", shorten(40)),
    (R, "patient", {"payer_name": "x" * 101}, "payer_name", shorten(100)),
    (R, "patient", {"patient_informed": ""}, "patient_informed", "Choose what the patient has been told"),
    (R, "clinical", {"condition": ""}, "condition", "Enter the cancer type or the suspicion"),
    (R, "clinical", {"condition": "x" * 201}, "condition", shorten(200)),
    (R, "clinical", {"question": ""}, "question", "Choose what you ask us to do"),
    (R, "clinical", {"summary": "x" * 2001}, "summary", "Shorten the summary to 2,000 characters: it has 2,001"),
    (R, "clinical", {"pathology": "lost"}, "pathology", ONE),
    (R, "records", {"records_route": "pigeon"}, "records_route", ONE),
]


def typed_until(client, form, answers, slug):
    """The address of this page, with all pages before it answered."""
    url = begin(client, form)
    for page, typed in answers.items():
        if page == slug:
            return page_of(url, slug)
        assert client.post(page_of(url, page), typed).status_code == 302
    raise AssertionError(slug)


@pytest.mark.parametrize(
    ("form", "slug", "changed", "field", "message"),
    EVERY_MESSAGE,
    ids=[f"{row[0][0]}-{row[1]}-{row[3]}-{number}" for number, row in enumerate(EVERY_MESSAGE)],
)
def test_a_wrong_answer_is_explained_and_kept(client, form, slug, changed, field, message):
    kind, answers = form
    url = typed_until(client, kind, answers, slug)
    response = client.post(url, answers[slug] | changed, follow=True)
    assert response.status_code == 200
    form = response.context["form"]
    assert message in form.errors[field]
    assert {"id": form.id_of(field), "message": message} in response.context["errors"]
    html = response.content.decode()
    assert "<title>Error: " in html and "There is a problem" in html and 'aria-invalid="true"' in html
    assert f'id="{form.id_of(field)}"' in html, "the summary leads to a control"
    assert form[field].value() == changed.get(field, answers[slug].get(field)), "what was typed stays"


def test_every_question_has_a_row_in_this_table():
    asked = {
        (name, page.slug, field)
        for name, flow in FLOWS.items()
        for page in flow.questions
        for field in page.base_fields
    }
    tested = {(form[0], slug, field) for form, slug, _changed, field, _message in EVERY_MESSAGE}
    # a tick has no wrong answer, a wish for one who has retired is none; the remaining radio buttons and texts are built like those in the table
    ticks = {"single_name", "dob_unknown", "sms_ok", "email_ok", "no_npi"}
    alike = {"imaging", "staging", "labs", "phone_ext", "preferred_language", "interpreter", "dob_month", "dob_day"}
    wishes = {"preferred_clinician", "preferred_location"}
    left = {
        row for row in asked - tested if row[2] not in ticks | wishes and not (row[0] == "referral" and row[2] in alike)
    }
    assert left == set()


@pytest.mark.parametrize(
    ("form", "slug", "changed", "cleaned"),
    [
        (S, "patient", {"family_name": "", "single_name": "on"}, {"family_name": "", "single_name": True}),
        (S, "need", {"preferred_clinician": "dr-who"}, {"preferred_clinician": ""}),
        (R, "clinical", {"preferred_location": "the-moon"}, {"preferred_location": ""}),
        (S, "patient", {"family_name": "x", "single_name": "on"}, {"family_name": "", "single_name": True}),
        (B, "patient", {"dob_month": "", "dob_day": "", "dob_year": "", "dob_unknown": "on"}, {"birth_date": None}),
        (B, "patient", {"dob_year": "abc", "dob_unknown": "on"}, {"birth_date": None}),
        (S, "who", {"requester_name": "Ivo", "patient_knows": "yes"}, {"requester_name": "", "patient_knows": ""}),
        (S, "reach", {"phone": "212 555 0143 ext 12"}, {"phone_ext": "12", "phone_e164": "+12125550143"}),
        (S, "reach", {"phone": "212 555 0143 ext 12", "phone_ext": "34"}, {"phone_ext": "34"}),
        (S, "reach", {"phone": "2125550143 call after 5"}, {"phone": "2125550143 call after 5"}),
        (S, "reach", {"time_zone": ""}, {"time_zone": "America/New_York"}),
        (S, "reach", {"time_zone": "Asia/Tokyo"}, {"time_zone": "Asia/Tokyo"}),
        (S, "reach", {"email": "Ana@Example.org"}, {"email": "Ana@Example.org", "email_ok": False}),
        (S, "need", {"own_words": "a\r\nb" + "x" * 997}, {"own_words": "a\nb" + "x" * 997}),
        (S, "need", {"condition": "Something rare"}, {"condition": "Something rare", "condition_page": None}),
        (R, "urgency", {"urgency": "soon", "urgency_reason": "Pain"}, {"urgency_reason": "Pain"}),
        (R, "clinician", {"npi": "", "no_npi": "on"}, {"npi": "", "no_npi": True}),
        (R, "clinician", {"npi": "123 456 7893"}, {"npi": "1234567893"}),
        (R, "clinical", {"summary": ""}, {"summary": ""}),
    ],
)
def test_a_fitting_answer_is_understood(form, slug, changed, cleaned):
    kind, answers = form
    page = FLOWS[kind].page(slug)
    bound = page(answers[slug] | changed, earlier=answers["who"] if kind == "request" else {})
    assert bound.is_valid(), bound.errors
    assert {name: bound.cleaned_data[name] for name in cleaned} == cleaned


def test_nobody_is_asked_for_a_date_they_do_not_know_of_themselves(client):
    own = FLOWS["request"].page("patient")(earlier=SELF["who"])
    others = FLOWS["request"].page("patient")(earlier=BEHALF["who"])
    assert "dob_unknown" not in own.fields and "dob_unknown" in others.fields
    assert own.topic_after(SELF["who"]) == "About you" and own.topic_after(BEHALF["who"]) == "The patient"


def test_a_browser_may_fill_in_only_what_is_about_the_person_who_types():
    patient, reach = FLOWS["request"].page("patient"), FLOWS["request"].page("reach")
    for page in (patient, reach):
        html = "".join(str(field) for field in page(earlier=BEHALF["who"]))
        assert "autocomplete=" not in html
    assert 'autocomplete="bday-year"' in str(patient(earlier=SELF["who"])["dob_year"])
    assert 'autocomplete="tel"' in str(reach(earlier=SELF["who"])["phone"])


def test_a_guide_is_known_by_its_title():
    guide = make_guide("Liver metastases")
    page = FLOWS["request"].page("need")
    bound = page(SELF["need"] | {"condition": "liver METASTASES"}, earlier=SELF["who"])
    assert bound.is_valid() and bound.cleaned_data["condition_page"] == guide
    hidden = make_guide("Rare tumor", live=False)
    bound = page(SELF["need"] | {"condition": hidden.title}, earlier=SELF["who"])
    assert bound.is_valid() and bound.cleaned_data["condition_page"] is None


# ---- when to call ----------------------------------------------------------------------------------------------------


def test_days_and_times_come_from_the_calendar():
    assert [str(name) for _key, name in call_days(hospital_week())] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
    ]
    assert call_windows(hospital_week()) == [
        ("morning", "Morning, 8 a.m. to noon Eastern"),
        ("afternoon", "Afternoon, noon to 5 p.m. Eastern"),
        ("evening", "Late afternoon, 5 p.m. to 6 p.m. Eastern"),
    ]


@pytest.mark.parametrize(
    ("days", "parts", "zone", "windows"),
    [
        ([], [], "America/New_York", []),
        (["0"], [], "America/New_York", [(0, "08:00:00", "18:00:00")]),
        (["1"], ["morning"], "America/New_York", [(1, "08:00:00", "12:00:00")]),
        (["1"], ["morning", "afternoon"], "America/New_York", [(1, "08:00:00", "17:00:00")]),
        ([], ["evening"], "America/New_York", [(day, "17:00:00", "18:00:00") for day in range(5)]),
        (["1"], ["morning"], "America/Los_Angeles", [(1, "05:00:00", "09:00:00")]),
        (["1"], ["evening"], "Asia/Tokyo", [(2, "07:00:00", "08:00:00")]),
        (["1"], ["morning"], "Asia/Tokyo", [(1, "22:00:00", "23:59:59"), (2, "00:00:00", "02:00:00")]),
    ],
)
def test_a_choice_of_times_becomes_windows_in_the_persons_own_zone(days, parts, zone, windows):
    from zoneinfo import ZoneInfo

    assert [(day, str(starts), str(ends)) for day, starts, ends in windows_of(days, parts, ZoneInfo(zone))] == windows


# ---- instead of the form ---------------------------------------------------------------------------------------------


def test_an_oncologic_emergency_leads_to_a_phone_number(client):
    url = begin(client, "referral")
    response = client.post(url, {"urgency": "emergency"})
    assert response.status_code == 302 and response.url == reverse("appointments:emergency")
    html = client.get(response.url).content.decode()
    assert "Oncologic emergency: please call" in html and "tel:+12125550140" in html
