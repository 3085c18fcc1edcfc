"""The auditor's screen: who looked at which request, and what was done to it. Nothing of a patient is shown here."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.desk.base import DeskView
from appointments.models import AccessAction, AccessLogEntry, BreakGlass, EventKind, RequestEvent
from appointments.permissions import GROUPS
from appointments.references import read_reference

PER_PAGE = 50
LOOKS, STEPS = "looks", "steps"


class AuditForm(forms.Form):
    """What of the log is shown. References name a request and open nothing, so they may stand in the address."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[(LOOKS, gettext_lazy("Who looked")), (STEPS, gettext_lazy("What was done"))],
        required=False,
    )
    actor = forms.ModelChoiceField(
        label=gettext_lazy("Person"), queryset=get_user_model().objects.none(), required=False, empty_label="–"
    )
    action = forms.ChoiceField(label=gettext_lazy("Look"), required=False)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=20, required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.filter(groups__name__in=GROUPS) | get_user_model().objects.filter(
            is_superuser=True
        )
        self.fields["actor"].queryset = staff.distinct().order_by("username")
        self.fields["action"].choices = [("", "–"), *AccessAction.choices]

    def clean_reference(self):
        text = self.cleaned_data["reference"]
        try:
            return read_reference(text) if text else ""
        except ValueError as error:
            raise ValidationError(_("Check the reference: it has 8 characters, like 7K4M-2Q9B.")) from error

    def rows(self):
        """The newest first. With an answer that cannot be read, nothing is shown rather than everything."""
        if not self.is_valid():
            return AccessLogEntry.objects.none()
        chosen = self.cleaned_data
        model = RequestEvent if chosen["kind"] == STEPS else AccessLogEntry
        rows = model.objects.select_related("actor", "request").order_by("-pk")
        if chosen["actor"]:
            rows = rows.filter(actor=chosen["actor"])
        if chosen["action"] and model is AccessLogEntry:
            rows = rows.filter(action=chosen["action"])
        if chosen["reference"]:
            rows = rows.filter(request__reference=chosen["reference"])
        if chosen["since"]:
            rows = rows.filter(at__gte=midnight(chosen["since"]))
        if chosen["until"]:
            rows = rows.filter(at__lt=midnight(chosen["until"]) + timedelta(days=1))
        return rows


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


class AuditLog(DeskView):
    action = "audit"

    def get(self, request):
        form = AuditForm({"kind": LOOKS} | request.GET.dict())
        before = request.GET.get("before", "")
        rows = form.rows()
        if before.isascii() and before.isdigit() and len(before) < 19:
            rows = rows.filter(pk__lt=int(before))
        rows = list(rows[: PER_PAGE + 1])
        shown, has_more = rows[:PER_PAGE], len(rows) > PER_PAGE
        further = request.GET.copy()
        if has_more:
            further["before"] = shown[-1].pk
        context = {
            "form": form,
            "rows": [row_words(row) for row in shown],
            "further": further.urlencode() if has_more else "",
            "is_further": bool(before),
            "emergencies": BreakGlass.objects.select_related("user").order_by("-started_at")[:5],
            "header_title": _("Audit"),
            "header_icon": "history",
            "page_title": _("Audit"),
        }
        return render(request, "appointments/admin/audit.html", context, status=200 if form.is_valid() else 422)


def row_words(row) -> dict:
    is_step = isinstance(row, RequestEvent)
    return {
        "at": row.at,
        "actor": row.actor,
        "role": row.role,
        "what": EventKind(row.kind).label if is_step else AccessAction(row.action).label,
        "reference": str(row.request) if row.request_id else "",
        "reason": row.reason,
        "count": row.detail.get("count") if isinstance(row.detail, dict) else None,
    }
