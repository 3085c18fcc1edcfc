"""What a scheduling manager sets: how soon to call, how long data is kept, and the numbers of the forms."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from appointments.models.choices import Priority
from appointments.models.requests import Queue
from portal.models import ContactPoint, OpeningCalendar


class SlaPolicy(models.Model):
    """Within how many open minutes the first call is due. Without a row the calendar of the setting and the defaults hold."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="policies")
    priority = models.CharField(max_length=10, choices=Priority)
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(5), MaxValueValidator(60 * 24 * 30)], help_text=_("Minutes of opening time.")
    )
    first_warning = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(99)], help_text=_("Per cent of the time.")
    )
    second_warning = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(99)], help_text=_("Per cent of the time.")
    )
    calendar = models.ForeignKey(OpeningCalendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("time to call")
        verbose_name_plural = _("times to call")
        ordering = ["queue", "minutes"]
        constraints = [models.UniqueConstraint(fields=["queue", "priority"], name="sla_policy_once")]

    def __str__(self):
        return f"{self.queue} · {self.get_priority_display()}"

    def clean(self):
        warnings = (self.first_warning, self.second_warning)
        if None not in warnings and warnings[0] >= warnings[1]:
            raise ValidationError({"second_warning": _("The second warning has to come after the first.")})


def days(default, most, help_text):
    return models.PositiveSmallIntegerField(
        default=default, validators=[MinValueValidator(1), MaxValueValidator(most)], help_text=help_text
    )


@register_setting(icon="calendar-alt")
class AppointmentSettings(BaseGenericSetting):
    contact_point = models.ForeignKey(
        ContactPoint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The number patients call. Its calendar computes when we call back."),
    )
    physician_contact = models.ForeignKey(
        ContactPoint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The physician on call, for referring clinicians."),
    )
    caller_id = models.CharField(
        max_length=60, blank=True, help_text=_("What a phone shows when we call; nothing that names an illness.")
    )
    draft_days = days(7, 7, _("Days until an unfinished form is removed."))
    held_days = days(30, 90, _("Days until a held request or spam is removed."))
    closed_days = days(365, 3650, _("Days until the answers of a request closed without a visit are removed."))
    scheduled_days = days(90, 3650, _("Days after the hand-over of a visit until the answers are removed."))
    unconfirmed_days = days(
        365,
        3650,
        _("Days after a visit that nobody confirmed as handed over, until the answers are removed all the same."),
    )
    message_days = days(30, 365, _("Days until records of sent messages are removed."))
    audit_years = models.PositiveSmallIntegerField(
        default=6,
        validators=[MinValueValidator(6), MaxValueValidator(30)],
        help_text=_("Years that the record of steps, looks and consents is kept."),
    )
    stale_minutes = days(30, 600, _("Minutes without a step after which colleagues may take a request over."))
    on_phone_minutes = days(15, 120, _("Minutes after which a call counts as over."))

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("contact_point", heading=_("Phone for appointments")),
                FieldPanel("physician_contact", heading=_("Physician on call")),
                FieldPanel("caller_id", heading=_("Caller ID")),
            ],
            heading=_("Phones"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("stale_minutes", heading=_("Stale after")),
                FieldPanel("on_phone_minutes", heading=_("A call ends after")),
            ],
            heading=_("Working together"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name, heading=heading)
                for name, heading in (
                    ("draft_days", _("Unfinished forms")),
                    ("held_days", _("Held requests and spam")),
                    ("closed_days", _("Requests without a visit")),
                    ("scheduled_days", _("Visits handed over")),
                    ("unconfirmed_days", _("Visits not handed over")),
                    ("message_days", _("Messages")),
                    ("audit_years", _("History")),
                )
            ],
            heading=_("How long data is kept"),
        ),
    ]

    class Meta:
        verbose_name = _("appointment settings")
