"""When a form cannot go on: its draft is gone, it was sent before, the database is away. What was typed is shown again."""

from django.http import Http404
from django.shortcuts import render

from appointments.models import AppointmentRequest

SKIPPED = frozenset({"csrfmiddlewaretoken", "nonce", "shown", "proof", "website"})


def not_found(request):
    raise Http404


def no_draft(request, flow, page):
    """The draft has been sent, has expired, or belongs to another browser."""
    if request.method == "POST":
        from appointments.views import send

        sent = sent_with(request.POST.get("nonce", ""))
        if sent is not None:
            if page is flow.last and request.POST.get("shown") == sent.payload_hash:
                return send.to_sent_page(flow, sent)
            return already_sent(request, flow, page)
    return render(request, "appointments/gone.html", context(request, flow, page), status=410)


def already_sent(request, flow, page):
    return render(request, "appointments/already_sent.html", context(request, flow, page), status=409)


def context(request, flow, page) -> dict:
    return {"flow": flow, "form_kind": flow.form, "typed": typed_words(request, page)}


def typed_words(request, page) -> list[dict]:
    """[{label, text}] of the text somebody typed on the page they sent."""
    if request.method != "POST":
        return []
    bound = page(request.POST)
    return [
        {"label": bound[name].label, "text": value}
        for name, value in bound.typed().items()
        if isinstance(value, str) and value.strip()
    ]


def sent_with(nonce) -> AppointmentRequest | None:
    import uuid

    try:
        return AppointmentRequest.objects.filter(form_nonce=uuid.UUID(nonce)).first()
    except ValueError:
        return None
