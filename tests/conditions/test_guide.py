"""What a guide shows: its chapters in order, relations from both ends, its sources; and never what is not for everybody."""

import pytest
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from conditions.guide import guide_context, relation_lists, relations_of, sources_of, which_one, whole_guide_context
from conditions.models import ChapterPage, ConditionPage
from tests import factories

pytestmark = pytest.mark.django_db


def context_of(page):
    page = type(page).objects.get(pk=page.pk)
    return guide_context(page if isinstance(page, ConditionPage) else page.guide, page)


def main_of(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def make_private(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()  # what a commit does


def unpublish(page):
    page.unpublish()
    cache.clear()


# ---- chapters --------------------------------------------------------------------------------------------------------


@pytest.fixture
def guide():
    """A guide whose chapters were made in another order than readers see."""
    return factories.make_guide(chapters=["questions_to_ask", "treatment", "symptoms"])


def test_chapters_come_in_the_order_of_their_subjects(guide):
    chapters = context_of(guide)["chapters"]
    assert [row["title"] for row in chapters] == ["Liver metastases", "Symptoms", "Treatment", "Questions to ask"]
    assert [row["url"] for row in chapters] == [
        "/cancer-types/liver-metastases/",
        "/cancer-types/liver-metastases/symptoms/",
        "/cancer-types/liver-metastases/treatment/",
        "/cancer-types/liver-metastases/questions-to-ask/",
    ]


@pytest.mark.parametrize(
    ("aspect", "number", "previous", "following"),
    [
        (None, 1, None, "Symptoms"),
        ("symptoms", 2, "Liver metastases", "Treatment"),
        ("treatment", 3, "Symptoms", "Questions to ask"),
        ("questions_to_ask", 4, "Treatment", None),
    ],
)
def test_each_page_knows_its_place_and_its_neighbours(client, guide, aspect, number, previous, following):
    page = ChapterPage.objects.get(aspect=aspect) if aspect else guide
    context = context_of(page)
    assert context["place"] == {"number": number, "count": 4}
    assert [row["number"] for row in context["chapters"] if row["is_current"]] == [number]
    assert (context["previous"] and context["previous"]["title"]) == previous
    assert (context["next"] and context["next"]["title"]) == following
    html = main_of(client, page.url)
    assert f"Page {number} of 4 in this guide" in html
    assert html.count('aria-current="page"') == 1
    assert ('rel="prev"' in html, 'rel="next"' in html) == (bool(previous), bool(following))


def test_a_guide_without_chapters_is_one_page(client):
    html = main_of(client, factories.make_guide().url)
    assert "in this guide" not in html and "rel=" not in html.replace('rel="noopener"', "")


@pytest.mark.parametrize("hide", [make_private, unpublish])
def test_a_chapter_that_is_not_for_everybody_is_left_out_everywhere(client, guide, hide):
    chapter = ChapterPage.objects.get(aspect="treatment")
    hide(chapter)
    for url in (guide.url, f"{guide.url}symptoms/", f"{guide.url}all/"):
        html = client.get(url).content.decode()
        assert chapter.url not in html
        assert "Treatment of Liver metastases" not in html
    assert context_of(guide)["place"]["count"] == 3
    assert client.get(chapter.url).status_code in (302, 404)


def test_a_draft_chapter_is_left_out():
    guide = factories.make_guide(chapters=["symptoms"])
    factories.make_chapter(guide, "outlook", live=False)
    assert [row["title"] for row in context_of(guide)["chapters"]] == ["Liver metastases", "Symptoms"]


# ---- the whole guide -------------------------------------------------------------------------------------------------


def test_the_whole_guide_stands_on_one_page(client, guide):
    html = main_of(client, f"{guide.url}all/")
    texts = [
        "About Liver metastases.",
        "Symptoms of Liver metastases.",
        "Treatment of Liver metastases.",
        "Questions to ask of Liver",
    ]
    assert sorted(texts, key=html.index) == texts
    assert html.count("<h1") == 1


def test_the_whole_guide_leads_search_engines_to_the_guide(client, guide):
    html = client.get(f"{guide.url}all/").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{guide.full_url}">' in html


def test_sections_with_equal_titles_keep_different_anchors_on_one_page(client):
    section = [("section", {"title": "Pain", "anchor": "", "content": [("text", "<p>Words.</p>")]})]
    guide = factories.make_guide(body=section)
    factories.make_chapter(guide, "symptoms", body=section)
    html = main_of(client, f"{guide.url}all/")
    assert 'id="overview-pain"' in html and 'id="symptoms-pain"' in html


def test_the_whole_guide_names_all_sources_once():
    shared, own = factories.make_citation("shared"), factories.make_citation("own")
    guide = factories.make_guide(citations=[shared])
    factories.make_chapter(guide, "symptoms", citations=[shared, own])
    context = whole_guide_context(ConditionPage.objects.get(pk=guide.pk))
    assert sorted(source.source_id for source in context["sources"]) == ["own", "shared"]


# ---- sources ---------------------------------------------------------------------------------------------------------


def statistic(citation):
    words = {
        "sentence": "About 7 in 10.",
        "count": 7,
        "out_of": "10",
        "who": "People",
        "period": "2020",
        "region": "US",
    }
    return "statistic", words | {"citation": citation}


def test_sources_are_those_chosen_and_those_of_figures():
    chosen, figure, deep = (factories.make_citation(name) for name in ("chosen", "figure", "deep"))
    factories.make_citation("unused")
    inside = {"title": "A section", "anchor": "", "content": [statistic(deep)]}
    body = [statistic(figure), statistic(figure), ("section", inside)]
    guide = factories.make_guide(citations=[chosen], body=body)
    stored = ConditionPage.objects.get(pk=guide.pk)
    assert sorted(source.source_id for source in sources_of(stored)) == ["chosen", "deep", "figure"]


def test_a_preview_shows_the_sources_of_the_draft():
    guide = factories.make_guide()
    guide.citations = [factories.make_citation("new")]
    guide.save_revision()
    assert [source.source_id for source in sources_of(guide.get_latest_revision_as_object())] == ["new"]


# ---- relations -------------------------------------------------------------------------------------------------------


@pytest.fixture
def liver():
    return factories.make_guide("Liver metastases")


@pytest.fixture
def colon():
    return factories.make_guide("Colon cancer")


BOTH_ENDS = [
    ("spreads_from", "Where it can start", "Where it can spread"),
    ("subtype_of", "Part of", "Types"),
    ("risk_factor_for", "Raises the risk of", "Made more likely by"),
    ("complication_of", "Can follow from", "Can lead to"),
]


@pytest.mark.parametrize(("kind", "here", "there"), BOTH_ENDS)
def test_a_relation_stands_on_both_pages_under_its_own_heading(client, liver, colon, kind, here, there):
    factories.make_relation(liver, colon, kind, frequency="common" if kind == "spreads_from" else "", note="A note.")
    for page, heading, other in ((liver, here, colon), (colon, there, liver)):
        [shown] = context_of(page)["relation_lists"]
        assert (shown["heading"], shown["groups"][0]["items"]) == (
            heading,
            [{"title": other.title, "url": other.url, "note": "A note."}],
        )
        html = main_of(client, page.url)
        assert heading in html and f'href="{other.url}"' in html


def test_where_it_can_start_is_ranked(liver):
    for title, frequency in [("Skin cancer", "rare"), ("Colon cancer", "common"), ("Lung cancer", "less_common")]:
        factories.make_relation(liver, factories.make_guide(title), "spreads_from", frequency=frequency)
    [shown] = context_of(liver)["relation_lists"]
    assert [(group["heading"], group["items"][0]["title"]) for group in shown["groups"]] == [
        ("Most often", "Colon cancer"),
        ("Less often", "Lung cancer"),
        ("Rarely", "Skin cancer"),
    ]


def test_a_mix_up_is_asked_about_on_both_pages(client, liver, colon):
    factories.make_relation(liver, colon, "confused_with", note="Looking for cancer that starts in the bowel?")
    assert [item["question"] for item in context_of(liver)["which_one"]] == [
        "Looking for cancer that starts in the bowel?"
    ]
    assert [item["question"] for item in context_of(colon)["which_one"]] == ["Looking for Liver metastases?"]
    assert context_of(liver)["relation_lists"] == []
    assert f'href="{liver.url}"' in main_of(client, colon.url)


@pytest.mark.parametrize("hide", [make_private, unpublish])
@pytest.mark.parametrize("stored_here", [True, False])
@pytest.mark.parametrize("kind", ["spreads_from", "confused_with", "subtype_of"])
def test_a_page_that_is_not_for_everybody_is_never_related(client, liver, colon, kind, stored_here, hide):
    ends = (liver, colon) if stored_here else (colon, liver)
    factories.make_relation(*ends, kind, frequency="rare" if kind == "spreads_from" else "")
    assert relations_of(liver)
    hide(colon)
    liver = ConditionPage.objects.get(pk=liver.pk)
    assert relations_of(liver) == which_one(liver, []) == relation_lists(liver, []) == []
    assert "Colon cancer" not in client.get(liver.url).content.decode()


def test_a_relation_to_a_draft_waits_until_it_is_published(liver):
    draft = factories.make_guide("Skin cancer", live=False)
    factories.make_relation(liver, draft, "confused_with")
    assert relations_of(liver) == []
    factories.sign_and_publish(draft)
    cache.clear()
    assert [row["title"] for row in relations_of(liver)] == ["Skin cancer"]
