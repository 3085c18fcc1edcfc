"""The pages and states that the journeys visit: one of each page type, by the name a reader would give it."""

GUIDE = "/cancer-types/liver-metastases/"

PAGES = {
    "home": "/",
    "adult A to Z": "/cancer-types/",
    "child A to Z": "/child-and-teen-cancer-types/",
    "guide": GUIDE,
    "chapter": f"{GUIDE}symptoms/",
    "questions chapter": f"{GUIDE}questions-to-ask/",
    "whole guide": f"{GUIDE}all/",
    "treatments": "/treatments/",
    "treatment": "/treatments/ablation/",
    "test": "/treatments/ct-scan/",
    "support programs": "/support/",
    "support program": "/support/nutrition/",
    "about page": "/about/visiting/",
    "leaders": "/about/leaders/",
    "legal page": "/legal/privacy/",
    "language help": "/legal/language-help/",
    "glossary": "/glossary/",
    "glossary term": "/glossary/metastasis/",
    "find a doctor": "/find-a-doctor/",
    "doctors by filters": "/find-a-doctor/?language=es&accepting=1",
    "no doctor fits": "/find-a-doctor/?language=ja&specialty=urology",
    "doctor": "/find-a-doctor/dr-ana-example/",
    "locations": "/locations/",
    "location": "/locations/larkmoor-main-campus/",
    "search for a doctor": "/search/?q=dr+ana+example",
    "search with results": "/search/?q=liver",
    "next page of results": "/search/?q=cancer&page=2",
    "empty search": "/search/?q=zzzzzz",
    "search start": "/search/",
    "search that asks which one": "/search/?q=liver+cancer",
    "corrected search for a chapter": "/search/?q=signs+of+livr+metastases",
    "search for a hard word": "/search/?q=metastasis",
    "appointment": "/appointments/request/",
    "referral": "/appointments/refer/",
    "feedback thanks": f"{GUIDE}?feedback=thanks#feedback",
    "page not found": "/no-such-page/",
    "bad request": "/search/?page=x",
}

# name -> (where it starts, what the visitor does there); what is done may depend on the width of the window
STATES = {}


def state(name, path):
    def keep(act):
        STATES[name] = (path, act)
        return act

    return keep


@state("review history", GUIDE)
def open_review_history(page):
    page.get_by_role("link", name="All reviews of this page").click()
    page.wait_for_url("**/reviews/*/")


@state("suggestions", "/")
def open_suggestions(page):
    page.get_by_role("combobox", name="Find a cancer type or a word").press_sequentially("liver")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


@state("open menu", GUIDE)
def open_menu(page):
    """On a phone the menu button and then a group; on a wide screen the group at once."""
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="Pages under Treatment and support").click()


@state("open glossary popover", GUIDE)
def open_glossary_popover(page):
    glossary_words(page).first.click()
    page.get_by_role("dialog").wait_for()


@state("open details", GUIDE)
def open_details(page):
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")


@state("feedback error", GUIDE)
def send_too_long_feedback(page):
    """What a browser without `maxlength`, or a machine, would send."""
    page.get_by_text("Say more (optional)").click()
    page.get_by_label("In your words").evaluate("(box) => box.removeAttribute('maxlength')")
    page.get_by_label("In your words").fill("too long " * 60)
    page.get_by_role("button", name="Send, it was not helpful").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def glossary_words(page):
    return page.locator("main a[data-glossary]")


def visit(page, name):
    """Go to a page or a state by its name."""
    if name in PAGES:
        return page.goto(PAGES[name])
    path, act = STATES[name]
    answer = page.goto(path)
    act(page)
    return answer


PLACES = [*PAGES, *STATES]
