"""People and steps of medical review, for tests: who writes, who checks, who signs."""

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from conditions import signing
from conditions.editorial.forms import CHECKLIST
from conditions.models import Reviewer
from tests import factories

TICKED = list(CHECKLIST)


def make_person(name, group=None, **fields):
    user = factories.make_user(name, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_signer(name="rae", **fields):
    """A member of the group of reviewers with an active reviewer's row."""
    user = make_person(name, "Medical reviewer")
    row = {"slug": name, "name": f"Dr. {name.title()} Example", "role": "Medical oncologist", "user": user}
    Reviewer.objects.create(**row | fields)
    return user


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submit(page, author):
    """Hand a page in; returns the step that waits for a moderator."""
    page = type(page).objects.get(pk=page.pk)
    if not page.latest_revision_id:  # the editor saves one as it hands in
        page.save_revision(user=author)
    return page.get_workflow().start(page, author).current_task_state


def check(step, moderator) -> TaskState:
    """The moderator lets it pass; returns the step that waits for a reviewer."""
    step.task.specific.on_action(step, moderator, "approve")
    step.workflow_state.refresh_from_db()
    return step.workflow_state.current_task_state


def hand_to_reviewer(page, author, moderator) -> TaskState:
    return check(submit(page, author), moderator)


def decision(client, step, choice, **changes):
    """What the screen sends: the form as it was shown, with these changes."""
    url = reverse("reviews_decide", args=[step.pk])
    context = client.get(url).context
    data = {
        "seen": signing.revision_of(context["page"]),
        "chapters": [part.read for part in (*context["required"], *context["optional"])],
        "checklist": TICKED if choice == "sign" else [],
        "decision": choice,
    }
    return client.post(url, data | changes)
