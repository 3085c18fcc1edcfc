"""The editors' rooms in a real browser: checks beside the text, reports, the first page, help; axe finds nothing."""

import pytest

from tests.journeys import axe

ROOMS = ["/admin/", "/admin/reports/reading-grade/", "/admin/reports/reviews-due/", "/admin/help/write-a-chapter/"]
GUIDE = "/admin/api/main/pages/?type=conditions.ConditionPage&locale=en&slug=liver-metastases"


@pytest.fixture(scope="module", autouse=True)
def read_by_the_worker(live_portal):
    code = "from portal.page_checks.scanning import scan_all_due; scan_all_due()"
    live_portal.manage("shell", "--no-imports", "-c", code)


@pytest.fixture
def sign_in(page_factory, live_portal):
    def enter(role="Editor", **options):
        page = page_factory(**options)
        name, password = live_portal.accounts[role]
        page.goto("/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return enter


def guide_of(page) -> int:
    return page.request.get(GUIDE).json()["items"][0]["id"]


@pytest.mark.parametrize(("width", "scheme"), [(768, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_the_editors_rooms(sign_in, width, scheme):
    page = sign_in(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    for path in (*ROOMS, f"/admin/page-checks/{guide_of(page)}/"):
        page.goto(path)
        page.locator("main h1, main h2, .w-header").first.wait_for(state="attached")
        wrong, _undecided = axe.run(page)
        assert wrong == [], path


def test_a_word_is_linked_from_beside_the_text_with_one_click(sign_in):
    page = sign_in()
    page.goto(f"/admin/pages/{guide_of(page)}/edit/")
    page.get_by_role("button", name="Toggle checks").click()
    page.locator("[data-text-checks]").get_by_text("Words of the glossary without a link").wait_for()
    notes = page.locator("[data-text-checks] button", has_text="Link this word")
    before = notes.count()
    assert before
    with page.expect_navigation():
        notes.first.click()
    page.get_by_text("Done: it is saved as a draft.").wait_for()
    assert page.locator("[data-text-checks] button", has_text="Link this word").count() == before - 1
