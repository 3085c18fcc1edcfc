from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackReason(models.TextChoices):
    HARD_TO_READ = "hard_to_read", _("It is hard to understand")
    NOT_FOUND = "not_found", _("I did not find what I was looking for")
    WRONG = "wrong", _("Something seems wrong or out of date")
    OTHER = "other", _("Something else")


class PageFeedback(models.Model):
    """One answer to “Was this page helpful?”. No address, no session: only page, language, answer and day."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="feedback")
    language = models.CharField(max_length=12)
    helpful = models.BooleanField()
    reason = models.CharField(max_length=20, choices=FeedbackReason, blank=True)
    text = models.CharField(max_length=500, blank=True, help_text=_("Kept for 90 days, then blanked."))
    given_on = models.DateField()

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name_plural = "page feedback"

    def __str__(self):
        return f"{self.given_on} {'yes' if self.helpful else 'no'}"
