"""What makes the editors' day easy: previews of a page and of its whole guide, choosers that know other names, order."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.admin.panels import get_edit_handler

from conditions.models import AlternateName, ChapterPage, ConditionPage, SupportPage, TreatmentPage
from portal.page_types import content_types
from tests import factories
from tests.conditions.editor import edit_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = factories.make_user()
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    return client


def preview(client, page, mode) -> str:
    """What the preview of an unsaved change shows."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    answer = client.post(address, edit_data(client, page) | {"summary": "Typed a moment ago."})
    assert answer.json()["is_valid"]
    return client.get(address, {"mode": mode}).content.decode()


@pytest.fixture
def guide():
    guide = factories.make_guide("Bile duct", chapters=["symptoms"])
    factories.make_chapter(guide, "outlook", live=False, body=factories.text("A draft of a chapter."))
    return guide


def test_the_preview_of_a_guide_shows_the_page_or_the_whole_guide_with_all_drafts(editor, guide):
    page, whole = preview(editor, guide, ""), preview(editor, guide, "whole")
    assert "Typed a moment ago." in page and "A draft of a chapter." not in page
    assert "Typed a moment ago." in whole and "A draft of a chapter." in whole and "Symptoms of Bile duct" in whole


def test_the_preview_of_a_chapter_shows_it_within_its_guide(editor, guide):
    chapter = ChapterPage.objects.child_of(guide).get(aspect="symptoms")
    page, whole = preview(editor, chapter, ""), preview(editor, chapter, "whole")
    assert "Typed a moment ago." in page and "About Bile duct." not in page
    assert "Typed a moment ago." in whole and "About Bile duct." in whole
    assert whole.index("Typed a moment ago.") < whole.index("A draft of a chapter.")


def test_what_the_preview_shows_of_drafts_stays_hidden_from_readers(client, guide):
    assert "A draft of a chapter." not in client.get(f"{guide.url}all/").content.decode()


@pytest.mark.parametrize("words", ["hepatic metastases", "secondary", "metastisis"])
def test_the_chooser_of_pages_knows_other_names(editor, words, django_capture_on_commit_callbacks):
    guide = factories.make_guide("Liver metastases", live=False)
    for name, kind in (
        ("Hepatic metastases", "synonym"),
        ("Secondary liver cancer", "lay"),
        ("Metastisis", "misspelling"),
    ):
        AlternateName.objects.create(page=guide, name=name, kind=kind)
    with django_capture_on_commit_callbacks(execute=True):  # the search index follows after commit
        ConditionPage.objects.get(pk=guide.pk).save()
    html = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": words}).content.decode()
    assert "Liver metastases" in html


def test_every_page_type_says_what_it_is_for():
    for model in content_types():
        assert str(model.get_page_description()), model


@pytest.mark.parametrize("model", [ConditionPage, ChapterPage, TreatmentPage, SupportPage])
def test_medical_pages_have_tabs_for_content_first_and_promotion_last(model):
    tabs = [str(tab.heading) for tab in get_edit_handler(model).children]
    assert tabs[0] == "Content" and "Promote" in tabs[1:]


def test_writing_saves_itself_and_tells_who_else_is_there(editor, guide):
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).content.decode()
    assert "w-autosave" in html and "w-session" in html
    assert 'data-side-panel="comments"' in html
