"""Two people and what they came for."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.places import GUIDE, glossary_words

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def title(page):
    return page.get_by_role("main").get_by_role("heading", level=1)


def find_by_search(page):
    """From the home page by the search, with the words the doctor used."""
    page.get_by_role("combobox", name="Find a cancer type or a word").fill("liver mets")
    page.get_by_role("search", name="Find a cancer type or a word").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Liver metastases", exact=True).first.click()


def find_by_letter(page):
    """From the home page by the A to Z, under the letter."""
    page.get_by_role("main").get_by_role("link", name="All cancer types, A to Z").click()
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="L", exact=True).click()
    under_l = page.locator("section").filter(has=page.get_by_role("heading", name="L", exact=True))
    under_l.get_by_role("link", name="Liver metastases", exact=True).first.click()


def find_by_filter(page):
    """From the home page by the A to Z, typing a part of a name that nobody spells right."""
    page.get_by_role("main").get_by_role("link", name="All cancer types, A to Z").click()
    page.get_by_role("searchbox", name="Type a part of the name").fill("secondary liv")
    expect(page.get_by_role("status")).to_have_text("1 name")
    page.get_by_role("link", name="Liver metastases", exact=True).locator("visible=true").first.click()


@pytest.mark.parametrize("find", [find_by_search, find_by_letter, find_by_filter])
def test_a_patient_finds_the_guide_and_asks_for_an_appointment(page_factory, find):
    page = page_factory(**PHONE)
    # A woman on her phone has just heard "liver mets". She opens the site and finds the guide.
    page.goto("/")
    find(page)
    expect(page).to_have_url(re.compile(f"{GUIDE}$"))
    expect(title(page)).to_have_text("Liver metastases")
    # She sees first when to call 911, and then goes to the symptoms.
    expect(page.get_by_role("heading", name=re.compile("^Emergency: call 911"))).to_be_visible()
    page.get_by_role("navigation", name="Pages in this guide").get_by_role("link", name="Symptoms").click()
    expect(title(page)).to_contain_text("Liver metastases")
    expect(title(page)).to_contain_text("Symptoms")
    # One word is new to her. She taps it, reads what it means, and is still where she was.
    word = glossary_words(page).first
    word.click()
    explanation = page.get_by_role("dialog")
    expect(explanation).to_contain_text(word.get_attribute("data-definition"))
    explanation.get_by_role("button", name="Close").click()
    expect(explanation).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{GUIDE}symptoms/$"))
    # She wants to talk to somebody: the page says when, and which number to call.
    page.get_by_role("banner").get_by_role("link", name="Make an appointment").click()
    expect(title(page)).to_have_text("Make an appointment")
    call = page.get_by_role("main").get_by_role("link", name=re.compile("^Call"))
    expect(call).to_have_attribute("href", re.compile(r"^tel:\+1\d{10}$"))


def test_a_carer_does_the_same_without_javascript(page_factory):
    page = page_factory(java_script_enabled=False)
    # A son uses an old computer in a library, where scripts are off. He goes by the A to Z.
    page.goto("/")
    find_by_letter(page)
    expect(title(page)).to_have_text("Liver metastases")
    page.get_by_role("navigation", name="Pages in this guide").get_by_role("link", name="Symptoms").click()
    # The word that he does not know leads to its page, which leads back.
    glossary_words(page).first.click()
    expect(page).to_have_url(re.compile("/glossary/"))
    uses = page.locator("section").filter(has=page.get_by_role("heading", name="Where we use this word"))
    uses.get_by_role("link", name=re.compile("Liver metastases|Symptoms")).first.click()
    expect(page).to_have_url(re.compile(GUIDE))
    # He reads on, page by page, to the end of the guide ...
    page.goto(GUIDE)
    pager = page.get_by_role("navigation", name="Previous and next page of this guide")
    for _ in range(5):
        pager.get_by_role("link", name=re.compile("^Next")).click()
    expect(title(page)).to_contain_text("Questions")
    expect(pager.get_by_role("link", name=re.compile("^Next"))).to_have_count(0)
    # ... finds help for himself in the menu ...
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Support programs").click()
    page.get_by_role("main").get_by_role("link", name="For caregivers").click()
    expect(title(page)).to_contain_text("For caregivers")
    # ... and asks for an appointment for his mother.
    page.get_by_role("banner").get_by_role("link", name="Make an appointment").click()
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("^Call"))).to_be_visible()
