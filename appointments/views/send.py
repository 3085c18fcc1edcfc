"""The last page: all answers, one button; then the page that says the request has arrived."""

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appointments import consents, drafts, spam
from appointments.forms.flow import FLOWS
from appointments.forms.summary import summary_of
from appointments.guards import personal, referrer_first
from appointments.models import AppointmentRequest, AppointmentSettings
from appointments.models.choices import Person, RecordsRoute, RequestKind
from appointments.rules import shown_phone
from appointments.submit import AlreadySent, Incomplete, payload_hash, submit
from appointments.views import trouble
from appointments.views.entry import page_url
from appointments.views.words import moment_words, privacy_url, step_words
from portal.models import BrandSettings

DAY = 24 * 3600
SALT = "appointments.sent"
TRAPPED = "trapped"  # a key of a draft's answers: the field nobody sees was filled in on one of its pages


def check_page(request, flow, draft, walk):
    if request.method == "POST":
        return send(request, flow, draft, walk)
    return show(request, flow, draft, walk)


def send(request, flow, draft, walk):
    if request.POST.get("nonce") != str(draft.nonce) or request.POST.get("shown") != payload_hash(draft.form, walk):
        return show(request, flow, draft, walk, has_changed=True)
    load = spam.count_sending(request)
    if load.is_too_much:
        return trouble.too_many(request, flow)
    try:
        sent = submit(draft, draft.nonce, spam_signs=signs_of(request, draft, walk, load))
    except Incomplete as incomplete:
        return redirect(page_url(draft, incomplete.page))
    except AlreadySent:
        return trouble.already_sent(request, flow, flow.last)
    drafts.count_quietly(flow.form, "sent")
    return to_sent_page(flow, sent, draft.pk)


def signs_of(request, draft, walk, load) -> list[str]:
    sending = spam.Sending(
        started_at=draft.started_at,
        trap=request.POST.get(spam.HONEYPOT, "") or draft.answers.get(TRAPPED, ""),
        proof=request.POST.get("proof", ""),
        nonce=str(draft.nonce),
        load=load,
    )
    return spam.signs_of(sending, walk.answers.get("own_words") or walk.answers.get("summary", ""))


def show(request, flow, draft, walk, has_changed=False):
    kind = RequestKind.REFERRAL if flow.form == "referral" else RequestKind(walk.answers["for_whom"])
    context = {
        "draft": draft,
        "form": flow.last(earlier=walk.answers),
        "topic": flow.last.topic,
        "step": step_words(flow, flow.last),
        "back_url": page_url(draft, flow.before(flow.last)),
        "parts": [
            part | {"url": page_url(draft, flow.page(part["slug"])) + "?change"} for part in summary_of(walk, draft)
        ],
        "shown": payload_hash(draft.form, walk),
        "sentence": consents.call_sentence(kind),
        "is_referral": kind == RequestKind.REFERRAL,
        "has_changed": has_changed,
        "translations": trouble.translations(request),
        "challenge": spam.challenge_for(draft.nonce, spam.present_load(request)),
        "privacy_url": privacy_url(),
        "source": draft.source_page,
    }
    return render(request, flow.last.template, context, status=409 if has_changed else 200)


def to_sent_page(flow, sent, draft_id):
    """The cookie names the draft, too: its address then says that this form was sent, and no other says so."""
    response = redirect(reverse(f"appointments:{flow.form}_sent"))
    response.status_code = 303  # see another page: what was sent is stored
    response.set_signed_cookie(
        settings.SENT_COOKIE_NAME,
        f"{sent.pk}:{draft_id}",
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


def sent_in_this_browser(request, form, draft_id=None) -> AppointmentRequest | None:
    """What was sent last; with `draft_id` only if it was written in that draft."""
    try:
        cookie = request.get_signed_cookie(settings.SENT_COOKIE_NAME, salt=SALT, max_age=DAY)
    except (KeyError, signing.BadSignature):
        return None
    pk, _colon, written_in = cookie.partition(":")
    if draft_id is not None and written_in != str(draft_id):
        return None
    requests = AppointmentRequest.objects.filter(pk=pk, purged_at=None)
    requests = (
        requests.filter(kind=RequestKind.REFERRAL)
        if form == "referral"
        else requests.exclude(kind=RequestKind.REFERRAL)
    )
    return requests.first()


def words_of(sent) -> dict:
    contact, referral = personal(sent, "contact"), personal(sent, "referral")
    person = personal(sent, "requester" if contact and contact.call_whom == Person.REQUESTER else "patient")
    return {
        "reference": str(sent),
        "caller_id": AppointmentSettings.load().caller_id,
        "number": shown_phone(person.phone_e164) if person else "",
        "call_by": moment_words(sent.promised_by),
        "is_behalf": sent.kind == RequestKind.BEHALF,
        "is_referral": sent.kind == RequestKind.REFERRAL,
        "calls_referrer_first": referrer_first(sent),
        "sends_fax": referral is not None and referral.records_route == RecordsRoute.FAX,
        "hospital": BrandSettings.load().name,
    }
