"""A visitor who asks for less motion gets none."""

import pytest

from tests.journeys.places import visit

MOVING = """() => {
    const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
    const found = new Set();
    for (const element of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after", "::backdrop"]) {
            const style = getComputedStyle(element, part);
            if (seconds(style.transitionDuration) > 0 || seconds(style.animationDuration) > 0 || style.scrollBehavior === "smooth") {
                found.add(`${element.tagName.toLowerCase()}.${element.className} ${part ?? ""}`);
            }
        }
    }
    return [...found, ...document.getAnimations().map(String)];
}"""


@pytest.mark.parametrize(
    "name", ["home", "guide", "adult A to Z", "open menu", "open glossary popover", "feedback error"]
)
def test_nothing_moves_for_those_who_ask_for_it(page_factory, name):
    page = page_factory(reduced_motion="reduce")
    visit(page, name)
    assert page.evaluate(MOVING) == []


def test_others_see_a_short_change_of_color(page):
    """Which also proves that the test above can see one."""
    visit(page, "guide")
    assert page.evaluate(MOVING) != []
