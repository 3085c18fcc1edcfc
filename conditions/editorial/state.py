"""Where a text stands in medical review, told in the editor above the text: signed, changed since, waiting, returned."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState

from conditions import minor_changes, reviews, signing
from conditions.models import MedicalReviewTask


class ReviewState(models.TextChoices):
    NEVER = "never", _("Not reviewed yet")
    SIGNED = "signed", _("Signed")
    MINOR = "minor", _("Minor change since the review")
    CHANGED = "changed", _("Changed since review")


def state_of(page) -> ReviewState:
    text = reviews.text_hash(page)
    if not page.reviewed_text_hash:
        return ReviewState.NEVER
    if text == page.reviewed_text_hash:
        return ReviewState.SIGNED
    return ReviewState.MINOR if text == page.minor_change_hash else ReviewState.CHANGED


@dataclass
class Standing:
    """What the editor is told about a page."""

    state: ReviewState
    reviewer: object = None
    signed_on: date | None = None
    due_on: date | None = None
    task: str = ""  # the step it waits for
    task_url: str = ""  # where this person takes it
    returned: TaskState | None = None
    minor_change_url: str = ""

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_on and self.due_on < timezone.localdate())


def standing_of(page, user) -> Standing:
    signature = signing.last_signature(page)
    standing = Standing(
        state=state_of(page),
        reviewer=signature and signature.reviewer,
        signed_on=signature and timezone.localdate(signature.decided_at),
        due_on=page.review.next_review_due,
    )
    workflow = page.current_workflow_state
    step = workflow and workflow.current_task_state
    if step and workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        standing.task = step.task.name
        task = MedicalReviewTask.objects.filter(pk=step.task_id).first()
        if task and task.may_read(user):
            standing.task_url = reverse("reviews_decide", args=[step.pk])
    elif step and step.status == TaskState.STATUS_REJECTED:
        standing.returned = step
    if standing.state == ReviewState.CHANGED and not minor_changes.reason_against(page, user):
        standing.minor_change_url = reverse("reviews_minor_change", args=[page.pk])
    return standing
