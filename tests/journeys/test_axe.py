"""axe finds nothing: page types and states x 320, 768, 1280 px x light and dark, and once with forced colors."""

import pytest

from tests.journeys import axe
from tests.journeys.places import GUIDE, PLACES, STATES, visit

SIZES = [{"width": 320, "height": 640}, {"width": 768, "height": 1024}, {"width": 1280, "height": 800}]


@pytest.fixture
def page(page_factory):
    """Without transitions, so that a change of the color scheme is done when axe looks."""
    return page_factory(reduced_motion="reduce")


@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing(page, name):
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        if size == SIZES[0] or name in STATES:  # a menu that was opened at another width is another menu
            visit(page, name)
        for scheme, options in (("light", axe.OPTIONS), ("dark", axe.COLORS)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{size['width']} px, {scheme}: {line}" for line in axe.findings(page, options)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["guide", "open menu", "feedback error"])
def test_axe_finds_nothing_in_forced_colors(page, name):
    page.emulate_media(forced_colors="active")
    visit(page, name)
    found = axe.findings(page, axe.FORCED_COLORS)
    assert not found, "\n".join(found)


def test_axe_would_find_something(page):
    page.goto(GUIDE)
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    assert any(line.startswith("label: ") for line in axe.findings(page))


def test_icons_take_the_forced_colors(page):
    """White on the red callout, pale on the header: neither may stay when the grounds become the visitor's own."""
    page.emulate_media(forced_colors="active")
    visit(page, "guide")
    strays = page.evaluate("""() => {
        const allowed = new Set([...document.querySelectorAll("p, a, button, li")].map((e) => getComputedStyle(e).color));
        return [...document.querySelectorAll("svg")].filter((svg) => svg.checkVisibility() && !allowed.has(getComputedStyle(svg).color))
            .map((svg) => `${svg.parentElement.className || svg.parentElement.tagName}: ${getComputedStyle(svg).color}`);
    }""")
    assert strays == []
