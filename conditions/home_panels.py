"""The first page of the admin for editors: what is theirs to do, and how the site's texts are, in numbers."""

from datetime import timedelta

from django.db.models import IntegerField, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel
from wagtail.models import Page, Revision, TaskState, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry

from conditions.models import EditorialSettings, GlossaryTerm
from conditions.reports.base import owned_by, reviewed_pages
from conditions.reports.content import GuideSizes, UndefinedTerms, UnusedTerms, WithdrawnSources, term_address
from conditions.reports.reviews import ChangedSinceReview, MissingReview, ReviewsDue, how_late
from portal.models import PageScan
from portal.reports.base import edit_address, edits_pages
from portal.reports.pictures import PicturesToMend
from portal.reports.texts import BrokenLinks, ReadingGrades, TypedPhones

SHOWN = 8
DUE_SOON = timedelta(days=90)
IN_SHORT = (
    BrokenLinks,
    WithdrawnSources,
    TypedPhones,
    PicturesToMend,
    UndefinedTerms,
    UnusedTerms,
    GuideSizes,
    ChangedSinceReview,
    MissingReview,
)


def publishes(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


class ListPanel(Component):
    """A short list: each row has a title, an address and a line about it. Without rows it says so, or is not there."""

    template_name = "conditions/admin/home_list.html"
    heading = ""
    icon = "list-ul"
    nothing = ""

    def rows(self, user) -> list[dict]:
        raise NotImplementedError

    def is_for(self, user) -> bool:
        return edits_pages(user)

    def more(self):
        """(words, address) of the whole list."""
        return None

    def get_context_data(self, parent_context):
        rows = self.rows(parent_context["request"].user)
        return {"panel": self, "rows": rows, "more": self.more()}

    def render_html(self, parent_context=None):
        user = parent_context["request"].user
        if not self.is_for(user):
            return ""
        context = self.get_context_data(parent_context)
        if not context["rows"] and not self.nothing:
            return ""
        return render_to_string(self.template_name, context, request=parent_context["request"])


class ReturnedPanel(ListPanel):
    name = "returned"
    heading = _("Returned to you")
    icon = "resubmit"
    order = 120

    def rows(self, user):
        mine = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
        last = TaskState.objects.filter(pk__in=mine.values("current_task_state")).select_related(
            "revision", "finished_by"
        )
        found = []
        for state in last.order_by("-finished_at")[:SHOWN]:
            about = [state.finished_by and state.finished_by.get_full_name(), state.comment]
            title = state.revision.object_str
            found.append(row(title, edit_address(state.revision.object_id), ": ".join(filter(None, about))))
        return found


class MyDraftsPanel(ListPanel):
    """Those that nobody else waits for: what was submitted or returned stands in a list of its own."""

    name = "my_drafts"
    heading = _("Your drafts")
    icon = "edit"
    order = 140
    nothing = _("You have no unfinished drafts.")

    def is_for(self, user):
        return edits_pages(user) and not user.is_superuser

    def rows(self, user):
        on_their_way = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type())
        pages = on_their_way.annotate(page_id=Cast("object_id", IntegerField())).values("page_id")
        drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user).exclude(pk__in=pages)
        return [
            row(page.draft_title or page.title, edit_address(page.pk), page.latest_revision_created_at)
            for page in drafts.order_by("-latest_revision_created_at")[:SHOWN]
        ]


class ScheduledPanel(ListPanel):
    name = "scheduled"
    heading = _("Going out on their own")
    icon = "calendar-alt"
    order = 150

    def is_for(self, user):
        return publishes(user)

    def rows(self, user):
        planned = Revision.objects.page_revisions().filter(approved_go_live_at__isnull=False)
        return [
            row(revision.object_str, edit_address(revision.object_id), revision.approved_go_live_at)
            for revision in planned.order_by("approved_go_live_at")[:SHOWN]
        ]


class TermsPanel(ListPanel):
    """Editors write drafts of terms; somebody has to let them out."""

    name = "terms_to_publish"
    heading = _("Terms to publish")
    icon = "openquote"
    order = 155

    def is_for(self, user):
        return user.has_perm("conditions.publish_glossaryterm")

    def rows(self, user):
        drafts = GlossaryTerm.objects.filter(has_unpublished_changes=True).order_by(
            "-latest_revision__created_at", "pk"
        )
        return [row(term.term, term_address(term.pk), term.short_definition) for term in drafts[:SHOWN]]


class TeamDuePanel(ListPanel):
    name = "team_due"
    heading = _("Reviews due in your teams")
    icon = "calendar-check"
    order = 160

    def rows(self, user):
        limit = timezone.localdate() + DUE_SOON
        pages = reviewed_pages().filter(owned_by(user.teams.all()), live=True, due__lte=limit)
        return [
            row(page.title, edit_address(page.pk), how_late(page)) for page in pages.order_by("due", "title")[:SHOWN]
        ]

    def more(self):
        return _("All reviews due"), reverse(ReviewsDue.url_name())


class ReportsPanel(Component):
    """Numbers only; each leads to its list. What needs nothing is not named."""

    name = "reports_in_short"
    template_name = "conditions/admin/home_reports.html"
    order = 400

    def get_context_data(self, parent_context):
        today = timezone.localdate()
        target = EditorialSettings.read().reading_target
        numbers = [(report, report().rows().count()) for report in IN_SHORT]
        hard = PageScan.objects.filter(grade__gt=target, page__locale__language_code__startswith="en").count()
        late = reviewed_pages().filter(Q(due__lt=today), live=True).count()
        counted = [(ReviewsDue, late), *numbers[:1], (ReadingGrades, hard), *numbers[1:]]
        words = {ReviewsDue: _("Reviews overdue"), ReadingGrades: _("Pages that are hard to read")}
        return {
            "reports": [
                {"label": words.get(report, report.page_title), "number": number, "url": reverse(report.url_name())}
                for report, number in counted
                if number
            ]
        }

    def render_html(self, parent_context=None):
        return super().render_html(parent_context) if edits_pages(parent_context["request"].user) else ""


def row(title, url, about="") -> dict:
    return {"title": title, "url": url, "about": about}


PANELS = (ReturnedPanel, MyDraftsPanel, ScheduledPanel, TermsPanel, TeamDuePanel, ReportsPanel)


@hooks.register("construct_homepage_panels")
def what_editors_need(request, panels):
    """Wagtail's list of recent edits makes room for what is unfinished; staff without pages see no panel about pages."""
    replaced = [RecentEditsPanel]
    if not edits_pages(request.user):
        replaced += [UserObjectsInWorkflowModerationPanel, LockedPagesPanel]
    panels[:] = [panel for panel in panels if not isinstance(panel, tuple(replaced))]
    if edits_pages(request.user):
        panels += [panel() for panel in PANELS]
