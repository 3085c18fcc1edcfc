"""The list of requests in a real browser: a phone, the keyboard, several at once, no script, and axe on every page."""

import re

import pytest

from tests.journeys.axe import findings_everywhere as findings
from tests.journeys.test_narrow import LOOK_FOR_SPILLS

LIST = "/admin/appointments/"
WORLD = """
for _ in range(4):
    request = make_request(priority="urgent")
make_request("held")
print(request.pk)
"""


@pytest.fixture(scope="module", autouse=True)
def world(desk):
    """Some new urgent requests and a held one, whatever else is there."""
    desk(WORLD)


def choose_first(page, number=2):
    for box in page.locator("[data-queue-pick]").all()[:number]:
        box.check()


@pytest.mark.parametrize("query", ["", "?view=held", "?status=new&priority=urgent&language=ru"])
def test_axe_finds_nothing_on_a_list(sign_in, query):
    """With its filters open, which hide nothing; the last one has no rows."""
    page = sign_in("Scheduling manager")
    page.goto(LIST + query)
    page.locator(".queue-filters summary").click()
    assert findings(page) == []


PAGES = [
    ("Scheduling manager", LIST + "queue/metrics/"),
    ("Scheduling manager", LIST + "queue/export/?view=open"),
    ("Scheduling manager", LIST + "queue/print/"),
    ("Scheduling manager", LIST + "queue/saved/"),
    ("Scheduling manager", "/admin/settings/appointments/appointmentsettings/"),
    ("Scheduling manager", "/admin/snippets/appointments/slapolicy/"),
    ("Auditor", LIST + "audit/?reference=x"),
    ("Auditor", LIST + "audit/"),
    ("Auditor", LIST + "legal-hold/"),
    ("Administrator", LIST + "emergency/"),
]


@pytest.mark.parametrize(("role", "path"), PAGES, ids=[path for _role, path in PAGES])
def test_axe_finds_nothing_on_the_pages_of_those_who_lead_watch_and_administer(sign_in, role, path):
    page = sign_in(role)
    page.goto(path)
    for summary in page.locator(".queue summary").all():
        summary.click()
    assert findings(page) == []


def test_axe_finds_nothing_on_the_day_list(sign_in):
    page = sign_in("Scheduling manager")
    page.goto(f"{LIST}queue/print/")
    page.select_option("[name=reason]", "downtime")
    page.get_by_role("button", name="Show the list").click()
    page.get_by_role("heading", name="Calls due until tonight").wait_for()
    assert findings(page) == []


def test_an_auditor_puts_a_request_under_legal_hold(sign_in, desk):
    reference = desk("r = make_request(); print(r.pk, str(r), sep=' ')", whole=True).split()[1]
    page = sign_in("Auditor")
    page.goto(f"{LIST}legal-hold/")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("There is a problem").wait_for()
    assert findings(page) == []
    page.fill("[name=reference]", reference)
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/set_legal_hold/")
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
