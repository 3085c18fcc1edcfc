from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel


class AlertLevel(models.TextChoices):
    NOTICE = "notice", _("Notice")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")


class Alert(models.Model):
    """A closure, a storm, new visiting rules: shown on top of every page of a section while it lasts; never printed."""

    level = models.CharField(max_length=10, choices=AlertLevel, default=AlertLevel.NOTICE)
    title = models.CharField(max_length=100)
    message = models.TextField(max_length=400)
    link = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text=_("Every alert ends, so that none is forgotten."))
    section = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Only this page and all below it. Leave empty for the whole site."),
    )

    panels = [
        FieldPanel("level"),
        FieldPanel("title"),
        FieldPanel("message"),
        PageChooserPanel("link"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        PageChooserPanel("section"),
    ]

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="alert_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("An alert must end after it starts.")})
