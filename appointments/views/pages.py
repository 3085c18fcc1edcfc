"""One page of a form after the other. Only in order; Back and Change lead to any page that was reached before."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from appointments import drafts
from appointments.forms.conditions import SUGGESTIONS, condition_titles
from appointments.forms.flow import FLOWS, walk
from appointments.views import send, trouble
from appointments.views.entry import page_url


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request, form, draft_id, slug):
    flow = FLOWS[form]
    page = flow.page(slug)
    if page is None:
        return trouble.not_found(request)
    draft = drafts.find(request, form, draft_id)
    if draft is None:
        return trouble.no_draft(request, flow, page)
    before = walk(draft, until=page)
    if before.stop:
        return redirect(page_url(draft, before.stop))
    if page is flow.last:
        return send.check_page(request, flow, draft, before)
    if request.method == "POST":
        return answer(request, flow, page, draft, before)
    typed = draft.answers.get(slug)
    bound = page(typed, earlier=before.answers, source=draft.source_page)
    return show(request, flow, bound, draft, show_errors=False)


def answer(request, flow, page, draft, before):
    bound = page(request.POST, earlier=before.answers, source=draft.source_page)
    if "remove_source" in request.POST:
        return without_source(request, flow, page, draft, before)
    if getattr(bound, "stops", False):
        drafts.remove(draft)
        return redirect(reverse("appointments:stop"))
    if not bound.is_valid():
        return show(request, flow, bound, draft)
    drafts.keep(draft, page.slug, bound.typed())
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
    drafts.touch(draft)
    return show(request, flow, page(typed, earlier=before.answers), draft, show_errors=False)


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
        "step": _("Step %(number)s of %(count)s") % {"number": flow.pages.index(page) + 1, "count": len(flow.pages)},
        "back_url": page_url(draft, before) if before else reverse(f"appointments:{flow.entry}"),
        "source": draft.source_page,
        "condition_titles": condition_titles() if "condition" in bound.fields else [],
        "suggestions_id": SUGGESTIONS,
    }
    return render(request, page.template, context)


def unchecked(bound):
    """The same answers without judging them: errors show only after Continue."""
    page = type(bound)
    return page(earlier=bound.earlier, source=bound.source, initial=as_initial(bound))


def as_initial(bound) -> dict:
    return bound.typed()
