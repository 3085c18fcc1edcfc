"""The reviewer's decision: what is shown, what a signature writes, who may give it, and what is refused with words."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from conditions import reviews, signing
from conditions.models import ChapterPage, ConditionPage, Reviewer, ReviewRecord
from conditions.models.reviews import ReviewOutcome
from tests import factories
from tests.conditions import editor
from tests.conditions.reviewing import (
    TICKED,
    check,
    client_of,
    decision,
    hand_to_reviewer,
    make_person,
    make_signer,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make_person("wren", "Editor")


@pytest.fixture
def moderator():
    return make_person("mo", "Moderator")


@pytest.fixture
def reviewer():
    return make_signer()


@pytest.fixture
def draft():
    """A guide that nobody signed, with two chapters."""
    guide = factories.make_guide(live=False)
    for aspect in ("symptoms", "outlook"):
        factories.make_chapter(guide, aspect, live=False)
    return guide


@pytest.fixture
def step(draft, writer, moderator):
    return hand_to_reviewer(draft, writer, moderator)


def live(*pages):
    return [Page.objects.get(pk=page.pk).live for page in pages]


def change(page, user=None, **fields):
    page = page.specific_class.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in (fields or {"summary": "Something else."}).items():
        setattr(page, name, value)
    page.save_revision(user=user)
    return page


# ---- the workflow ----


@pytest.mark.parametrize(
    "make", [factories.make_guide, factories.make_chapter, factories.make_treatment, factories.make_support]
)
def test_all_medical_pages_end_with_a_medical_review(make):
    workflow = make().get_workflow()
    assert [task.name for task in workflow.tasks] == ["Editorial check", "Medical review"]


def test_other_pages_keep_their_own_workflow():
    assert factories.make_standard().get_workflow().name == "Moderators approval"


def test_a_page_goes_from_the_moderator_to_the_reviewer_and_online(draft, writer, moderator, reviewer):
    first = submit(draft, writer)
    assert first.task.name == "Editorial check"
    second = check(first, moderator)
    assert second.task.name == "Medical review"
    response = decision(client_of(reviewer), second, "sign", note="First version.")
    assert response.status_code == 302
    guide = ConditionPage.objects.get()
    assert guide.live and guide.reviewed_by.user == reviewer and guide.review_note == "First version."
    assert guide.reviewed_on == timezone.localdate()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_the_reviewer_sees_the_sources_that_the_checklist_asks_for(step, draft, reviewer):
    draft.citations = [factories.make_citation("trial", title="A trial of many years", retracted_on="2026-01-01")]
    draft.save_revision()
    html = client_of(reviewer).get(reverse("reviews_decide", args=[step.pk])).content.decode()
    assert "A trial of many years" in html and "withdrawn" in html


def test_what_did_not_change_is_folded_unless_nothing_did(writer, moderator, reviewer):
    guide = factories.make_guide(chapters=["symptoms"])
    step = hand_to_reviewer(guide, writer, moderator)
    client, url = client_of(reviewer), reverse("reviews_decide", args=[step.pk])
    assert "<details" not in client.get(url).content.decode()
    change(guide)
    html = client.get(url).content.decode()
    chapter = html[html.index(f'id="page-{ChapterPage.objects.get().pk}"') :]
    assert "<details" in chapter and "<ins>" in html and "<ins>" not in chapter


# ---- signing ----


def test_a_guide_goes_live_with_its_chapters(step, draft, reviewer):
    decision(client_of(reviewer), step, "sign")
    assert all(live(draft, *ChapterPage.objects.all()))
    assert set(ReviewRecord.objects.values_list("page", "scope")) == {
        (draft.pk, "guide"),
        *((chapter.pk, "chapter") for chapter in ChapterPage.objects.all()),
    }


def test_a_signature_keeps_what_was_ticked_and_names_who_signed(step, reviewer):
    decision(client_of(reviewer), step, "sign", note="New numbers.")
    record = ReviewRecord.objects.get(scope="guide")
    assert record.checklist == dict.fromkeys(TICKED, True)
    assert (record.reviewer.user, record.user, record.note) == (reviewer, reviewer, "New numbers.")
    assert record.revision_id and record.text_hash == reviews.text_hash(ConditionPage.objects.get())


def test_a_draft_chapter_that_is_not_ticked_stays_a_draft(step, draft, reviewer):
    symptoms, outlook = ChapterPage.objects.order_by("pk")
    decision(client_of(reviewer), step, "sign", chapters=[f"{symptoms.pk}-{signing.revision_of(symptoms)}"])
    assert live(draft, symptoms, outlook) == [True, True, False]


def test_chapters_that_are_online_are_always_signed_with_their_guide(writer, moderator, reviewer):
    guide = factories.make_guide(chapters=["symptoms"])
    step = hand_to_reviewer(change(guide), writer, moderator)
    assert decision(client_of(reviewer), step, "sign", chapters=[]).status_code == 409
    assert decision(client_of(reviewer), step, "sign").status_code == 302


def test_signing_one_chapter_leaves_the_date_of_its_guide(writer, moderator, reviewer):
    guide = factories.make_guide(chapters=["symptoms"])
    signed_on = timezone.localdate() - timedelta(days=40)
    ConditionPage.objects.update(reviewed_on=signed_on)
    chapter = ChapterPage.objects.get()
    step = hand_to_reviewer(change(chapter), writer, moderator)
    assert decision(client_of(reviewer), step, "sign").status_code == 302
    chapter.refresh_from_db()
    guide.refresh_from_db()
    assert chapter.summary == "Something else." and reviews.text_is_signed(chapter)
    assert guide.reviewed_on == signed_on


def test_a_guide_and_its_chapters_go_live_together_or_not_at_all(step, draft, reviewer, monkeypatch):
    def fail(*args, **kwargs):
        raise ValidationError("The second chapter cannot go live.")

    monkeypatch.setattr(reviews, "publish_chapters", fail)
    assert decision(client_of(reviewer), step, "sign").status_code == 422
    assert not any(live(draft, *ChapterPage.objects.all()))
    assert not ReviewRecord.objects.exists()
    step.refresh_from_db()
    assert step.status == "in_progress"


def test_a_guide_that_goes_live_later_takes_its_chapters_along(draft, writer, moderator, reviewer):
    later = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    step = hand_to_reviewer(change(draft, go_live_at=later), writer, moderator)
    decision(client_of(reviewer), step, "sign")
    assert not any(live(draft, *ChapterPage.objects.all()))
    for page in (draft, *ChapterPage.objects.all()):
        assert page.revisions.filter(approved_go_live_at=later).count() == 1


def test_every_point_of_the_checklist_is_needed_to_sign(step, draft, reviewer):
    response = decision(client_of(reviewer), step, "sign", checklist=TICKED[1:], note="Typed.")
    assert response.status_code == 422
    html = response.content.decode()
    assert "Tick every point" in html and "Typed." in html
    assert live(draft) == [False]


# ---- returning ----


def test_a_returned_page_names_why_and_waits_for_its_author(step, draft, writer, reviewer):
    assert decision(client_of(reviewer), step, "return", comment="The dose is wrong.").status_code == 302
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    record = ReviewRecord.objects.get()
    assert (record.outcome, record.note) == (ReviewOutcome.RETURNED, "The dose is wrong.")
    html = client_of(writer).get(editor.page_url("edit", draft)).content.decode()
    assert "The dose is wrong." in html and "Returned" in html


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_returning_needs_a_comment(step, reviewer, comment):
    response = decision(client_of(reviewer), step, "return", comment=comment)
    assert response.status_code == 422
    assert "Write what has to change" in response.content.decode()
    assert not ReviewRecord.objects.exists()


def test_a_returned_page_comes_back_to_the_reviewer_when_it_is_handed_in_again(step, draft, writer, reviewer):
    decision(client_of(reviewer), step, "return", comment="Please mend.")
    change(draft, writer)
    state = WorkflowState.objects.get()
    state.resume(writer)
    assert state.current_task_state.task.name == "Medical review"
    assert decision(client_of(reviewer), state.current_task_state, "sign").status_code == 302


# ---- who may ----


def test_nobody_signs_what_they_wrote(draft, writer, moderator, reviewer):
    step = hand_to_reviewer(change(draft, reviewer), writer, moderator)
    client = client_of(reviewer)
    html = client.get(reverse("reviews_decide", args=[step.pk])).content.decode()
    assert "You changed this text" in html and 'value="sign"' not in html
    response = decision(client, step, "sign", comment="My long note.")
    assert response.status_code == 403
    html = response.content.decode()
    assert "You changed this text" in html and "My long note." in html and 'value="sign"' not in html
    assert live(draft) == [False]
    with pytest.raises(PermissionDenied):
        signing.approve(step, reviewer)


def test_nobody_signs_a_guide_whose_chapter_they_wrote(writer, moderator, reviewer):
    guide = factories.make_guide(chapters=["symptoms"])
    change(ChapterPage.objects.get(), reviewer)
    step = hand_to_reviewer(change(guide, writer), writer, moderator)
    assert "chapter" in signing.reason_against(guide, reviewer)
    assert step.task.specific.get_actions(guide, reviewer) == []


def test_a_new_chapter_by_the_reviewer_stays_out(step, draft, reviewer):
    change(ChapterPage.objects.order_by("pk").first(), reviewer)
    response = decision(client_of(reviewer), step, "sign")
    assert response.status_code == 403
    assert live(draft) == [False], "the form was forged: the box cannot be ticked"
    second = ChapterPage.objects.order_by("pk").last()
    decision(client_of(reviewer), step, "sign", chapters=[f"{second.pk}-{signing.revision_of(second)}"])
    assert live(draft, *ChapterPage.objects.order_by("pk")) == [True, False, True]


def test_who_wrote_before_the_last_signature_may_sign_the_next(writer, moderator, reviewer):
    guide = factories.make_guide(live=False)
    change(guide, reviewer)
    guide = factories.sign_and_publish(guide.get_latest_revision_as_object())
    step = hand_to_reviewer(change(guide, writer, summary="Newer."), writer, moderator)
    assert decision(client_of(reviewer), step, "sign").status_code == 302
    assert ConditionPage.objects.get().summary == "Newer."


def test_a_reviewer_may_sign_twice_in_a_row(writer, moderator, reviewer):
    guide = factories.make_guide(live=False)
    for summary in ("One.", "Two."):
        step = hand_to_reviewer(change(guide, writer, summary=summary), writer, moderator)
        assert decision(client_of(reviewer), step, "sign").status_code == 302
        assert ConditionPage.objects.get().summary == summary


@pytest.mark.parametrize("kind", ["superuser", "left", "no row", "retired account"])
def test_only_active_reviewers_sign(step, draft, kind):
    yesterday = timezone.localdate() - timedelta(days=1)
    person = {
        "superuser": lambda: factories.make_superuser(),
        "left": lambda: make_signer("lee", active_until=yesterday),
        "no row": lambda: make_person("nia", "Medical reviewer"),
        "retired account": lambda: make_signer("ray"),
    }[kind]()
    if kind == "retired account":
        person.is_active = False
        person.save()
    assert step.task.specific.get_actions(draft, person) == []
    with pytest.raises(PermissionDenied):
        signing.approve(step, person)
    if person.is_active:
        assert decision(client_of(person), step, "sign").status_code == 403
    assert live(draft) == [False]


def test_a_superuser_with_a_reviewers_row_signs(step, draft):
    boss = factories.make_superuser()
    Reviewer.objects.create(slug="boss", name="Dr. Boss Example", role="Head", user=boss)
    decision(client_of(boss), step, "sign")
    assert live(draft) == [True]


@pytest.mark.parametrize("group", ["Editor", "Moderator", "Scheduler", "Auditor"])
def test_the_screen_is_closed_to_others(step, group):
    client = client_of(make_person("other", group))
    for url in (
        reverse("reviews_decide", args=[step.pk]),
        reverse("reviews_preview", args=[step.pk, step.workflow_state.object_id]),
    ):
        response = client.get(url)
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert client.post(reverse("reviews_decide", args=[step.pk]), {"decision": "sign"}).status_code == 302


# ---- two people, two versions ----


def test_a_text_that_changed_while_it_was_read_is_shown_again(step, draft, reviewer):
    client = client_of(reviewer)
    old = step.revision_id
    change(draft, summary="Changed behind the back.")
    response = decision(client, step, "sign", seen=old, note="My note.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "changed while you were reading" in html
    assert "Changed behind the back." in html and "My note." in html
    assert live(draft) == [False]


def test_a_chapter_that_changed_while_it_was_read_is_shown_again(step, draft, reviewer):
    first, second = ChapterPage.objects.order_by("pk")
    read = [f"{chapter.pk}-{signing.revision_of(chapter)}" for chapter in (first, second)]
    change(second)
    assert decision(client_of(reviewer), step, "sign", chapters=read).status_code == 409
    assert not any(live(draft, first, second))


def test_what_somebody_else_decided_is_not_decided_again(step, reviewer):
    client = client_of(reviewer)
    url = reverse("reviews_decide", args=[step.pk])
    client.get(url)
    decision(client_of(make_signer("ron")), step, "return", comment="No.")
    assert "decided already" in editor.messages_of(client.get(url, follow=True))
    response = client.post(url, {"decision": "return", "comment": "The dose in part two is wrong."})
    assert response.status_code == 409
    html = response.content.decode()
    assert "decided already" in html and "The dose in part two is wrong." in html
    assert 'name="decision"' not in html, "there is nothing left to decide"
    assert client.post(url).status_code == 409
    with pytest.raises(PermissionDenied):
        signing.approve(step, reviewer)
    assert ReviewRecord.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"decision": "sign"},
        {"decision": "burn", "seen": "1"},
        {"decision": "sign", "seen": "x", "chapters": ["1-", "\x00"]},
        {"decision": "return", "seen": str(2**40), "comment": "x" * 5000},
    ],
)
def test_a_damaged_form_is_answered_with_words(step, reviewer, data):
    response = client_of(reviewer).post(reverse("reviews_decide", args=[step.pk]), data)
    assert response.status_code in (400, 422)
    assert not ReviewRecord.objects.exists()


@pytest.mark.parametrize("lack", ["owner_team", "citations", "summary"])
def test_what_a_signature_would_not_mend_is_named_and_can_be_returned(writer, moderator, reviewer, lack):
    guide = factories.make_guide(live=False)
    step = hand_to_reviewer(
        change(guide, **{lack: {"owner_team": None, "citations": [], "summary": ""}[lack]}), writer, moderator
    )
    client = client_of(reviewer)
    html = client.get(reverse("reviews_decide", args=[step.pk])).content.decode()
    assert "cannot be signed before it is mended" in html and 'value="sign"' not in html
    assert decision(client, step, "sign").status_code == 422
    assert decision(client, step, "return", comment="Something is missing.").status_code == 302


def test_a_chapter_of_a_guide_that_is_not_online_can_only_be_returned(draft, writer, moderator, reviewer):
    chapter = ChapterPage.objects.order_by("pk").first()
    step = hand_to_reviewer(chapter, writer, moderator)
    client = client_of(reviewer)
    html = client.get(reverse("reviews_decide", args=[step.pk])).content.decode()
    assert "cannot be signed before it is mended" in html
    assert decision(client, step, "sign").status_code == 422
    assert live(chapter) == [False]
