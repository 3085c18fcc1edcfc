"""What all reports share: who may see them, filters, pages of fifty rows, CSV and XLSX without formulas."""

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from portal.addresses import path_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def edits_pages(user) -> bool:
    """Writers and moderators."""
    policy = policy_registry.get_by_type(Page)
    return policy.user_has_any_permission(user, {"add", "change", "publish"})


def harmless(value) -> str:
    """Text that a spreadsheet shows and never computes."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class Report(ReportView):
    """Nobody sees a report that does not say who may. Rows come from `rows()`; columns name what is shown and exported."""

    slug = ""
    about = ""  # what the list holds and what can be done about it
    template_name = "portal/admin/report.html"
    results_template_name = "portal/admin/report_results.html"
    http_method_names = ["get", "head"]
    table_classname = "listing report-listing"
    icon = header_icon = "list-ul"
    order = 500
    is_exported = True

    @staticmethod
    def may_see(user) -> bool:
        return False

    def dispatch(self, request, *args, **kwargs):
        if not self.may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def url_name(cls) -> str:
        return f"report_{cls.slug}"

    def get_index_url(self):
        return reverse(self.url_name())

    def get_index_results_url(self):
        return reverse(f"{self.url_name()}_results")

    def rows(self):
        raise NotImplementedError

    def get_base_queryset(self):
        return self.rows()

    @cached_property
    def list_export(self):
        return [column.name for column in self.columns] if self.is_exported else []

    def to_row_dict(self, item):
        return {column.name: plain(column, item) for column in self.columns}

    def get_heading(self, queryset, field):
        return str(next(column.label for column in self.columns if column.name == field))

    def get_filename(self):
        return self.slug

    def get_preprocess_function(self, field, value, export_format):
        return harmless if isinstance(value, str) else super().get_preprocess_function(field, value, export_format)

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {"about": self.about}


def plain(column, item):
    """A cell as a value of its own: text, number or day."""
    value = column.get_value(item)
    return (
        value
        if isinstance(value, (int, float)) or hasattr(value, "isoformat")
        else ("" if value is None else str(value))
    )


class PageColumn(TitleColumn):
    """The title of a page; it leads to the page's editor. `page` says how a row names its page."""

    cell_template_name = "portal/admin/report_page_cell.html"

    def __init__(self, page=lambda row: row):
        super().__init__("title", label=_("Page"), get_url=lambda row: edit_address(page(row).pk))
        self.page = page

    def get_value(self, instance):
        return self.page(instance).title

    def get_cell_context_data(self, instance, parent_context):
        page = self.page(instance)
        context = {"page": page, "address": path_of(page) if page.live else ""}
        return super().get_cell_context_data(instance, parent_context) | context


def edit_address(pk) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def status_column(page=lambda row: row):
    return Column("status", label=_("Status"), accessor=lambda row: _("live") if page(row).live else _("draft"))


class ReportItem(MenuItem):
    def __init__(self, report):
        super().__init__(
            report.page_title,
            reverse_lazy(report.url_name()),
            name=report.slug,
            icon_name=report.icon,
            order=report.order,
        )
        self.report = report

    def is_shown(self, request):
        return self.report.may_see(request.user)


def register(*reports):
    """Give reports their addresses and their places in the menu."""
    for report in reports:
        hooks.register("register_admin_urls", lambda report=report: addresses(report))
        hooks.register("register_reports_menu_item", lambda report=report: ReportItem(report))


def addresses(report):
    return [
        path(f"reports/{report.slug}/", report.as_view(), name=report.url_name()),
        path(f"reports/{report.slug}/results/", report.as_view(results_only=True), name=f"{report.url_name()}_results"),
    ]
