"""Asking for an appointment and referring a patient in a real browser: by mouse, by keyboard, without scripts, for axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import axe

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
GUIDE = "/cancer-types/liver-metastases/"

# page → what goes wrong on it → what fits
REQUEST = [
    ("Who is this request for?", {}, lambda page: page.get_by_label("Me", exact=True).check()),
    (
        "About you",
        {"Year": "61"},
        lambda page: fill(
            page, {"Given name": "Ana", "Family name": "Novak", "Month": "March", "Day": "4", "Year": "1961"}
        ),
    ),
    ("How can we reach you?", {"Phone number": "911"}, lambda page: fill(page, {"Phone number": "(212) 555-0143"})),
    (
        "What do you need help with?",
        {"In your own words": "x" * 1001},
        lambda page: (
            page.get_by_label("A new diagnosis").check(),
            fill(page, {"In your own words": "What can be done now?"}),
        ),
    ),
]
REFERRAL = [
    ("How urgent is it?", {}, lambda page: page.get_by_label("Routine").check()),
    (
        "About you",
        {"NPI": "1"},
        lambda page: fill(
            page,
            {
                "Your name": "Dr. Lee",
                "NPI": "1234567893",
                "Practice or hospital": "Lee Oncology",
                "Phone number": "212 555 0199",
            },
        ),
    ),
    (
        "The patient",
        {},
        lambda page: (
            fill(
                page,
                {
                    "Given name": "Ana",
                    "Family name": "Novak",
                    "Month": "3",
                    "Day": "4",
                    "Year": "1961",
                    "Phone number": "(212) 555-0143",
                },
            ),
            page.get_by_label("Told only about the referral").check(),
        ),
    ),
    (
        "Clinical information",
        {},
        lambda page: (
            fill(page, {"Cancer type or suspicion": "Liver metastases"}),
            page.get_by_label("Consultation").check(),
        ),
    ),
]


def fill(page, answers):
    for label, text in answers.items():
        page.get_by_label(re.compile(rf"^{label}( \(optional\))?$")).fill(text)


def go_on(page, name="Continue"):
    page.get_by_role("button", name=name, exact=True).click()


def at(page, topic):
    expect(page.get_by_role("heading", level=1)).to_contain_text(topic)


def assert_accessible(page, where):
    """In light and dark, at the width the page has."""
    page.wait_for_load_state()  # the heading is there before the style sheet
    size = page.viewport_size
    found = axe.findings_everywhere(page, [size["width"]], size["height"])
    assert not found, where + "\n" + "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320", "1280"])
@pytest.mark.parametrize("form", ["request", "refer"])
def test_axe_finds_nothing_on_any_page_with_and_without_errors(page_factory, size, form):
    page = page_factory(viewport=size, reduced_motion="reduce")
    page.goto(f"/appointments/{form}/")
    assert_accessible(page, "start")
    go_on(page, "Start now")
    for topic, wrong, right in REQUEST if form == "request" else REFERRAL:
        at(page, topic)
        assert_accessible(page, topic)
        fill(page, wrong)
        go_on(page)
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert_accessible(page, f"{topic} with errors")
        right(page)
        go_on(page)
    if form == "refer":
        at(page, "Records")
        assert_accessible(page, "records")
        page.get_by_label("By fax, with our cover sheet").check()
        go_on(page)
    at(page, "Check your answers")
    assert_accessible(page, "check")
    go_on(page, "Send request" if form == "request" else "Send referral")
    at(page, "We have your request" if form == "request" else "We have your referral")
    assert_accessible(page, "sent")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_on_the_pages_beside_the_way(page_factory, size):
    page = page_factory(viewport=size, reduced_motion="reduce")
    for path in (
        "/appointments/request/stop/",
        "/appointments/refer/emergency/",
        "/appointments/request/sent/",
        "/appointments/request/6f1c0f4e-58a5-4b6a-9c11-1d4f0c5f1a11/who/",
    ):
        page.goto(path)
        assert_accessible(page, path)
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    page.get_by_label("Someone else").check()
    assert_accessible(page, "for someone else")
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page, "for someone else, with errors")


def test_an_answer_after_sending_is_shown_and_accessible(page_factory):
    """Two tabs with one form: what the second one types after the first has sent is not lost to the eye."""
    page = page_factory(viewport=PHONE, reduced_motion="reduce")
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    for _topic, _wrong, right in REQUEST[:3]:
        right(page)
        go_on(page)
    second = page.context.new_page()
    second.goto(page.url)
    REQUEST[3][2](page)
    go_on(page)
    go_on(page, "Send request")
    at(page, "We have your request")
    fill(second, {"In your own words": "I forgot to say this"})
    second.get_by_label("Treatment", exact=True).check()
    go_on(second)
    at(second, "This form was sent before")
    expect(second.get_by_text("I forgot to say this")).to_be_visible()
    assert_accessible(second, "sent before")


def test_a_patient_asks_on_a_phone_without_javascript(page_factory):
    page = page_factory(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(GUIDE)
    page.get_by_role("link", name="Request an appointment").first.click()
    go_on(page, "Start now")
    # nothing chosen: the page says what is missing, and its link leads to the choice
    go_on(page)
    page.get_by_role("link", name="Choose who this request is for").click()
    for topic, _wrong, right in REQUEST:
        at(page, topic)
        right(page)
        if topic.startswith("About"):
            # the page with the error is behind her: Back shows it, and never asks to send a form again
            page.go_back()
            at(page, "Who is this request for?")
            page.go_forward()
            right(page)
        if topic.startswith("What do you need"):
            # the guide she came from is named, in the form and in the field
            expect(page.locator(".from-page")).to_contain_text("Liver metastases")
            expect(page.get_by_label("Which cancer or illness is it about?")).to_have_value("Liver metastases")
        go_on(page)
    # she sees a wrong letter, changes it and comes back here
    page.get_by_role("link", name="Change Given name").click()
    fill(page, {"Given name": "Anna"})
    go_on(page)
    at(page, "Check your answers")
    expect(page.get_by_role("main")).to_contain_text("Anna")
    go_on(page, "Send request")
    at(page, "We have your request")
    reference = page.locator(".sent__reference strong").text_content()
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
    page.reload()
    expect(page.locator(".sent__reference strong")).to_have_text(reference)
    assert "liver" not in page.url and reference not in page.url
    # the button Back of the browser is harmless
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_carer_opens_further_questions(page):
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    expect(page.get_by_label("Your own name")).to_be_hidden()
    page.get_by_label("Someone else").check()
    expect(page.get_by_label("Your own name")).to_be_visible()
    page.get_by_label("Your own name").fill("Ivo Novak")
    page.get_by_label("You are the patient’s …").select_option("Son or daughter")
    page.get_by_role("group", name="Does the patient know about this request?").get_by_label("No", exact=True).check()
    go_on(page)
    at(page, "Please talk to the patient first")


def test_a_request_by_keyboard_alone(page):
    """Tab, arrows, Space and Enter reach everything, in the order of the page."""
    page.goto("/appointments/request/")
    press_until(page, "Start now")
    page.keyboard.press("Enter")
    at(page, "Who is this request for?")
    press_until(page, "Me")
    page.keyboard.press("Space")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    at(page, "About you")
    for label, text in (
        ("Given name", "Ana"),
        ("Family name", "Novak"),
        ("Month", "3"),
        ("Day", "4"),
        ("Year", "1961"),
    ):
        press_until(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    at(page, "How can we reach you?")
    press_until(page, "Phone number")
    page.keyboard.type("2125550143")
    page.keyboard.press("Enter")
    at(page, "What do you need help with?")
    page.keyboard.press("Enter") if focused(page) == "Continue" else press_until(page, "Continue")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "A new diagnosis"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A suspicion of cancer")).to_be_checked()
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    at(page, "Check your answers")
    press_until(page, "Send request")
    page.keyboard.press("Enter")
    at(page, "We have your request")


def focused(page) -> str:
    return page.evaluate(
        "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ').trim()"
    )


def press_until(page, name):
    for _step in range(60):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_comfort_with_javascript(page_factory):
    """Counter, time zone, proof of work: they help, and nothing complains."""
    page = page_factory(timezone_id="America/Los_Angeles")
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    for topic, _wrong, right in REQUEST:
        at(page, topic)
        right(page)
        if topic.startswith("How"):
            expect(page.get_by_label("Your time zone")).to_have_value("America/Los_Angeles")
        if topic.startswith("What"):
            expect(page.locator("[data-counter]")).to_have_text("979 characters left")
        go_on(page)
    expect(page.locator("[data-proof]")).to_have_value(re.compile(r"^[0-9a-f-]{36}\.\d+\.\d+\.[0-9a-f]{32}:\d+$"))
    assert said == []


def test_a_zone_that_was_chosen_is_not_changed_again(page_factory):
    page = page_factory(timezone_id="America/Los_Angeles")
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    for topic, _wrong, right in REQUEST[:3]:
        right(page)
        if topic.startswith("How"):
            page.get_by_label("Your time zone").select_option("Hawaii")
        go_on(page)
    page.go_back()
    page.reload()
    expect(page.get_by_label("Your time zone")).to_have_value("Pacific/Honolulu")


def test_a_clinician_may_be_remembered_on_this_device(page):
    page.goto("/appointments/refer/")
    go_on(page, "Start now")
    REFERRAL[0][2](page)
    go_on(page)
    REFERRAL[1][2](page)
    page.get_by_label("Remember this page on this device").check()
    go_on(page)
    at(page, "The patient")
    page.goto("/appointments/refer/")
    go_on(page, "Start now")
    REFERRAL[0][2](page)
    go_on(page)
    expect(page.get_by_label("Practice or hospital")).to_have_value("Lee Oncology")
    kept = page.evaluate("Object.entries(localStorage).flat().join(' ')")
    assert "Dr. Lee" in kept and "Novak" not in kept
    page.get_by_label("Remember this page on this device").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_the_sent_page_prints_without_what_can_be_pressed(page):
    page.goto("/appointments/request/")
    go_on(page, "Start now")
    for _topic, _wrong, right in REQUEST:
        right(page)
        go_on(page)
    go_on(page, "Send request")
    page.emulate_media(media="print")
    expect(page.locator(".sent__reference strong")).to_be_visible()
    expect(page.get_by_role("heading", name="Emergency: call 911")).to_be_visible()
    expect(page.get_by_text("Print this page")).to_be_hidden()
