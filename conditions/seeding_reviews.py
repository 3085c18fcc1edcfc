"""The demo's desk of review: texts that wait at each step, one that came back, one overdue, one due soon.

So that writer, moderator and reviewer find something to do when they first sign in.
"""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from conditions import reviews
from conditions.models import Reviewer
from portal.demo_accounts import make_account
from portal.models import Team

REVIEWER_ACCOUNT = ("Medical reviewer", "reviewer", "Medical reviewer", "Rae", "Reviewer")
SIGNER = {
    "name": "Dr. Rae Reviewer",
    "role": "Medical oncologist, example reviewer",
    "credentials": "MD (example)",
    "is_example": True,
}
CHECKED = ("mri-scan", "Tell us before the scan if there is metal in your body.", 1)  # page, new sentence, days ago
READ = ("kidney-cancer", "Treatment can often save part of the kidney.", 3)
RETURNED = ("skin-cancer", "Have your skin looked at once a year.", 5)
COMMENT = "Once a year fits people at high risk only. Please say for whom, and name the source."
OVERDUE, DUE_SOON = ("ultrasound", -12), ("biopsy", 20)


def seed_reviews() -> int:
    """Once only, and only where the demo's pages are; returns how many pages were touched."""
    author, moderator = make_account("Editor", "editor", "Editor"), make_account("Moderator", "moderator", "Moderator")
    reviewer = make_account(*REVIEWER_ACCOUNT)
    Reviewer.objects.get_or_create(slug="rae-reviewer", defaults=SIGNER | {"user": reviewer})
    if WorkflowState.objects.exists():
        return 0
    author.teams.set(Team.objects.all())
    steps = [hand_in(*row, author) for row in (CHECKED, READ, RETURNED)]
    for step in filter(None, steps[1:]):
        approve(step, moderator)
    if steps[2]:
        step = steps[2].workflow_state.current_task_state
        step.task.specific.on_action(step, reviewer, "reject", comment=COMMENT)
    days = [bring_forward(*row) for row in (OVERDUE, DUE_SOON)]
    return sum(map(bool, [*steps, *days]))


def demo_page(slug):
    """The page with its newest text, in the default language; None on a site without the demo."""
    page = Page.objects.filter(slug=slug, live=True, locale__language_code="en").first()
    return page and page.specific.get_latest_revision_as_object()


def hand_in(slug, sentence, days_ago, author) -> TaskState | None:
    page = demo_page(slug)
    if page is None:
        return None
    page.summary = f"{page.summary} {sentence}"
    page.save_revision(user=author, log_action=True)
    step = page.get_workflow().start(page, author).current_task_state
    since(step, days_ago)
    return step


def approve(step, moderator):
    step.task.specific.on_action(step, moderator, "approve")
    step.workflow_state.refresh_from_db()
    since(step.workflow_state.current_task_state, (timezone.now() - step.started_at).days)


def since(step, days):
    step.started_at = timezone.now() - timedelta(days=days)
    step.save(update_fields=["started_at"])


def bring_forward(slug, days) -> bool:
    page = Page.objects.filter(slug=slug, live=True, locale__language_code="en").first()
    return bool(page) and reviews.bring_forward(page.specific, timezone.localdate() + timedelta(days=days))
