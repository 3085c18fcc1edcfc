"""How to reach the hospital: the one place of every phone number, its hours, closed days and time zone."""

import zoneinfo
from datetime import time
from functools import cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from portal.forms import OpeningCalendarForm, SpecialHoursForm
from portal.opening_hours import check_spans, date_text


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


@cache
def zone_keys() -> frozenset[str]:
    """All IANA names. Python looks through hundreds of files for them, so once is enough."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name):
    if name not in zone_keys():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Use a name such as America/New_York."), params={"name": name}
        )


def validate_e164(number):
    """A number in international form that can exist, such as +12125550140."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("Write the number with its country code, such as +12125550140.")) from error
    if (
        not phonenumbers.is_possible_number(parsed)
        or phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) != number
    ):
        raise ValidationError(_("Write the number as + and digits only, such as +12125550140."))


def refuse_unreadable(opens, closes, day):
    """Raises ValidationError when these hours of one day cannot be read, such as a closing before the opening."""
    if not (isinstance(opens, time) and isinstance(closes, time)):  # said already
        return
    try:
        check_spans([(opens, closes)], day)
    except ValueError as error:
        raise ValidationError({"closes": str(error)}) from error


class OpeningCalendar(ClusterableModel):
    """Weekly hours in one time zone. Closed days and special hours are added to all calendars or to some."""

    base_form_class = OpeningCalendarForm

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=60, default="America/New_York", validators=[validate_time_zone])

    panels = [
        FieldPanel("name"),
        FieldPanel("time_zone"),
        InlinePanel(
            "spans",
            heading=_("Opening hours"),
            label=_("Hours"),
            help_text=_(
                "A day may have several rows, for example around lunch. A day without a row is closed. 00:00 as closing time means midnight."
            ),
        ),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class OpeningSpan(Orderable):
    calendar = ParentalKey(OpeningCalendar, on_delete=models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    panels = [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self):
        super().clean()
        refuse_unreadable(self.opens, self.closes, self.get_weekday_display())


class ExceptionDay(models.Model):
    """A date on which the weekly hours do not hold, for all calendars unless some are chosen."""

    date = models.DateField(db_index=True)
    name = models.CharField(max_length=80, help_text=_("As readers see it, for example “Thanksgiving”."))
    calendars = models.ManyToManyField(OpeningCalendar, blank=True, help_text=_("Leave empty for the whole hospital."))

    class Meta:
        abstract = True
        ordering = ["date"]

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.name}"


class ClosedDay(ExceptionDay):
    panels = [FieldPanel("date"), FieldPanel("name"), FieldPanel("calendars")]


class SpecialHours(ExceptionDay):
    base_form_class = SpecialHoursForm

    opens = models.TimeField()
    closes = models.TimeField()

    panels = [
        FieldPanel("date"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("calendars"),
    ]

    class Meta(ExceptionDay.Meta):
        verbose_name_plural = "special hours"

    def clean(self):
        super().clean()
        refuse_unreadable(self.opens, self.closes, date_text(self.date) if self.date else self.name)


class ContactPoint(models.Model):
    """A phone number that pages refer to by its label. Change it here and it changes everywhere."""

    label = models.SlugField(
        max_length=40,
        unique=True,
        help_text=_("Short name that templates and pages use, for example “appointments”."),
        error_messages={
            "unique": _("There is a contact point with this label already. Edit that one, or choose another label.")
        },
    )
    title = models.CharField(
        max_length=80, help_text=_("Heading of the contact panel, for example “Make an appointment”.")
    )
    phone_e164 = models.CharField(
        _("phone"), max_length=16, validators=[validate_e164], help_text=_("With country code: +12125550140")
    )
    extension = models.CharField(max_length=10, blank=True)
    tty = models.CharField(_("relay service"), max_length=20, blank=True, default="711")
    calendar = models.ForeignKey(OpeningCalendar, on_delete=models.PROTECT, related_name="contact_points")

    panels = [
        FieldPanel("label"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("phone_e164"), FieldPanel("extension"), FieldPanel("tty")]),
        FieldPanel("calendar"),
    ]

    class Meta:
        ordering = ["label"]

    def __str__(self):
        return f"{self.title} ({self.label})"

    @property
    def tel(self) -> str:
        """The address of a tel: link, RFC 3966."""
        return f"tel:{self.phone_e164}" + (f";ext={self.extension}" if self.extension else "")

    @property
    def digits(self) -> str:
        """The number as people at home write it: national form for +1, international form for others."""
        try:
            number = phonenumbers.parse(self.phone_e164, None)
        except phonenumbers.NumberParseException:  # a row that passed by the form
            return self.phone_e164
        style = (
            phonenumbers.PhoneNumberFormat.NATIONAL
            if number.country_code == 1
            else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        return phonenumbers.format_number(number, style)
