"""Site search: a plain GET form over PostgreSQL full text."""

from contextlib import contextmanager

from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.db import connection, transaction
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from portal.addresses import path_of
from portal.page_cache import remembered
from portal.page_types import content_types
from portal.search_text import clean

PER_PAGE = 10
LAST_PAGE = 50


@require_safe
def search(request):
    query, number = clean(request.GET.get("q", "")), page_number(request)
    with by_index():
        paginator = Paginator(found(query), PER_PAGE)
        try:
            page_obj = paginator.page(number)
        except EmptyPage:
            page_obj = paginator.page(1)
        context = {
            "query": query,
            "page_obj": page_obj,
            "count": paginator.count,
            "results": results(page_obj.object_list),
        }
    return render(request, "portal/search.html", context)


@contextmanager
def by_index():
    """PostgreSQL takes reading all texts for cheap, since it counts rows and not the words stored beside them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def page_number(request) -> int:
    """`?page=` between 1 and a bound. Raises BadRequest for what is no number."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadRequest("page is not a number")
    return min(max(int(text), 1), LAST_PAGE)


def found(query: str):
    """Ids of live, public pages of the active language that may be found, best first."""
    if not query:
        return []
    pages = Page.objects.live().public().filter(locale=Locale.get_active()).exclude(pk__in=hidden_pages())
    matches = pages.search(query, operator="or").get_queryset()
    return matches.values_list("pk", flat=True)  # whole rows would bring the text of every match along for sorting


def hidden_pages() -> list[int]:
    """Ids of pages that ask not to be found; a field of our mixin cannot filter a search over all pages."""
    return remembered(
        "hidden pages",
        lambda: [
            pk
            for model in content_types()
            for pk in model.objects.filter(hide_from_search=True).values_list("pk", flat=True)
        ],
    )


def results(pks) -> list[dict]:
    """As the template shows them; below the home page with the page they stand under, since many chapters share a title."""
    found_pages = with_summary(Page.objects.filter(pk__in=list(pks)))
    by_id = {page.pk: page for page in found_pages.only("title", "path", "depth", "url_path", "content_type")}
    pages = [by_id[pk] for pk in pks if pk in by_id]
    above = {page.path[: -page.steplen] for page in pages if page.depth > 3}
    titles = dict(Page.objects.filter(path__in=above, live=True).values_list("path", "title"))
    return [
        {
            "title": page.title,
            "url": path_of(page),
            "summary": page.summary,
            "kind_label": capfirst(page.specific_class._meta.verbose_name),
            "context": titles.get(page.path[: -page.steplen], ""),
        }
        for page in pages
    ]


def with_summary(pages):
    """Pages of any type with their summary, in one query for all types."""
    return pages.annotate(
        summary=Coalesce(*(f"{model._meta.pk.related_query_name()}__summary" for model in content_types()))
    )
