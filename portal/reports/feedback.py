"""What readers think of pages. Numbers are for all editors; words may hold health data and are for the page's team."""

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import Page

from portal.models import PageFeedback
from portal.models.feedback import FeedbackReason
from portal.reports.base import PageColumn, Report, edits_pages, status_column


def share(page) -> str:
    return f"{round(100 * page.yes / (page.yes + page.no))} %"


class FeedbackByPage(Report):
    slug = "feedback"
    page_title = _("Feedback by page")
    icon = header_icon = "comment"
    order = 690
    model = Page
    may_see = staticmethod(edits_pages)
    about = _(
        "Answers to “Was this page helpful?”, the pages with most “no” first. Few people answer: read trends, not figures."
    )
    default_ordering = "-no"
    columns = [
        PageColumn(),
        status_column(),
        Column("yes", label=_("Yes"), sort_key="yes"),
        Column("no", label=_("No"), sort_key="no"),
        Column("share", label=_("Found helpful"), accessor=share),
        Column("hard", label=_("Hard to understand"), sort_key="hard"),
        Column("last", label=_("Last answer"), sort_key="last"),
    ]

    def rows(self):
        return (
            Page.objects.filter(feedback__isnull=False)
            .annotate(
                yes=Count("feedback", filter=Q(feedback__helpful=True)),
                no=Count("feedback", filter=Q(feedback__helpful=False)),
                hard=Count("feedback", filter=Q(feedback__reason=FeedbackReason.HARD_TO_READ)),
                last=Max("feedback__given_on"),
            )
            .order_by("-no", "title")
        )


class WordsOfReaders(Report):
    """Without export: these words stay where they are, and are blanked after 90 days."""

    slug = "words-of-readers"
    page_title = _("What readers wrote")
    icon = header_icon = "comment-large"
    order = 695
    model = PageFeedback
    is_exported = False
    about = _("What readers wrote about the pages of your teams. It may tell of an illness: do not copy it elsewhere.")
    columns = [
        PageColumn(page=lambda row: row.page),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        Column("text", label=_("In their words")),
        Column("given_on", label=_("Day")),
    ]

    @staticmethod
    def may_see(user):
        return user.teams.exists()

    def rows(self):
        pages = owned_pages(self.request.user.teams.all())
        return (
            PageFeedback.objects.exclude(text="")
            .filter(page__in=pages)
            .select_related("page")
            .order_by("-given_on", "-pk")
        )


def owned_pages(teams):
    """Pages of these teams; apps say how their types name a team."""
    wanted = Page.objects.none()
    for finder in owners:
        wanted = wanted | Page.objects.filter(finder(teams))
    return wanted.values("pk")


owners: list = []  # functions from teams to a Q over pages
