"""What the worker found in the texts of pages: hard reading, dead links, typed phone numbers."""

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import Page

from portal.models import OutsideAddress, PageFinding, PageLink, PageScan
from portal.page_checks.links import NO_PAGE, PAGE, PATH, URL, Link, broken, good_targets
from portal.reports.base import PageColumn, Report, edits_pages, status_column


def page_of(row):
    return row.page


class ReadingGrades(Report):
    slug = "reading-grade"
    page_title = _("Reading grade")
    icon = header_icon = "glasses"
    order = 610
    model = PageScan
    may_see = staticmethod(edits_pages)
    about = _(
        "School years a reader needs; 8 or less is the aim. The second grade leaves out words that the glossary explains. "
        "A grade counts words and syllables: it cannot see whether a text is true, kind or complete."
    )
    default_ordering = "-grade"
    columns = [
        PageColumn(page=page_of),
        status_column(page_of),
        Column("grade", label=_("Grade"), sort_key="grade"),
        Column("easy_grade", label=_("Without terms"), sort_key="easy_grade"),
        Column("long_sentences", label=_("Sentences over 25 words"), sort_key="long_sentences"),
        Column("words", label=_("Words"), sort_key="words"),
    ]

    def rows(self):
        return PageScan.objects.filter(grade__isnull=False).select_related("page").order_by("-grade", "pk")


def leads_nowhere() -> Q:
    """The rows of links whose target does not exist, is not published, has moved or did not answer."""
    wrong = Q(kind=PATH, target_id__isnull=True)
    live = good_targets[PAGE]().values("pk")
    wrong |= Q(kind=PATH, target_id__gt=NO_PAGE) & ~Q(target_id__in=Subquery(live))
    for kind, targets in good_targets.items():
        wrong |= Q(kind=kind) & ~Q(target_id__in=Subquery(targets().values("pk")))
    silent = OutsideAddress.objects.exclude(problem="").values("address")
    return wrong | Q(kind=URL, address__in=Subquery(silent))


class BrokenLinks(Report):
    slug = "broken-links"
    page_title = _("Links that lead nowhere")
    icon = header_icon = "link"
    order = 600
    model = PageLink
    may_see = staticmethod(edits_pages)
    about = _(
        "Links in texts and fields whose page, picture or document is gone, is not published or has moved. Other sites are "
        "asked only when somebody runs “check_outside_links”; what they answered then stands here."
    )
    columns = [
        PageColumn(page=page_of),
        status_column(page_of),
        Column("place", label=_("Where")),
        Column("target", label=_("Leads to")),
        Column("problem", label=_("What is wrong")),
    ]

    def rows(self):
        return PageLink.objects.filter(leads_nowhere()).select_related("page").order_by("page__title", "pk")

    def decorate_paginated_queryset(self, object_list):
        rows = list(object_list)
        links = [Link(row.kind, row.target_id, row.address, row.place) for row in rows]
        problems = dict(broken(links))
        names = names_of(links)
        for row, link in zip(rows, links, strict=True):
            row.problem, row.target = problems.get(link, ""), row.address or names.get(link) or name_of_kind(link)
        return rows


def names_of(links) -> dict:
    titles = dict(
        Page.objects.filter(pk__in={link.target_id for link in links if link.kind == PAGE}).values_list("pk", "title")
    )
    return {link: titles[link.target_id] for link in links if link.kind == PAGE and link.target_id in titles}


def name_of_kind(link) -> str:
    return f"{link.kind.partition('.')[2]} {link.target_id}"


class TypedPhones(Report):
    slug = "typed-phone-numbers"
    page_title = _("Typed phone numbers")
    icon = header_icon = "mobile-alt"
    order = 620
    model = PageFinding
    may_see = staticmethod(edits_pages)
    about = _("Numbers that stand in a text. When one changes, they stay wrong; a contact block never does.")
    columns = [
        PageColumn(page=page_of),
        status_column(page_of),
        Column("place", label=_("Where")),
        Column("words", label=_("Number")),
    ]

    def rows(self):
        found = PageFinding.objects.filter(check_name="typed_phone")
        return found.select_related("page").order_by("page__title", "pk")
