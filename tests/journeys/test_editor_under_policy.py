"""The Wagtail editor in a real browser, under the content security policy of the admin: no inline scripts."""

import pytest

from tests.factories import picture_file

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture
def editor(page, live_portal):
    """A page of an administrator who is signed in; at the end nothing was blocked and nothing broke."""
    troubles = []
    page.add_init_script(LISTEN)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: "Content Security Policy" in message.text and troubles.append(message.text))
    name, password = live_portal.accounts["Administrator"]
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    assert troubles == []


def edit_address(page, kind, slug=""):
    items = page.request.get(f"/admin/api/main/pages/?type={kind}&limit=20").json()["items"]
    return next(f"/admin/pages/{item['id']}/edit/" for item in items if slug in item["meta"]["slug"])


def test_blocks_pictures_and_preview_of_the_page_editor_work_under_the_policy(editor):
    editor.goto(edit_address(editor, "portal.StandardPage", "visiting"))
    editor.locator("[data-contentpath=body] button[title='Insert a block']").last.click()
    editor.get_by_role("option", name="Text", exact=True).click()
    assert editor.evaluate("violations") == []

    editor.get_by_role("button", name="Toggle preview").click()
    frame = editor.frame_locator("#w-preview-iframe, [data-side-panel=preview] iframe").last
    assert "Visiting" in frame.locator("h1").inner_text()

    editor.goto(edit_address(editor, "portal.HomePage"))
    editor.locator(".image-chooser button:visible").last.click()
    editor.locator("[data-chooser-action-choose]:visible").first.click()
    editor.locator("[data-chooser-modal-choice]").first.click()
    editor.locator(".modal-dialog").wait_for(state="hidden")
    assert editor.evaluate("violations") == []


def test_rich_text_of_the_page_editor_works_under_the_policy(editor):
    editor.goto(edit_address(editor, "portal.StandardPage", "visiting"))
    editor.locator(".public-DraftEditor-content").first.click()
    editor.keyboard.press("Control+a")
    editor.keyboard.press("Control+k")
    editor.locator(".modal-dialog").get_by_text("Choose a page").first.wait_for()
    assert editor.evaluate("violations") == []


def test_dates_times_rows_and_choosers_outside_of_blocks_work_under_the_policy(editor):
    editor.goto("/admin/snippets/portal/alert/add/")
    editor.locator("#id_starts_at").click()
    editor.locator(".xdsoft_datetimepicker:visible .xdsoft_date.xdsoft_current").click()
    assert editor.input_value("#id_starts_at")
    editor.keyboard.press("Escape")
    editor.locator("#id_link-chooser [data-chooser-action-choose]").click()
    editor.locator(".modal-dialog a.choose-page").first.click()
    editor.locator("#id_link-chooser .chooser__title", has_text="Center").wait_for()
    assert editor.evaluate("violations") == []

    editor.goto("/admin/snippets/portal/openingcalendar/add/")
    editor.locator("#id_spans-ADD").click()
    editor.locator("#id_spans-0-opens").click()
    editor.locator(".xdsoft_datetimepicker:visible .xdsoft_time.xdsoft_current").click()
    assert editor.input_value("#id_spans-0-opens")
    assert editor.evaluate("violations") == []

    editor.goto("/admin/settings/portal/brandsettings/")
    editor.locator(".image-chooser [data-chooser-action-choose]:visible").first.click()
    editor.locator(".modal-dialog").get_by_role("tab", name="Upload").click()
    assert editor.locator(".modal-dialog input[type=file]").count() == 1
    assert editor.evaluate("violations") == []


def test_a_picture_is_shown_before_it_is_uploaded(editor):
    editor.goto("/admin/images/multiple/add/")
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": picture_file().read()}
    editor.set_input_files("#fileupload", picture)
    editor.locator("#upload-list input[name$=title]").wait_for()
    assert editor.evaluate("violations") == []


def test_the_editors_bar_works_on_public_pages(editor):
    editor.goto("/")
    editor.locator("wagtail-userbar button").first.click()
    editor.get_by_role("menuitem", name="Edit this page").wait_for()
    assert editor.evaluate("violations") == []


def test_the_form_of_an_account_names_the_zones_in_words(editor):
    said = []
    editor.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    editor.goto("/admin/account/")
    editor.locator("select[name$=current_time_zone] option", has_text="Eastern").first.wait_for(state="attached")
    assert said == []
