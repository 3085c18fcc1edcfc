"""Where a moderator says why a small change needs no reviewer."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from conditions import minor_changes, signing
from conditions.editorial.difference import Difference
from conditions.editorial.forms import MinorChangeForm
from conditions.editorial.waiting import edit_url, may_publish
from conditions.models.reviews import PublishGate


class MinorChangeView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "conditions/editorial/minor_change.html"
    page_title = gettext_lazy("Publish as a minor change")
    header_icon = "edit"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if not may_publish(request.user):
            raise PermissionDenied
        stored = get_object_or_404(Page, pk=kwargs["page_id"])
        if not stored.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        self.page = stored.specific.get_latest_revision_as_object()
        if not isinstance(self.page, PublishGate):
            messages.warning(request, _("This page carries no medical review. Publish it in the usual way."))
            return redirect("wagtailadmin_pages:edit", stored.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.page.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": edit_url(self.page), "label": self.page.title},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def form(self):
        return MinorChangeForm(self.request.POST or None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "form": self.form,
            "difference": (difference := Difference(self.page)),
            "something_changed": bool(difference.changed),
            "reason_against": minor_changes.reason_against(self.page, self.request.user),
            "edit_url": edit_url(self.page),
            "seen": signing.revision_of(self.page),
        }

    def post(self, request, *args, **kwargs):
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        answers = self.form.cleaned_data
        try:
            minor_changes.publish(self.page, request.user, answers["reason"], seen=answers["seen"])
        except PermissionDenied as error:
            self.form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(), status=403)
        except ValidationError as error:
            self.form.add_error(None, error.messages)
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("“%(title)s” is published. The date of its review stays.") % {"title": self.page})
        return redirect(edit_url(self.page))
