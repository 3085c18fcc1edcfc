from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

PROMISES = "\n".join(
    ["cure", "best", "guarantee", "guaranteed", "miracle", "risk-free", "painless", "breakthrough", "leading"]
)
CYCLE = [MinValueValidator(1), MaxValueValidator(60)]


@register_setting(icon="edit")
class EditorialSettings(BaseGenericSetting):
    """Rules of the house for medical pages."""

    treatment_cycle_months = models.PositiveSmallIntegerField(default=12, validators=CYCLE)
    condition_cycle_months = models.PositiveSmallIntegerField(default=24, validators=CYCLE)
    support_cycle_months = models.PositiveSmallIntegerField(default=36, validators=CYCLE)

    reading_target = models.FloatField(
        default=8,
        help_text=_("Reading grade above which a text is named as hard to read. 8 is what most adults can read."),
    )
    words_of_promise = models.TextField(
        default=PROMISES,
        blank=True,
        help_text=_("One in each line. Whoever uses one in a text is asked to think twice."),
    )

    panels = [
        FieldPanel("condition_cycle_months", help_text=_("Months until a guide must be reviewed again.")),
        FieldPanel("treatment_cycle_months"),
        FieldPanel("support_cycle_months"),
        FieldPanel("reading_target"),
        FieldPanel("words_of_promise"),
    ]

    class Meta:
        verbose_name = "editorial rules"

    @property
    def promises(self) -> list[str]:
        return [word for line in self.words_of_promise.splitlines() if (word := line.strip())]

    @classmethod
    def read(cls) -> "EditorialSettings":
        """The rules without making a row of them where there is none yet: looking at a text must not write."""
        return cls.objects.first() or cls()
