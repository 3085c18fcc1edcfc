"""The reviewer's screen: the exact text, what changed since the last signature, the checklist, two buttons."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState

from conditions import signing
from conditions.editorial.difference import Difference
from conditions.editorial.forms import DecisionForm
from conditions.editorial.waiting import may_review
from conditions.guide import sources_of
from conditions.models import MedicalReviewTask


class Part:
    """One page of what is read: the guide, or one of its chapters."""

    def __init__(self, page, user, *, is_main=False):
        self.page = page
        self.is_main = is_main
        self.difference = Difference(page)
        self.sources = sources_of(page)
        self.read = f"{page.pk}-{signing.revision_of(page)}"
        self.obstacle = signing.obstacle_of(page, with_guide=not is_main)
        self.is_own = not is_main and signing.wrote_since_signature(page, user)

    @property
    def is_optional(self) -> bool:
        """A chapter that is not online yet may stay a draft."""
        return not self.is_main and not self.page.live

    @property
    def may_be_signed(self) -> bool:
        return not self.obstacle and not self.is_own


class TaskMixin:
    """The step that the address names. Only those may look who read for this step."""

    @cached_property
    def task_state(self) -> TaskState:
        state = TaskState.objects.select_related("workflow_state__requested_by", "task", "finished_by")
        return get_object_or_404(state, pk=self.kwargs["task_state_id"])

    @cached_property
    def page(self) -> Page:
        """With its newest text."""
        return Page.objects.get(pk=self.task_state.workflow_state.object_id).specific.get_latest_revision_as_object()

    @property
    def is_over(self) -> bool:
        return self.task_state.status != TaskState.STATUS_IN_PROGRESS

    def dispatch(self, request, *args, **kwargs):
        if not may_review(request.user):
            raise PermissionDenied
        task = get_object_or_404(MedicalReviewTask, pk=self.task_state.task_id)
        if not task.may_read(request.user):
            raise PermissionDenied
        if self.is_over and request.method != "POST":  # what was typed is answered with the screen
            messages.warning(request, over_words())
            return redirect("reviews_waiting")
        return super().dispatch(request, *args, **kwargs)


def over_words() -> str:
    return _("This was decided already, or taken back.")


class DecisionView(TaskMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "conditions/editorial/decision.html"
    header_icon = "clipboard-list"
    http_method_names = ["get", "head", "post"]

    def get_page_title(self):
        return _("Medical review")

    def get_page_subtitle(self):
        return self.page.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reviews_waiting"), "label": _("Reviews")},
            {"url": "", "label": self.page.title},
        ]

    @cached_property
    def parts(self) -> list[Part]:
        user = self.request.user
        return [
            Part(self.page, user, is_main=True),
            *(Part(chapter, user) for chapter in signing.chapters_of(self.page)),
        ]

    @cached_property
    def form(self) -> DecisionForm:
        return DecisionForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs):
        form = self.form
        chosen = form.data.getlist("chapters") if form.is_bound else None
        main, *chapters = self.parts
        return super().get_context_data(**kwargs) | {
            "form": form,
            "page": self.page,
            "seen": signing.revision_of(self.page),
            "task_state": self.task_state,
            "is_over": self.is_over,
            "parts": self.parts,
            "something_changed": any(part.difference.is_first or part.difference.changed for part in self.parts),
            "main": main,
            "required": [part for part in chapters if not part.is_optional],
            "optional": [part for part in chapters if part.is_optional],
            "chosen": [part.read for part in chapters] if chosen is None else chosen,
            "reason_against": signing.reason_against(self.page, self.request.user),
            "obstacles": [part for part in self.parts if part.obstacle and not part.is_optional],
        }

    def post(self, request, *args, **kwargs):
        if self.is_over:
            return self.ask_again([over_words()], 409)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            self.decide(self.form.cleaned_data)
        except PermissionDenied as error:
            return self.ask_again([str(error) or _("You cannot decide about this text.")], 403)
        except signing.TextChanged as error:
            return self.ask_again(error.messages, 409)
        except ValidationError as error:
            return self.ask_again(error.messages, 422)
        return redirect("reviews_waiting")

    def decide(self, answers):
        task = self.task_state.task.specific
        if answers["decision"] == DecisionForm.SIGN:
            words = {name: answers[name] for name in ("seen", "chapters", "checklist", "note")}
            task.on_action(self.task_state, self.request.user, "approve", **words)
            messages.success(self.request, _("“%(title)s” is signed.") % {"title": self.page.title})
        else:
            words = {name: answers[name] for name in ("comment", "checklist")}
            task.on_action(self.task_state, self.request.user, "reject", **words)
            messages.success(self.request, _("“%(title)s” went back to its author.") % {"title": self.page.title})

    def ask_again(self, reasons, status):
        """The screen with what was typed, and the text as it is now."""
        for name in ("page", "parts", "task_state"):
            self.__dict__.pop(name, None)
        self.form.add_error(None, reasons)
        return self.render_to_response(self.get_context_data(), status=409 if self.is_over else status)


class PreviewView(TaskMixin, View):
    """One of the texts to decide about, as readers would see it."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        for page in (self.page, *signing.chapters_of(self.page)):
            if page.pk == self.kwargs["page_id"]:
                attributes = {"revision_id": page.latest_revision_id}
                return page.make_preview_request(request, page.default_preview_mode, attributes)
        raise Http404
