"""The last step of the medical workflow, and what is noted about review: messages sent, reminders sent, findings."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Workflow


class MedicalReviewTask(AbstractGroupApprovalTask):
    """A reviewer reads, then signs or returns. Wagtail's buttons lead to the decision screen: a comment is no checklist."""

    class Meta:
        verbose_name = _("Medical review")
        verbose_name_plural = _("Medical reviews")

    @classmethod
    def get_description(cls):
        return _("An active medical reviewer of these groups reads the text, signs it or returns it. Keep it last.")

    def may_read(self, user) -> bool:
        return user.is_superuser or self._user_in_groups(user)

    def get_actions(self, obj, user):
        from conditions import signing

        if not self.may_read(user) or signing.reason_against(obj.specific, user):
            return []
        return [("decide", _("Read and decide"), False)]

    def get_form_for_action(self, action):
        return None

    def on_action(self, task_state, user, action_name, **kwargs):
        from conditions import signing

        if action_name == "approve":
            return signing.approve(task_state, user, **kwargs)
        if action_name == "reject":
            return signing.send_back(task_state, user, **kwargs)
        return reverse("reviews_decide", args=[task_state.pk])

    def finish(self, task_state, user, action_name, comment=""):
        """What Wagtail does with a decision: note it, and go on or go back."""
        return super().on_action(task_state, user, action_name, comment=comment)


def medical_workflow() -> Workflow | None:
    """The workflow that ends with a medical review, whatever it is called."""
    tasks = MedicalReviewTask.objects.filter(active=True).values("pk")
    return Workflow.objects.active().filter(workflow_tasks__task__in=tasks).order_by("pk").first()


class MailKind(models.TextChoices):
    WAITS = "waits", _("Something waits for a decision")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")


class ReviewMail(models.Model):
    """What was told about a step of a workflow. The worker looks for steps without such a row, so none is forgotten."""

    task_state = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=MailKind)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["task_state", "kind"], name="review_mail_once")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.task_state_id}"


class ReminderStage(models.TextChoices):
    OVERDUE = "overdue", _("Overdue")
    DAYS_30 = "30", _("Due within 30 days")
    DAYS_60 = "60", _("Due within 60 days")
    DAYS_90 = "90", _("Due within 90 days")


class ReviewReminder(models.Model):
    """A team was told that a page falls due. Once for each page, day and stage."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    stage = models.CharField(max_length=7, choices=ReminderStage)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "due_on", "stage"], name="review_reminder_once")]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.page_id}"


class FindingKind(models.TextChoices):
    UNSIGNED = "unsigned", _("The text online is not the signed one")
    NO_REVIEW = "no_review", _("No reviewer has signed this page")
    INACTIVE = "inactive", _("The reviewer was not active on the day of the signature")
    EXAMPLE = "example", _("Signed by an invented reviewer of the demo")


class ReviewFinding(models.Model):
    """What the last audit of live pages found. Each audit replaces the rows of the one before."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=FindingKind)
    found_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["kind", "page__title"]
        constraints = [models.UniqueConstraint(fields=["page", "kind"], name="review_finding_once")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page_id}"


class ReviewAudit(models.Model):
    """When live pages were last audited: an empty list of findings means little without it."""

    ran_at = models.DateTimeField()
    pages = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        get_latest_by = "ran_at"

    def __str__(self):
        return f"{self.ran_at:%Y-%m-%d %H:%M}"
