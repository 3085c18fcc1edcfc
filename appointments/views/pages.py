"""One page of a form after the other. Only in order; Back and Change lead to any page that was reached before."""

from django.db import Error as DatabaseFailure
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from appointments import drafts, rules, spam
from appointments.forms.choosers import wish_of
from appointments.forms.conditions import SUGGESTIONS, condition_titles
from appointments.forms.flow import FLOWS, walk
from appointments.models import AppointmentSettings
from appointments.models.choices import RequestKind
from appointments.views import send, trouble
from appointments.views.entry import page_url
from appointments.views.words import step_words

ERRORS = "errors"  # in the address: say what is wrong with the last attempt


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request, form, draft_id, slug):
    """Storage that fails never looks like success: the page says so, and holds what was typed."""
    flow = FLOWS[form]
    page = flow.page(slug)
    if page is None:
        raise Http404
    try:
        return step(request, flow, page, draft_id)
    except DatabaseFailure as error:
        return trouble.storage_away(request, flow, page, error)


def step(request, flow, page, draft_id):
    form, slug = flow.form, page.slug
    draft = drafts.find(request, form, draft_id)
    if draft is None:
        return trouble.no_draft(request, flow, page, draft_id)
    before = walk(draft, until=page)
    if before.stop:
        return redirect(page_url(draft, before.stop))
    if page is flow.last:
        return send.check_page(request, flow, draft, before)
    if request.method == "POST":
        return answer(request, flow, page, draft, before)
    attempt = drafts.attempt_at(draft, slug)
    typed = draft.answers.get(slug) if attempt is None else attempt
    bound = page(typed, earlier=before.answers, source=draft.source_page, initial=wish_of(draft))
    return show(request, flow, bound, draft, show_errors=attempt is not None and ERRORS in request.GET)


def answer(request, flow, page, draft, before):
    bound = page(request.POST, earlier=before.answers, source=draft.source_page)
    if "remove_source" in request.POST:
        return without_source(request, flow, page, draft, before)
    if "go_on" in request.POST:  # more time; what was typed stays
        return come_back(request, flow, bound, draft)
    if getattr(bound, "stops", False):
        drafts.remove(draft)
        return redirect(reverse("appointments:stop"))
    if getattr(bound, "is_emergency", False):
        return redirect(reverse("appointments:emergency"))
    if not bound.is_valid():
        return come_back(request, flow, bound, draft, ERRORS)
    if request.POST.get(spam.HONEYPOT):
        draft.answers[send.TRAPPED] = "yes"
    drafts.keep(draft, page.slug, bound.typed(), next_slug=flow.after(page).slug)
    return redirect(page_url(draft, next_page(flow, page, draft, request)))


def next_page(flow, page, draft, request):
    """The next page in order; after a Change the first page that does not hold, which is the check page when all do."""
    if "change" not in request.GET:
        return flow.after(page)
    return walk(draft).stop or flow.last


def without_source(request, flow, page, draft, before):
    """The reader does not want us to know where they came from. What was typed on this page stays."""
    suggested = page(earlier=before.answers, source=draft.source_page)["condition"].initial
    draft.source_page = None
    typed = page(request.POST, earlier=before.answers).typed()
    if typed.get("condition") == suggested:
        typed["condition"] = ""
    return come_back(request, flow, page(typed, earlier=before.answers), draft)


def come_back(request, flow, bound, draft, *words):
    """The same page once more, by its address: so that the browser's Back never asks to send a form again.

    More text than people type is not kept, and shown at once instead.
    """
    typed = bound.typed()
    if not drafts.keep_attempt(draft, bound.slug, typed):
        return show(request, flow, bound, draft, show_errors=bool(words))
    query = "&".join([*(["change"] if "change" in request.GET else []), *words])
    url = page_url(draft, type(bound))
    return redirect(f"{url}?{query}" if query else url)


def show(request, flow, bound, draft, show_errors=True):
    """An answer with errors is a page like any other: status 200, as browsers and screen readers expect."""
    page = type(bound)
    errors = bound.errors_in_order() if show_errors and bound.is_bound else []
    if not errors and bound.is_bound:
        bound = unchecked(bound)
    before = flow.before(page)
    context = {
        "form": bound,
        "errors": errors,
        "draft": draft,
        "topic": page.topic_after(bound.earlier),
        "step": step_words(flow, page),
        "back_url": page_url(draft, before) if before else reverse(f"appointments:{flow.entry}"),
        "source": draft.source_page,
        "is_minor_alone": is_minor_alone(bound.earlier),
        "physician_label": physician_label(flow, page),
        "idle_seconds": seconds_until(draft.expires_at),
        "translations": trouble.translations(request),
        "condition_titles": condition_titles() if "condition" in bound.fields else [],
        "suggestions_id": SUGGESTIONS,
    }
    return render(request, page.template, context)


def is_minor_alone(earlier) -> bool:
    """Asks for themselves and is not of age: the phone comes first, the form stays open."""
    return earlier.get("for_whom") == RequestKind.SELF and rules.is_minor(
        earlier.get("birth_date"), timezone.localdate()
    )


def physician_label(flow, page) -> str:
    """The number on the first page of a referral."""
    if flow.form != "referral" or page is not flow.pages[0]:
        return ""
    contact = AppointmentSettings.load().physician_contact
    return contact.label if contact else ""


def seconds_until(moment) -> int:
    return max(int((moment - timezone.now()).total_seconds()), 0)


def unchecked(bound):
    """The same answers without judging them: errors show only after Continue."""
    page = type(bound)
    return page(earlier=bound.earlier, source=bound.source, initial=bound.typed())
