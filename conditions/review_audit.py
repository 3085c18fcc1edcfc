"""Every night: is each live medical page the one that was signed, by somebody who could sign?

The gate of `save()` can be passed by raw SQL or by a restored backup; this finds what came in that way. It asks the
records, which are only ever added to, and believes no field of the page alone.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conditions import reviews
from conditions.models import ChapterPage, ReviewRecord
from conditions.models.reviews import ReviewOutcome
from conditions.models.workflow import FindingKind, ReviewAudit, ReviewFinding

logger = logging.getLogger(__name__)

PAGES_AT_ONCE = 100


def audit() -> dict[int, set[str]]:
    """Page id → what is wrong with it, for all live medical pages. Kept for the admin, in place of what was kept."""
    signed = standing_signatures()
    found, count = {}, 0
    for model in (*reviews.REVIEWED_TYPES, ChapterPage):
        reviewers = [] if model is ChapterPage else ["reviewed_by"]
        for page in model.objects.live().select_related(*reviewers).iterator(PAGES_AT_ONCE):
            count += 1
            if kinds := findings_of(page, signed):
                found[page.pk] = kinds
    keep(found, count)
    return found


@dataclass
class Standing:
    """The newest signature of a page, and the texts it stands for: the signed one and the minor changes since."""

    reviewer: int | None = None
    day: date | None = None
    texts: set[str] = field(default_factory=set)
    before: "Standing | None" = None

    def is_of(self, page) -> bool:
        """Whether it is the one that the page shows to its readers."""
        return isinstance(page, ChapterPage) or (self.reviewer, self.day) == (page.reviewed_by_id, page.reviewed_on)


def standing_signatures() -> dict[int, Standing]:
    """Page id → what its records say today. An older text was replaced, and is signed no more."""
    found = defaultdict(Standing)
    rows = ReviewRecord.objects.exclude(outcome=ReviewOutcome.RETURNED).exclude(page=None).order_by("decided_at", "pk")
    for row in rows.only("page_id", "outcome", "reviewer_id", "decided_at", "text_hash").iterator():
        if row.outcome == ReviewOutcome.APPROVED:
            found[row.page_id] = Standing(
                row.reviewer_id, timezone.localdate(row.decided_at), before=found.get(row.page_id)
            )
        found[row.page_id].texts.add(row.text_hash)
    return found


def signature_online(page, newest, text) -> Standing:
    """The newest; the one before it while a signed draft waits for its day."""
    waits = newest.before and (page.has_unpublished_changes or page.alias_of_id)
    candidates = [newest, newest.before] if waits else [newest]
    return next((one for one in candidates if text in one.texts and one.is_of(page)), newest)


def findings_of(page, signed) -> set[str]:
    text = reviews.text_hash(page)
    signature = signature_online(page, signed.get(page.alias_of_id or page.pk, Standing()), text)
    is_signed = text in signature.texts
    if isinstance(page, ChapterPage):
        return set() if is_signed else {FindingKind.UNSIGNED}
    reviewer = page.reviewed_by
    if reviewer is None or page.reviewed_on is None or page.next_review_due is None:
        return {FindingKind.NO_REVIEW}
    found = set()
    if not is_signed:
        found.add(FindingKind.UNSIGNED)
    elif not signature.is_of(page):
        found.add(FindingKind.NO_REVIEW)
    if reviewer.active_until and reviewer.active_until < page.reviewed_on:
        found.add(FindingKind.INACTIVE)
    if reviewer.is_example and not settings.HAS_DEMO:
        found.add(FindingKind.EXAMPLE)
    return found


@transaction.atomic
def keep(found, count):
    now = timezone.now()
    ReviewFinding.objects.all().delete()
    ReviewAudit.objects.all().delete()
    for page, kinds in found.items():
        for kind in kinds:
            ReviewFinding.objects.create(page_id=page, kind=kind, found_at=now)
    ReviewAudit.objects.create(ran_at=now, pages=count)


def nightly():
    """For the worker: ids in the log, no titles."""
    if found := audit():
        logger.error("Live medical pages whose review does not hold: %s", ", ".join(map(str, sorted(found))))
