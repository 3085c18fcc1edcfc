"""Nothing medical goes live unreviewed, by any door."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from conditions import reviews
from conditions.models import ChapterPage, ConditionIndexPage, ConditionPage, SupportPage, TreatmentPage
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


MAKERS = {
    ConditionPage: factories.make_guide,
    TreatmentPage: factories.make_treatment,
    SupportPage: factories.make_support,
}


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def unreviewed_page(kind):
    """A draft that nobody signed: a page of each reviewed type, or a chapter whose guide is live or a draft."""
    if kind in MAKERS:
        return MAKERS[kind](live=False)
    guide = factories.make_guide(live=kind == "chapter of a reviewed guide")
    return factories.make_chapter(guide, live=False)


UNREVIEWED = [*MAKERS, "chapter of a reviewed guide", "chapter of an unreviewed guide"]
each_unreviewed = pytest.mark.parametrize("kind", UNREVIEWED, ids=str)


# ---- the doors, closed ----


@each_unreviewed
def test_publishing_a_revision_of_an_unreviewed_page_is_refused(kind):
    page = unreviewed_page(kind)
    with pytest.raises(ValidationError):
        page.save_revision().publish()
    assert not is_live(page)


@each_unreviewed
def test_the_publish_action_refuses_an_unreviewed_page(kind):
    page = unreviewed_page(kind)
    with pytest.raises(ValidationError):
        PublishPageRevisionAction(page.save_revision(), user=factories.make_superuser()).execute()
    assert not is_live(page)


@each_unreviewed
def test_saving_an_unreviewed_page_as_live_is_refused(kind):
    page = unreviewed_page(kind)
    page.live = True
    with pytest.raises(ValidationError):
        page.save()
    assert not is_live(page)


@pytest.mark.parametrize("model", MAKERS)
def test_adding_an_unreviewed_page_as_live_is_refused(model):
    draft = MAKERS[model](live=False)
    parent = draft.get_parent()
    with pytest.raises(ValidationError):
        parent.add_child(instance=model(title="Another", slug="another", summary="In short.", live=True))


def test_adding_a_chapter_as_live_to_an_unreviewed_guide_is_refused():
    guide = factories.make_guide(live=False)
    with pytest.raises(ValidationError):
        guide.add_child(instance=ChapterPage(title="Symptoms", slug="symptoms", aspect="symptoms", live=True))


@each_unreviewed
def test_the_editors_publish_button_names_what_is_missing(staff, kind):
    page = unreviewed_page(kind)
    response = editor.edit(staff, page, "publish", title="A title to keep")
    assert response.status_code == 200
    assert any("signed" in message for message in editor.errors_of(response)["__all__"])
    assert "A title to keep" in response.content.decode()
    assert not is_live(page)


@each_unreviewed
def test_the_editor_offers_a_schedule(staff, kind):
    page = unreviewed_page(kind)
    form = staff.get(editor.page_url("edit", page)).context["form"]
    assert {"go_live_at", "expire_at", "comment_notifications"} <= set(form.fields)


@each_unreviewed
def test_the_editor_refuses_to_schedule_an_unreviewed_page(staff, kind):
    page = unreviewed_page(kind)
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    response = editor.edit(staff, page, "publish", go_live_at=tomorrow)
    assert "__all__" in editor.errors_of(response)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_new_page_cannot_be_published_at_once_from_the_editor(staff):
    response = editor.create(staff, factories.make_index(), ConditionPage, "publish", title="New", slug="new")
    assert response.status_code == 200
    assert "__all__" in editor.errors_of(response)
    assert not ConditionPage.objects.filter(slug="new").exists()


def test_a_new_chapter_cannot_be_published_at_once_from_the_editor(staff):
    guide = factories.make_guide()
    response = editor.create(staff, guide, ChapterPage, "publish", title="New", slug="new", aspect="symptoms")
    assert response.status_code == 200
    assert "__all__" in editor.errors_of(response)
    assert not ChapterPage.objects.exists()


@each_unreviewed
def test_a_schedule_set_by_code_does_not_put_an_unreviewed_page_online(kind):
    page = unreviewed_page(kind)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1), clean=False)
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    type(page).objects.filter(pk=page.pk).update(go_live_at=None)
    revision = page.latest_revision
    revision.content["go_live_at"] = None
    revision.save()
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    assert not is_live(page)


@each_unreviewed
def test_bulk_publish_names_the_pages_that_may_not_go_live(staff, kind):
    page = unreviewed_page(kind)
    harmless = factories.make_standard("Visiting", live=False)
    response = editor.bulk(staff, "publish", page, harmless)
    assert response.status_code == 200
    assert page.title in editor.messages_of(response)
    assert "signed" in editor.messages_of(response)
    assert not is_live(page)
    assert is_live(harmless)


def test_bulk_publish_of_a_tree_names_the_pages_below_that_may_not_go_live(staff):
    draft = factories.make_guide("Skin cancer", live=False)
    index = factories.make_index()
    response = editor.bulk(staff, "publish", index, include_descendants="on")
    assert "Skin cancer" in editor.messages_of(response)
    assert is_live(index)
    assert not is_live(draft)


def test_bulk_publish_takes_a_signed_guide_with_its_signed_chapters(staff):
    guide = factories.make_guide(live=False)
    chapter = factories.make_chapter(guide, live=False)
    reviews.sign(guide, factories.make_reviewer(), chapters=[chapter])
    guide.save_revision()
    chapter.save_revision()
    editor.bulk(staff, "publish", guide, include_descendants="on")
    assert is_live(guide)
    assert is_live(chapter)


# ---- what must still work ----


@pytest.mark.parametrize("make", [*MAKERS.values(), factories.make_chapter])
def test_a_plain_save_an_unpublish_and_a_new_publish_of_a_signed_page_pass(make):
    page = make()
    page.save()
    page.unpublish()
    assert not is_live(page)
    page.save_revision().publish()
    assert is_live(page)


@pytest.mark.parametrize("make", [*MAKERS.values(), factories.make_chapter])
def test_an_overdue_page_can_still_be_saved(make):
    page = make()
    review = page.review
    type(review).objects.filter(pk=review.pk).update(next_review_due=date(2020, 1, 1), reviewed_on=date(2019, 1, 1))
    type(page).objects.get(pk=page.pk).save()


def test_a_signed_guide_can_be_moved_with_its_chapters():
    guide = factories.make_guide(chapters=["symptoms"])
    guide.move(factories.make_index("child"), pos="last-child")
    assert ConditionIndexPage.objects.parent_of(guide).get().age_group == "child"
    assert ChapterPage.objects.get().live


def test_an_unreviewed_draft_can_be_saved_and_autosaved_half_done(staff):
    response = editor.create(staff, factories.make_index(), ConditionPage, title="Half", slug="half")
    assert response.status_code == 302
    page = ConditionPage.objects.get(slug="half")
    assert editor.edit(staff, page, summary="").status_code == 302
    answer = editor.autosave(staff, page, scope_note="Typed so far")
    assert answer.json()["success"]
    assert ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object().scope_note == "Typed so far"


def test_autosave_keeps_a_changed_text_of_a_live_page_as_a_draft(staff):
    page = factories.make_guide()
    assert editor.autosave(staff, page, summary="Something else.").json()["success"]
    page.refresh_from_db()
    assert page.summary != "Something else."
    assert page.has_unpublished_changes


def test_publishing_a_guide_takes_its_signed_chapters_in_one_go():
    guide = factories.make_guide(live=False)
    chapters = [factories.make_chapter(guide, aspect, live=False) for aspect in ("symptoms", "outlook")]
    reviews.sign(guide, factories.make_reviewer(), chapters=chapters)
    reviews.publish_guide(guide, chapters)
    assert is_live(guide)
    assert all(map(is_live, chapters))


def test_publishing_a_guide_with_one_unsigned_chapter_publishes_nothing():
    guide = factories.make_guide(live=False)
    signed, unsigned = (factories.make_chapter(guide, aspect, live=False) for aspect in ("symptoms", "outlook"))
    reviews.sign(guide, factories.make_reviewer(), chapters=[signed])
    with pytest.raises(ValidationError):
        reviews.publish_guide(guide, [signed, unsigned])
    assert not any(map(is_live, (guide, signed, unsigned)))
