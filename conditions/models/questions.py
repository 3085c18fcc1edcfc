from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import TranslatableMixin

from conditions.models.aspects import Aspect


class QuestionPrompt(TranslatableMixin, models.Model):
    """A question worth asking, offered on the guides it fits: one guide, or all of them."""

    question = models.CharField(max_length=300)
    aspect = models.CharField(max_length=20, choices=Aspect, default=Aspect.OVERVIEW)
    condition = models.ForeignKey(
        "conditions.ConditionPage",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="question_prompts",
        help_text=_("Leave empty for all guides."),
    )

    panels = [FieldPanel("question"), FieldPanel("aspect"), PageChooserPanel("condition")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["aspect", "pk"]

    def __str__(self):
        return self.question
