"""Site search: a plain GET form, and suggestions while it is filled in. What is found: portal/search/."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from portal.localized import foreign
from portal.search import counts, finding, people, results, suggestions
from portal.search_text import clean

PER_PAGE = 10
LAST_PAGE = 50


@require_safe
def search(request):
    query, number = clean(request.GET.get("q", "")), page_number(request)
    locale, exactly = Locale.get_active(), request.GET.get("exactly") == "1"
    found_people = people.find(query, locale)
    answer = finding.find(query, locale, exactly=exactly or found_people.by_name)
    in_other = None
    if query and not answer.groups and not found_people.count() and locale != Locale.get_default():
        locale, in_other = Locale.get_default(), foreign(settings.LANGUAGE_CODE)
        answer = finding.find(query, locale, exactly=exactly)
    paginator = Paginator(answer.groups, PER_PAGE)
    try:
        page_obj = paginator.page(number)
    except EmptyPage:
        page_obj = paginator.page(1)
    if query and number == 1 and not exactly:
        counts.count(query, get_language(), 0 if in_other else paginator.count + found_people.count())
    context = {
        "query": query,
        "corrected": answer.reading.corrected,
        "exact_query": urlencode({"q": query, "exactly": 1}),
        "exactly": exactly,
        "page_obj": page_obj,
        "count": paginator.count + found_people.count(),
        "people": found_people if page_obj.number == 1 else None,
        "most_people": people.MOST,
        "answer": answer.answer if page_obj.number == 1 else None,
        "best_bets": results.best_bets(answer) if page_obj.number == 1 else [],
        "which_one": results.which_one(answer) if page_obj.number == 1 else [],
        "in_other": in_other if answer.groups else None,
        "results": results.shown(answer, list(page_obj.object_list), locale),
    }
    return render(request, "portal/search.html", context)


@require_safe
def suggest(request):
    """Names that go on from what is typed, as JSON: [{title, url, name}]. Kept nowhere and counted nowhere."""
    typed = clean(request.GET.get("q", ""), limit=80)
    return JsonResponse({"suggestions": suggestions.for_typed(typed, Locale.get_active())})


def page_number(request, last=LAST_PAGE) -> int:
    """`?page=` between 1 and a bound. Raises BadRequest for what is no number."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadRequest("page is not a number")
    return min(max(int(text), 1), last)


def found(query: str) -> finding.Found:
    return finding.find(query, Locale.get_active())
