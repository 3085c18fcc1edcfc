"""A reader who uses the keyboard alone goes through the guide."""

import pytest

from tests.journeys.places import GUIDE, glossary_words

# everything that can be reached, in the order of the page
COLLECT_STOPS = """() => {
    const candidates = "a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex]";
    window.stops = [...document.querySelectorAll(candidates)].filter(
        (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({visibilityProperty: true}));
    return window.stops.map((element) => (element.textContent.trim() || element.name || element.id).slice(0, 60));
}"""
LOOK_AT_STOP = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    const box = [...element.getClientRects()].find((rect) => rect.width && rect.height);
    const x = box.left + box.width / 2, y = box.top + box.height / 2, top = document.elementFromPoint(x, y);
    return {
        number: window.stops.indexOf(element),
        ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        inView: x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight,
        uncovered: Boolean(top) && (top === element || element.contains(top) || top.contains(element)
            || [...(element.labels ?? [])].some((label) => label.contains(top))),
    };
}"""
SIZES = {
    "wide": {"width": 1280, "height": 800},
    "phone": {"width": 320, "height": 640},
    "400 %": {"width": 320, "height": 256},
}


@pytest.mark.parametrize("size", SIZES)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(page, size):
    # The reader opens the guide ...
    page.set_viewport_size(SIZES[size])
    page.goto(GUIDE)
    names = page.evaluate(COLLECT_STOPS)
    assert names[0] == "Skip to main content"
    wrong = []
    for number, name in enumerate(names):
        # ... presses Tab, and is at the next link, button or field of the page, with a ring around it, in full view.
        page.keyboard.press("Tab")
        stop = page.evaluate(LOOK_AT_STOP)
        if stop.pop("number") != number or stop["ring"] < 2 or not (stop["inView"] and stop["uncovered"]):
            wrong.append(f"{number} {name}: {stop}")
    assert not wrong, "\n".join(wrong)
    # After the last one the page lets go of the focus: there is no trap.
    page.keyboard.press("Tab")
    assert page.evaluate("stops.indexOf(document.activeElement)") in (-1, 0)


def test_shift_tab_goes_back(page):
    page.goto(GUIDE)
    page.evaluate(COLLECT_STOPS)
    for _ in range(12):
        page.keyboard.press("Tab")
    for number in range(10, -1, -1):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("stops.indexOf(document.activeElement)") == number


def test_the_skip_link_leads_past_the_menus(page):
    # The first Tab shows the skip link; Enter takes it, and the next Tab is inside the main part.
    page.goto(GUIDE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_escape_closes_a_menu_and_returns(page):
    # On a wide screen the reader opens a group of the menu with Enter and goes into it ...
    page.goto(GUIDE)
    button = page.get_by_role("button", name="Pages under About us")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    first = page.locator(f"#{button.get_attribute('aria-controls')} a").first
    assert is_focused(first)
    # ... Esc closes it, and the focus is where it was before.
    page.keyboard.press("Escape")
    assert first.is_hidden()
    assert is_focused(button)


def test_a_menu_closes_when_the_focus_leaves_it(page):
    page.goto(GUIDE)
    button = page.get_by_role("button", name="Pages under About us")
    button.click()
    page.get_by_role("combobox", name="Search this site").focus()
    assert button.get_attribute("aria-expanded") == "false"


def test_escape_closes_the_menu_on_a_phone(page):
    # On a phone the menu is behind one button, and its groups behind buttons of their own.
    page.set_viewport_size(SIZES["phone"])
    page.goto(GUIDE)
    menu = page.get_by_role("button", name="Menu", exact=True)
    group = page.get_by_role("button", name="Pages under About us")
    assert group.is_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    group.focus()
    page.keyboard.press("Space")
    assert group.get_attribute("aria-expanded") == "true"
    # Esc closes the group first, then the menu.
    page.keyboard.press("Escape")
    assert is_focused(group) and group.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Escape")
    assert is_focused(menu) and group.is_hidden()


def test_escape_closes_an_explained_word_and_returns(page):
    # The reader comes to a dotted word; Enter opens what it means, and the focus is there ...
    page.goto(GUIDE)
    word = glossary_words(page).nth(1)
    word.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name=word.text_content().strip())
    assert box.is_visible() and is_focused(box)
    # ... two Tabs reach "more" and "close", which show their ring ...
    for name in ("More about this word", "Close"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    # ... and Esc goes back to the word.
    page.keyboard.press("Escape")
    assert box.is_hidden() and is_focused(word)


def is_focused(locator) -> bool:
    return locator.evaluate("(element) => element === document.activeElement")


def test_suggestions_are_chosen_by_keys(page):
    # A visitor begins to type, goes down the list and up again, ...
    page.goto("/")
    box = page.get_by_role("combobox", name="Find a cancer type or a word")
    box.press_sequentially("liver met")
    page.get_by_role("option", name="Liver metastases").wait_for()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == page.get_by_role("option").first.get_attribute("id")
    # ... closes it with Esc without losing what was typed, ...
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and box.input_value() == "liver met"
    # ... opens it again, and goes where the chosen line leads.
    box.press_sequentially("a")
    page.get_by_role("option", name="Liver metastases").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{GUIDE}")
