"""The desk in a real browser: two schedulers at once, the keys, without a script, and axe on every form."""

import re

import pytest

from tests.journeys import axe


def address(pk, verb=""):
    return f"/admin/appointments/{pk}/" + (f"{verb}/" if verb else "")


NEW = "print(make_request().pk)"
MINE = "print(take('claim', make_request(), me).pk)"
CONTACTING = "r = take('claim', make_request(), me); take('log_attempt', r, me, outcome='busy'); print(r.pk)"


def test_two_schedulers_take_one_request_and_the_slower_one_loses_nothing(desk, sign_in):
    pk = desk(NEW)
    sam, sia = sign_in("Scheduler"), sign_in("Second scheduler")
    for page in (sam, sia):
        page.goto(address(pk))
    with sia.expect_response("**/draft/"):  # Sia is writing a note while Sam claims
        sia.fill("#id_text", "She prefers mornings")
    sam.get_by_role("button", name="Claim").click()
    sam.get_by_text("It is yours.").wait_for()
    sia.get_by_role("button", name="Claim").click()
    sia.get_by_text("Sam Scheduler took this request.").wait_for()
    assert "ago" in sia.get_by_role("alert").inner_text()
    sia.get_by_role("link", name="Show the request").click()
    assert sia.input_value("#id_text") == "She prefers mornings"
    sia.get_by_role("button", name="Add note").click()
    sia.get_by_text("Note added.").wait_for()
    sam.reload()
    assert sam.get_by_text("She prefers mornings").is_visible()
    assert sam.get_by_text("Sia Scheduler has this open").is_visible()


def test_an_unanswered_call_is_logged_and_the_next_card_is_open_in_three_keys(desk, sign_in):
    desk(NEW)
    pk = desk(MINE)
    page = sign_in()
    page.goto(address(pk))
    page.locator("[data-desk-outcome]").first.wait_for()
    page.keyboard.press("a")
    with page.expect_navigation():
        page.keyboard.press("4")
    page.get_by_text("Attempt logged.").wait_for()
    assert page.get_by_text("No answer", exact=True).first.is_visible()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert re.search(r"/admin/appointments/[0-9a-f-]{36}/$", page.url)
    assert pk not in page.url


def test_keys_rest_while_one_types(desk, sign_in):
    page = sign_in()
    page.goto(address(desk(NEW)))
    page.keyboard.press("e")
    page.keyboard.type("can we swap? n [ ] a1")
    assert page.input_value("#id_text") == "can we swap? n [ ] a1"
    assert page.get_by_role("button", name="Claim").is_visible()


def test_keys_move_open_and_turn_the_pages_of_the_list(desk, sign_in):
    desk(NEW)
    desk(NEW)
    page = sign_in()
    page.goto("/admin/appointments/")
    addresses = page.eval_on_selector_all("[data-desk-open]", "links => links.map(link => link.pathname)")
    for key in "jjk":
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.url.endswith(addresses[0])
    with page.expect_navigation():
        page.keyboard.press("]")
    assert page.url.endswith(addresses[1])
    with page.expect_navigation():
        page.keyboard.press("[")
    assert page.url.endswith(addresses[0])
    assert page.locator("body.sidebar-collapsed").count() == 0  # Wagtail folds it with "["


def test_keys_can_be_switched_off_in_the_profile(desk, sign_in, live_portal):
    pk = desk(NEW)
    code = (
        "from wagtail.users.models import UserProfile\nfrom portal.models import User\n"
        "p = UserProfile.get_for_user(User.objects.get(username='scheduler2')); p.keyboard_shortcuts = {}; p.save()"
    )
    live_portal.run(code.format(False))
    page = sign_in("Second scheduler")
    page.goto(address(pk))
    page.keyboard.press("c")
    page.keyboard.press("w")
    assert page.get_by_role("button", name="Claim").is_visible()
    page.locator(".desk-keys summary").click()
    assert page.get_by_text("Keys are off").is_visible()
    live_portal.run(code.format(True))


def test_the_desk_works_without_a_script(desk, sign_in):
    page = sign_in(java_script_enabled=False)
    page.goto(address(desk(NEW)))
    page.get_by_role("button", name="Claim").click()
    page.fill("#id_text", "A word")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Draft saved.").wait_for()
    assert page.input_value("#id_text") == "A word"
    page.get_by_role("button", name="Left a message").click()
    page.get_by_text("Attempt logged.").wait_for()
    assert page.locator(".desk-timeline").get_by_text("A word").is_visible()
    assert page.input_value("#id_text") == ""
    page.locator("summary", has_text="Close…").click()
    page.get_by_role("link", name="Withdrawn").click()
    page.check("[name=who][value=patient]")
    page.check("[name=channel][value=phone]")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_text("Closed as withdrawn.").wait_for()


def findings(page) -> list[str]:
    return axe.findings_everywhere(page, (320, 1280))


FORMS = ["log_attempt", "wait", "schedule", "release", "withdraw", "close_unreached", "set_priority", "set_queue"]
FORMS += ["set_next_action", "add_note", "start_call", "correct_field"]
LEADS_FORMS = ["mark_error", "assign", "decline", "take_over"]


def test_axe_finds_nothing_on_a_request(desk, sign_in):
    page = sign_in()
    page.goto(address(desk(CONTACTING)))
    assert findings(page) == []
    page.locator("summary", has_text="More").click()
    assert findings(page) == []


@pytest.mark.parametrize(("role", "verbs"), [("Scheduler", FORMS), ("Scheduling manager", LEADS_FORMS)])
def test_axe_finds_nothing_on_any_form(desk, sign_in, role, verbs):
    pk, page = desk(CONTACTING), sign_in(role)
    for verb in verbs:
        page.goto(address(pk, verb) + ("?answer=patient.birth_date" if verb == "correct_field" else ""))
        assert findings(page) == [], verb
    page.goto(address(pk, verbs[0]))
    page.locator(".desk-form__buttons button").first.click()
    page.get_by_text("There is a problem").wait_for()
    assert findings(page) == []


def test_axe_finds_nothing_on_the_page_of_a_conflict(desk, sign_in):
    pk = desk(CONTACTING)
    page, lead = sign_in(), sign_in("Scheduling manager")
    page.goto(address(pk, "wait"))
    lead.goto(address(pk, "set_priority"))
    lead.check("[value=urgent]")
    lead.get_by_role("button", name="Set priority").click()
    lead.get_by_text("Priority set.").wait_for()
    page.check("[value=records]")
    page.get_by_role("button", name="Wait").click()
    page.get_by_text("Mona Manager changed this request").wait_for()
    assert findings(page) == []


def test_axe_finds_nothing_where_requests_are_taken_and_compared(desk, sign_in):
    page = sign_in()
    page.goto("/admin/appointments/take/")
    assert findings(page) == []
    page.get_by_role("button", name="Save the request").click()
    page.get_by_text("There is a problem").wait_for()
    assert findings(page) == []
    page.goto(address(desk("make_request(); print(take('claim', make_request(), me).pk)")))
    page.locator(".desk-pairs a").first.click()
    page.get_by_text("Are these the same person").wait_for()
    assert findings(page) == []
