"""When a form cannot go on: its draft is gone, it was sent before, the database is away. What was typed is shown again."""

import logging
import uuid
from contextlib import suppress

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.forms import EmailInput, Textarea, TextInput
from django.shortcuts import render
from django.urls import translate_url

from appointments import spam
from appointments.models import AppointmentRequest
from portal import contacts

NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", "proof", "website"})
RETRY_AFTER = "30"  # seconds

logger = logging.getLogger(__name__)
last_phone = None  # as it was shown last: for the time in which nothing can be read


def no_draft(request, flow, page, draft_id):
    """The draft has been sent, has expired, or belongs to another browser. That we have it is said of this form only."""
    from appointments.views import send

    was_sent = False

    if request.method == "POST":
        sent = sent_with(request.POST.get("nonce", ""))
        if sent is not None:
            if page is flow.last and request.POST.get("shown") == sent.payload_hash:
                return send.to_sent_page(flow, sent, draft_id)
            return already_sent(request, flow, page)
    else:
        was_sent = send.sent_in_this_browser(request, flow.form, draft_id) is not None
    words = context(request, flow, page) | {"was_sent": was_sent}
    return render(request, "appointments/gone.html", words, status=410)


def already_sent(request, flow, page):
    return render(request, "appointments/already_sent.html", context(request, flow, page), status=409)


def too_many(request, flow, has_answers=True):
    """More than a busy clinic sends. The answers stay where they are."""
    wait = spam.seconds_left()
    words = {"minutes": -(-wait // 60), "has_answers": has_answers}
    response = render(request, "appointments/too_many.html", words, status=429)
    response["Retry-After"] = str(wait)
    return response


def storage_away(request, flow, page, error):
    """503, with all that was typed in the form still, ready to be sent again; and the phone number."""
    logger.error("The storage failed on page %s of form %s (%s)", page.slug, flow.form, type(error).__name__)
    fields = [
        {"name": name, "value": value}
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
    words = {"fields": fields, "typed": typed_words(request, page), "phone": known_phone(request)}
    response = render(request, "appointments/away.html", words, status=503)
    response["Retry-After"] = RETRY_AFTER
    return response


def known_phone(request):
    """The number for appointments, from memory where the database is away."""
    global last_phone
    with suppress(DatabaseFailure):
        last_phone = contacts.view(request, "appointments") or last_phone
    return last_phone


def translations(request) -> dict:
    """Language → address of this page in it: a draft may be continued in any language."""
    return {code: translate_url(request.get_full_path(), code) for code, _name in settings.LANGUAGES}


def context(request, flow, page) -> dict:
    return {"flow": flow, "form_kind": flow.form, "typed": typed_words(request, page)}


def typed_words(request, page) -> list[dict]:
    """[{label, text}] of the text somebody typed on the page they sent."""
    if request.method != "POST":
        return []
    try:
        bound = page(request.POST)
    except DatabaseFailure:  # its choices cannot be read
        return []
    return [
        {"label": bound[name].label, "text": value}
        for name, value in bound.typed().items()
        if isinstance(bound.fields[name].widget, (TextInput, EmailInput, Textarea)) and value and value.strip()
    ]


def sent_with(nonce) -> AppointmentRequest | None:
    try:
        return AppointmentRequest.objects.filter(form_nonce=uuid.UUID(nonce)).first()
    except ValueError:
        return None
