"""What waits for whom: the list that reviewers and moderators open in the morning, oldest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import policy_registry

from conditions import signing
from conditions.editorial.panels import REVIEW_CSS
from conditions.models import MedicalReviewTask
from conditions.models.workflow import ReviewFinding
from conditions.reviews import REVIEWED_TYPES

SHOWN_AT_HOME = 10
SOON = timedelta(days=90)


def may_review(user) -> bool:
    """Whether this person reads for a medical review."""
    return user.is_superuser or MedicalReviewTask.objects.filter(active=True, groups__in=user.groups.all()).exists()


def may_publish(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


@dataclass
class Row:
    title: str
    kind: str
    task: str
    since: datetime
    by: object
    url: str
    action: str
    reason: str = ""  # why this person cannot decide

    @property
    def days(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.since)).days


class Waiting:
    """The steps that this person could take, oldest first. The number of queries does not grow with them."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def rows(self) -> list[Row]:
        states = TaskState.objects.reviewable_by(self.user).filter(status=TaskState.STATUS_IN_PROGRESS)
        states = list(states.select_related("task", "workflow_state__requested_by").order_by("started_at", "pk"))
        pages = Page.objects.select_related("content_type").in_bulk(
            [int(state.workflow_state.object_id) for state in states if self.is_page(state)]
        )
        medical = set(MedicalReviewTask.objects.values_list("pk", flat=True))
        found = [(state, pages.get(int(state.workflow_state.object_id))) for state in states if self.is_page(state)]
        return [self.row(state, page, state.task_id in medical) for state, page in found if page]

    @staticmethod
    def is_page(state) -> bool:
        return state.workflow_state.base_content_type_id == page_type_id()

    def row(self, state, page, is_medical) -> Row:
        address = reverse("reviews_decide", args=[state.pk]) if is_medical else edit_url(page)
        return Row(
            title=page.draft_title or page.title,
            kind=capfirst(page.content_type.model_class()._meta.verbose_name),
            task=state.task.name,
            since=state.started_at,
            by=state.workflow_state.requested_by,
            url=address,
            action=_("Read and decide") if is_medical else _("Check"),
            reason=self.reason_against(page) if is_medical else "",
        )

    def reason_against(self, page) -> str:
        """Asked page by page only where this person wrote: who is no reviewer hears the same about each."""
        if self.reviewer is None:
            return signing.only_reviewers()
        if any(path.startswith(page.path) for path in self.written):
            return signing.reason_against(page.specific, self.user)
        return ""

    @cached_property
    def reviewer(self):
        return signing.reviewer_of(self.user)

    @cached_property
    def written(self) -> list[str]:
        """Tree paths of the pages of which this person saved a version."""
        own = Revision.objects.page_revisions().filter(user=self.user).values_list("object_id", flat=True).distinct()
        return list(Page.objects.filter(pk__in=[int(pk) for pk in own]).values_list("path", flat=True))


def page_type_id() -> int:
    from wagtail.models import get_default_page_content_type

    return get_default_page_content_type().pk


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def due_soon(reviewer) -> list:
    """Live pages that this reviewer signed last and that fall due, or are overdue."""
    if reviewer is None:
        return []
    limit = timezone.localdate() + SOON
    pages = [
        page
        for model in REVIEWED_TYPES
        for page in model.objects.live().filter(reviewed_by=reviewer, next_review_due__lte=limit).defer_streamfields()
    ]
    return sorted(pages, key=lambda page: (page.next_review_due, page.pk))


class WaitingPanel(Component):
    """On the first page of the admin."""

    name = "reviews_waiting"
    template_name = "conditions/editorial/waiting_panel.html"
    order = 100
    media = REVIEW_CSS

    def get_context_data(self, parent_context):
        waiting = Waiting(parent_context["request"].user)
        return {
            "rows": waiting.rows[:SHOWN_AT_HOME],
            "more": max(len(waiting.rows) - SHOWN_AT_HOME, 0),
            "is_reviewer": waiting.reviewer is not None,
            "findings": ReviewFinding.objects.count(),
        }

    def render_html(self, parent_context=None):
        user = parent_context["request"].user
        return super().render_html(parent_context) if may_review(user) or may_publish(user) else ""


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "conditions/editorial/waiting.html"
    page_title = gettext_lazy("Reviews")
    header_icon = "clipboard-list"
    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        if not (may_review(request.user) or may_publish(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        waiting = Waiting(self.request.user)
        return super().get_context_data(**kwargs) | {
            "rows": waiting.rows,
            "reviewer": waiting.reviewer,
            "due": due_soon(waiting.reviewer),
            "today": timezone.localdate(),
            "findings": ReviewFinding.objects.count(),
        }
