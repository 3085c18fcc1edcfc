"""The main pages and the form with errors in Spanish and Arabic: axe finds nothing, nothing is cut off, direction is right."""

import pytest

from tests.journeys import axe

SPANISH_GUIDE, ARABIC_GUIDE = "/es/tipos-de-cancer/metastasis-en-el-higado/", "/ar/cancer-types/liver-metastases/"
PLACES = {
    "es": [
        "/es/",
        SPANISH_GUIDE,
        f"{SPANISH_GUIDE}tratamiento/",
        "/es/tipos-de-cancer/",
        "/es/glossary/",
        "/es/search/?q=metastasis",
        "/es/legal/ayuda-en-su-idioma/",
    ],
    "ar": [
        "/ar/",
        ARABIC_GUIDE,
        "/ar/cancer-types/",
        "/ar/glossary/",
        "/ar/search/?q=%D8%A7%D9%84%D9%83%D8%A8%D8%AF",
        "/ar/no-such-page/",
    ],
}
SIZES = [{"width": 320, "height": 640}, {"width": 1280, "height": 800}]


def faults(page):
    """What is wrong with the page that stands in the window, at two widths."""
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        found += [f"{size['width']} px: {line}" for line in axe.findings(page, axe.OPTIONS)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"{size['width']} px: scrolls sideways")
    return found


@pytest.mark.parametrize(("language", "path"), [(code, path) for code, paths in PLACES.items() for path in paths])
def test_pages_in_other_languages_are_open_to_all(page, language, path):
    page.goto(path)
    root = page.locator("html")
    assert root.get_attribute("lang") == language
    assert root.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert faults(page) == []


@pytest.mark.parametrize(
    ("language", "begin", "next_page", "problem"),
    [("es", "Empezar ahora", "Continuar", "Hay un problema"), ("ar", "ابدأ الآن", "متابعة", "توجد مشكلة")],
)
def test_the_form_speaks_the_language_when_something_is_missing(page, language, begin, next_page, problem):
    page.goto(f"/{language}/appointments/request/")
    page.get_by_role("button", name=begin).click()
    page.get_by_role("button", name=next_page).click()
    page.get_by_role("heading", name=problem).wait_for()
    assert faults(page) == []
