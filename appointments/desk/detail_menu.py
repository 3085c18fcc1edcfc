"""What the menu of the admin offers beside the queue: audit and legal hold to auditors, emergency access to administrators."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from appointments.permissions import may


class ActionItem(MenuItem):
    """Shown to whoever may take its action."""

    def __init__(self, action, *args, **kwargs):
        self.action = action
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return may(request.user, self.action)


@hooks.register("register_admin_menu_item")
def legal_hold_item():
    url = reverse_lazy("appointments_desk:legal_hold")
    return ActionItem("legal_hold", _("Legal hold"), url, name="legal-hold", icon_name="lock", order=155)


@hooks.register("register_admin_menu_item")
def audit_item():
    url = reverse_lazy("appointments_desk:audit")
    return ActionItem("audit", _("Audit"), url, name="audit", icon_name="history", order=154)


@hooks.register("register_settings_menu_item")
def break_glass_item():
    url = reverse_lazy("appointments_desk:break_glass")
    return ActionItem("break_glass", _("Emergency access"), url, name="break-glass", icon_name="key", order=900)
