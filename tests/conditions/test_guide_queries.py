"""A guide asks the database a bounded number of questions, however much there is to show."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conditions.models import AlternateName, QuestionPrompt
from conditions.models.aspects import Aspect
from tests import factories

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25
ASPECTS = [aspect for aspect in Aspect if aspect != Aspect.OVERVIEW]


def queries_of(client, url, *, warm) -> int:
    """Queries of one view that nobody has seen before; `warm` when menus, phones and the like are remembered."""
    client.get(url)
    cache.clear()
    if warm:
        client.get("/glossary/")
    client.cookies.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def fill(guide, count):
    """Give the guide so many of everything it may have, beyond what it has."""
    locale, shared = factories.make_locale(), factories.make_citation("shared")
    for number in range(count):
        other = factories.make_guide(f"Condition {guide.pk} {count} {number}")
        kind = ["spreads_from", "confused_with", "subtype_of"][number % 3]
        ends = (guide, other) if number % 2 else (other, guide)
        factories.make_relation(*ends, kind, frequency="rare" if kind == "spreads_from" else "")
        treatment = factories.make_treatment(f"Treatment {guide.pk} {count} {number}")
        factories.make_condition_treatment(guide, treatment, ["treated_by", "diagnosed_by"][number % 2])
        factories.make_support(f"Support {guide.pk} {count} {number}", conditions=[guide] if number % 2 else [])
        AlternateName.objects.create(page=guide, name=f"Name {count} {number}")
        QuestionPrompt.objects.create(question=f"Why {number}?", aspect="treatment", condition=guide, locale=locale)
        guide.anatomy.add(factories.make_anatomy(f"Organ {guide.pk} {count} {number}"))
        guide.citations.add(factories.make_citation(f"source-{count}-{number}"), shared)


def text_with_links(name, count):
    """A body whose many blocks link to many pages and terms."""
    pages = [factories.make_standard(f"Page {name} {number}") for number in range(count)]
    terms = [factories.make_term(f"Term {name} {number}") for number in range(count)]
    texts = [
        ("text", f'<p><a linktype="page" id="{page.pk}">x</a> {factories.term_link(term)}</p>')
        for page, term in zip(pages, terms, strict=True)
    ]
    return [
        ("section", {"title": f"Section {number}", "anchor": "", "content": [block]})
        for number, block in enumerate(texts)
    ]


def make_full_guide(title, count):
    guide = factories.make_guide(title, live=False, body=text_with_links(title, count))
    fill(guide, count)
    guide.save()
    factories.sign_and_publish(guide)
    for aspect in ASPECTS[: count if count < 5 else None]:
        factories.make_chapter(
            guide,
            aspect,
            body=text_with_links(f"{title} {aspect}", count) if aspect == "symptoms" else factories.text("Words."),
        )
    return type(guide).objects.get(pk=guide.pk)


@pytest.fixture
def small_and_large():
    factories.make_contact_point()
    return make_full_guide("Small guide", 2), make_full_guide("Large guide", 30)


PATHS = ("", "symptoms/", "all/")


@pytest.mark.parametrize("warm", [True, False], ids=["furniture remembered", "nothing remembered"])
def test_the_number_of_queries_does_not_grow(client, small_and_large, warm):
    small, large = (
        {path: queries_of(client, guide.url + path, warm=warm) for path in PATHS} for guide in small_and_large
    )
    assert small == large
    if warm:
        assert max(large.values()) <= MOST_QUERIES


def test_what_is_large_is_shown_and_asked_for_once(client, small_and_large):
    large = small_and_large[1]
    html = client.get(large.url).content.decode().partition("<main")[2]
    shown = {
        "relation-list__title": 1,
        "Name 30 ": 30,
        "data-glossary ": 30,
        'href="/page-': 30,
        "contents-list__item": 12,
    }
    assert {words: html.count(words) for words in shown} == shown
    client.cookies.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(large.url)
    assert len(queries) == 0
