"""The first page of the admin for those who work with requests: what waits, in numbers, and the way there."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from appointments import access
from appointments.desk.queues import VIEWS, Moment, view_counts
from appointments.permissions import may

SHOWN = ("callable", "overdue", "mine", "unclaimed", "waiting", "held")
ROOMS = (
    ("audit", _("Audit"), "appointments_desk:audit"),
    ("legal_hold", _("Legal hold"), "appointments_desk:legal_hold"),
)


class DeskPanel(Component):
    name = "desk"
    template_name = "appointments/admin/home_panel.html"
    order = 90

    class Media:
        css = {"all": ["css/admin/queue.css"]}

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"views": views_for(user), "rooms": rooms_for(user), "queue": reverse("appointments_desk:queue")}


def views_for(user) -> list:
    """Numbers only, so nothing is looked at: the log has nothing to keep."""
    if not may(user, "list"):
        return []
    counts = view_counts(access.visible_requests(user), user, Moment.present())
    return [{"view": VIEWS[key], "count": counts[key]} for key in SHOWN]


def rooms_for(user) -> list:
    return [{"label": label, "url": reverse(route)} for action, label, route in ROOMS if may(user, action)]


@hooks.register("construct_homepage_panels")
def what_waits_at_the_desk(request, panels):
    if may(request.user, "list") or may(request.user, "audit"):
        panels.insert(0, DeskPanel())
