"""Who is told when a text waits, comes back or goes live. The worker looks for steps that nobody was told about.

So a step is never slowed down or lost with a mail server, and a mail that failed is tried again. A mail holds a link and
no word of the page. Wagtail's own mails, sent while the editor waits and with the page's title, are not.
"""

import logging
import smtplib
from datetime import timedelta
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import Error, IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from conditions.models import MedicalReviewTask
from conditions.models.workflow import MailKind, ReviewMail
from portal.models import BrandSettings, User

logger = logging.getLogger(__name__)

FRESH = timedelta(days=7)  # older steps are no news: they stand on the first page of the admin
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
PREFERENCES = {
    MailKind.WAITS: "submitted_notifications",
    MailKind.RETURNED: "rejected_notifications",
    MailKind.PUBLISHED: "approved_notifications",
}
WAGTAILS_MAILS = (  # signal, sender, the name under which Wagtail would listen
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def take_the_place_of_wagtails_mails():
    """A signal keeps one listener of a name. Called before the app wagtail.admin is ready, and its own come too late."""
    for signal, sender, name in WAGTAILS_MAILS:
        signal.connect(told_by_the_worker, sender=sender, dispatch_uid=name)


def told_by_the_worker(**kwargs):
    pass


# --- sending ----------------------------------------------------------------------------------------------------------


def sweep() -> int:
    """Tell of every step that nobody was told about; returns how many. What fails is tried again the next time."""
    told = 0
    for kind in MailKind:
        for state in untold(kind):
            told += tell(state, kind)
    return told


def untold(kind):
    states = TaskState.objects.select_related("task", "workflow_state__requested_by").order_by("pk")
    since = timezone.now() - FRESH
    if kind == MailKind.WAITS:
        states = states.filter(status=TaskState.STATUS_IN_PROGRESS, started_at__gte=since)
    elif kind == MailKind.RETURNED:
        states = states.filter(status=TaskState.STATUS_REJECTED, finished_at__gte=since)
    else:
        over = Q(workflow_state__status=WorkflowState.STATUS_APPROVED, workflow_state__current_task_state=F("pk"))
        states = states.filter(over, finished_at__gte=since)
    return states.filter(~Exists(ReviewMail.objects.filter(task_state=OuterRef("pk"), kind=kind)))


def tell(state, kind) -> bool:
    """Note that it was told, and tell it; neither without the other. False when nobody was, or another worker was first."""
    try:
        with transaction.atomic():
            ReviewMail.objects.create(task_state=state, kind=kind)
            send_each([mail_to(user, state, kind) for user in recipients(state, kind)])
    except IntegrityError:
        return False
    except Exception as error:
        if isinstance(error, Error):
            raise
        logger.warning("Step %s could not be told about (%s)", state.pk, type(error).__name__)
        return False
    return True


def send(mails):
    if mails:
        get_connection().send_messages(mails)


def send_each(mails):
    """Each by itself: a dead mailbox keeps nobody from theirs. Raises when none left and another try could help.

    Once a mail left nothing is raised, as the next try would send it again, and the one after that.
    """
    left, hopes = 0, None
    for mail in mails:
        try:
            send([mail])
            left += 1
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
            logger.warning("A mail was refused (%s)", type(error).__name__)
            hopes = hopes if is_final(error) else error
        except (smtplib.SMTPException, OSError) as error:  # the server, not the mailbox: the rest would fare no better
            hopes = error
            break
    if hopes and not left:
        raise hopes


def is_final(error) -> bool:
    """Whether the answer would be the same the next time; an address that no mail can carry is a ValueError."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return getattr(error, "smtp_code", 500) >= 500


# --- to whom, and what ------------------------------------------------------------------------------------------------


def recipients(state, kind) -> list[User]:
    """Who may take the step, or whose text it is; nobody hears of what they did themselves."""
    author = state.workflow_state.requested_by
    if kind == MailKind.WAITS:
        page = state.workflow_state.content_object
        task = state.task.specific
        groups = task.groups.all() if hasattr(task, "groups") else []
        people = User.objects.filter(groups__in=groups).exclude(pk=getattr(author, "pk", None)).distinct()
        people = [user for user in people if task.get_actions(page, user)]
    else:
        people = [author] if author and author.pk != state.finished_by_id else []
    return [user for user in people if user.is_active and user.email and wants(user, kind)]


def wants(user, kind) -> bool:
    return getattr(UserProfile.get_for_user(user), PREFERENCES[kind])


def mail_to(user, state, kind) -> EmailMessage:
    with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
        words = {"hospital": BrandSettings.load().name, "link": settings.WAGTAILADMIN_BASE_URL + path_of(state, kind)}
        text = render_to_string(f"conditions/email/{kind}.txt", words | about(state))
    subject, _blank, body = text.strip().partition("\n")
    name = f"review-{kind}-{state.pk}-{user.pk}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}"
    headers = HEADERS | {"Message-ID": f"<{name}>", "Date": formatdate(localtime=False)}
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[user.email], headers=headers)


def about(state) -> dict:
    page = state.workflow_state.content_object
    return {"is_medical": is_medical(state), "since": timezone.localtime(state.started_at), "is_live": page.live}


def is_medical(state) -> bool:
    return MedicalReviewTask.objects.filter(pk=state.task_id).exists()


def path_of(state, kind) -> str:
    if kind == MailKind.WAITS and is_medical(state):
        return reverse("reviews_decide", args=[state.pk])
    if isinstance(state.workflow_state.content_object, Page):
        return reverse("wagtailadmin_pages:edit", args=[state.workflow_state.object_id])
    return reverse("wagtailadmin_home")
