"""Help in the admin, written for those who write here: how to write a chapter, how review works, plain language."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from conditions.reports.base import reads_reviews


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str

    @property
    def template(self) -> str:
        return f"conditions/admin/help/{self.slug.replace('-', '_')}.html"


TOPICS = (
    Topic("write-a-chapter", _("How to write a chapter")),
    Topic("review", _("How review works")),
    Topic("plain-language", _("Plain language")),
    Topic("glossary", _("The glossary")),
    Topic("pictures", _("Pictures")),
    Topic("checks-and-reports", _("Checks and reports")),
)


class HelpView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "help"
    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        if not reads_reviews(request.user):
            raise PermissionDenied
        self.topic = next((topic for topic in TOPICS if topic.slug == kwargs["slug"]), None)
        if self.topic is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        return [self.topic.template]

    def get_page_title(self):
        return self.topic.title

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.topic.title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"topics": TOPICS}


class HelpItem(MenuItem):
    def is_shown(self, request):
        return reads_reviews(request.user)


@hooks.register("register_admin_urls")
def help_urls():
    return [path("help/<slug:slug>/", HelpView.as_view(), name="editors_help")]


def register_items():
    for number, topic in enumerate(TOPICS):
        item = HelpItem(
            topic.title,
            reverse_lazy("editors_help", args=[topic.slug]),
            name=f"help-{topic.slug}",
            icon_name="help",
            order=100 + number,
        )
        hooks.register("register_help_menu_item", lambda item=item: item)


register_items()
