"""Where a form begins: phone and hours first, what is asked, when the call comes. Nothing is stored before "Start"."""

from django.http import HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from appointments import drafts, sla, spam
from appointments.forms.choosers import as_field
from appointments.forms.flow import FLOWS
from appointments.models import Queue
from appointments.models.choices import Priority
from appointments.views import trouble
from appointments.views.words import moment_words, privacy_url
from portal.origin import is_foreign
from portal.source_page import PARAMETER, source_entry, source_page, token_for


@require_safe
def request_call(request):
    return start_page(request, "request")


@require_safe
def refer_patient(request):
    return start_page(request, "referral")


def start_page(request, form):
    source, entry = source_page(request), source_entry(request)
    trouble.known_phone(request)
    context = {
        "form_kind": form,
        "start_url": start_url(form, source or entry),
        "source": source,
        "entry": entry,
        "call_by": moment_words(next_call()),
        "privacy_url": privacy_url(),
    }
    return render(request, f"appointments/{form}/start.html", context)


def start_url(form, source) -> str:
    url = reverse(f"appointments:{form}_start")
    return f"{url}?{PARAMETER}={token_for(source)}" if source else url


def next_call():
    """When a request sent now would be called back; None when nobody can say."""
    queue = Queue.objects.filter(is_for_minors=False).order_by("pk").first()
    return sla.due_or_none(queue, Priority.ROUTINE, timezone.now()) if queue else None


@csrf_exempt
@require_POST
def start(request, form):
    """A new draft. Acts for nobody and stores no answer, so the page before needs no cookie."""
    if is_foreign(request):
        return HttpResponseForbidden("This form belongs to another site.")
    if spam.starts_too_often(request):
        return trouble.too_many(request, FLOWS[form], has_answers=False)
    entry = source_entry(request)
    draft, key = drafts.begin(request, form, source_page(request), **({as_field(entry): entry} if entry else {}))
    response = redirect(page_url(draft, FLOWS[form].pages[0]))
    drafts.hand_over(response, key)
    return response


def page_url(draft, page) -> str:
    return reverse(f"appointments:{draft.form}_page", args=[draft.pk, page.slug])
