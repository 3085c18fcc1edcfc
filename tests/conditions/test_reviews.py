"""Signatures: who may give them, what they cover, what they leave behind."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page

from conditions import reviews
from conditions.models import ChapterPage, ConditionPage, EditorialSettings, ReviewRecord, SupportPage, TreatmentPage
from conditions.models.reviews import ReviewedPage, ReviewOutcome, ReviewScope
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = {
    ConditionPage: factories.make_guide,
    TreatmentPage: factories.make_treatment,
    SupportPage: factories.make_support,
}
each_type = pytest.mark.parametrize("make", MAKERS.values(), ids=lambda make: make.__name__)

REVIEW_FIELDS = (
    "reviewed_by",
    "reviewed_on",
    "next_review_due",
    "reviewed_text_hash",
    "minor_change_hash",
    "review_note",
)
UNSIGNED = {
    "reviewed_by": None,
    "reviewed_on": None,
    "next_review_due": None,
    "reviewed_text_hash": "",
    "review_note": "",
}


MARCH, JUNE = datetime(2025, 3, 1, 17, tzinfo=UTC), datetime(2025, 6, 1, 17, tzinfo=UTC)


def test_the_reviewed_types_are_all_there_are():
    assert set(ReviewedPage.__subclasses__()) == set(reviews.REVIEWED_TYPES) == set(MAKERS)


# ---- signing ----


@each_type
def test_a_signature_sets_the_dates_and_the_hash_and_leaves_a_record(make):
    page = make(live=False)
    reviewer, user = factories.make_reviewer(), factories.make_user()
    reviews.sign(page, reviewer, user=user, note="First version", checklist={"correct": True})
    today = timezone.localdate()
    assert (page.reviewed_by, page.reviewed_on, page.review_note) == (reviewer, today, "First version")
    assert page.next_review_due > today
    assert reviews.text_is_signed(page)
    [record] = ReviewRecord.objects.all()
    assert (record.page_id, record.reviewer, record.user, record.note) == (page.pk, reviewer, user, "First version")
    assert (record.outcome, record.text_hash) == (ReviewOutcome.APPROVED, page.reviewed_text_hash)
    assert record.scope == (ReviewScope.GUIDE if isinstance(page, ConditionPage) else ReviewScope.PAGE)


def test_a_signed_guide_signs_the_chapters_that_were_read_with_it():
    guide = factories.make_guide(live=False)
    read, unread = (factories.make_chapter(guide, aspect, live=False) for aspect in ("symptoms", "outlook"))
    reviews.sign(guide, factories.make_reviewer(), chapters=[read])
    assert reviews.text_is_signed(read)
    assert not reviews.text_is_signed(unread)
    assert set(ReviewRecord.objects.values_list("page", "scope")) == {(guide.pk, "guide"), (read.pk, "chapter")}


def test_a_signed_chapter_leaves_the_date_of_its_guide():
    with time_machine.travel(MARCH):
        guide = factories.make_guide()
        chapter = factories.make_chapter(guide, live=False)
    reviews.sign(chapter, factories.make_reviewer())
    assert chapter.review.reviewed_on == guide.reviewed_on
    assert reviews.text_is_signed(chapter)


def test_a_reviewer_who_has_left_cannot_sign():
    gone = factories.make_reviewer(active_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ValidationError):
        reviews.sign(factories.make_guide(live=False), gone)
    assert not ReviewRecord.objects.exists()


def test_a_reviewer_signs_on_the_last_day():
    last_day = factories.make_reviewer(active_until=timezone.localdate())
    reviews.sign(factories.make_guide(live=False), last_day)


def test_a_signature_does_not_lie_in_the_future():
    with pytest.raises(ValidationError):
        reviews.sign(
            factories.make_guide(live=False), factories.make_reviewer(), on=timezone.localdate() + timedelta(days=1)
        )


def test_a_new_signature_clears_the_minor_change():
    guide = factories.make_guide()
    guide.minor_change_hash = "x" * 64
    reviews.sign(guide, factories.make_reviewer())
    assert guide.minor_change_hash == ""


def test_a_minor_change_may_go_live_and_keeps_the_date():
    with time_machine.travel(MARCH):
        guide = factories.make_guide(summary="A sumary.")
    guide.summary = "A summary."
    guide.minor_change_hash = reviews.text_hash(guide)
    guide.save_revision().publish()
    assert ConditionPage.objects.get().reviewed_on == date(2025, 3, 1)


def test_the_day_of_the_last_change_moves_only_with_the_text():
    with time_machine.travel(MARCH):
        guide = factories.make_guide()
    for summary, changed_on in ((guide.summary, date(2025, 3, 1)), ("Another summary.", date(2025, 6, 1))):
        guide.summary = summary
        with time_machine.travel(JUNE):
            reviews.sign(guide, factories.make_reviewer())
        assert guide.content_changed_on == changed_on


# ---- due dates ----


@pytest.mark.parametrize(
    ("make", "months"), [(factories.make_guide, 24), (factories.make_treatment, 12), (factories.make_support, 36)]
)
def test_the_next_review_is_due_after_the_cycle_of_its_kind_at_the_latest(make, months):
    page = make()
    days = (page.next_review_due - page.reviewed_on).days
    assert months * 30.4375 * 0.89 <= days <= months * 30.4375 + 1


def test_a_page_may_have_a_cycle_of_its_own_and_the_house_another_rule():
    rules = EditorialSettings.load()
    rules.condition_cycle_months = 6
    rules.save()
    assert reviews.cycle_months(factories.make_guide(live=False)) == 6
    assert reviews.cycle_months(factories.make_guide("Skin cancer", live=False, review_cycle_months=3)) == 3


def test_due_dates_of_many_pages_signed_on_one_day_do_not_bunch():
    days = {
        reviews.due_date(ConditionPage(url_path=f"/home/guide-{number}/"), date(2025, 1, 1)) for number in range(100)
    }
    assert len(days) > 40


# ---- the record ----


def test_a_record_can_neither_be_changed_nor_deleted():
    factories.make_guide()
    record = ReviewRecord.objects.get()
    record.note = "Changed"
    with pytest.raises(ValidationError):
        record.save()
    with pytest.raises(ValidationError):
        record.delete()


def test_a_record_outlives_its_page():
    guide = factories.make_guide()
    text_hash = guide.reviewed_text_hash
    guide.delete()
    assert ReviewRecord.objects.get(page=None).text_hash == text_hash


# ---- copies, aliases, translations ----


def review_of(page):
    return {name: getattr(page, name) for name in UNSIGNED}


@each_type
def test_a_copy_starts_unsigned_in_its_revisions_too(make):
    page = make()
    twin = page.copy(keep_live=False, update_attrs={"slug": "copy", "title": "Copy"})
    assert review_of(type(page).objects.get(pk=twin.pk)) == UNSIGNED
    for revision in twin.revisions.all():
        assert not any(revision.content[name] for name in REVIEW_FIELDS)
    with pytest.raises(ValidationError):
        twin.get_latest_revision().publish()


@each_type
def test_a_translation_starts_unsigned(make):
    page = make()
    page.get_parent().specific.get_parent().copy_for_translation(factories.make_locale("es"))
    page.get_parent().specific.copy_for_translation(factories.make_locale("es"))
    translation = page.copy_for_translation(factories.make_locale("es"))
    assert not translation.live
    assert review_of(type(page).objects.get(pk=translation.pk)) == UNSIGNED


def test_a_copied_chapter_starts_unsigned():
    chapter = factories.make_chapter()
    goal = factories.make_guide("Skin cancer")
    twin = chapter.copy(to=goal, keep_live=False)
    assert ChapterPage.objects.get(pk=twin.pk).reviewed_text_hash == ""


@each_type
def test_an_alias_keeps_the_review_and_follows_its_page(make):
    page = make()
    alias = page.create_alias(update_slug="alias")
    assert alias.live
    assert review_of(alias) == review_of(page)
    page.search_description = "New"
    page.save_revision().publish()
    assert type(page).objects.get(pk=alias.pk).search_description == "New"


# ---- nobody goes around ----

PASSING_BY = {"update", "bulk_update", "bulk_create"}
OUR_CODE = [path for app in ("portal", "conditions", "appointments") for path in sorted(Path(app).rglob("*.py"))]


def test_our_code_never_passes_by_the_gate():
    """`save(clean=False)` and `update(live=…)` would put a page online unreviewed."""
    found = []
    for path in OUR_CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            words = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
            unclean_save = node.func.attr == "save" and words.get("clean") is False and "update_fields" not in words
            if unclean_save or (node.func.attr in PASSING_BY and "live" in words):
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_the_due_pages_of_all_types_come_from_one_query(django_assert_num_queries):
    pages = [make() for make in MAKERS.values()]
    fields = [f"{model._meta.model_name}__next_review_due" for model in reviews.REVIEWED_TYPES]
    with django_assert_num_queries(1):
        due = dict(Page.objects.annotate(due=Coalesce(*fields)).exclude(due=None).values_list("pk", "due"))
    assert due == {page.pk: page.next_review_due for page in pages}
