"""What readers looked for in vain, with a way to mend it."""

from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from portal.models import SearchTermCount
from portal.reports.base import Report
from portal.search import counts

MAY_SEE = "portal.add_searchsynonym"


class MendColumn(Column):
    """One click to a new synonym with these words."""

    cell_template_name = "portal/admin/search_mend_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        address = f"{reverse('wagtailsnippets_portal_searchsynonym:add')}?words={quote(instance['term'])}"
        return super().get_cell_context_data(instance, parent_context) | {"address": address}


class SearchesWithoutResult(Report):
    slug = "searches"
    page_title = _("Searches without result")
    icon = header_icon = "search"
    order = 700
    model = SearchTermCount
    about = _(
        "What readers looked for in the last 30 days and nothing was found. Texts that only a few people typed are not "
        "listed."
    )
    columns = [
        Column("term", label=_("Searched for"), classname="title"),
        Column("language", label=_("Language")),
        Column("hits", label=_("Times")),
    ]

    @staticmethod
    def may_see(user):
        return user.has_perm(MAY_SEE)

    def rows(self):
        return counts.without_result()

    def get_table(self, object_list):
        columns = [*self.columns, MendColumn("mend", label=_("What you can do"), accessor="term")]
        return self.table_class(columns, object_list, **self.get_table_kwargs())
