"""The doors of the desk in the admin."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.snippets.models import register_snippet

from appointments.access import visible_requests
from appointments.desk import detail_menu, home  # noqa: F401  (register themselves)
from appointments.desk.queues import waiting_count
from appointments.models import EventKind
from appointments.permissions import may
from appointments.viewsets import AppointmentRules

register_snippet(AppointmentRules)


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("appointments/", include("appointments.desk.urls"))]


class AppointmentsItem(MenuItem):
    """Shown to those who may list; says how many new requests nobody has claimed."""

    def is_shown(self, request):
        return may(request.user, "list")

    def render_component(self, request):
        waiting = waiting_count(visible_requests(request.user))
        label = f"{self.label} ({waiting})" if waiting.number else self.label
        return LinkMenuItem(
            self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs
        )


@hooks.register("register_admin_menu_item")
def appointments_item():
    return AppointmentsItem(
        _("Appointments"),
        reverse_lazy("appointments_desk:queue"),
        name="appointments",
        icon_name="calendar-check",
        order=150,
    )


@hooks.register("register_log_actions")
def name_steps(actions):
    """Each step shows in Wagtail's history under its name, with the reference and nothing else."""
    for kind in EventKind:
        actions.register_action(f"appointments.{kind}", kind.label, kind.label)
