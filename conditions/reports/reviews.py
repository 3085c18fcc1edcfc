"""Reviews that are due, texts that differ from what was signed, pages that nobody signed."""

from datetime import timedelta

import django_filters
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page

from conditions.reports.base import medical_pages, reads_reviews, reviewed_pages
from portal.models import Team
from portal.reports.base import PageColumn, Report, status_column

WITHIN = (("0", _("Overdue")), ("30", _("Within 30 days")), ("60", _("Within 60 days")), ("90", _("Within 90 days")))


def how_late(page) -> str:
    days = (timezone.localdate() - page.due).days
    if days < 0:
        return ngettext("in %(days)s day", "in %(days)s days", -days) % {"days": -days}
    if days == 0:
        return _now("due today")
    return ngettext("overdue by %(days)s day", "overdue by %(days)s days", days) % {"days": days}


class TeamFilter(django_filters.ModelChoiceFilter):
    def __init__(self, **kwargs):
        super().__init__(queryset=Team.objects.all(), label=_("Team"), **kwargs)

    def filter(self, queryset, team):
        return queryset.filter(team=team.name) if team else queryset


class DueFilters(WagtailFilterSet):
    within = django_filters.ChoiceFilter(label=_("Due"), choices=WITHIN, method="due_within")
    team = TeamFilter()

    class Meta:
        model = Page
        fields = []

    def due_within(self, queryset, name, value):
        day = timezone.localdate() + timedelta(days=int(value))
        return queryset.filter(due__lt=day) if value == "0" else queryset.filter(due__lte=day)


class TeamFilters(WagtailFilterSet):
    team = TeamFilter()

    class Meta:
        model = Page
        fields = []


class ReviewsDue(Report):
    slug = "reviews-due"
    page_title = _("Reviews due")
    icon = header_icon = "calendar-check"
    order = 500
    model = Page
    may_see = staticmethod(reads_reviews)
    filterset_class = DueFilters
    about = _(
        "Live pages whose next review is overdue or due within 90 days. Overdue pages stay online and say so to readers."
    )
    columns = [
        PageColumn(),
        Column("due", label=_("Next review")),
        Column("late", label=_("How late"), accessor=how_late),
        Column("team", label=_("Team")),
        Column("reviewer", label=_("Last reviewer")),
        Column("signed_on", label=_("Reviewed on")),
    ]

    def rows(self):
        limit = timezone.localdate() + timedelta(days=90)
        return reviewed_pages().filter(live=True, due__lte=limit).order_by("due", "title")


class ChangedSinceReview(Report):
    slug = "changed-since-review"
    page_title = _("Changed since review")
    icon = header_icon = "edit"
    order = 510
    model = Page
    may_see = staticmethod(reads_reviews)
    filterset_class = TeamFilters
    about = _("Pages with a newer text than the one a reviewer signed: drafts that wait to go out, and minor changes.")
    columns = [
        PageColumn(),
        status_column(),
        Column("kind", label=_("Change"), accessor=lambda page: kind_of_change(page)),
        Column("team", label=_("Team")),
        Column("signed_on", label=_("Reviewed on")),
        Column("latest_revision_created_at", label=_("Changed on"), accessor=lambda page: day(page)),
    ]

    def rows(self):
        pages = medical_pages().exclude(signed_hash="").exclude(scan__draft_hash="")
        pages = pages.annotate(draft_hash=F("scan__draft_hash")).filter(draft_hash__isnull=False)
        return pages.exclude(draft_hash=F("signed_hash")).order_by("title", "pk")


def kind_of_change(page):
    return _now("minor change") if page.draft_hash == page.minor_hash else _now("not signed")


def day(page):
    return page.latest_revision_created_at and timezone.localdate(page.latest_revision_created_at)


class MissingReview(Report):
    slug = "missing-review"
    page_title = _("Never reviewed")
    icon = header_icon = "warning"
    order = 520
    model = Page
    may_see = staticmethod(reads_reviews)
    filterset_class = TeamFilters
    about = _("Medical pages and chapters that nobody has signed. They are drafts: nothing unsigned goes live.")
    columns = [
        PageColumn(),
        status_column(),
        Column("team", label=_("Team")),
        Column("latest_revision_created_at", label=_("Changed on"), accessor=day),
    ]

    def rows(self):
        unsigned = Q(signed_hash="") | Q(signed_on__isnull=True)
        return medical_pages().filter(unsigned).order_by("title", "pk")
