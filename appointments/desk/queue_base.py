"""What the pages of the list have in common: nothing is shown before the access log says who was shown what."""

from django.db import DatabaseError
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import access, audit
from appointments.desk.base import DeskView
from appointments.desk.queue_rows import load_rows
from appointments.desk.queues import Moment
from appointments.models import AccessAction
from appointments.permissions import emergency_access, may


class NotRecorded(Exception):
    """The access log could not be written; so nothing may be shown."""


class QueuePage(DeskView, abstract=True):
    """Show rows with `rows(ids)`, which writes the row of the log; then `page(template, **context)`."""

    title = gettext_lazy("Appointments")
    icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotRecorded:
            return self.page("not_recorded", status=503)

    @cached_property
    def moment(self) -> Moment:
        return Moment.present()

    @cached_property
    def visible(self):
        return access.visible_requests(self.request.user)

    def rows(self, ids, action=AccessAction.LISTED, **detail) -> list:
        self.record(action, requests=[str(pk) for pk in ids], count=len(ids), **detail)
        return load_rows(ids, self.moment, self.request.user)

    def record(self, action, reason="", **detail):
        """One row in the access log. Raises NotRecorded."""
        try:
            audit.record_access(
                action, self.request.user, reason=reason or access.reason_of(self.request.user), **detail
            )
        except DatabaseError as error:
            raise NotRecorded from error

    def may(self, action) -> bool:
        return may(self.request.user, action)

    def breadcrumbs(self) -> list:
        top = {"url": reverse("appointments_desk:queue"), "label": _("Appointments")}
        return [top] if self.title == QueuePage.title else [top, {"url": "", "label": self.title}]

    def page(self, template, status=200, **context):
        context |= {
            "page_title": self.title,
            "breadcrumbs_items": self.breadcrumbs(),
            "header_icon": self.icon,
            "header_title": self.title,
            "emergency": emergency_access(self.request.user),
            "moment": self.moment if status != 503 else None,
            "may": {
                name: self.may(name)
                for name in ("search", "save_view", "share_view", "export", "print", "metrics", "access_log")
            },
            "may_claim": self.may("claim"),
        }
        return render(self.request, f"appointments/admin/{template}.html", context, status=status)
