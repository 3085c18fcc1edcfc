"""The list of requests in a real browser: a phone, the keyboard, several at once, no script, and axe on every page."""

import re

import pytest

from tests.journeys import axe
from tests.journeys.test_axe import LEFT_TO_PEOPLE
from tests.journeys.test_narrow import LOOK_FOR_SPILLS

LIST = "/admin/appointments/"
SIZES = [{"width": 320, "height": 900}, {"width": 768, "height": 900}, {"width": 1280, "height": 900}]
WORLD = """
from tests.appointments.makers import make_request
for _ in range(4):
    request = make_request(priority="urgent")
make_request("held")
print(request.pk)
"""


@pytest.fixture(scope="module")
def world(live_portal):
    """Some new urgent requests and a held one, whatever else is there; the id of one."""
    printed = live_portal.manage("shell", "--no-imports", "-c", WORLD)
    return re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", printed)[0]


@pytest.fixture
def sign_in(page_factory, live_portal, world):
    def enter(role="Scheduler", **options):
        page = page_factory(reduced_motion="reduce", **options)
        name, password = live_portal.accounts[role]
        page.goto("/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return enter


def findings(page) -> list[str]:
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations, undecided = axe.run(page)
            lines = violations + [f"undecided {line}" for line in undecided if not line.startswith(LEFT_TO_PEOPLE)]
            found += [f"{size['width']} px, {scheme}: {line}" for line in lines]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    return found


def choose_first(page, number=2):
    for box in page.locator("[data-queue-pick]").all()[:number]:
        box.check()


@pytest.mark.parametrize("query", ["", "?view=held", "?status=new&priority=urgent"])
def test_axe_finds_nothing_on_a_list(sign_in, query):
    page = sign_in("Scheduling manager")
    page.goto(LIST + query)
    assert findings(page) == []
    page.locator(".queue-filters summary").click()
    assert findings(page) == []


@pytest.mark.parametrize("path", ["queue/metrics/", "queue/export/?view=open", "queue/print/", "queue/saved/"])
def test_axe_finds_nothing_on_the_pages_of_managers(sign_in, path):
    page = sign_in("Scheduling manager")
    page.goto(LIST + path)
    for summary in page.locator(".queue summary").all():
        summary.click()
    assert findings(page) == []


def test_axe_finds_nothing_after_a_search_with_and_without_an_error(sign_in):
    page = sign_in()
    page.goto(LIST)
    page.fill("#queue-search", "03/04/1961")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("heading", name="Found by birth date").wait_for()
    assert "1961" not in page.url
    assert findings(page) == []
    page.fill("#queue-search", "Novak")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("Names are not searched").wait_for()
    assert page.input_value("#queue-search") == "Novak"
    assert findings(page) == []


def test_two_managers_change_the_same_rows_and_the_second_is_told_which(sign_in):
    mona, also_mona = sign_in("Scheduling manager"), sign_in("Scheduling manager")
    for page in (mona, also_mona):
        page.goto(f"{LIST}?view=unclaimed&priority=urgent")
        choose_first(page)
        assert page.get_by_text("2 chosen:").is_visible()
    assert mona.locator(".queue-bulk").is_visible()
    for page in (mona, also_mona):
        page.get_by_role("button", name="Assign").click()
        page.get_by_text("Who takes these requests?").wait_for()
        assert findings(page) == []
        page.select_option("#id_to", label="Sam Scheduler")
        page.get_by_role("button", name="Assign").click()
    mona.get_by_text("2 done").wait_for()
    also_mona.get_by_text("0 done, 2 changed by others").wait_for()
    assert also_mona.locator(".queue-lines li").count() == 2
    assert findings(also_mona) == []


def test_a_request_is_claimed_with_the_keyboard_alone(sign_in):
    page = sign_in()
    page.goto(f"{LIST}?view=unclaimed&status=new")
    claim = page.locator("button[name=request]").first
    for _ in range(120):
        page.keyboard.press("Tab")
        if claim.evaluate("button => button === document.activeElement"):
            break
    else:
        pytest.fail("the button to claim cannot be reached with Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"/admin/appointments/[0-9a-f-]{36}/$", page.url)


def test_who_is_too_late_is_told_and_gets_the_next(sign_in):
    sam, sia = sign_in(), sign_in("Second scheduler")
    for page in (sam, sia):
        page.goto(f"{LIST}?view=unclaimed&status=new")
    for page in (sam, sia):
        page.locator("button[name=request]").first.click()
    sia.get_by_text(re.compile(r"Sam Scheduler took this \d+ seconds? ago")).wait_for()
    assert findings(sia) == []
    sia.get_by_role("button", name="Next person to call").click()
    sia.wait_for_url(re.compile(r"/admin/appointments/[0-9a-f-]{36}/$"))


def test_a_phone_shows_whole_cards_and_every_worklist(sign_in):
    page = sign_in(viewport={"width": 320, "height": 640})
    page.goto(LIST)
    assert [line for line in page.evaluate(LOOK_FOR_SPILLS) if "queue-row" in line or "the page is" in line] == []
    held = page.get_by_role("link", name=re.compile("Held"))
    held.focus()
    assert held.is_visible()
    held.click()
    page.get_by_role("heading", name="Held").wait_for()


def test_the_list_works_without_a_script(sign_in):
    page = sign_in(java_script_enabled=False)
    page.goto(LIST)
    page.locator(".queue-filters summary").click()
    page.select_option("#id_status", "new")
    page.get_by_role("button", name="Apply filters").click()
    assert page.locator(".queue-tags__tag").count() == 1
    choose_first(page, 1)
    page.get_by_role("button", name="Move to queue").click()
    assert page.get_by_text("Which team takes these requests?").is_visible()
