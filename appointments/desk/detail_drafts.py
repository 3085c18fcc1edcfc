"""Notes that are being typed: kept on the server, one a person and request, until they are a note or emptied."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appointments import access
from appointments.desk.base import DeskView
from appointments.desk.detail_page import detail_url
from appointments.models import NoteDraft

LONGEST = 4000


def keep_draft(appointment, request) -> None:
    """Save the text that a form carries, whatever comes of the step itself. Nobody else's change touches it."""
    if "text" not in request.POST or request.resolver_match.url_name == "decline":
        return
    save_draft(appointment, request.user, request.POST["text"])


def save_draft(appointment, user, text) -> None:
    text = text.replace("\r\n", "\n").replace("\x00", "")[:LONGEST]
    if text.strip():
        NoteDraft.objects.update_or_create(request=appointment, user=user, defaults={"text": text})
    else:
        drop_draft(appointment, user)


def drop_draft(appointment, user) -> None:
    NoteDraft.objects.filter(request=appointment, user=user).delete()


def draft_of(appointment, user) -> NoteDraft | None:
    return NoteDraft.objects.filter(request=appointment, user=user).first()


class SaveDraftView(DeskView):
    action = "add_note"

    def post(self, request, pk):
        appointment = access.visible_requests(request.user).filter(pk=pk, purged_at=None).first()
        if appointment is None:
            access.deny(request.user, pk, what="note_draft")
            raise Http404
        save_draft(appointment, request.user, request.POST.get("text", ""))
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"saved": _("Draft saved")})
        messages.success(request, _("Draft saved."))
        return redirect(detail_url(appointment) + "#note")
