"""Decisions of medical reviewers: who may decide, and what signing or returning writes. The only writer of review fields.

Layer 3 of the gate. Nobody signs what they wrote, nobody signs a text that changed while they were reading it, and a
guide goes live with its chapters or not at all.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from conditions import reviews
from conditions.models import ChapterPage, ConditionPage, Reviewer, ReviewRecord
from conditions.models.aspects import Aspect
from conditions.models.reviews import PublishGate, ReviewOutcome
from portal.admin_guards import refuse_unfinished_blocks


class TextChanged(ValidationError):
    """Somebody saved another version while the reviewer was reading."""


# --- who may decide ---------------------------------------------------------------------------------------------------


def reviewer_of(user) -> Reviewer | None:
    """The active reviewer whose account this is."""
    today = timezone.localdate()
    active = Q(active_until=None) | Q(active_until__gte=today)
    return Reviewer.objects.filter(active, user=user).first() if user and user.is_active else None


def last_signature(page) -> ReviewRecord | None:
    return ReviewRecord.objects.filter(page_id=page.pk, outcome=ReviewOutcome.APPROVED).first()


def wrote_since_signature(page, user) -> bool:
    """Whether this person saved another text of the page since it was last signed."""
    if user is None:
        return False
    own = Revision.objects.for_instance(page).filter(user=user)
    if (signature := last_signature(page)) is not None:
        since = Q(pk__gte=signature.revision_id) if signature.revision_id else Q(created_at__gte=signature.decided_at)
        own = own.filter(since)
    return any(reviews.text_hash(revision.as_object()) != page.reviewed_text_hash for revision in own)


def reason_against(page, user) -> str:
    """Why this person may not decide about a page; empty when nothing stands against it."""
    if not isinstance(page, PublishGate):
        return _("This page carries no medical review.")
    if reviewer_of(user) is None:
        return only_reviewers()
    if wrote_since_signature(page, user):
        return _("You changed this text since it was last signed. Another reviewer has to read it.")
    for chapter in chapters_of(page):
        if chapter.live and wrote_since_signature(chapter, user):
            return _("You changed the chapter “%(title)s”. Another reviewer has to read this guide.") % {
                "title": chapter.title
            }
    return ""


def only_reviewers() -> str:
    return _("Only active medical reviewers can sign or return a text.")


def revision_of(page) -> int:
    """Names the text that is read; 0 for a page that was made by code and never saved as a version."""
    return page.latest_revision_id or 0


# --- what is read -----------------------------------------------------------------------------------------------------


def chapters_of(page) -> list[ChapterPage]:
    """The chapters of a guide as they were last saved, in the order of readers. None for other pages."""
    if not isinstance(page, ConditionPage) or not page.path:
        return []
    drafts = [chapter.get_latest_revision_as_object() for chapter in ChapterPage.objects.child_of(page)]
    return sorted(drafts, key=lambda chapter: Aspect(chapter.aspect).rank if chapter.aspect else len(Aspect))


MENDED = {"reviewed_by", "reviewed_on", "reviewed_text_hash"}


def obstacle_of(page, *, with_guide=False) -> str:
    """What a signature would not mend: a field that is missing, a block that is half filled in, a guide not online."""
    mended = MENDED | {"guide"} if with_guide else MENDED
    reasons = [reason for field, reason in page.publish_blockers().items() if field not in mended]
    try:
        page.full_clean()
        refuse_unfinished_blocks(page)
    except ValidationError as error:
        reasons += error.messages
    return " ".join(f"{reason}" for reason in reasons)


# --- deciding ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve(task_state, user, *, seen=None, chapters=None, checklist=None, note="", comment=""):
    """Sign the text that was read, and publish it. Returns nothing, as Wagtail wants it.

    `seen` is the id of the revision that was read; `chapters` maps the id of each chapter that was read with a guide to
    its revision. Raises PermissionDenied for who may not decide, TextChanged for a text saved since, ValidationError for
    what blocks publishing. Then nothing is written at all.
    """
    task_state = lock(task_state)
    page = page_of(task_state)
    if reason := reason_against(page, user):
        raise PermissionDenied(reason)
    if seen is not None and seen != revision_of(page):
        raise TextChanged(changed_words())
    signed_chapters = read_chapters(page, chapters, user)
    for part in (page, *signed_chapters):
        if obstacle := obstacle_of(part, with_guide=part is not page):
            raise ValidationError(f"{part.title}: {obstacle}")
    ticked = dict.fromkeys(checklist or (), True)
    reviews.sign(page, reviewer_of(user), user=user, note=note, checklist=ticked, chapters=signed_chapters)
    task_state.revision = page.save_revision(user=user, changed=False, clean=False, log_action=True)
    task_state.save(update_fields=["revision"])
    task_state.task.specific.finish(task_state, user, "approve", comment)
    reviews.publish_chapters(page, signed_chapters, user)


@transaction.atomic
def send_back(task_state, user, *, comment="", checklist=None, **_ignored):
    """Return a text to its author, saying why. Raises ValidationError without a comment."""
    task_state = lock(task_state)
    page = page_of(task_state)
    if reason := reason_against(page, user):
        raise PermissionDenied(reason)
    if not comment.strip():
        raise ValidationError(_("Write what has to change. The author reads it."))
    reviews.record(
        page,
        ReviewOutcome.RETURNED,
        reviewer=reviewer_of(user),
        user=user,
        note=comment[:300],
        checklist=dict.fromkeys(checklist or (), True),
    )
    task_state.task.specific.finish(task_state, user, "reject", comment)


def lock(task_state) -> TaskState:
    """The step as it is now, held until the end of the transaction. Raises PermissionDenied when it is over."""
    state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise PermissionDenied(_("Somebody has decided this already."))
    return state


def page_of(task_state):
    """The page of this step with its newest text, locked against others who save it now."""
    page = Page.objects.select_for_update().get(pk=task_state.workflow_state.object_id)
    return page.specific.get_latest_revision_as_object()


def read_chapters(guide, read, user) -> list[ChapterPage]:
    """The chapters that are signed with the guide: all that are live, and the drafts that were read.

    `read` None means all of them, as they are.
    """
    chosen = []
    list(Page.objects.child_of(guide).select_for_update().values_list("pk"))
    for chapter in chapters_of(guide):
        if read is None or chapter.pk in read:
            if read is not None and read[chapter.pk] != revision_of(chapter):
                raise TextChanged(changed_words())
            if wrote_since_signature(chapter, user):
                raise PermissionDenied(_("You changed the chapter “%(title)s”.") % {"title": chapter.title})
            chosen.append(chapter)
        elif chapter.live:
            raise TextChanged(changed_words())
    return chosen


def changed_words() -> str:
    return _(
        "The text was changed while you were reading. Here it is as it is now: please read what changed, and decide."
    )
