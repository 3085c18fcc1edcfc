"""Public pages that are not in the page tree: the glossary and the history of reviews."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from conditions.a_to_z import by_letter
from conditions.guide import pages_using
from conditions.models import GlossaryTerm, ReviewRecord
from conditions.models.reviews import ReviewOutcome
from conditions.reviews import REVIEWED_TYPES


@require_safe
def glossary(request):
    terms = GlossaryTerm.objects.filter(live=True, locale=Locale.get_active()).defer("definition")
    rows = [
        {"name": term.term, "url": term.get_absolute_url(), "short_definition": term.short_definition} for term in terms
    ]
    return render(request, "conditions/glossary_index.html", {"letters": by_letter(rows), "trail": home_trail()})


@require_safe
def glossary_term(request, slug):
    term = get_object_or_404(GlossaryTerm, slug=slug, live=True, locale=Locale.get_active())
    uses = [{"title": page.title, "url": page.url} for page in pages_using(term)]
    trail = [*home_trail(), {"title": _("Glossary"), "url": reverse("conditions:glossary")}]
    context = {
        "term": term,
        "uses": uses,
        "trail": trail,
        "translations": addresses_of(term),
        "canonical": request.build_absolute_uri(term.get_absolute_url()),
    }
    return render(request, "conditions/glossary_term.html", context)


def addresses_of(term) -> dict[str, str]:
    """Language → address of each live translation of this term, itself included."""
    rows = GlossaryTerm.objects.filter(translation_key=term.translation_key, live=True).select_related("locale")
    addresses = {}
    for row in rows:
        with override(row.locale.language_code):
            addresses[row.locale.language_code] = row.get_absolute_url()
    return addresses


@require_safe
def review_history(request, page_id):
    """Every signature on a live medical page and its chapters: who, when, and what changed."""
    page = get_object_or_404(Page.objects.live().public(), pk=page_id).specific
    if not isinstance(page, REVIEWED_TYPES):
        raise Http404("This page carries no medical review.")
    pages = [page.pk, *page.get_children().values_list("pk", flat=True)]
    records = ReviewRecord.objects.filter(page__in=pages).exclude(outcome=ReviewOutcome.RETURNED)
    return render(
        request,
        "conditions/review_history.html",
        {"page": page, "records": records.select_related("reviewer", "page")},
    )


def home_trail() -> list[dict]:
    return [{"title": _("Home"), "url": reverse("wagtail_serve", args=[""]), "is_home": True}]
