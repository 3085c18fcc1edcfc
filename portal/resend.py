"""A form that was refused for its age comes back with what was typed, to be sent once more."""

import logging

from django.http import HttpResponse
from django.template import loader

from portal.errors import static_page
from portal.origin import is_foreign

logger = logging.getLogger(__name__)

NOT_KEPT = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"}
LONGEST = 200_000  # characters


def resend_page(request, status, signed_out=False) -> HttpResponse:
    """The typed text in a form with a new token. Only for forms of our own pages: a foreign one is not offered again."""
    if request.method != "POST" or is_foreign(request):
        return static_page(403)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_KEPT]
    if sum(len(value) for _name, value in fields) > LONGEST:
        return static_page(403)
    shown = [(name, value) for name, value in fields if len(value.split()) > 1]
    context = {"fields": fields, "shown": shown, "signed_out": signed_out, "address": request.get_full_path()}
    try:
        return HttpResponse(loader.render_to_string("resend.html", context, request=request), status=status)
    except Exception:  # the page of a refusal must not raise
        logger.exception("The page that offers a form again failed")
        return static_page(403)


def csrf_failure(request, reason=""):
    return resend_page(request, status=403)
