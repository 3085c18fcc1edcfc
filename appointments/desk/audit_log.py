"""Who looked at which request, and what was done to it. Nothing of a patient is shown here.

Auditors see everything, scheduling managers what their team did, schedulers what they did themselves.
"""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.desk.base import DeskView
from appointments.desk.queue_export import REASONS
from appointments.models import AccessAction, AccessLogEntry, BreakGlass, EventKind, RequestEvent
from appointments.permissions import DESK, GROUPS, Role, may, roles_of
from appointments.references import read_reference

PER_PAGE = 50
WHY = dict(REASONS)
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
    action = forms.ChoiceField(label=gettext_lazy("Kind of look"), required=False)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=20, required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data, reader):
        super().__init__(data, label_suffix="")
        self.people = people_for(reader)
        self.fields["actor"].queryset = everybody() if self.people is None else self.people
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
        if self.people is not None:
            rows = rows.filter(actor__in=self.people)
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


def everybody():
    """All whom the log may name: staff of the desk, and administrators, who may have emergency access."""
    staff = Q(groups__name__in=GROUPS) | Q(is_superuser=True)
    return get_user_model().objects.filter(staff).distinct().order_by("username")


def people_for(reader):
    """Whose rows somebody may read; None for everybody's."""
    roles = roles_of(reader)
    if Role.AUDITOR in roles:
        return None
    if Role.MANAGER in roles:
        team = [name for name, role in GROUPS.items() if role in DESK]
        return get_user_model().objects.filter(groups__name__in=team).distinct().order_by("username")
    return get_user_model().objects.filter(pk=reader.pk)


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


class AuditLog(DeskView):
    action = "access_log"

    def get(self, request):
        form = AuditForm({"kind": LOOKS} | request.GET.dict(), request.user)
        before = request.GET.get("before", "")
        rows = form.rows()
        if before.isascii() and before.isdigit() and len(before) < 19:
            rows = rows.filter(pk__lt=int(before))
        rows = list(rows[: PER_PAGE + 1])
        shown, has_more = rows[:PER_PAGE], len(rows) > PER_PAGE
        further = request.GET.copy()
        if has_more:
            further["before"] = shown[-1].pk
        title = _("Audit") if form.people is None else _("Access log")
        top = {"url": reverse("appointments_desk:queue"), "label": _("Appointments")}
        context = {
            "form": form,
            "rows": [row_words(row) for row in shown],
            "further": further.urlencode() if has_more else "",
            "is_further": bool(before),
            "emergencies": emergencies_for(request.user),
            "scope": scope_words(request.user),
            "breadcrumbs_items": [*([top] if may(request.user, "list") else []), {"url": None, "label": title}],
            "header_title": title,
            "header_icon": "history",
            "page_title": title,
        }
        return render(request, "appointments/admin/audit.html", context, status=200 if form.is_valid() else 422)


def emergencies_for(reader):
    """The last five; a scheduler has no part in them."""
    if not roles_of(reader) & {Role.AUDITOR, Role.MANAGER}:
        return []
    return BreakGlass.objects.select_related("user").order_by("-started_at")[:5]


def scope_words(reader) -> str:
    roles = roles_of(reader)
    if Role.AUDITOR in roles:
        return _("Everything that anybody looked at or did.")
    return _("What your team looked at and did.") if Role.MANAGER in roles else _("What you looked at and did.")


def row_words(row) -> dict:
    is_step = isinstance(row, RequestEvent)
    return {
        "at": row.at,
        "actor": row.actor,
        "role": Role(row.role).label if row.role in Role.values else row.role,
        "what": EventKind(row.kind).label if is_step else AccessAction(row.action).label,
        "reference": str(row.request) if row.request_id else "",
        "reason": WHY.get(row.reason, row.reason),
        "count": row.detail.get("count") if isinstance(row.detail, dict) else None,
    }
