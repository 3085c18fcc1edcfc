"""Who reviewed what, and the gate: nothing medical goes live unreviewed, by any door."""

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from conditions.editorial.panels import ReviewStatePanel
from conditions.forms import DraftCopyForm, PublishGateForm
from conditions.models.revisions import DanglingKeysMixin
from portal.models import ContentPage


class Reviewer(models.Model):
    """A clinician who may sign medical pages. Never deleted: signatures refer to it; set an end date instead."""

    slug = models.SlugField(max_length=60, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewer"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=160)
    credentials = models.CharField(max_length=80, blank=True)
    is_example = models.BooleanField(
        default=False, help_text=_("An invented person of the demo content. Not allowed in production.")
    )
    active_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.role}"


class ReviewOutcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    MINOR_CHANGE = "minor_change", _("Minor change")


class ReviewScope(models.TextChoices):
    GUIDE = "guide", _("Whole guide")
    CHAPTER = "chapter", _("One chapter")
    PAGE = "page", _("Page")


class ReviewRecord(models.Model):
    """One signature or refusal. Append-only: a correction is a new row."""

    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="review_records")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer = models.ForeignKey(Reviewer, null=True, on_delete=models.PROTECT, related_name="records")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=ReviewOutcome)
    scope = models.CharField(max_length=8, choices=ReviewScope)
    checklist = models.JSONField(default=dict, blank=True)
    text_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True, help_text=_("What changed, as readers may read it."))

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self):
        return f"{self.get_outcome_display()} {self.decided_at:%Y-%m-%d}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError(_("A review record cannot be changed. Add a new one."))
        return super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A review record cannot be deleted."))


MEDICAL_INTRO = [ReviewStatePanel(), *ContentPage.intro_panels]


class PublishGate(models.Model):
    """Layer 2: the model refuses to be saved live while something blocks publishing. It refuses and does nothing else.

    Listed before the page class in the bases. `save(clean=False)` of an existing page, `update()` and raw SQL pass by;
    nothing of ours uses them on these models, and a test looks for it. Wagtail uses the first to unpublish.
    """

    base_form_class = PublishGateForm
    copy_form_class = DraftCopyForm

    class Meta:
        abstract = True

    def save(self, clean=True, **kwargs):
        new = self._state.adding  # recursive copies arrive here live and with clean=False
        if (clean or new) and self.live and not self.alias_of_id and (reasons := self.publish_blockers()):
            # under one name, as callers that ask for a dictionary of messages (the admin's API) need it
            raise ValidationError({NON_FIELD_ERRORS: [f"{reason}" for reason in reasons.values()]})
        return super().save(clean=clean, **kwargs)

    def publish_blockers(self) -> dict:
        """Field name → reason. Empty when the page may go live."""
        raise NotImplementedError

    def get_workflow(self):
        """The medical one, wherever the page stands in the tree."""
        from conditions.models.workflow import medical_workflow

        return medical_workflow() or super().get_workflow()

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None


class SignedText(models.Model):
    """The hashes of the text that was signed, and of one that a moderator let pass as a minor change."""

    reviewed_text_hash = models.CharField(max_length=64, blank=True, editable=False)
    minor_change_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class ReviewedPage(DanglingKeysMixin, PublishGate, SignedText, ContentPage):
    """Abstract base of the three types that carry a review: guide, treatment, support page."""

    exclude_fields_in_copy = [
        "reviewed_by",
        "reviewed_on",
        "next_review_due",
        "reviewed_text_hash",
        "minor_change_hash",
        "review_note",
    ]

    owner_team = models.ForeignKey("portal.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    citations = ParentalManyToManyField("conditions.Citation", blank=True, related_name="+")
    reviewed_by = models.ForeignKey(
        Reviewer, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    next_review_due = models.DateField(null=True, blank=True, editable=False, db_index=True)
    review_cycle_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Months until the next review, where the rule of the house does not fit.")
    )
    review_note = models.CharField(max_length=300, blank=True, editable=False)

    review_panels = [
        MultiFieldPanel([FieldPanel("owner_team"), FieldPanel("review_cycle_months")], heading=_("Review")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("reviewed_by", read_only=True), FieldPanel("reviewed_on", read_only=True)]),
                FieldRowPanel(
                    [FieldPanel("next_review_due", read_only=True), FieldPanel("review_note", read_only=True)]
                ),
            ],
            heading=_("Signed"),
        ),
        FieldPanel("citations"),
    ]

    class Meta:
        abstract = True

    @property
    def review(self):
        """The page that carries the review: this one."""
        return self

    def publish_blockers(self) -> dict:
        from conditions import reviews

        return reviews.page_blockers(self)
