"""Guides of an odd size, terms without use or link, sources that were withdrawn."""

from django.db.models import Count
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Page

from conditions.models import ChapterPage, Citation, ConditionPage, GlossaryTerm
from conditions.reports.base import STEP, reads_reviews
from portal.models import PageFinding, PageLink
from portal.reports.base import PageColumn, Report, edits_pages, status_column

TERM, CITATION = GlossaryTerm._meta.label_lower, Citation._meta.label_lower
FEWEST, MOST = 2, 8  # pages of a guide


class GuideSizes(Report):
    slug = "guide-sizes"
    page_title = _("Guides that are too short or too long")
    icon = header_icon = "list-ol"
    order = 630
    model = Page
    may_see = staticmethod(edits_pages)
    about = _(
        "Live guides with fewer than 2 or more than 8 live pages. Readers find their way in guides of 2 to 8 pages."
    )
    columns = [
        PageColumn(),
        Column("pages", label=_("Live pages")),
        Column("owner_team", label=_("Team")),
    ]

    def rows(self):
        chapters = ChapterPage.objects.live().annotate(guide_path=Substr("path", 1, Length("path") - STEP))
        fitting = chapters.order_by().values("guide_path").annotate(number=Count("pk"))
        fitting = fitting.filter(number__gte=FEWEST - 1, number__lte=MOST - 1).values("guide_path")
        guides = ConditionPage.objects.live().exclude(path__in=fitting).defer_streamfields()
        return guides.select_related("owner_team").order_by("title", "pk")

    def decorate_paginated_queryset(self, object_list):
        guides = list(object_list)
        chapters = ChapterPage.objects.live().annotate(guide_path=Substr("path", 1, Length("path") - STEP))
        chapters = chapters.filter(guide_path__in=[guide.path for guide in guides])
        numbers = dict(chapters.order_by().values_list("guide_path").annotate(Count("pk")))
        for guide in guides:
            guide.pages = 1 + numbers.get(guide.path, 0)
        return guides


def term_address(pk) -> str:
    return reverse(GlossaryTerm.snippet_viewset.get_url_name("edit"), args=[pk])


class UnusedTerms(Report):
    slug = "unused-terms"
    page_title = _("Terms nobody links to")
    icon = header_icon = "openquote"
    order = 650
    model = GlossaryTerm
    may_see = staticmethod(edits_pages)
    about = _(
        "Live terms of the glossary that stand in no text. They still help who looks a word up; ask whether all do."
    )
    columns = [
        TitleColumn("term", label=_("Term"), get_url=lambda row: term_address(row.pk)),
        Column("short_definition", label=_("Short definition")),
        Column("locale", label=_("Language")),
    ]

    def rows(self):
        used = PageLink.objects.filter(kind=TERM, target_id__isnull=False).values("target_id")
        terms = GlossaryTerm.objects.filter(live=True).exclude(pk__in=used)
        return terms.select_related("locale").order_by("term", "pk")


class UndefinedTerms(Report):
    slug = "undefined-terms"
    page_title = _("Terms without a link")
    icon = header_icon = "help"
    order = 660
    model = PageFinding
    may_see = staticmethod(edits_pages)
    about = _(
        "Words that the glossary explains, on pages that do not link to it. The page's checks add the link with one click."
    )
    columns = [
        PageColumn(page=lambda row: row.page),
        status_column(lambda row: row.page),
        Column("words", label=_("Word")),
        Column("place", label=_("Where")),
    ]

    def rows(self):
        return (
            PageFinding.objects.filter(check_name="undefined_term")
            .select_related("page")
            .order_by("page__title", "page_id", "pk")
        )


class WithdrawnSources(Report):
    slug = "withdrawn-sources"
    page_title = _("Pages with a withdrawn source")
    icon = header_icon = "doc-full"
    order = 530
    model = PageLink
    may_see = staticmethod(reads_reviews)
    about = _(
        "Pages that name a source which was withdrawn. Their review is due: find another source, or take the claim out."
    )
    columns = [
        PageColumn(page=lambda row: row.page),
        status_column(lambda row: row.page),
        Column("source", label=_("Source")),
        Column("retracted_on", label=_("Withdrawn on")),
        Column("place", label=_("Where")),
    ]

    def rows(self):
        withdrawn = Citation.objects.filter(retracted_on__isnull=False)
        links = PageLink.objects.filter(kind=CITATION, target_id__in=withdrawn.values("pk"))
        return links.select_related("page").order_by("page__title", "page_id", "pk")

    def decorate_paginated_queryset(self, object_list):
        rows = list(object_list)
        sources = Citation.objects.in_bulk({row.target_id for row in rows})
        for row in rows:
            source = sources.get(row.target_id)
            row.source, row.retracted_on = str(source or ""), source and source.retracted_on
        return rows
