"""Where the admin leads to the screens of medical review: addresses, menu, first page, the editor's buttons."""

from django.apps import apps
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from conditions import minor_changes
from conditions.editorial.decision import DecisionView, PreviewView
from conditions.editorial.findings import FindingsView
from conditions.editorial.minor_change import MinorChangeView
from conditions.editorial.state import ReviewState, state_of
from conditions.editorial.waiting import WaitingPanel, WaitingView, may_publish, may_review
from conditions.models import MedicalReviewTask
from conditions.models.reviews import PublishGate
from conditions.models.workflow import medical_workflow


@hooks.register("register_admin_urls")
def review_urls():
    return [
        path("reviews/", WaitingView.as_view(), name="reviews_waiting"),
        path("reviews/audit/", FindingsView.as_view(), name="reviews_findings"),
        path("reviews/<int:task_state_id>/", DecisionView.as_view(), name="reviews_decide"),
        path("reviews/<int:task_state_id>/preview/<int:page_id>/", PreviewView.as_view(), name="reviews_preview"),
        path("reviews/minor-change/<int:page_id>/", MinorChangeView.as_view(), name="reviews_minor_change"),
    ]


class ReviewsItem(MenuItem):
    def is_shown(self, request):
        return may_review(request.user) or may_publish(request.user)


@hooks.register("register_admin_menu_item")
def reviews_item():
    return ReviewsItem(_("Reviews"), reverse_lazy("reviews_waiting"), icon_name="clipboard-list", order=150)


@hooks.register("construct_homepage_panels")
def what_waits(request, panels):
    """In place of Wagtail's list, which has the newest first and the buttons of a task that is decided elsewhere."""
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels.append(WaitingPanel())


# --- the editor's buttons ---------------------------------------------------------------------------------------------


class DecideItem(ActionMenuItem):
    """Leads to the decision screen."""

    label = _("Read and decide")
    name = "action-decide"
    icon_name = "clipboard-list"
    order = 0

    def is_shown(self, context):
        return True

    def get_url(self, context):
        return reverse("reviews_decide", args=[context["page"].current_workflow_task_state.pk])


class MinorChangeItem(ActionMenuItem):
    label = _("Publish as a minor change…")
    name = "action-minor-change"
    icon_name = "edit"
    order = 45

    def is_shown(self, context):
        return True

    def get_url(self, context):
        return reverse("reviews_minor_change", args=[context["page"].pk])


class SubmitNewItem(SubmitForModerationMenuItem):
    """For a page that is made: names the medical workflow, where Wagtail names that of the page above."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        if workflow := medical_workflow():
            context["label"] = _("Submit to %(workflow)s") % {"workflow": workflow.name}
        return context


@hooks.register("construct_page_action_menu")
def review_buttons(menu_items, request, context):
    page = context.get("page")
    if context["view"] == "create":
        name_the_workflow(menu_items, request)
    if not isinstance(page, PublishGate):
        return
    if isinstance(page.current_workflow_task, MedicalReviewTask):
        lead_to_the_decision(menu_items)
    if context["view"] == "edit" and offers_minor_change(page, request.user):
        menu_items.append(MinorChangeItem())


def name_the_workflow(menu_items, request):
    """The address names the type of the new page; the menu is told only of the page above."""
    named = request.resolver_match.kwargs
    model = apps.get_model(named["content_type_app_name"], named["content_type_model_name"])
    if issubclass(model, PublishGate):
        menu_items[:] = [
            SubmitNewItem(order=item.order) if isinstance(item, SubmitForModerationMenuItem) else item
            for item in menu_items
        ]


def lead_to_the_decision(menu_items):
    own = [item for item in menu_items if isinstance(item, WorkflowMenuItem)]
    for item in own:
        menu_items.remove(item)
    if own:
        menu_items.append(DecideItem())


def offers_minor_change(page, user) -> bool:
    return state_of(page) == ReviewState.CHANGED and not minor_changes.reason_against(page, user)
