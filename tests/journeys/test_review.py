"""Writer, moderator and reviewer bring a guide online, in a real browser; afterwards nothing passes unsigned."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import axe

DRAFT = """
from tests import factories
from django.contrib.auth.models import Group
from portal.models import Team
guide = factories.make_guide("Journey tumor", live=False, index=factories.make_index(), owner_team=Team.objects.first())
for aspect in ("diagnosis", "treatment"):
    factories.make_chapter(guide, aspect, live=False)
print("page", guide.pk)
"""
SUMMARY = "[name=summary]"


@pytest.fixture(scope="module")
def guide(live_portal):
    """A draft with two chapters. The third is typed in the browser."""
    return re.search(r"page (\d+)", live_portal.run(DRAFT))[1]


def act(page, name):
    """A button of the editor's menu, wherever it stands in it."""
    toggle = page.locator("footer [data-w-dropdown-target=toggle]").last
    button = page.locator("footer").get_by_role("button", name=name, exact=True)
    if not button.first.is_visible():
        toggle.click()
    with page.expect_navigation():
        button.first.click()


def open_row(page, action, title):
    page.goto("/admin/")
    with page.expect_navigation():
        page.get_by_role("link", name=f"{action} {title}").click()


def write_a_chapter(page, guide):
    page.goto(f"/admin/pages/add/conditions/chapterpage/{guide}/")
    page.fill("[name=title]", "Symptoms of journey tumor")
    page.fill(SUMMARY, "Most people feel nothing at first.")
    page.select_option("[name=aspect]", "symptoms")
    page.locator("[data-contentpath=body] button[title='Insert a block']").last.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.locator("[data-contentpath=body] .public-DraftEditor-content").first.click()
    page.keyboard.type("Call us when it hurts.")
    typed = page.locator("input[name^=body-][name$=-value]").last
    expect(typed).to_have_value(re.compile("hurts"))  # the editor hands its text to the form a moment later
    act(page, "Save draft")


def decide(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def test_a_guide_goes_from_its_writer_by_moderator_and_reviewer_to_readers(guide, sign_in, page_factory):
    writer, moderator, reviewer = sign_in("Editor"), sign_in("Moderator"), sign_in("Medical reviewer")
    edit = f"/admin/pages/{guide}/edit/"

    write_a_chapter(writer, guide)
    writer.goto(edit)
    assert writer.get_by_text("Not reviewed yet.").is_visible()
    act(writer, "Submit to Medical content")

    open_row(moderator, "Check", "Journey tumor")
    act(moderator, "Approve")

    open_row(reviewer, "Read and decide", "Journey tumor")
    assert axe.findings(reviewer) == []
    assert reviewer.get_by_text("Call us when it hurts.").is_visible()
    decide(reviewer, "Return with comment")
    assert "Write what has to change" in reviewer.get_by_role("alert").inner_text()
    reviewer.fill("[name=comment]", "Say where it hurts.")
    decide(reviewer, "Return with comment")

    writer.goto(edit)
    assert writer.get_by_text("Say where it hurts.", exact=True).is_visible()
    writer.fill(SUMMARY, "A tumor that hurts in the belly.")
    act(writer, "Resubmit to Medical review")

    open_row(reviewer, "Read and decide", "Journey tumor")
    for box in reviewer.locator("[name=checklist]").all():
        box.check()
    reviewer.fill("[name=note]", "First version.")
    decide(reviewer, "Sign and publish")
    assert reviewer.get_by_text("“Journey tumor” is signed.").is_visible()

    reader = page_factory(java_script_enabled=False)
    reader.goto("/cancer-types/journey-tumor/symptoms-of-journey-tumor/")
    assert reader.get_by_text("Call us when it hurts.").is_visible()
    assert "Dr. Rae Reviewer" in reader.locator(".trust-strip").inner_text()


def test_what_changes_afterwards_needs_a_signature_or_a_reason(guide, sign_in, page_factory):
    moderator = sign_in("Moderator")
    moderator.goto(f"/admin/pages/{guide}/edit/")
    assert moderator.get_by_text("Signed.").is_visible()
    moderator.fill(SUMMARY, "A tumour that hurts in the belly.")
    act(moderator, "Publish")
    assert "changed since a medical reviewer signed it" in moderator.locator(".messages").inner_text()
    act(moderator, "Save draft")
    assert moderator.get_by_text("Changed since review.").is_visible()

    with moderator.expect_navigation():
        moderator.get_by_role("link", name="Only a typing error? Publish it as a minor change").click()
    assert axe.findings(moderator) == []
    assert "tumour" in moderator.locator("ins").inner_text()
    moderator.fill("[name=reason]", "British spelling, as on the other pages.")
    decide(moderator, "Publish as a minor change")
    assert moderator.get_by_text("The date of its review stays.").is_visible()

    reader = page_factory(java_script_enabled=False)
    reader.goto("/cancer-types/journey-tumor/")
    assert reader.get_by_text("A tumour that hurts in the belly.").first.is_visible()
    with reader.expect_navigation():
        reader.get_by_role("link", name="All reviews of this page").click()
    assert reader.get_by_text("British spelling, as on the other pages.").is_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["/admin/reviews/", "/admin/reviews/audit/"])
def test_the_lists_are_free_of_findings(sign_in, width, address):
    page = sign_in("Medical reviewer", viewport={"width": width, "height": 800})
    page.goto(address)
    assert axe.findings(page) == []
