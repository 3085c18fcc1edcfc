"""Fifteen ways in which a review can be got round or can fail, each with its test; those of this file are the doors.

| Trap | Where it is tested |
|---|---|
| 1 form's instance still old in `clean()` | test_signed_text: the_editor_says_that_the_text_changed, the_editor_counts_the_sources_that_are_in_the_form |
| 2 `Page.publish()` is not the only door | test_publish_gate: the_publish_action_refuses_an_unreviewed_page; here: the doors |
| 3 signing saves a revision with the signature | test_review_decision: a_page_goes_from_the_moderator_to_the_reviewer_and_online; here: the_revision_that_was_signed |
| 4 no second round after the signature's own revision | here: the_signature_sends_nobody_back_to_the_first_step |
| 5 direct publishing of an edited page ends a review | here: a_refused_publish_leaves_the_review_running |
| 6 visible text is hashed, not HTML | test_signed_text: markup_and_white_space_are_not_text, another_word_is_another_text |
| 7 superusers and authors get no buttons | test_review_decision: only_active_reviewers_sign, nobody_signs_what_they_wrote; here: wagtails_own_buttons |
| 8 copies and translations start unsigned | test_reviews: a_copy_starts_unsigned_in_its_revisions_too, a_translation_starts_unsigned, a_copied_chapter_… |
| 9 aliases keep the review, and their language | test_reviews: an_alias_keeps_the_review_…; here: an_alias_under_another_language; portal/test_languages: an_alias_says_in_which_language_its_words_are |
| 10 “publish copies” and bulk publish answer, no error 500 | here: copying, a_copied_tree; test_publish_gate: bulk_publish_… |
| 11 schedules are checked when set, and stop nobody else | test_publish_gate: the_editor_refuses_to_schedule_…; test_publish_scheduled |
| 12 overdue pages can still be saved | test_publish_gate: an_overdue_page_can_still_be_saved |
| 13 model validation does not look into blocks | here: a_half_filled_block_cannot_be_signed; test_importing_problems |
| 14 ways past `save()` | test_architecture: nothing_writes_pages_past_the_publish_gate; test_review_audit: what_went_past_the_gate_is_found |
| 15 the page is locked during the review | here: the_text_is_locked_while_a_reviewer_reads |
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from conditions import reviews, signing
from conditions.models import ChapterPage, ConditionPage, ReviewRecord
from portal.languages import language_of
from tests import factories
from tests.conditions import editor
from tests.conditions.reviewing import client_of, decision, hand_to_reviewer, make_person, make_signer, submit
from tests.conditions.test_review_decision import change

pytestmark = pytest.mark.django_db

MAKERS = [factories.make_guide, factories.make_chapter, factories.make_treatment, factories.make_support]
each_type = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


@pytest.fixture
def writer():
    return make_person("wren", "Editor")


@pytest.fixture
def moderator():
    return make_person("mo", "Moderator")


@pytest.fixture
def guide():
    """Signed, online, and edited since."""
    guide = factories.make_guide(summary="As it was signed.")
    change(guide, summary="Changed since.")
    return guide


def stays_as_signed(guide):
    return ConditionPage.objects.get(pk=guide.pk).summary == "As it was signed."


# ---- the doors of a page that was edited since its signature: refused, with words, never with an error 500 ----


def test_the_editors_button(guide, moderator):
    response = editor.edit(client_of(moderator), guide, "publish")
    assert response.status_code == 200
    assert "changed since a medical reviewer signed it" in response.content.decode()
    assert stays_as_signed(guide)


def test_bulk_publish(guide, moderator):
    response = editor.bulk(client_of(moderator), "publish", guide)
    assert response.status_code == 200
    assert "changed since a medical reviewer signed it" in editor.messages_of(response)
    assert stays_as_signed(guide)


def test_a_schedule_in_the_editor(guide, moderator):
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    response = editor.edit(client_of(moderator), guide, "publish", go_live_at=tomorrow)
    assert "changed since a medical reviewer signed it" in response.content.decode()
    assert not guide.revisions.exclude(approved_go_live_at=None).exists()


def test_a_schedule_that_was_set_before_the_text_changed(guide):
    revision = ConditionPage.objects.get().latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    assert stays_as_signed(guide)


def test_code(guide):
    with pytest.raises(ValidationError, match="changed"):
        ConditionPage.objects.get().get_latest_revision().publish()
    with pytest.raises(ValidationError, match="changed"):
        ConditionPage.objects.get().get_latest_revision_as_object().save()
    assert stays_as_signed(guide)


def test_an_earlier_version_that_nobody_signed(moderator):
    guide = factories.make_guide(live=False, summary="Never signed.")
    unsigned = guide.save_revision()
    guide.summary = "As it was signed."
    factories.sign_and_publish(guide)
    client = client_of(moderator)
    url = editor.page_url("revisions_revert", guide, unsigned)
    assert "Never signed." in client.get(url).content.decode()
    data = editor.edit_data(client, guide) | editor.as_data({"summary": "Never signed."}, "publish")
    response = client.post(editor.page_url("edit", guide), data | {"revision": unsigned.pk})
    assert response.status_code == 200
    assert "changed since a medical reviewer signed it" in response.content.decode()
    assert stays_as_signed(guide)


@each_type
def test_a_page_of_its_own_made_from_a_signed_one(make):
    page = make()
    with pytest.raises(ValidationError):
        page.copy(keep_live=True, update_attrs={"slug": "twin", "title": "Twin", "aspect": "outlook"})
    assert type(page).objects.filter(live=True).count() == 1


def test_an_alias_of_a_draft_is_a_draft():
    draft = factories.make_guide(live=False)
    assert not draft.create_alias(update_slug="alias").live


def test_the_admins_api_and_the_third_one_publish_nothing(guide, moderator):
    client = client_of(moderator)
    for verb in ("post", "put", "patch"):
        response = getattr(client, verb)(f"/admin/api/main/pages/{guide.pk}/", {}, content_type="application/json")
        assert response.status_code in (403, 404, 405)
    for action in ("publish", "copy"):
        response = client.post(f"/admin/api/main/pages/{guide.pk}/action/{action}/", {}, "application/json")
        assert response.status_code == 400
        assert "signed" in response.content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("wagtailapi_v3:pages:listing")
    assert stays_as_signed(guide)
    assert Page.objects.filter(live=True, title=guide.title).count() == 1


def test_wagtails_own_buttons(guide, writer, moderator):
    """Approving as Wagtail does, without the checklist, is nobody's right; the superuser's neither."""
    step = hand_to_reviewer(guide, writer, moderator)
    for person in (make_signer(), factories.make_superuser(), moderator):
        client = client_of(person)
        for action in ("approve", "reject"):
            url = editor.page_url("workflow_action", guide, action, step)
            assert client.post(url, {"comment": "Fine."}).status_code == 302
        editor.edit(client, guide, "workflow-action", **{"workflow-action-name": "approve"})
    assert stays_as_signed(guide)
    assert TaskState.objects.get(pk=step.pk).status == TaskState.STATUS_IN_PROGRESS
    assert ReviewRecord.objects.count() == 1, "the first signature"


def test_wagtails_button_leads_to_the_decision(guide, writer, moderator):
    step = hand_to_reviewer(guide, writer, moderator)
    response = client_of(make_signer()).post(editor.page_url("workflow_action", guide, "decide", step))
    assert (response.status_code, response.url) == (302, reverse("reviews_decide", args=[step.pk]))


def test_a_moderator_does_not_take_the_place_of_the_reviewer(guide, writer, moderator):
    step = hand_to_reviewer(guide, writer, moderator)
    with pytest.raises(PermissionDenied):
        signing.approve(step, moderator)
    assert stays_as_signed(guide)


# ---- copies ----


@each_type
def test_copying_offers_no_publishing(make, moderator):
    page = make()
    html = client_of(moderator).get(editor.page_url("copy", page)).content.decode()
    assert "publish_copies" not in html


@pytest.mark.parametrize("of", ["guide", "index"])
def test_a_copied_tree_is_drafts_though_the_form_was_forged(of):
    guide = factories.make_guide(chapters=["symptoms"])
    page = guide if of == "guide" else guide.get_parent()
    data = {
        "new_title": "Twin",
        "new_slug": "twin",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    response = client_of(factories.make_superuser()).post(editor.page_url("copy", page), data, follow=True)
    assert response.status_code == 200
    assert ConditionPage.objects.filter(live=True).count() == ChapterPage.objects.filter(live=True).count() == 1
    assert ConditionPage.objects.count() == 2


def test_an_alias_under_another_language_keeps_the_review_and_the_language_of_its_words():
    guide = factories.make_guide()
    alias = guide.create_alias(parent=factories.make_home("ar"), update_slug="liver")
    assert alias.live and alias.reviewed_by == guide.reviewed_by
    assert language_of(alias, "ar") == "en"


# ---- the workflow's own traps ----


def test_the_revision_that_was_signed_is_the_one_that_is_online(guide, writer, moderator):
    step = hand_to_reviewer(guide, writer, moderator)
    read = step.revision_id
    assert decision(client_of(make_signer()), step, "sign").status_code == 302
    page = ConditionPage.objects.get()
    step.refresh_from_db()
    assert page.live_revision_id == step.revision_id != read
    assert ReviewRecord.objects.first().revision_id == read
    assert page.live_revision.content["reviewed_text_hash"] == reviews.text_hash(page)


def test_the_signature_sends_nobody_back_to_the_first_step(guide, writer, moderator, settings):
    assert settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT is False
    decision(client_of(make_signer()), hand_to_reviewer(guide, writer, moderator), "sign")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()


def test_a_refused_publish_leaves_the_review_running(guide, writer, moderator):
    step = submit(guide, writer)
    editor.edit(client_of(moderator), guide, "publish")
    editor.bulk(client_of(moderator), "publish", guide)
    with pytest.raises(ValidationError):
        ConditionPage.objects.get().get_latest_revision().publish()
    step.refresh_from_db()
    assert step.status == TaskState.STATUS_IN_PROGRESS


def test_a_half_filled_block_cannot_be_signed(guide, writer, moderator):
    change(guide, body=[("section", {"title": "", "anchor": "", "content": []})])
    step = hand_to_reviewer(guide, writer, moderator)
    client = client_of(make_signer())
    assert "is not finished" in client.get(reverse("reviews_decide", args=[step.pk])).content.decode()
    assert decision(client, step, "sign").status_code == 422
    assert stays_as_signed(guide)


def test_the_text_is_locked_while_a_reviewer_reads(guide, writer, moderator):
    hand_to_reviewer(guide, writer, moderator)
    page = ConditionPage.objects.get()
    for person in (writer, moderator):
        assert page.get_lock().for_user(person)
        editor.edit(client_of(person), guide, summary="Behind the reviewer's back.")
    assert ConditionPage.objects.get().get_latest_revision_as_object().summary == "Changed since."
    assert not page.get_lock().for_user(make_signer())
