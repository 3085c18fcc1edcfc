"""Legal hold, set by auditors: they find a request by its reference and see where it stands, never what was answered."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import audit, triage
from appointments.desk.base import DeskView
from appointments.models import AccessAction, AppointmentRequest
from appointments.references import read_reference, shown
from appointments.refusals import Conflict, TriageError


class ReferenceForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=20,
        label_suffix="",
        error_messages={"required": gettext_lazy("Enter the reference of a request.")},
    )

    def clean_reference(self):
        try:
            return read_reference(self.cleaned_data["reference"])
        except ValueError as error:
            raise ValidationError(_("Check the reference: it has 8 characters, like 7K4M-2Q9B.")) from error

    def clean(self):
        values = super().clean()
        if reference := values.get("reference"):
            values["appointment"] = AppointmentRequest.objects.filter(reference=reference).first()
            if values["appointment"] is None:
                self.add_error("reference", _("No request has this reference."))
        return values


class FindHoldView(DeskView):
    action = "legal_hold"

    def get(self, request):
        return self.page(ReferenceForm())

    def post(self, request):
        form = ReferenceForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        return redirect("appointments_desk:set_legal_hold", pk=form.cleaned_data["appointment"].pk)

    def page(self, form, status=200):
        held = (
            AppointmentRequest.objects.filter(legal_hold=True).order_by("reference").only("pk", "reference", "status")
        )
        return hold_page(self.request, "hold_find", {"form": form, "held": held}, status)


class LegalHoldView(DeskView):
    action = "set_legal_hold"

    def get(self, request, pk):
        return self.page(self.load(pk))

    def load(self, pk):
        """Where a request stands. Every look at it is recorded, as any other."""
        fields = ("reference", "status", "status_reason", "submitted_at", "closed_at", "legal_hold", "version", "queue")
        appointment = (
            AppointmentRequest.objects.filter(pk=pk).select_related("queue").only(*fields, "queue__name").first()
        )
        if appointment is None:
            raise Http404
        audit.record_access(AccessAction.VIEWED, self.request.user, appointment, reason="legal_hold")
        return appointment

    def post(self, request, pk):
        hold = request.POST.get("hold") == "1"
        try:
            version = int(request.POST.get("version", ""))
            triage.set_legal_hold(pk, expected_version=version, actor=request.user, hold=hold)
        except (ValueError, Conflict):
            return self.page(self.load(pk), _("The request changed meanwhile. Look again and repeat it."), status=409)
        except TriageError as refusal:
            return self.page(self.load(pk), str(refusal), status=422)
        except AppointmentRequest.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("The legal hold is set.") if hold else _("The legal hold is lifted."))
        return redirect("appointments_desk:set_legal_hold", pk=pk)

    def page(self, appointment, error="", status=200):
        context = {"appointment": appointment, "reference": shown(appointment.reference), "error": error}
        return hold_page(self.request, "hold", context, status)


def hold_page(http_request, template, context, status):
    title = _("Legal hold")
    crumbs = [{"url": reverse("appointments_desk:legal_hold"), "label": title}]
    if "reference" in context:
        crumbs.append({"url": None, "label": context["reference"]})
    context |= {"header_title": title, "breadcrumbs_items": crumbs}
    return render(http_request, f"appointments/admin/{template}.html", context, status=status)
