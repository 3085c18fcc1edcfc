"""Guides: an index of conditions, the guide itself (which is its first chapter) and its further chapters."""

from django.core.exceptions import ValidationError
from django.db import models
from django.dispatch import receiver
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.blocks import CharBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.signals import page_unpublished, pre_page_move

from conditions.blocks import MedicalBodyBlock, MedicalContentBlock
from conditions.forms import (
    RESERVED_SLUG,
    ChapterCopyForm,
    ChapterForm,
    DraftCopyForm,
    GuideForm,
    reserved_slug_message,
)
from conditions.models.aspects import Aspect
from conditions.models.guide_part import GuidePart
from conditions.models.relations import clashes
from conditions.models.reviews import MEDICAL_INTRO, PublishGate, ReviewedPage, SignedText
from portal.blocks import CareCalloutBlock
from portal.media_blocks import HeroBlock
from portal.models import ContentPage
from portal.privacy import is_public


class AgeGroup(models.TextChoices):
    ADULT = "adult", _("Adults")
    CHILD = "child", _("Children and teens")


class ConditionIndexPage(ContentPage):
    """A computed A to Z of the guides of one age group."""

    copy_form_class = DraftCopyForm
    age_group = models.CharField(max_length=5, choices=AgeGroup, default=AgeGroup.ADULT)

    content_panels = [*ContentPage.intro_panels, FieldPanel("age_group")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["conditions.ConditionPage"]
    page_description = _("The A to Z of guides for adults, or for children and teens. The list makes itself.")

    @cached_property
    def gathered(self) -> dict:
        from conditions.a_to_z import by_body_part, entries_of

        return {
            "letters": entries_of(self),
            "by_body_part": by_body_part(self),
            "other_index": ConditionIndexPage.objects.live().filter(locale=self.locale).exclude(pk=self.pk).first(),
        }


class ConditionPage(GuidePart, RoutablePageMixin, ReviewedPage):
    """The guide to one condition and its first chapter, the overview."""

    base_form_class = GuideForm
    reader_word = _("Guide")
    text_fields = ("title", "summary", "scope_note", "emergency", "key_points", "body", "care_here")

    medical_name = models.CharField(max_length=200, blank=True)
    age_group = models.CharField(max_length=5, choices=AgeGroup, default=AgeGroup.ADULT)
    code_icd10 = models.CharField("ICD-10", max_length=20, blank=True)
    code_icdo3 = models.CharField("ICD-O-3", max_length=20, blank=True)
    code_umls = models.CharField("UMLS", max_length=20, blank=True)
    anatomy = ParentalManyToManyField("conditions.Anatomy", blank=True, related_name="conditions")
    scope_note = models.CharField(
        max_length=300, blank=True, help_text=_("One sentence: which cancer this guide is about, and which it is not.")
    )
    emergency = StreamField(
        [("care_callout", CareCalloutBlock())],
        blank=True,
        max_num=1,
        help_text=_("Only where a reader must not wait: stands before everything else."),
    )
    hero = StreamField([("hero", HeroBlock())], blank=True, max_num=1)
    key_points = StreamField([("point", CharBlock(max_length=300))], blank=True, max_num=20)
    body = StreamField(MedicalBodyBlock(), blank=True)
    care_here = StreamField(
        MedicalContentBlock(), blank=True, help_text=_("What our center does. Kept apart from the general facts.")
    )
    contact_point = models.ForeignKey(
        "portal.ContactPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    content_panels = [
        *MEDICAL_INTRO,
        FieldPanel("medical_name"),
        InlinePanel("other_names", heading=_("Other names"), label=_("Name")),
        FieldPanel("scope_note"),
        FieldPanel("emergency"),
        FieldPanel("hero"),
        FieldPanel("key_points"),
        FieldPanel("body"),
        FieldPanel("care_here"),
    ]
    relation_panels = [
        InlinePanel(
            "relations",
            heading=_("Related conditions"),
            label=_("Relation"),
            help_text=_("Enter each relation on one of its two pages; both show it."),
        ),
        InlinePanel("condition_treatments", heading=_("Treatments and tests"), label=_("Treatment or test")),
        FieldPanel("anatomy"),
        FieldPanel("contact_point"),
        MultiFieldPanel(
            [
                FieldPanel("age_group"),
                FieldRowPanel([FieldPanel("code_icd10"), FieldPanel("code_icdo3"), FieldPanel("code_umls")]),
            ],
            heading=_("Classification"),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(ReviewedPage.review_panels, heading=_("Review and sources")),
            ObjectList(relation_panels, heading=_("Relations")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
            ObjectList(ContentPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("medical_name"),
        index.SearchField("body"),
        index.RelatedFields("other_names", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.FilterField("age_group"),
    ]
    parent_page_types = ["conditions.ConditionIndexPage"]
    subpage_types = ["conditions.ChapterPage"]
    page_description = _("A guide to one condition. This page is its overview; add chapters below it.")

    class Meta:
        verbose_name = "guide"

    def clean(self):
        super().clean()
        refuse_reserved_slug(self)

    def minimal_clean(self):  # what drafts saved by code get
        super().minimal_clean()
        refuse_reserved_slug(self)

    def publish_blockers(self) -> dict:
        reasons = super().publish_blockers()
        for _number, reason in clashes(self, [(row.target_id, row.kind) for row in self.relations.all()]):
            reasons["relations"] = reason
        return reasons

    def get_route_paths(self):
        """What is redirected when the guide gets another address."""
        return ["/", "/all/"]

    @path("all/", name="all")
    def whole_guide(self, request):
        from conditions.guide import whole_guide_context

        return self.render(request, template="conditions/whole_guide.html", context_overrides=whole_guide_context(self))

    @property
    def live_chapters_with_text(self) -> list["ChapterPage"]:
        return sort_chapters(ChapterPage.objects.child_of(self).live())

    @cached_property
    def live_chapters(self) -> list["ChapterPage"]:
        """The published chapters, without their bodies."""
        return sort_chapters(ChapterPage.objects.child_of(self).live().defer_streamfields())


def sort_chapters(chapters):
    """Those that everybody may read, in the order of `Aspect`."""
    return sort_chapters_by_subject(filter(is_public, chapters))


def sort_chapters_by_subject(chapters):
    return sorted(chapters, key=lambda chapter: Aspect(chapter.aspect).rank if chapter.aspect else len(Aspect))


def refuse_reserved_slug(page):
    """`all/` is the whole guide on one page; a page with that slug would never be seen."""
    if page.slug == RESERVED_SLUG:
        raise ValidationError({"slug": reserved_slug_message()})


def taken_message(chapter):
    return _("This guide has a chapter on this already: “%(title)s”. Edit that one, or choose another subject.") % {
        "title": chapter.title
    }


class ChapterPage(GuidePart, PublishGate, SignedText, ContentPage):
    """One chapter of a guide. It shows the review of its guide and carries only the hashes of its own text."""

    base_form_class = ChapterForm
    copy_form_class = ChapterCopyForm
    exclude_fields_in_copy = ["reviewed_text_hash", "minor_change_hash"]
    reader_word = _("Chapter")
    text_fields = ("title", "summary", "body", "care_here")

    aspect = models.CharField(
        max_length=20,
        choices=[choice for choice in Aspect.choices if choice[0] != Aspect.OVERVIEW],
        help_text=_("What the chapter is about. Each subject once in a guide; it also decides the order."),
    )
    body = StreamField(MedicalBodyBlock(), blank=True)
    care_here = StreamField(MedicalContentBlock(), blank=True)
    citations = ParentalManyToManyField("conditions.Citation", blank=True, related_name="+")

    content_panels = [
        *MEDICAL_INTRO,
        FieldPanel("aspect"),
        FieldPanel("body"),
        FieldPanel("care_here"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList([FieldPanel("citations")], heading=_("Sources")),
            ObjectList(ContentPage.promote_panels, heading=_("Promote")),
            ObjectList(ContentPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [*ContentPage.search_fields, index.SearchField("body"), index.FilterField("aspect")]
    parent_page_types = ["conditions.ConditionPage"]
    subpage_types = []
    page_description = _("A chapter of a guide: symptoms, diagnosis, treatment …")

    class Meta:
        verbose_name = "chapter"

    @classmethod
    def taken_by(cls, guide, aspect, own_pk):
        """The other chapter of this guide with this aspect, live or draft. Several drafts may have none yet."""
        if not aspect:
            return None
        return cls.objects.child_of(guide).filter(aspect=aspect).exclude(pk=own_pk).first()

    def clean(self):
        super().clean()
        self._refuse_a_taken_place()

    def minimal_clean(self):  # what drafts saved by code get
        super().minimal_clean()
        self._refuse_a_taken_place()

    def _refuse_a_taken_place(self):
        refuse_reserved_slug(self)
        placed = self.path or "guide" in self.__dict__
        if placed and (taken := self.taken_by(self.guide, self.aspect, self.pk)):
            raise ValidationError({"aspect": taken_message(taken)})

    def reasons_against(self, guide, *, live: bool) -> list:
        """Why this chapter, or a copy of it, may not be added to that guide, to be live there or not."""
        taken = self.taken_by(guide, self.aspect, None)
        reasons = [taken_message(taken)] if taken else []
        if live:
            from conditions import reviews

            reasons += reviews.chapter_blockers(self, guide).values()
        return reasons

    @cached_property
    def guide(self) -> ConditionPage:
        return ConditionPage.objects.parent_of(self).get()

    @property
    def review(self) -> ConditionPage:
        """The page that carries the review: the guide."""
        return self.guide

    def publish_blockers(self) -> dict:
        from conditions import reviews

        return reviews.chapter_blockers(self)


@receiver(pre_page_move, sender=ChapterPage)
def refuse_a_taken_place(instance, parent_page_before, parent_page_after, **kwargs):
    """The last guard for moves by any door; the admin says it more kindly before."""
    guide = parent_page_after.specific
    if parent_page_before.pk == guide.pk:
        return
    if reasons := instance.specific.reasons_against(guide, live=instance.live):
        raise ValidationError(reasons)


@receiver(page_unpublished, sender=ConditionPage)
def take_chapters_along(instance, **kwargs):
    """A guide that expires or is unpublished by code leaves no chapter behind. The admin asks before."""
    if Page.objects.filter(pk=instance.pk, live=True).exists():  # being deleted, and its chapters with it
        return
    for chapter in ChapterPage.objects.child_of(instance).live():
        chapter.unpublish()
