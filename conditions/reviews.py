"""The rules of medical review: what blocks publishing, who may sign, what is due."""

import hashlib
import zlib
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conditions.models import (
    ChapterPage,
    ConditionPage,
    EditorialSettings,
    ReviewRecord,
    SupportPage,
    TreatmentPage,
)
from conditions.models.reviews import ReviewOutcome, ReviewScope

REVIEWED_TYPES = (ConditionPage, TreatmentPage, SupportPage)


def text_hash(page) -> str:
    """SHA-256 of the visible words. Markup, block ids and white space do not count: the editor changes those by itself."""
    return hashlib.sha256(" ".join(page.visible_text().split()).encode()).hexdigest()


def text_is_signed(page) -> bool:
    return text_hash(page) in {page.reviewed_text_hash, page.minor_change_hash} - {""}


def page_blockers(page) -> dict:
    """Why a reviewed page may not go live: field name → reason. Empty when it may."""
    reasons = {}
    if not page.reviewed_by_id or not page.reviewed_on or not page.next_review_due:
        reasons["reviewed_by"] = _("No medical reviewer has signed this page.")
    elif not text_is_signed(page):
        reasons["reviewed_text_hash"] = _("The text changed since a medical reviewer signed it.")
    if page.reviewed_on and page.reviewed_on > timezone.localdate():
        reasons["reviewed_on"] = _("The review date lies in the future.")
    if not page.owner_team_id:
        reasons["owner_team"] = _("Choose the team that looks after this page.")
    if not page.summary.strip():
        reasons["summary"] = _("Write a summary: it opens the page.")
    if not page.meta_description.strip():
        reasons["search_description"] = _("Write a description for search engines.")
    if not page.citations.all():
        reasons["citations"] = _("Name at least one source.")
    return reasons


def chapter_blockers(chapter, guide=None) -> dict:
    """Why a chapter may not go live: its guide's review counts, and its own text must be signed."""
    guide = guide or chapter.guide
    reasons = {}
    if not guide.reviewed_by_id or not guide.reviewed_on:
        reasons["guide"] = _("No medical reviewer has signed the guide of this chapter.")
    elif not guide.live:
        reasons["guide"] = _("Publish the guide first, then its chapters.")
    if not text_is_signed(chapter):
        reasons["reviewed_text_hash"] = _("The text changed since a medical reviewer signed it.")
    return reasons


def cycle_months(page) -> int:
    if page.review_cycle_months:
        return page.review_cycle_months
    rules = EditorialSettings.load()
    if isinstance(page, TreatmentPage):
        return rules.treatment_cycle_months
    return rules.support_cycle_months if isinstance(page, SupportPage) else rules.condition_cycle_months


def due_date(page, signed_on: date) -> date:
    """The day of the next review: one cycle later, brought forward by up to 10 % so that dates do not bunch.

    The shift depends on the page's address only, so that it is the same whenever it is computed.
    """
    days = round(cycle_months(page) * 365.25 / 12)
    return signed_on + timedelta(days=days - zlib.crc32(page.url_path.encode()) % (days // 10 + 1))


def sign(
    page, reviewer, *, user=None, on: date | None = None, note: str = "", checklist: dict | None = None, chapters=()
):
    """Record that this reviewer approved the text of a page and, for a guide, of the chapters given.

    Sets review fields and hashes on the instances and writes one ReviewRecord each; the caller saves the pages (as
    revisions). `on` defaults to today in the hospital's zone. Raises ValidationError for an inactive reviewer or a day
    in the future.
    """
    on = on or timezone.localdate()
    if reviewer.active_until and reviewer.active_until < on:
        raise ValidationError(_("This reviewer is not active."))
    if on > timezone.localdate():
        raise ValidationError(_("A signature cannot lie in the future."))
    details = {"reviewer": reviewer, "user": user, "note": note, "checklist": checklist, "at": moment_of(on)}
    if isinstance(page, ChapterPage):
        _sign_text(page, details)
        return
    if text_hash(page) != page.reviewed_text_hash:
        page.content_changed_on = on
    page.reviewed_by, page.reviewed_on, page.next_review_due = reviewer, on, due_date(page, on)
    page.review_note = note
    _sign_text(page, details)
    for chapter in chapters:
        _sign_text(chapter, details)


def _sign_text(page, details):
    page.reviewed_text_hash, page.minor_change_hash = text_hash(page), ""
    record(page, ReviewOutcome.APPROVED, **details)


def moment_of(day: date) -> datetime:
    """Now; for a signature that is brought along from elsewhere, noon of its day in the hospital's zone."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


def scope_of(page) -> ReviewScope:
    if isinstance(page, ChapterPage):
        return ReviewScope.CHAPTER
    return ReviewScope.GUIDE if isinstance(page, ConditionPage) else ReviewScope.PAGE


def record(page, outcome, *, reviewer=None, user=None, note="", checklist=None, at: datetime | None = None):
    """One line of the page's history, with the revision that was decided about."""
    return ReviewRecord.objects.create(
        page=page,
        revision=page.latest_revision,
        reviewer=reviewer,
        user=user,
        decided_at=at or timezone.now(),
        outcome=outcome,
        scope=scope_of(page),
        checklist=checklist or {},
        text_hash=text_hash(page),
        note=note,
    )


@transaction.atomic
def publish_guide(guide, chapters, user=None):
    """Publish a signed guide and its signed chapters together: the guide first, then the chapters."""
    guide.save_revision(user=user, clean=False).publish(user=user)
    publish_chapters(guide, chapters, user)


@transaction.atomic
def publish_chapters(guide, chapters, user=None):
    """Publish signed chapters after their guide, or keep them signed drafts where it waits for another task.

    A guide that goes live later takes its chapters along at that time. Who signed needs no right to publish.
    """
    guide = type(guide).objects.get(pk=guide.pk)
    later = guide.go_live_at if guide.go_live_at and guide.go_live_at > timezone.now() else None
    for chapter in chapters:
        chapter.__dict__.pop("guide", None)
        chapter.go_live_at = later or chapter.go_live_at
        revision = chapter.save_revision(user=user, clean=False)
        if guide.live or later:
            revision.publish(user=user, skip_permission_checks=True)


@transaction.atomic
def bring_forward(page, day: date) -> bool:
    """The next review falls due on this day, in the live page and in its newest draft, which would restore the old one.

    False when it was due by then anyway.
    """
    if not page.next_review_due or page.next_review_due <= day:
        return False
    page.next_review_due = day
    page.save(update_fields=["next_review_due"], clean=False)
    draft = page.latest_revision
    if draft and draft.content.get("next_review_due"):
        draft.content["next_review_due"] = day.isoformat()
        draft.save(update_fields=["content"])
    return True
