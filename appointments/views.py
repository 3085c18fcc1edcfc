"""Asking for an appointment. For now by phone: the number, the hours and what happens next."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.source_page import source_page


@require_safe
def request_call(request):
    return render(request, "appointments/request_call.html", {"kind": "request", "source": source_page(request)})


@require_safe
def refer_patient(request):
    return render(request, "appointments/request_call.html", {"kind": "refer"})
