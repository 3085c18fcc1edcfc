"""Scripts only add comfort: without them everything can be read, found, asked and answered."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.places import GUIDE, glossary_words


@pytest.fixture
def page(page_factory):
    return page_factory(java_script_enabled=False, viewport={"width": 390, "height": 844})


def test_the_guide_is_complete(page):
    page.goto(GUIDE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Liver metastases")
    expect(
        page.get_by_role("navigation", name="Pages in this guide").get_by_role("link", name="Treatment")
    ).to_be_visible()
    # folded parts open by the browser itself
    sources = page.locator(".sources details")
    sources.locator("summary").click()
    expect(sources.get_by_role("listitem").first).to_be_visible()
    # and no button stands there that would do nothing
    for button in page.locator("button[data-print], button[data-copy], button[data-disclosure]").all():
        expect(button).to_be_hidden()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_all_links_of_the_menu_are_there(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    links = page.get_by_role("navigation", name="Main").locator("a")
    assert links.count() > 10
    for link in [*links.all(), *page.locator("footer a").all()]:
        expect(link).to_be_visible()


def test_an_explained_word_leads_to_its_page(page):
    page.goto(GUIDE)
    word = glossary_words(page).first
    name = word.text_content().strip()
    word.click()
    expect(page).to_have_url(re.compile("/glossary/[^/]+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(name[:4]), re.I))


def test_the_a_to_z_leads_to_a_guide(page):
    page.goto("/cancer-types/")
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="K", exact=True).click()
    expect(page).to_have_url(re.compile("#letter-k$"))
    page.get_by_role("link", name="Kidney cancer", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kidney cancer")


def test_a_search_finds(page):
    page.goto("/")
    page.get_by_role("searchbox", name="Find a cancer type or a word").fill("liver metastases")
    page.get_by_role("searchbox", name="Find a cancer type or a word").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “liver metastases”")
    page.get_by_role("main").get_by_role("link", name="Liver metastases", exact=True).first.click()
    expect(page).to_have_url(re.compile(f"{GUIDE}$"))


def test_feedback_is_thanked_for(page):
    page.goto(GUIDE)
    page.get_by_role("button", name=re.compile("^Yes")).click()
    expect(page).to_have_url(re.compile(r"\?feedback=thanks#feedback$"))
    expect(page.get_by_role("region", name="Was this page helpful?")).to_contain_text("Thank you")


def test_feedback_in_words_too(page):
    page.goto(GUIDE)
    page.get_by_text("Say more (optional)").click()
    page.get_by_label("What was missing or hard?").select_option("It is hard to understand")
    page.get_by_label("In your words").fill("What is a lobe?")
    page.get_by_role("button", name="Send, it was not helpful").click()
    expect(page.get_by_role("region", name="Was this page helpful?")).to_contain_text("Thank you")


def test_the_banner_stays_closed(page):
    page.goto(GUIDE)
    banner = page.get_by_role("region", name="Invitation to call")
    banner.get_by_role("button", name="Close this invitation").click()
    expect(page).to_have_url(re.compile(f"{GUIDE}$"))
    expect(banner).to_have_count(0)
    page.goto("/")
    expect(banner).to_have_count(0)


def test_a_doctor_is_found_by_filters_and_asked_for(page):
    page.goto("/find-a-doctor/")
    page.get_by_label("Specialty").select_option(label="Medical oncology")
    page.get_by_label("Language spoken").select_option(label="Spanish")
    page.get_by_role("button", name="Show doctors").click()
    expect(page.locator("main").get_by_role("status")).to_have_text("1 doctor")
    page.get_by_role("link", name="Remove the filter: Spanish").click()
    expect(page.get_by_label("Specialty")).to_have_value("medical-oncology")
    page.get_by_role("link", name="Dr. Max Draftman").click()
    page.locator("main").get_by_role("link", name="Request an appointment").click()
    expect(page.locator("main")).to_contain_text("Your wish: Dr. Max Draftman")
