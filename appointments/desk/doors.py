"""People who only work with requests have no business among drafts: the rooms of editors are closed to them."""

from wagtail.admin.auth import permission_denied

from appointments.permissions import GROUPS, Role

EDITORS_ROOMS = (
    "/admin/api/",
    "/admin/choose-",
    "/admin/documents/",
    "/admin/embeds/",
    "/admin/images/",
    "/admin/pages/",
    "/admin/reports/",
    "/admin/searchpicks/",
    "/admin/snippets/choose/",
    "/admin/tag-autocomplete/",
    "/admin/workflows/",
)
# What choosing a phone number or its hours needs; and what auditors read.
OPEN = ("/admin/snippets/choose/portal/contactpoint/", "/admin/snippets/choose/portal/openingcalendar/")
OPEN_TO_AUDITORS = "/admin/reports/site-history/"


class EditorsRoomsMiddleware:
    """Stands after the session's middleware. Whoever also has an editing role walks in as before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        if path.startswith(EDITORS_ROOMS) and not path.startswith(OPEN) and is_closed_to(request.user, path):
            return permission_denied(request)
        return self.get_response(request)


def is_closed_to(user, path) -> bool:
    if not user.is_authenticated or user.is_superuser:
        return False
    names = set(user.groups.values_list("name", flat=True))
    if not names or not names <= GROUPS.keys():
        return False
    is_auditor = Role.AUDITOR in {GROUPS[name] for name in names}
    return not (is_auditor and path.startswith(OPEN_TO_AUDITORS))
