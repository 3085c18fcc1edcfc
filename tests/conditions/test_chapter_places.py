"""A guide has each chapter once: when it is written, moved or copied. Copies of reviewed pages start unsigned."""

import pytest
from django.core.exceptions import ValidationError

from conditions.models import ChapterPage, ConditionPage
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


@pytest.fixture
def guide_with_chapters():
    return factories.make_guide("Colon cancer", chapters=["symptoms", "treatment"])


# ---- chapters ----


@pytest.mark.parametrize("action", ["", "publish"], ids=["draft", "publish"])
def test_a_new_chapter_with_a_taken_subject_is_refused_at_that_field(staff, guide_with_chapters, action):
    response = editor.create(
        staff, guide_with_chapters, ChapterPage, action, title="Typed title", slug="again", aspect="symptoms"
    )
    [message] = editor.errors_of(response)["aspect"]
    assert "“Symptoms”" in message
    assert "Typed title" in response.content.decode()


def test_a_chapter_cannot_take_the_subject_of_another(staff, guide_with_chapters):
    chapter = ChapterPage.objects.get(aspect="treatment")
    response = editor.edit(staff, chapter, aspect="symptoms")
    assert len(editor.errors_of(response)["aspect"]) == 1


def test_a_draft_chapter_holds_its_subject_too(staff):
    guide = factories.make_guide()
    factories.make_chapter(guide, live=False)
    assert "aspect" in editor.errors_of(
        editor.create(staff, guide, ChapterPage, title="A", slug="a", aspect="symptoms")
    )


def test_several_half_done_chapters_may_have_no_subject_yet(staff):
    guide = factories.make_guide()
    for slug in ("first", "second"):
        assert editor.create(staff, guide, ChapterPage, title=slug, slug=slug).status_code == 302
    assert ChapterPage.objects.filter(aspect="").count() == 2


def test_code_cannot_add_a_second_chapter_on_a_subject(guide_with_chapters):
    with pytest.raises(ValidationError):
        factories.make_chapter(guide_with_chapters, "symptoms", live=False, slug="again")


@pytest.mark.parametrize("model", [ConditionPage, ChapterPage])
def test_the_address_of_the_whole_guide_cannot_be_taken(staff, model):
    parent = factories.make_index() if model is ConditionPage else factories.make_guide()
    response = editor.create(staff, parent, model, title="All", slug="all", aspect="symptoms")
    assert "address of the whole guide" in editor.errors_of(response)["slug"][0]


def test_a_chapter_cannot_be_moved_to_a_guide_that_has_its_subject(staff, guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    response = staff.post(editor.page_url("move_confirm", chapter, guide_with_chapters), follow=True)
    assert "“Symptoms”" in editor.messages_of(response)
    assert chapter.is_child_of(ConditionPage.objects.get(slug="skin-cancer"))


def test_a_live_chapter_cannot_be_moved_to_a_guide_that_is_not(staff):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"))
    draft = factories.make_guide("Draft guide", live=False)
    response = staff.post(editor.page_url("move_confirm", chapter, draft), follow=True)
    assert "signed the guide" in editor.messages_of(response)
    assert not ChapterPage.objects.child_of(draft).exists()


def test_a_chapter_moves_to_a_guide_that_lacks_its_subject(staff, guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "outlook")
    staff.post(editor.page_url("move_confirm", chapter, guide_with_chapters))
    assert ChapterPage.objects.get(pk=chapter.pk).guide == guide_with_chapters


def test_a_chapter_can_be_put_in_another_place_of_its_guide(guide_with_chapters):
    first, last = ChapterPage.objects.child_of(guide_with_chapters)
    first.move(last, pos="right")
    assert list(ChapterPage.objects.child_of(guide_with_chapters)) == [last, first]


def test_bulk_move_names_the_chapters_that_cannot_go(staff, guide_with_chapters):
    taken = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    free = factories.make_chapter(taken.guide, "outlook")
    response = editor.bulk(staff, "move", taken, free, chooser=guide_with_chapters.pk)
    assert "“Symptoms”" in editor.messages_of(response)
    assert ChapterPage.objects.child_of(guide_with_chapters).count() == 2


def test_bulk_move_of_two_chapters_on_one_subject_is_refused(staff):
    goal = factories.make_guide("Lung cancer")
    pair = [
        factories.make_chapter(factories.make_guide(title), "symptoms", slug=slug)
        for title, slug in (("Skin cancer", "signs"), ("Colon cancer", "symptoms"))
    ]
    assert "same subject" in editor.messages_of(editor.bulk(staff, "move", *pair, chooser=goal.pk))
    assert not ChapterPage.objects.child_of(goal).exists()


def test_code_cannot_move_a_chapter_to_a_taken_place(guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    with pytest.raises(ValidationError):
        chapter.move(guide_with_chapters, pos="last-child")


# ---- copies and aliases ----


def copy(client, page, parent, **data):
    fields = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk} | data
    return client.post(editor.page_url("copy", page), fields, follow=True)


@pytest.mark.parametrize("make", [factories.make_guide, factories.make_treatment, factories.make_support])
def test_the_copy_dialog_of_a_reviewed_page_does_not_offer_to_publish(staff, make):
    page = make()
    for shown in (page, page.get_parent()):
        assert "publish_copies" not in staff.get(editor.page_url("copy", shown)).content.decode()
    copy(staff, page, page.get_parent(), publish_copies="on")
    twin = type(page).objects.get(slug="copy")
    assert not twin.live
    assert (twin.reviewed_by, twin.reviewed_on, twin.reviewed_text_hash) == (None, None, "")


def test_a_copied_tree_with_reviewed_pages_stays_a_draft(staff, guide_with_chapters):
    response = copy(staff, factories.make_home(), factories.make_root(), publish_copies="on", copy_subpages="on")
    assert "drafts" in editor.messages_of(response)
    assert ConditionPage.objects.count() == 2
    assert ConditionPage.objects.live().count() == 1
    assert ChapterPage.objects.live().count() == 2


@pytest.mark.parametrize("recursive", [True, False])
def test_code_cannot_copy_a_reviewed_page_as_live(guide_with_chapters, recursive):
    source = guide_with_chapters.get_parent().specific if recursive else guide_with_chapters
    with pytest.raises(ValidationError):
        source.copy(recursive=recursive, keep_live=True, update_attrs={"slug": "copy"})


@pytest.mark.parametrize("alias", [{}, {"alias": "on"}], ids=["copy", "alias"])
def test_a_chapter_is_not_copied_into_a_guide_that_has_its_subject(staff, guide_with_chapters, alias):
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), guide_with_chapters, **alias)
    assert "“Symptoms”" in editor.errors_of(response)["new_parent_page"][0]
    assert ChapterPage.objects.count() == 2


def test_a_chapter_copied_to_another_guide_is_an_unsigned_draft(staff, guide_with_chapters):
    chapter = ChapterPage.objects.get(aspect="symptoms")
    copy(staff, chapter, factories.make_guide("Skin cancer"))
    twin = ChapterPage.objects.get(slug="copy")
    assert (twin.live, twin.reviewed_text_hash) == (False, "")


def test_a_chapter_gets_no_alias_below_an_unreviewed_guide(staff, guide_with_chapters):
    draft = factories.make_guide("Draft guide", live=False)
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), draft, alias="on")
    assert "new_parent_page" in editor.errors_of(response)


def test_a_copy_cannot_take_the_address_of_the_whole_guide(staff, guide_with_chapters):
    goal = factories.make_guide("Skin cancer")
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), goal, new_slug="all")
    assert "new_slug" in editor.errors_of(response)
