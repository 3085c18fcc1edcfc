"""For editors: what readers looked for in vain, with a way to mend it."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.search import counts

MAY_SEE = "portal.add_searchsynonym"


class SearchesWithoutResult(WagtailAdminTemplateMixin, TemplateView):
    template_name = "portal/admin/searches_without_result.html"
    page_title = _("Searches without result")
    header_icon = "search"
    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MAY_SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        add_url = reverse("wagtailsnippets_portal_searchsynonym:add")
        return super().get_context_data(**kwargs) | {"rows": list(counts.without_result()[:200]), "add_url": add_url}
