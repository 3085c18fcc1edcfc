"""What the last audit of live pages found."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from conditions.editorial.waiting import may_publish, may_review
from conditions.models.workflow import ReviewAudit, ReviewFinding

MOST = 200


class FindingsView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "conditions/editorial/findings.html"
    page_title = _("Audit of reviews")
    header_icon = "warning"
    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        if not (may_review(request.user) or may_publish(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        reviews = {"url": reverse("reviews_waiting"), "label": _("Reviews")}
        return [*self.breadcrumbs_items, reviews, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "findings": ReviewFinding.objects.select_related("page")[:MOST],
            "count": ReviewFinding.objects.count(),
            "audit": ReviewAudit.objects.order_by("ran_at").last(),
        }
