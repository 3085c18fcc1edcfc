"""Telling teams that pages fall due: once for each page, day and stage, in one mail a team.

Asked with “on or before”, never “on”: a run that was skipped loses nothing, and what was sent is noted, so a second run
repeats nothing. Who heard nothing of the earlier stages hears of the present one.
"""

import logging
from collections import defaultdict
from datetime import date, timedelta
from email.utils import formatdate

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from conditions.models.workflow import ReminderStage, ReviewReminder
from conditions.review_mail import HEADERS, send
from conditions.reviews import REVIEWED_TYPES
from portal.models import BrandSettings

logger = logging.getLogger(__name__)

STAGES = ((30, ReminderStage.DAYS_30), (60, ReminderStage.DAYS_60), (90, ReminderStage.DAYS_90))
FURTHEST = timedelta(days=90)


def stage_of(due_on: date, today: date) -> ReminderStage | None:
    """Where a page stands on this day; None when it is not due for long."""
    if due_on < today:
        return ReminderStage.OVERDUE
    return next((stage for days, stage in STAGES if due_on <= today + timedelta(days=days)), None)


def unsent(today: date) -> dict:
    """Team → its pages that it was not yet told about at their present stage."""
    sent = set(ReviewReminder.objects.values_list("page_id", "due_on", "stage"))
    found = defaultdict(list)
    for model in REVIEWED_TYPES:
        due = model.objects.live().filter(next_review_due__lte=today + FURTHEST, alias_of=None)
        for page in due.select_related("owner_team").defer_streamfields():
            stage = stage_of(page.next_review_due, today)
            if page.owner_team and (page.pk, page.next_review_due, stage) not in sent:
                found[page.owner_team].append((page, stage))
    return found


def remind(today: date | None = None) -> int:
    """Write to each team that has something new; returns how many pages were told about."""
    told = 0
    for team, pages in unsent(today or timezone.localdate()).items():
        try:
            with transaction.atomic():
                for page, stage in pages:
                    ReviewReminder.objects.create(page_id=page.pk, due_on=page.next_review_due, stage=stage)
                send([mail_to(team, pages)])
        except Exception as error:
            if isinstance(error, Error):
                raise
            logger.warning("Team %s could not be reminded (%s)", team.pk, type(error).__name__)
        else:
            told += len(pages)
    return told


def mail_to(team, pages) -> EmailMessage:
    """Days and addresses, no title and no word of a page."""
    base = settings.WAGTAILADMIN_BASE_URL
    rows = defaultdict(list)
    for page, stage in sorted(pages, key=lambda row: (row[0].next_review_due, row[0].pk)):
        link = base + reverse("wagtailadmin_pages:edit", args=[page.pk])
        rows[stage].append({"due_on": page.next_review_due, "link": link})
    with translation.override(settings.LANGUAGE_CODE):
        stages = [{"label": stage.label, "rows": rows[stage]} for stage in ReminderStage if stage in rows]
        context = {"hospital": BrandSettings.load().name, "count": len(pages), "stages": stages}
        context["link"] = base + reverse("reviews_waiting")
        subject, _blank, body = render_to_string("conditions/email/due.txt", context).strip().partition("\n")
    headers = HEADERS | {"Date": formatdate(localtime=False)}
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[team.email], headers=headers)
