"""The admin's doors of the portal: what editors can reach, and what is refused there with a clear message."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal import admin_guards, viewsets

register_snippet(viewsets.AlertViewSet)
register_snippet(viewsets.ContactGroup)
register_snippet(viewsets.TeamViewSet)

# in place of Wagtail's actions of the same name
hooks.register("register_bulk_action", admin_guards.NamingDeleteBulkAction, order=10)
hooks.register("register_bulk_action", admin_guards.CarefulPublishBulkAction, order=10)

hooks.register("before_delete_snippet", admin_guards.refuse_to_delete_snippets)


@hooks.register("before_delete_page")
def refuse_to_delete_a_page_in_use(request, page):
    return admin_guards.refuse_to_delete_pages(request, [page])
