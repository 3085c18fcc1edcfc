"""The demo as it stands after the seed: complete, signed, sourced, linked, and in plain words."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.contrib.staticfiles import finders
from wagtail.models import Locale, Page

from conditions.models import ChapterPage, Citation, ConditionPage, ConditionRelation, GlossaryTerm, TreatmentPage
from conditions.models.relations import RelationKind, TreatmentRole
from conditions.reviews import REVIEWED_TYPES
from portal.models import ContentPage, StandardPage
from portal.readability import grade
from portal.visible_text import raw_json, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PAGE_GRADE = 8
SHORT_TEXT_GRADE = 7  # the aim is 6; in a short text one long name of an illness or a treatment weighs a grade
ADULT_GUIDES = {
    "bile-duct-cancer",
    "breast-cancer",
    "colon-cancer",
    "esophageal-cancer",
    "kidney-cancer",
    "liver-metastases",
    "lung-cancer",
    "pancreatic-cancer",
    "primary-liver-cancer",
    "rectal-cancer",
    "skin-cancer",
    "stomach-cancer",
}


def all_pages() -> list[ContentPage]:
    return [page for page in Page.objects.specific() if isinstance(page, ContentPage)]


def in_english(pages) -> list[ContentPage]:
    return [page for page in pages if page.locale.language_code == "en"]


def medical_pages():
    return [page for page in all_pages() if isinstance(page, (*REVIEWED_TYPES, ChapterPage))]


def blocks_in(node, block_type):
    """Values of all blocks of this type in stored streams."""
    if isinstance(node, dict):
        if node.get("type") == block_type and "value" in node:
            yield node["value"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from blocks_in(child, block_type)


# ---- complete --------------------------------------------------------------------------------------------------------


def test_every_page_is_live_and_as_it_was_written():
    pages = Page.objects.exclude(depth=1)
    assert pages.count() >= 90
    assert not pages.exclude(live=True).exists()
    changed = pages.filter(has_unpublished_changes=True).order_by("slug").values_list("slug", flat=True)
    assert list(changed) == ["kidney-cancer", "mri-scan", "skin-cancer"], "those that wait in the workflow"


def test_the_guides_are_all_there():
    guides = {guide.slug: guide for guide in ConditionPage.objects.all()}
    assert guides.keys() >= ADULT_GUIDES
    assert {guide.age_group for guide in guides.values() if guide.slug in ADULT_GUIDES} == {"adult"}
    assert sum(guide.age_group == "child" for guide in guides.values()) >= 3


def test_every_guide_has_two_chapters_or_more_and_points_to_remember():
    for guide in in_english(ConditionPage.objects.all()):
        assert 2 <= len(guide.live_chapters) <= 7, guide
        assert 3 <= len(guide.key_points) <= 5, guide


def test_the_guide_on_liver_metastases_is_told_in_full():
    english = ConditionPage.objects.get(slug="liver-metastases", locale__language_code="en")
    spanish = english.get_translation(Locale.objects.get(language_code="es"))
    for guide in (english, spanish):
        aspects = [chapter.aspect for chapter in guide.live_chapters]
        assert aspects == ["symptoms", "diagnosis", "treatment", "living_with", "questions_to_ask"]


def test_treatments_tests_and_support_are_there():
    kinds = Counter(TreatmentPage.objects.values_list("kind", flat=True))
    assert sum(kinds.values()) >= 8 and min(kinds["test"], kinds["treatment"]) >= 3
    assert Page.objects.get(slug="support", depth=3).get_children().count() >= 4
    assert StandardPage.objects.get(slug="about", depth=3).get_children().count() >= 10


def test_sixty_words_are_explained():
    terms = list(GlossaryTerm.objects.filter(live=True))
    assert len(terms) >= 60
    assert [term.term for term in terms if not (term.short_definition and term.definition)] == []
    assert [term.term for term in terms if len(term.short_definition) > 160] == []


@pytest.mark.parametrize("kind", RelationKind)
def test_relations_of_every_kind_are_shown_on_both_pages(client, kind):
    relation = ConditionRelation.objects.filter(kind=kind).select_related("page", "target").first()
    assert relation, f"no relation “{kind}”"
    for page, other in ((relation.page, relation.target), (relation.target, relation.page)):
        assert f'href="{other.url}"' in client.get(page.url).content.decode().partition("<main")[2]


@pytest.mark.parametrize("role", TreatmentRole)
def test_every_adult_guide_names_tests_and_treatments(role):
    lacking = ConditionPage.objects.filter(slug__in=ADULT_GUIDES).exclude(condition_treatments__role=role)
    assert [guide.slug for guide in in_english(lacking)] == []


def test_texts_that_have_a_limit_keep_it():
    for page in all_pages():
        assert len(page.summary) <= 300, page
        assert len(page.search_description) <= 155, page


# ---- signed and sourced ----------------------------------------------------------------------------------------------


def test_every_medical_page_is_signed_by_an_example_reviewer():
    pages = medical_pages()
    assert len(pages) > 60
    assert [(str(page), page.publish_blockers()) for page in pages if page.publish_blockers()] == []
    assert [str(page) for page in pages if not page.review.reviewed_by.is_example] == []


def test_every_figure_has_a_source():
    known = set(Citation.objects.values_list("pk", flat=True))
    figures = [(page, value) for page in medical_pages() for value in blocks_in(raw_json(page), "statistic")]
    assert len(figures) >= 10
    assert [(str(page), value["sentence"]) for page, value in figures if value["citation"] not in known] == []
    assert [
        (str(page), value["sentence"])
        for page, value in figures
        if not (value["who"] and value["period"] and value["region"])
    ] == []


def test_every_source_can_be_looked_up():
    sources = list(Citation.objects.all())
    assert len(sources) >= 30
    assert [source.source_id for source in sources if not (source.title and source.authors and source.container)] == []
    assert [source.source_id for source in sources if not (source.year or source.accessed_on)] == []
    assert [source.source_id for source in sources if not source.link.startswith("https://")] == []


def test_no_source_is_left_over():
    used = {citation.pk for page in medical_pages() for citation in page.citations.all()}
    used |= {value["citation"] for page in medical_pages() for value in blocks_in(raw_json(page), "statistic")}
    assert list(Citation.objects.exclude(pk__in=used).values_list("source_id", flat=True)) == []


def test_phone_numbers_are_never_typed_into_texts():
    number = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
    assert [
        (str(page), number.findall(page.visible_text())) for page in all_pages() if number.search(page.visible_text())
    ] == []


# ---- plain words -----------------------------------------------------------------------------------------------------


def test_every_page_reads_easily():
    grades = {page.url: page.reading_grade for page in in_english(all_pages()) if page.reading_grade is not None}
    assert len(grades) > 80
    assert {url: value for url, value in grades.items() if value > PAGE_GRADE} == {}


def too_hard(texts) -> dict:
    grades = {text: grade(text) for text in texts}
    return {text: value for text, value in grades.items() if value is not None and value > SHORT_TEXT_GRADE}


def test_summaries_read_very_easily():
    summaries = [page.summary for page in in_english(all_pages())]
    assert sum(grade(summary) is not None for summary in summaries) > 40
    assert too_hard(summaries) == {}


def test_callouts_read_very_easily():
    callouts = [value for page in in_english(all_pages()) for value in blocks_in(raw_json(page), "care_callout")]
    assert len(callouts) >= 15
    assert too_hard(f"{value['title']}\n{text_of(value['text'])}" for value in callouts) == {}


# ---- linked ----------------------------------------------------------------------------------------------------------


class LinkFinder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.hrefs, self.sources, self.ids = set(), set(), []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.hrefs.add(given["href"])
        self.sources |= {given[name] for name in ("src", "href") if given.get(name, "").startswith("/static/")}
        if "id" in given:
            self.ids.append(given["id"])


@pytest.fixture
def look(client):
    """What a reader finds at an address of the site; each is fetched once."""
    seen = {}

    def look(url):
        path = url.partition("?")[0] if not url.startswith("/search/") else url
        if path not in seen:
            response = client.get(path)
            seen[path] = (response.status_code, LinkFinder())
            if response.headers.get("Content-Type", "").startswith("text/html"):
                seen[path][1].feed(response.content.decode())
        return seen[path]

    return look


def test_every_link_of_the_site_leads_somewhere(look):
    """From every page, through what the pages link to: whole guides, glossary, review histories."""
    to_do, done, broken = [page.url for page in all_pages()], set(), []
    while to_do:
        url = to_do.pop()
        if url in done:
            continue
        done.add(url)
        status, found = look(url)
        if status != 200:
            broken.append((url, status))
        broken += [(url, f"id {name} twice") for name, count in Counter(found.ids).items() if count > 1]
        broken += [
            (url, source)
            for source in found.sources
            if not finders.find(source.removeprefix("/static/").partition("#")[0])
        ]
        for href in found.hrefs:
            path, _, anchor = href.partition("#")
            inside = not path or (path.startswith("/") and not path.startswith("//"))
            if inside and anchor and anchor not in look(path or url)[1].ids:
                broken.append((url, href))
            if inside and path and not path.startswith("/static/"):
                to_do.append(path.partition("?")[0])
    assert broken == []
    assert len(done) > 150
