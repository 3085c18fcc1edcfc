"""The worker reads every page that changed since its last look, and all of them once a day: words of the glossary change.

Reports read what is stored here, so that they open at once however many pages there are.
"""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from wagtail.models import Page

from portal.models import ContentPage, PageFinding, PageLink, PageScan
from portal.page_checks import words
from portal.page_checks.links import links_of
from portal.page_checks.registry import Reading, look

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
AT_ONCE = 200  # pages of one round, so that a stopping worker waits for little


def due(now):
    """Pages without a look, with a newer text than the one looked at, or looked at a day ago."""
    newest = Case(When(live=True, then=F("live_revision_id")), default=F("latest_revision_id"))
    changed = Q(scan__revision_id__isnull=False) & ~Q(scan__revision_id=F("newest"))
    first = Q(scan__revision_id__isnull=True, newest__isnull=False)
    draft = Q(latest_revision_id__isnull=False) & ~Q(scan__draft_id=F("latest_revision_id"))
    return (
        Page.objects.filter(depth__gt=1)
        .annotate(newest=newest)
        .filter(Q(scan__isnull=True) | changed | first | draft | Q(scan__scanned_at__lt=now - A_DAY))
        .order_by("scan__scanned_at", "pk")
    )


def scan_due(now=None, most: int = AT_ONCE) -> int:
    """Look at pages that are due; how many there were. A page that cannot be read is named in the log and skipped."""
    now = now or timezone.now()
    pages = due(now)[:most].specific()
    for page in pages:
        try:
            scan(page, now)
        except Exception as error:  # one damaged page must not hide all others
            logger.error("Page %s could not be read: %s", page.pk, type(error).__name__)
            PageScan.objects.update_or_create(page_id=page.pk, defaults={"scanned_at": now, **revisions_of(page)})
    return len(pages)


def scan_all_due():
    while scan_due() == AT_ONCE:
        pass


def scan(page, now=None):
    """Look at one page, and keep what was seen in place of what was seen before."""
    if not isinstance(page, ContentPage):
        numbers, reading = {}, None
    else:
        is_newest = page.live and page.latest_revision_id in (None, page.live_revision_id)
        draft = page if is_newest or not page.latest_revision_id else page.get_latest_revision_as_object()
        reading = Reading(page if page.live else draft)
        numbers = numbers_of(reading) | {"draft_hash": hash_of(draft)}
    with transaction.atomic():
        PageLink.objects.filter(page_id=page.pk).delete()
        PageFinding.objects.filter(page_id=page.pk).delete()
        if reading:
            PageLink.objects.bulk_create(links_to_keep(reading))
            PageFinding.objects.bulk_create(findings_to_keep(reading))
        values = {"scanned_at": now or timezone.now()} | revisions_of(page) | numbers
        PageScan.objects.update_or_create(page_id=page.pk, defaults=values)


def revisions_of(page) -> dict:
    newest = page.live_revision_id if page.live else page.latest_revision_id
    return {"revision_id": newest, "draft_id": page.latest_revision_id}


def numbers_of(reading) -> dict:
    grade, easy_grade = words.grades(reading)
    return {
        "words": len(words.words_in(reading.text)),
        "long_sentences": len(words.long_sentences(reading.text)),
        "grade": grade,
        "easy_grade": easy_grade,
    }


def hash_of(page) -> str:
    """As a signature covers it: the visible words, without markup and white space."""
    return hashlib.sha256(" ".join(page.visible_text().split()).encode()).hexdigest()


def links_to_keep(reading) -> list[PageLink]:
    return [
        PageLink(
            page_id=reading.page.pk,
            kind=link.kind,
            target_id=link.target_id,
            address=link.address,
            place=link.place[:200],
        )
        for link in links_of(reading)
    ]


def findings_to_keep(reading) -> list[PageFinding]:
    return [
        PageFinding(
            page_id=reading.page.pk,
            check_name=check.name,
            place=note.place[:300],
            words=note.words[:300],
            target_id=note.target,
        )
        for check, notes in look(reading, kept_only=True).items()
        for note in notes
    ]
