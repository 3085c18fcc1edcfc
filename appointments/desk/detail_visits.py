"""The calendar file of an agreed visit."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from appointments.desk.base import DeskView
from appointments.desk.detail_page import look_at
from appointments.references import shown
from appointments.visits_ics import calendar_file, sequence_of


class VisitFileView(DeskView):
    action = "view"

    def get(self, request, pk, visit):
        appointment = look_at(request.user, pk)
        visit = get_object_or_404(appointment.visits.select_related("supersedes"), pk=visit)
        response = HttpResponse(calendar_file(visit, sequence_of(visit)), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{shown(appointment.reference)}.ics"'
        return response
