"""Every night: is each live medical page the one that was signed, by somebody who could sign?

The gate of `save()` can be passed by raw SQL or by a restored backup; this finds what came in that way. It asks the
records, which are only ever added to, and believes no field of the page alone.
"""

import logging

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
    signed = signed_texts()
    found, count = {}, 0
    for model in (*reviews.REVIEWED_TYPES, ChapterPage):
        reviewers = [] if model is ChapterPage else ["reviewed_by"]
        for page in model.objects.live().select_related(*reviewers).iterator(PAGES_AT_ONCE):
            count += 1
            if kinds := findings_of(page, signed):
                found[page.pk] = kinds
    keep(found, count)
    return found


def signed_texts() -> set[tuple]:
    """(page, hash of its text) of every signature and every minor change."""
    rows = ReviewRecord.objects.exclude(outcome=ReviewOutcome.RETURNED).exclude(page=None)
    return set(rows.values_list("page_id", "text_hash"))


def findings_of(page, signed) -> set[str]:
    source = page.alias_of_id or page.pk
    if isinstance(page, ChapterPage):
        return set() if (source, reviews.text_hash(page)) in signed else {FindingKind.UNSIGNED}
    reviewer = page.reviewed_by
    if reviewer is None or page.reviewed_on is None or page.next_review_due is None:
        return {FindingKind.NO_REVIEW}
    found = set()
    if (source, reviews.text_hash(page)) not in signed:
        found.add(FindingKind.UNSIGNED)
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
