"""The guide on paper: what helps at home stays, what can only be pressed is gone."""

import pytest

from tests.journeys.places import GUIDE, visit

GONE = [
    ".banner", ".skip-link", ".header__panel", ".header__menu", ".header__action", ".breadcrumbs", ".guide__rail", ".feedback",
    ".pager", ".share", ".search-form", "button", "form", ".button", ".footer nav",
]  # fmt: skip
STAY = [".header__name", "h1", ".care-callout", ".key-points", "table", ".trust-strip", ".sources", ".footer__phone"]
SHOWN = "(selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).length"


@pytest.fixture
def paper(page):
    page.goto(GUIDE)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("selector", GONE)
def test_what_can_only_be_pressed_is_gone(paper, selector):
    assert paper.evaluate("(selector) => document.querySelectorAll(selector).length", selector) > 0
    assert paper.evaluate(SHOWN, selector) == 0


@pytest.mark.parametrize("selector", STAY)
def test_what_is_read_stays(paper, selector):
    assert paper.evaluate(SHOWN, selector) > 0


def test_the_address_of_the_page_is_printed(paper, live_portal):
    assert paper.locator(".print-only").filter(has_text=GUIDE).first.is_visible()


def test_text_is_black_on_white(paper):
    """Nothing asks for much ink; the emergency callout may keep a border."""
    inked = paper.evaluate("""() => [...document.querySelectorAll("body, main *")]
        .filter((element) => element.checkVisibility() && !element.closest("svg, .statistic__icons, picture"))
        .filter((element) => !/rgba\\(.*, 0\\)|rgb\\(255, 255, 255\\)/.test(getComputedStyle(element).backgroundColor))
        .map((element) => `${element.className}: ${getComputedStyle(element).backgroundColor}`)""")
    assert inked == []


def test_addresses_of_other_sites_are_printed_after_their_links(paper):
    paper.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    links = paper.evaluate("""() => [...document.querySelectorAll('main a[href^="http"]')]
        .filter((link) => new URL(link.href).host !== location.host && link.checkVisibility())
        .map((link) => [link.getAttribute("href"), getComputedStyle(link, "::after").content])""")
    assert links
    assert [href for href, after in links if href not in after and "attr(href)" not in after] == []


def test_closed_parts_are_open_on_paper_and_closed_again(page):
    # The reader leaves sources and drawings folded, and prints ...
    page.goto(GUIDE)
    page.evaluate("""() => {
        const closed = () => document.querySelectorAll("main details:not([open])").length;
        window.closedParts = [closed()];
        addEventListener("beforeprint", () => closedParts.push(
            [...document.querySelectorAll("main details:not([open])")].filter((details) => !details.closest("form")).length));
        addEventListener("afterprint", () => closedParts.push(closed()));
    }""")
    page.pdf()
    # ... everything to read was open on the paper, and is folded again on the screen.
    before, on_paper, after = page.evaluate("closedParts")
    assert before > 0
    assert (on_paper, after) == (0, before)


def test_the_whole_guide_prints_every_chapter(page):
    visit(page, "whole guide")
    page.emulate_media(media="print")
    parts = page.locator("main .part__title")
    assert parts.count() == 6
    assert all(part.is_visible() for part in parts.all())
