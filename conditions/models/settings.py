from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

CYCLE = [MinValueValidator(1), MaxValueValidator(60)]


@register_setting(icon="edit")
class EditorialSettings(BaseGenericSetting):
    """Rules of the house for medical pages."""

    treatment_cycle_months = models.PositiveSmallIntegerField(default=12, validators=CYCLE)
    condition_cycle_months = models.PositiveSmallIntegerField(default=24, validators=CYCLE)
    support_cycle_months = models.PositiveSmallIntegerField(default=36, validators=CYCLE)

    panels = [
        FieldPanel("condition_cycle_months", help_text=_("Months until a guide must be reviewed again.")),
        FieldPanel("treatment_cycle_months"),
        FieldPanel("support_cycle_months"),
    ]

    class Meta:
        verbose_name = "editorial rules"
