"""Small screens, 400 % zoom and a reader's own text spacing: nothing scrolls sideways, is cut off or runs into another."""

import pytest

from tests.journeys.places import PLACES, visit

SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
LOOK_FOR_SPILLS = """() => {
    const width = document.documentElement.clientWidth, found = new Set(), lines = [];
    const shown = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const about = (element, text) => `${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className}: ${text}`;
    const hides = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
    const paints = (style) => !/^rgba\\(.*, 0\\)$/.test(style.backgroundColor)
        || [style.borderLeftWidth, style.borderTopWidth].some((side) => parseFloat(side) > 0);
    const layer = (element) => element.closest(".glossary-popover, .navigation__children"); // these cover what is under them
    const mayScroll = (element) => element.matches('[role="region"][aria-label][tabindex="0"], [role="listbox"]');

    if (document.scrollingElement.scrollWidth > width) found.add(`the page is ${document.scrollingElement.scrollWidth} px wide`);

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement, words = node.data.trim().slice(0, 40);
        if (!words || parent.closest("script, svg, .visually-hidden, option") || !shown(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
            const trim = rect.height * 0.2; // letters are smaller than their line
            const box = {left: rect.left + 1, right: rect.right - 1, top: rect.top + trim, bottom: rect.bottom - trim};
            if (rect.width < 2 || box.right < 0 || box.bottom + scrollY < 0) continue; // put out of sight on purpose
            let held = true, ground = true;
            for (let element = parent; element && held; element = element.parentElement) {
                const style = getComputedStyle(element), edge = element.getBoundingClientRect();
                if (edge.width <= 1 && hides(style)) { held = false; break; } // hidden from sight on purpose
                const outside = box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
                if (mayScroll(element)) { held = false; break; }
                if (outside && hides(style) && element !== document.body) found.add(about(element, `cuts off “${words}”`));
                if (ground && paints(style) && !["inline", "contents"].includes(style.display)) {
                    if (outside) found.add(about(element, `is too small for “${words}”`));
                    ground = false;
                }
            }
            if (!held) continue;
            if (box.right > width + 1 || box.left < -1) found.add(about(parent, `runs out of the page: “${words}”`));
            lines.push({...box, words, parent});
        }
    }
    lines.sort((one, other) => one.top - other.top);
    lines.forEach((one, index) => {
        for (let next = index + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
            const other = lines[next];
            if (layer(one.parent) !== layer(other.parent)) continue;
            if (other.left < one.right && other.right > one.left) found.add(about(one.parent, `“${one.words}” lies over “${other.words}”`));
        }
    });
    for (const element of document.querySelectorAll("img, svg, input, select, textarea, button, table, video")) {
        if (!shown(element) || element.closest('[role="region"][tabindex="0"], .visually-hidden, [aria-hidden="true"]')) continue;
        const edge = element.getBoundingClientRect();
        if (edge.right > width + 1) found.add(about(element, "runs out of the page"));
    }
    return [...found];
}"""


@pytest.mark.parametrize("name", PLACES)
def test_a_phone_of_320_px_needs_no_sideways_scrolling(page, name):
    """1280 px at 400 % zoom are 320 px too."""
    page.set_viewport_size({"width": 320, "height": 256})
    visit(page, name)
    assert page.evaluate(LOOK_FOR_SPILLS) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", [name for name in PLACES if name != "open glossary popover"])
def test_text_spacing_of_ones_own_breaks_nothing(page, name, width):
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, name)
    page.evaluate(SPACING)
    assert page.evaluate(LOOK_FOR_SPILLS) == []


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("main.style.width = '400px'", "the page is 4"),
        ("title.style.cssText = 'overflow: hidden; height: 1em; width: 3em; white-space: nowrap'", "cuts off"),
        ("title.style.cssText = 'background: red; width: 2em; white-space: nowrap'", "is too small for"),
        ("title.style.marginBottom = '-3em'", "lies over"),
    ],
)
def test_spills_would_be_seen(page, fault, complaint):
    page.set_viewport_size({"width": 320, "height": 256})
    visit(page, "chapter")
    page.evaluate(f"{{ const main = document.querySelector('main'), title = document.querySelector('h1'); {fault} }}")
    assert any(complaint in line for line in page.evaluate(LOOK_FOR_SPILLS))
