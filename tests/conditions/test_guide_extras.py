"""What stands beside the text of a guide: other names, treatments, support, questions; drafts show their own in a preview."""

import pytest
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from conditions.guide import guide_context
from conditions.models import AlternateName, ConditionPage, ConditionTreatment, QuestionPrompt
from tests import factories

pytestmark = pytest.mark.django_db


def context_of(page):
    page = type(page).objects.get(pk=page.pk)
    return guide_context(page if isinstance(page, ConditionPage) else page.guide, page)


def make_private(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()  # what a commit does


def unpublish(page):
    page.unpublish()
    cache.clear()


@pytest.fixture
def liver():
    return factories.make_guide("Liver metastases")


@pytest.fixture
def colon():
    return factories.make_guide("Colon cancer")


def test_misspellings_are_no_other_names(client, liver):
    AlternateName.objects.create(page=liver, name="Hepatic metastases")
    AlternateName.objects.create(page=liver, name="Liver metastasys", kind="misspelling")
    assert context_of(liver)["other_names"] == ["Hepatic metastases"]
    assert "metastasys" not in client.get(liver.url).content.decode()


@pytest.mark.parametrize("hide", [make_private, unpublish])
def test_tests_and_treatments_are_those_that_everybody_may_read(liver, hide):
    scan, surgery, gone = (factories.make_treatment(title) for title in ("CT scan", "Surgery", "Old treatment"))
    factories.make_condition_treatment(liver, scan, "diagnosed_by")
    for treatment in (gone, surgery):
        factories.make_condition_treatment(liver, treatment, "treated_by")
    hide(gone)
    context = context_of(liver)
    assert [card["title"] for card in context["tests"]] == ["CT scan"]
    assert [card["title"] for card in context["treatments"]] == ["Surgery"]


def test_support_is_for_this_guide_or_for_all(liver, colon):
    factories.make_support("For all")
    factories.make_support("For livers", conditions=[liver])
    factories.make_support("For bowels", conditions=[colon])
    factories.make_support("A draft", live=False)
    assert [card["title"] for card in context_of(liver)["support"]] == ["For all", "For livers"]


def test_questions_are_the_guides_own_and_in_their_chapter_all(liver, colon):
    def ask(question, aspect, condition):
        locale = factories.make_locale()
        QuestionPrompt.objects.create(question=question, aspect=aspect, condition=condition, locale=locale)

    ask("General?", "treatment", None)
    ask("Of the liver?", "treatment", liver)
    ask("Signs?", "symptoms", liver)
    ask("Of the bowel?", "symptoms", colon)
    chapter = factories.make_chapter(liver, "questions_to_ask")
    assert context_of(liver)["questions"] == [{"heading": "", "items": ["Signs?", "Of the liver?"]}]
    assert context_of(chapter)["questions"] == [
        {"heading": "Symptoms", "items": ["Signs?"]},
        {"heading": "Treatment", "items": ["General?", "Of the liver?"]},
    ]
    assert "questions" not in context_of(factories.make_chapter(liver, "symptoms"))


def test_a_preview_shows_names_relations_and_treatments_of_the_draft(client, liver, colon):
    liver.other_names = [AlternateName(name="Drafted name")]
    liver.anatomy = [factories.make_anatomy("Drafted organ")]
    liver.condition_treatments = [ConditionTreatment(treatment=factories.make_treatment("Surgery"), role="treated_by")]
    liver.save_revision()
    context = guide_context(draft := liver.get_latest_revision_as_object(), draft)
    assert context["other_names"] == ["Drafted name"]
    assert [card["title"] for card in context["treatments"]] == ["Surgery"]
    assert "Drafted organ" in context["structured_data"]
