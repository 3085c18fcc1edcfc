"""What belongs to the whole site: name, menu, banner, footer, the organization. Edited once, shown on every page."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from portal.link_blocks import LinkBlock, LinkGroupBlock, MenuEntryBlock
from portal.models.contact import ContactPoint

SHARED = _("This value stands on every page. It is edited here so that it is the same everywhere.")


@register_setting(icon="snippet")
class BrandSettings(BaseGenericSetting):
    name = models.CharField(
        max_length=120, default="Cancer Center", help_text=_("Full name, as in titles and on paper.")
    )
    name_line_1 = models.CharField(max_length=60, blank=True, help_text=_("First line of the name in the header."))
    name_line_2 = models.CharField(max_length=60, blank=True)
    short_name = models.CharField(max_length=60, blank=True)
    logo = models.ForeignKey(
        "portal.PortalImage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Leave empty for the drawn mark."),
    )
    disclaimer = models.CharField(
        max_length=300, blank=True, help_text=_("“Information, not advice”, at the foot of every page.")
    )

    panels = [
        HelpPanel(SHARED),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("name_line_1"), FieldPanel("name_line_2"), FieldPanel("short_name")]),
        FieldPanel("logo"),
        FieldPanel("disclaimer"),
    ]

    class Meta:
        verbose_name = "brand"


@register_setting(icon="list-ul")
class NavigationSettings(BaseGenericSetting):
    menu = StreamField([("entry", MenuEntryBlock())], blank=True, max_num=7)
    patient_portal_url = models.URLField(blank=True, help_text=_("Where patients sign in: a site of its own."))

    panels = [HelpPanel(SHARED), FieldPanel("menu"), FieldPanel("patient_portal_url")]

    class Meta:
        verbose_name = "navigation"


@register_setting(icon="list-ul")
class FooterSettings(BaseGenericSetting):
    main_contact = models.ForeignKey(ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    groups = StreamField([("group", LinkGroupBlock())], blank=True, max_num=4)
    legal_links = StreamField([("link", LinkBlock())], blank=True)

    panels = [HelpPanel(SHARED), FieldPanel("main_contact"), FieldPanel("groups"), FieldPanel("legal_links")]

    class Meta:
        verbose_name = "footer"


@register_setting(icon="warning")
class BannerSettings(BaseGenericSetting):
    """The invitation on top of the pages. Readers can close it for 30 days."""

    text = models.CharField(max_length=160, blank=True, help_text=_("Leave empty to show no banner."))
    contact_point = models.ForeignKey(ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    links = StreamField([("link", LinkBlock())], blank=True, max_num=2)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    panels = [
        HelpPanel(SHARED),
        FieldPanel("text"),
        FieldPanel("contact_point"),
        FieldPanel("links"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]

    class Meta:
        verbose_name = "banner"

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The banner must end after it starts.")})


@register_setting(icon="site")
class OrganizationSettings(BaseGenericSetting):
    """The hospital as search engines and other machines read it (schema.org)."""

    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="US", help_text=_("Two letters, ISO 3166."))
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    contact_point = models.ForeignKey(ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    languages = models.CharField(
        max_length=200, default="en, es", help_text=_("Languages spoken on the phone, as tags.")
    )
    principles_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("How we write and review."),
    )
    problem_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("How to report a problem or an error."),
    )
    social_image = models.ForeignKey(
        "portal.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "organization"
