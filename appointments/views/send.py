"""The last page: all answers, one button; then the page that says the request has arrived."""

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments import consents
from appointments.forms.flow import FLOWS
from appointments.forms.summary import summary_of
from appointments.guards import personal
from appointments.models import AppointmentRequest
from appointments.models.choices import Person, RequestKind
from appointments.rules import shown_phone
from appointments.submit import AlreadySent, Incomplete, payload_hash, submit
from appointments.views import trouble
from appointments.views.entry import page_url
from appointments.views.words import moment_words, privacy_url

DAY = 24 * 3600
SALT = "appointments.sent"


def check_page(request, flow, draft, walk):
    if request.method == "POST":
        return send(request, flow, draft, walk)
    return show(request, flow, draft, walk)


def send(request, flow, draft, walk):
    if request.POST.get("nonce") != str(draft.nonce) or request.POST.get("shown") != payload_hash(draft.form, walk):
        return show(request, flow, draft, walk, has_changed=True)
    try:
        sent = submit(draft, draft.nonce)
    except Incomplete as incomplete:
        return redirect(page_url(draft, incomplete.page))
    except AlreadySent:
        return trouble.already_sent(request, flow, flow.last)
    return to_sent_page(flow, sent)


def show(request, flow, draft, walk, has_changed=False):
    kind = RequestKind.REFERRAL if flow.form == "referral" else RequestKind(walk.answers["for_whom"])
    context = {
        "draft": draft,
        "form": flow.last(earlier=walk.answers),
        "topic": flow.last.topic,
        "step": _("Step %(number)s of %(count)s") % {"number": len(flow.pages), "count": len(flow.pages)},
        "back_url": page_url(draft, flow.before(flow.last)),
        "parts": [
            part | {"url": page_url(draft, flow.page(part["slug"])) + "?change"} for part in summary_of(walk, draft)
        ],
        "shown": payload_hash(draft.form, walk),
        "sentence": consents.call_sentence(kind),
        "is_referral": kind == RequestKind.REFERRAL,
        "has_changed": has_changed,
        "privacy_url": privacy_url(),
        "source": draft.source_page,
    }
    return render(request, flow.last.template, context, status=409 if has_changed else 200)


def to_sent_page(flow, sent):
    response = redirect(reverse(f"appointments:{flow.form}_sent"))
    response.set_signed_cookie(
        settings.SENT_COOKIE_NAME,
        str(sent.pk),
        salt=SALT,
        max_age=DAY,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
def sent_page(request, form):
    """For a day, in the browser that sent the form; for others a page that says nothing."""
    flow, sent = FLOWS[form], sent_in_this_browser(request, form)
    if sent is None:
        return render(request, "appointments/sent_neutral.html", {"form_kind": form})
    return render(request, "appointments/sent.html", {"form_kind": form, "flow": flow, **words_of(sent)})


def sent_in_this_browser(request, form) -> AppointmentRequest | None:
    try:
        pk = request.get_signed_cookie(settings.SENT_COOKIE_NAME, salt=SALT, max_age=DAY)
    except (KeyError, signing.BadSignature):
        return None
    requests = AppointmentRequest.objects.filter(pk=pk, purged_at=None)
    requests = (
        requests.filter(kind=RequestKind.REFERRAL)
        if form == "referral"
        else requests.exclude(kind=RequestKind.REFERRAL)
    )
    return requests.first()


def words_of(sent) -> dict:
    contact = personal(sent, "contact")
    person = personal(sent, "requester" if contact and contact.call_whom == Person.REQUESTER else "patient")
    return {
        "reference": str(sent),
        "number": shown_phone(person.phone_e164) if person else "",
        "call_by": moment_words(sent.promised_by),
        "is_behalf": sent.kind == RequestKind.BEHALF,
        "is_referral": sent.kind == RequestKind.REFERRAL,
    }
