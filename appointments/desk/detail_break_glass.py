"""Emergency access: an administrator types why, may read for 30 minutes, and the scheduling managers are told."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.validators import MinLengthValidator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import audit
from appointments.desk.base import DeskView
from appointments.models import AccessAction, BreakGlass, MessageKind, Recipient
from appointments.notifications import queue_message
from appointments.permissions import emergency_access

MINUTES = 30


class BreakGlassForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you need to read requests now?"),
        help_text=gettext_lazy("No names of patients. It is kept with the record of your access."),
        max_length=500,
        label_suffix="",
        validators=[MinLengthValidator(10, gettext_lazy("Say a little more: at least 10 characters."))],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why you need it.")},
    )


class BreakGlassView(DeskView):
    action = "break_glass"

    def get(self, request):
        return self.page(BreakGlassForm())

    def post(self, request):
        form = BreakGlassForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        if emergency_access(request.user) is None:
            begin(request.user, form.cleaned_data["reason"])
        messages.warning(request, _("Emergency access has begun. It ends by itself after 30 minutes."))
        return redirect("appointments_desk:queue")

    def page(self, form, status=200):
        title = _("Emergency access")
        context = {
            "form": form,
            "minutes": MINUTES,
            "emergency": emergency_access(self.request.user),
            "header_title": title,
            "breadcrumbs_items": [{"url": None, "label": title}],
        }
        return render(self.request, "appointments/admin/break_glass.html", context, status=status)


@transaction.atomic
def begin(user, reason) -> BreakGlass:
    """Access, its row in the log and the alert: all or nothing."""
    now = timezone.now()
    access = BreakGlass.objects.create(
        user=user, reason=reason, started_at=now, ends_at=now + timedelta(minutes=MINUTES)
    )
    audit.record_access(AccessAction.BREAK_GLASS, user, reason=f"break_glass:{access.pk}", until=access.ends_at)
    queue_message(None, MessageKind.BREAK_GLASS, Recipient.LEADS, occurrence=f"break_glass:{access.pk}")
    return access
