"""Pages that come instead of the form: the patient does not know; it cannot wait."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.models import AppointmentSettings


@require_safe
def patient_does_not_know(request):
    return render(request, "appointments/stop.html")


@require_safe
def oncologic_emergency(request):
    contact = AppointmentSettings.load().physician_contact
    return render(
        request, "appointments/emergency.html", {"contact_label": contact.label if contact else "appointments"}
    )
