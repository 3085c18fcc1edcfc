"""Support programs: for patients and for those close to them."""

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.search import index

from conditions.blocks import MedicalBodyBlock
from conditions.forms import DraftCopyForm
from conditions.models.reviews import MEDICAL_INTRO, ReviewedPage
from portal.models import ContentPage


class SupportIndexPage(ContentPage):
    """All support programs; the list makes itself."""

    copy_form_class = DraftCopyForm
    content_panels = ContentPage.intro_panels
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["conditions.SupportPage"]
    max_count_per_parent = 1
    page_description = _("The list of support programs.")

    def get_context(self, request, *args, **kwargs):
        pages = SupportPage.objects.child_of(self).live().public().order_by("title").defer_streamfields()
        return super().get_context(request, *args, **kwargs) | {"pages": pages}


class SupportPage(ReviewedPage):
    """One program: what it offers, for whom, where, in which languages, at what cost."""

    reader_word = _("Support program")
    text_fields = ("title", "summary", "cost", "body")

    for_patients = models.BooleanField(default=True)
    for_caregivers = models.BooleanField(_("for family and friends"), default=False)
    in_person = models.BooleanField(default=True)
    by_phone = models.BooleanField(default=False)
    online = models.BooleanField(default=False)
    in_print = models.BooleanField(default=False)
    languages = models.CharField(max_length=100, default="en", help_text=_("Language tags, for example “en, es”."))
    cost = models.CharField(max_length=200, blank=True)
    contact_point = models.ForeignKey(
        "portal.ContactPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conditions = ParentalManyToManyField(
        "conditions.ConditionPage",
        blank=True,
        related_name="support_programs",
        help_text=_("Leave empty for all conditions."),
    )
    body = StreamField(MedicalBodyBlock(), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *MEDICAL_INTRO,
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("for_patients"), FieldPanel("for_caregivers")]),
                            FieldRowPanel(map(FieldPanel, ["in_person", "by_phone", "online", "in_print"])),
                            FieldRowPanel([FieldPanel("languages"), FieldPanel("cost")]),
                        ],
                        heading=_("At a glance"),
                    ),
                    FieldPanel("body"),
                    FieldPanel("conditions"),
                    FieldPanel("contact_point"),
                ],
                heading=_("Content"),
            ),
            ObjectList(ReviewedPage.review_panels, heading=_("Review and sources")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
            ObjectList(ContentPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["conditions.SupportIndexPage"]
    subpage_types = []
    page_description = _("A support program.")

    class Meta:
        verbose_name = "support program"

    def get_context(self, request, *args, **kwargs):
        from conditions.guide import medical_page_context

        return (
            super().get_context(request, *args, **kwargs)
            | {"language_names": self.language_names}
            | medical_page_context(self, request)
        )

    @cached_property
    def for_whom(self) -> list[str]:
        return [
            label
            for ok, label in ((self.for_patients, _("Patients")), (self.for_caregivers, _("Family and friends")))
            if ok
        ]

    @property
    def language_names(self) -> list[str]:
        """Names of the languages in the language now active; an unknown tag stands for itself."""
        tags = [tag.strip() for tag in self.languages.split(",") if tag.strip()]
        return [gettext(LANG_INFO[tag]["name"]) if tag in LANG_INFO else tag for tag in tags]

    @cached_property
    def formats(self) -> list[str]:
        choices = [
            (self.in_person, _("In person")),
            (self.by_phone, _("By phone")),
            (self.online, _("Online")),
            (self.in_print, _("In print")),
        ]
        return [label for ok, label in choices if ok]
