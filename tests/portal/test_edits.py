"""Whatever is edited, readers see it at their next visit on every page that shows it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from conditions.models import AlternateName, Anatomy, Citation, ConditionPage, GlossaryTerm, QuestionPrompt, Reviewer
from portal.models import (
    BannerSettings,
    BrandSettings,
    ClosedDay,
    ContactPoint,
    FooterSettings,
    NavigationSettings,
    OpeningSpan,
    OrganizationSettings,
    PortalImage,
    StandardPage,
    Team,
)
from tests.factories import (
    make_alert,
    make_anatomy,
    make_chapter,
    make_condition_treatment,
    make_contact_point,
    make_guide,
    make_image,
    make_locale,
    make_relation,
    make_standard,
    make_support,
    make_term,
    make_treatment,
    sign_and_publish,
    term_link,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "world")]

HOME, INDEX, LIVER, BREAST = "/", "/cancer-types/", "/cancer-types/liver-metastases/", "/cancer-types/breast-cancer/"
SYMPTOMS, DIAGNOSIS, ALL = f"{LIVER}symptoms/", f"{LIVER}diagnosis/", f"{LIVER}all/"
GUIDE = [LIVER, SYMPTOMS, ALL]
TREATMENTS, ABLATION = "/treatments/", "/treatments/ablation/"
SUPPORT, NUTRITION = "/support/", "/support/nutrition/"
GLOSSARY, BILE = "/glossary/", "/glossary/bile/"
VISITING, PARKING = "/visiting/", "/visiting/parking/"
MANY = [HOME, INDEX, LIVER, BILE]  # one page of each kind


@pytest.fixture
def world():
    make_contact_point()
    image, organ = make_image("A liver"), make_anatomy("Liver")
    term = make_term("Bile", image=image)
    body = [("text", f"<p>About {term_link(term)}.</p>"), ("anatomy", {"anatomy": organ})]
    hero = [("hero", {"image": image, "caption": "", "people": []})]
    guide = make_guide("Liver metastases", hero=hero, body=body, chapters=["symptoms", "diagnosis"])
    make_relation(make_guide("Breast cancer"), guide)
    make_condition_treatment(guide, make_treatment("Ablation"))
    make_support("Nutrition")
    QuestionPrompt.objects.create(question="What next?", aspect="overview", condition=guide, locale=make_locale())
    link = {"page": make_standard("Parking", parent=make_standard("Visiting")), "title": "", "address": ""}
    NavigationSettings.objects.create(menu=[("entry", {"link": link, "children": []})])
    FooterSettings.objects.create(groups=[("group", {"title": "Help", "links": [link]})])


# --- what editors do --------------------------------------------------------------------------------------------------


def change(model, **fields):
    """Save the only row of a model with other values."""
    row = model.objects.get()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def settle(model, **fields):
    row = model.load()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def rename(old, new):
    page = Page.objects.get(title=old).specific
    page.title = new
    if hasattr(page, "reviewed_text_hash"):
        sign_and_publish(page)
    else:
        page.save_revision().publish()


def liver():
    return ConditionPage.objects.get(title="Liver metastases")


def add_name():
    guide = liver()
    guide.other_names.add(AlternateName(name="Hepatic spread"))
    guide.save_revision().publish()


def sign_again():
    guide = liver()
    guide.review_note = "Doses were checked."
    guide.save_revision(clean=False).publish()


def footer():
    settle(FooterSettings, groups=[("group", {"title": "Find us", "links": []})])


def close_today():
    ClosedDay.objects.create(date=date(2026, 11, 24), name="Inventory")


# the edit, where it is seen, what is read there then, and what no longer
EDITS = {
    "title of a guide": (
        lambda: rename("Liver metastases", "Spread to the liver"),
        [INDEX, *GUIDE, BREAST, BILE, ABLATION],
        "Spread to the liver",
        "",
    ),
    "title of a chapter": (
        lambda: rename("Symptoms", "What you may notice"),
        [*GUIDE, DIAGNOSIS],
        "What you may notice",
        "",
    ),
    "new chapter": (
        lambda: make_chapter(liver(), "treatment", title="How it is treated"),
        [*GUIDE, DIAGNOSIS],
        "How it is treated",
        "",
    ),
    "new relation": (
        lambda: make_relation(make_guide("Kidney cancer"), liver(), "risk_factor_for"),
        [LIVER, INDEX],
        "Kidney cancer",
        "",
    ),
    "other name": (add_name, [INDEX, LIVER], "Hepatic spread", ""),
    "new guide": (lambda: make_guide("Skin cancer"), [INDEX], "Skin cancer", ""),
    "treatment": (lambda: rename("Ablation", "Heat therapy"), [LIVER, TREATMENTS, ABLATION], "Heat therapy", ""),
    "support": (lambda: rename("Nutrition", "Eating well"), [LIVER, SUPPORT, NUTRITION], "Eating well", ""),
    "question": (lambda: change(QuestionPrompt, question="Who helps?"), [LIVER], "Who helps?", "What next?"),
    "organ": (lambda: change(Anatomy, text="It cleans blood."), [LIVER, ALL], "It cleans blood.", "does much"),
    "source": (lambda: change(Citation, title="A newer study"), [LIVER, ALL], "A newer study", "A guideline"),
    "reviewer": (lambda: change(Reviewer, name="Dr. Ana"), [*GUIDE, ABLATION], "Dr. Ana", "Dr. Rosa"),
    "review": (sign_again, [LIVER, SYMPTOMS], "Doses were checked.", ""),
    "team": (lambda: change(Team, name="Digestive team"), [LIVER], "Digestive team", "Liver team"),
    "definition": (
        lambda: change(GlossaryTerm, short_definition="Made by the liver."),
        [LIVER, ALL, BILE, GLOSSARY],
        "Made by the liver.",
        "What Bile means.",
    ),
    "term taken back": (
        lambda: GlossaryTerm.objects.get().unpublish(),
        [LIVER, ALL, GLOSSARY],
        "",
        'href="/glossary/bile/"',
    ),
    "text of a picture": (
        lambda: change(PortalImage, description="Bile ducts"),
        [BILE, LIVER],
        'alt="Bile ducts"',
        "A liver",
    ),
    "credit of a picture": (lambda: change(PortalImage, credit="R. Example"), [BILE, LIVER], "R. Example", ""),
    "title in the menu": (
        lambda: rename("Parking", "Parking and buses"),
        [*MANY, VISITING, PARKING],
        "Parking and buses",
        "",
    ),
    "title above a page": (lambda: rename("Visiting", "Come to us"), [PARKING, VISITING], "Come to us", ">Visiting<"),
    "page in the menu taken back": (
        lambda: StandardPage.objects.get(title="Parking").unpublish(),
        [*MANY, VISITING],
        "",
        'href="/visiting/parking/"',
    ),
    "menu": (
        lambda: settle(NavigationSettings, patient_portal_url="https://portal.example.org"),
        MANY,
        'href="https://portal.example.org"',
        "",
    ),
    "footer": (footer, MANY, "Find us", ">Help<"),
    "name of the center": (lambda: settle(BrandSettings, name="Lake Cancer Center"), MANY, "Lake Cancer Center", ""),
    "banner": (lambda: settle(BannerSettings, text="We are here for you"), MANY, "We are here for you", ""),
    "address": (lambda: settle(OrganizationSettings, street="1 Lake Road"), MANY, "1 Lake Road", ""),
    "phone": (lambda: change(ContactPoint, phone_e164="+12125550177"), MANY, "(212) 555-0177", "555-0140"),
    "hours": (lambda: OpeningSpan.objects.get(weekday=1).delete(), MANY, "Opens tomorrow at 8 a.m.", "Open now"),
    "closed day": (close_today, MANY, "Closed today: Inventory.", "Open now"),
    "alert": (lambda: make_alert("Snow storm"), MANY, "Snow storm", ""),
}


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def shown(html):
    """Without the line that only paper shows: it names the whole address."""
    return html.replace("?fresh", "")


@pytest.mark.parametrize(("edit", "paths", "shows", "hides"), EDITS.values(), ids=EDITS)
def test_an_edit_is_seen_at_the_next_visit(client, django_capture_on_commit_callbacks, edit, paths, shows, hides):
    for path in paths:
        html = read(client, path)
        assert not shows or shows not in html, path
        assert not hides or hides in html, path
        with CaptureQueriesContext(connection) as queries:
            assert read(client, path) == html
        assert len(queries) == 0, f"{path} is not kept, so this proves nothing"
        assert shown(read(client, f"{path}?fresh")) == shown(html), "what is drawn anew of kept pieces is the same page"
    with django_capture_on_commit_callbacks(execute=True):
        edit()
    for path in [*(f"{path}?fresh" for path in paths), *paths]:
        html = read(client, path)
        assert shows in html, path
        assert not hides or hides not in html, path
