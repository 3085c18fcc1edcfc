"""Treatments and tests, each explained once for all the conditions that use it."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.blocks import CharBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.search import index

from conditions.blocks import MedicalContentBlock
from conditions.forms import DraftCopyForm
from conditions.models.pages import ConditionPage
from conditions.models.reviews import MEDICAL_INTRO, ReviewedPage
from conditions.validators import list_of_words
from portal.models import ContentPage
from portal.privacy import is_public


class TreatmentKind(models.TextChoices):
    TEST = "test", _("Test")
    TREATMENT = "treatment", _("Treatment")


class TreatmentIndexPage(ContentPage):
    """All tests and treatments; the lists make themselves."""

    copy_form_class = DraftCopyForm
    content_panels = ContentPage.intro_panels
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["conditions.TreatmentPage"]
    max_count_per_parent = 1
    page_description = _("The list of tests and treatments.")

    def get_context(self, request, *args, **kwargs):
        pages = TreatmentPage.objects.child_of(self).live().public().order_by("title").defer_streamfields()
        groups = [(kind.label, [page for page in pages if page.kind == kind]) for kind in TreatmentKind]
        return super().get_context(request, *args, **kwargs) | {"groups": [group for group in groups if group[1]]}


class TreatmentPage(ReviewedPage):
    """A treatment or a test, told in the same order every time."""

    reader_word = _("Treatment or test")
    sections = {
        "how_it_works": _("How it works"),
        "preparation": _("How to prepare"),
        "what_it_feels_like": _("What it feels like"),
        "after": _("Afterward"),
        "side_effects": _("Side effects and risks"),
    }
    text_fields = ("title", "summary", "duration", "key_facts", *sections, "care_here")

    kind = models.CharField(max_length=10, choices=TreatmentKind)
    medical_name = models.CharField(max_length=200, blank=True)
    synonyms = models.JSONField(
        default=list, blank=True, validators=[list_of_words], help_text=_("Other names, as a list: [“…”, “…”]")
    )
    duration = models.CharField(max_length=120, blank=True, help_text=_("For example “30 to 60 minutes”."))
    key_facts = StreamField(
        [("fact", StructBlock([("label", CharBlock(max_length=60)), ("value", CharBlock(max_length=200))]))], blank=True
    )
    how_it_works = StreamField(MedicalContentBlock(), blank=True)
    preparation = StreamField(MedicalContentBlock(), blank=True)
    what_it_feels_like = StreamField(MedicalContentBlock(), blank=True)
    after = StreamField(MedicalContentBlock(), blank=True)
    side_effects = StreamField(MedicalContentBlock(), blank=True)
    care_here = StreamField(MedicalContentBlock(), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *MEDICAL_INTRO,
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("medical_name")]),
                    FieldPanel("synonyms"),
                    FieldPanel("duration"),
                    FieldPanel("key_facts"),
                    *map(FieldPanel, sections),
                    FieldPanel("care_here"),
                ],
                heading=_("Content"),
            ),
            ObjectList(ReviewedPage.review_panels, heading=_("Review and sources")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
            ObjectList(ContentPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("medical_name"),
        index.SearchField("how_it_works"),
        index.SearchField("side_effects"),
        index.FilterField("kind"),
    ]
    parent_page_types = ["conditions.TreatmentIndexPage"]
    subpage_types = []
    page_description = _("A treatment or a test.")

    class Meta:
        verbose_name = "treatment or test"

    def get_context(self, request, *args, **kwargs):
        from conditions.guide import medical_page_context

        return super().get_context(request, *args, **kwargs) | medical_page_context(self, request)

    @cached_property
    def filled_sections(self) -> list[tuple[str, str, object]]:
        """(anchor, heading, stream) of each section that has text."""
        return [
            (name.replace("_", "-"), heading, getattr(self, name))
            for name, heading in self.sections.items()
            if getattr(self, name)
        ]

    @cached_property
    def conditions(self) -> list[ConditionPage]:
        """Live guides that use this treatment or test."""
        guides = ConditionPage.objects.live().filter(condition_treatments__treatment=self).distinct()
        return list(filter(is_public, guides.order_by("title").defer_streamfields()))
