"""What readers find: names before texts, misspelt words, synonyms of editors, suggestions, and what is counted."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction
from wagtail.search import index

from conditions.models import AlternateName
from portal.models import SearchSynonym, SearchTermCount
from portal.search import counts
from portal.search.snippets import marked, passage, pattern_for
from tests.factories import make_guide, make_home, make_locale, make_standard, make_treatment

pytestmark = pytest.mark.django_db


def search(client, query, **parameters):
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return response


def titles(client, query, **parameters):
    return [row["title"] for row in search(client, query, **parameters).context["results"]]


def named(guide, *names, kind="synonym"):
    for name in names:
        guide.other_names.add(AlternateName(name=name, kind=kind))
    guide.save_revision().publish()
    index.insert_or_update_object(guide)
    return guide


def make_synonym(words, meaning, **fields):
    return SearchSynonym.objects.create(words=words, meaning=meaning, locale=make_locale(), **fields)


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_page_with_that_name_stands_before_pages_that_speak_of_it(client):
    make_guide("Kidney cancer", body=[("text", "<p>Ablation, ablation and once more ablation.</p>")])
    make_treatment("Ablation")
    assert titles(client, "ablation")[0] == "Ablation"


def test_other_names_lead_to_the_guide_at_once(client):
    guide = named(make_guide("Liver metastases"), "secondary liver cancer")
    make_guide("Lung cancer")
    assert titles(client, "secondary liver cancer")[0] == guide.title


def test_a_misspelling_that_editors_entered_finds_and_is_never_shown(client):
    named(make_guide("Liver metastases"), "livver mets", kind="misspelling")
    response = search(client, "livver mets")
    assert response.context["results"][0]["title"] == "Liver metastases"
    assert "livver" not in response.context["results"][0]["summary"]
    assert client.get("/search/suggestions/", {"q": "livver"}).json()["suggestions"][0]["name"] == ""


def test_an_edit_of_a_name_is_found_on_the_next_request(client, django_capture_on_commit_callbacks):
    page = make_standard("Garage", slug="garage")
    assert titles(client, "helipad") == []
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Helipad"
        page.save_revision().publish()
    assert titles(client, "helipad") == ["Helipad"]


def test_a_synonym_of_editors_leads_one_way_or_both(client):
    make_standard("Parking", slug="parking")
    make_standard("Garage", slug="garage")
    make_synonym("carpark", "parking")
    make_synonym("deck", "garage", both_ways=True)
    assert titles(client, "carpark")[0] == "Parking"
    assert titles(client, "deck")[0] == "Garage"


def test_a_synonym_does_not_mean_itself():
    with pytest.raises(ValidationError):
        SearchSynonym(words="Garage", meaning="garage ", locale=make_locale()).full_clean()


# --- spelling ---------------------------------------------------------------------------------------------------------


def test_a_misspelt_word_is_corrected_and_the_page_says_so(client):
    make_guide("Pancreatic cancer")
    response = search(client, "pancraetic cancr")
    assert response.context["corrected"] == "pancreatic cancer"
    assert response.context["results"][0]["title"] == "Pancreatic cancer"
    html = response.content.decode()
    assert "Showing results for <strong>pancreatic cancer</strong>" in html
    assert 'href="/search/?q=pancraetic+cancr&amp;exactly=1"' in html


def test_the_exact_words_can_be_asked_for(client):
    make_guide("Pancreatic cancer")
    response = search(client, "pancraetic", exactly="1")
    assert response.context["results"] == [] and response.context["corrected"] == ""


def test_a_word_that_a_text_knows_is_no_mistake(client):
    make_standard("Visiting", body=[("text", "<p>The livery stable is closed.</p>")])
    make_guide("Liver metastases")
    response = search(client, "stable")
    assert response.context["corrected"] == ""
    assert titles(client, "stable") == ["Visiting"]


def test_a_begun_word_is_no_mistake(client):
    make_guide("Pancreatic cancer")
    response = search(client, "pancrea")
    assert response.context["corrected"] == ""
    assert response.context["results"][0]["title"] == "Pancreatic cancer"


# --- why it was found -------------------------------------------------------------------------------------------------


def test_words_are_marked_and_everything_else_is_escaped(client):
    make_standard(
        "Salt", slug="salt", body=[("text", "<p>Salt &lt;img src=x onerror=alert(1)&gt; and salty water.</p>")]
    )
    html = search(client, "salty water").content.decode()
    assert "<mark>water</mark>" in html
    assert "<img src=x" not in html
    assert "&lt;img" in html


@given(st.text(max_size=80), st.text(alphabet="ab<>&\"' ", max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_marking_only_ever_adds_marks(query, text):
    from portal.search.name_index import NameIndex
    from portal.search.reading import read

    known = NameIndex(make_locale())
    shown = str(marked(text, pattern_for(read(query, known, exactly=True), known)))
    rest = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in rest and ">" not in rest
    assert shown.count("<mark>") == shown.count("</mark>")


def test_a_passage_shows_the_words_in_a_long_text():
    text = "Nothing here. " * 100 + "The garage opens early. " + "Nothing there. " * 100
    cut = passage(text, re.compile("garage"))
    assert "garage" in cut and len(cut) < 300


# --- any text ---------------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(client, text):
    make_home()
    for path in ("/search/", "/search/suggestions/"):
        assert client.get(path, {"q": text}).status_code in (200, 400)


@pytest.mark.parametrize("query", ["liver\x00", "💊" * 3000, "& | ! ( ) : * <->", "' OR 1=1 --", "a" * 10_000, "ا ل ك"])
def test_odd_texts_are_answered_by_the_suggestions_too(client, query):
    make_guide("Liver metastases")
    assert client.get("/search/suggestions/", {"q": query}).status_code in (200, 400)


# --- suggestions ------------------------------------------------------------------------------------------------------


def suggested(client, typed):
    response = client.get("/search/suggestions/", {"q": typed})
    assert response["Cache-Control"] == "no-store, private"
    return [(row["title"], row["name"]) for row in response.json()["suggestions"]]


def test_suggestions_begin_with_three_letters(client):
    make_guide("Liver metastases")
    assert suggested(client, "li") == []
    assert suggested(client, "liv") == [("Liver metastases", "")]


def test_a_suggestion_says_which_other_name_matched_and_where_it_leads(client):
    named(make_guide("Liver metastases"), "Hepatic metastases")
    assert suggested(client, "hepat")[0] == ("Liver metastases", "Hepatic metastases")
    row = client.get("/search/suggestions/", {"q": "hepat"}).json()["suggestions"][0]
    assert row["url"] == "/cancer-types/liver-metastases/"


def test_suggestions_leave_out_what_is_not_for_everybody(client):
    make_guide("Secret draft", live=False)
    make_standard("Secret hidden", hide_from_search=True)
    page = make_standard("Secret private")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert suggested(client, "secret") == []


def test_suggestions_come_from_memory(client):
    make_guide("Liver metastases")
    suggested(client, "liver")
    with CaptureQueriesContext(connection) as captured:
        suggested(client, "liver")
    assert [query["sql"] for query in captured if "wagtailcore_page" in query["sql"]] == []
    assert client.post("/search/suggestions/").status_code == 405


# --- counts -----------------------------------------------------------------------------------------------------------


def test_a_search_is_counted_by_day_and_nothing_else_is_kept(client):
    make_guide("Liver metastases")
    for _time in range(3):
        search(client, "Liver metastases?")
    search(client, "liver metastases", page=2)
    row = SearchTermCount.objects.get()
    assert (row.day, row.term, row.hits) == (timezone.localdate(), "liver metastases", 3)
    assert row.results > 0
    assert {field.name for field in SearchTermCount._meta.fields} == {
        "id",
        "day",
        "language",
        "term",
        "hits",
        "results",
    }


@pytest.mark.parametrize(
    "query",
    [
        "rosa@example.org",
        "call 2125550100",
        "my name is rosa and i live in boston",
        "https://x.example",
        "ab",
        "x" * 61,
    ],
)
def test_what_may_be_about_a_person_is_not_counted(client, query):
    make_home()
    search(client, query)
    assert not SearchTermCount.objects.exists()


def test_editors_see_only_what_enough_people_looked_for():
    for term, hits, results in (("frequent", counts.ENOUGH, 0), ("rare", counts.ENOUGH - 1, 0), ("found", 99, 3)):
        SearchTermCount.objects.create(day=timezone.localdate(), language="en", term=term, hits=hits, results=results)
    assert [row["term"] for row in counts.without_result()] == ["frequent"]


def test_rare_texts_are_forgotten_after_a_week_and_all_after_a_year():
    today = timezone.localdate()
    for days, hits in ((8, 1), (8, counts.ENOUGH), (6, 1), (366, 100)):
        SearchTermCount.objects.create(
            day=today - timedelta(days=days), language="en", term=f"{days} {hits}", hits=hits
        )
    counts.forget()
    assert set(SearchTermCount.objects.values_list("term", flat=True)) == {f"8 {counts.ENOUGH}", "6 1"}


def test_a_flood_does_not_fill_the_table(client, monkeypatch):
    make_home()
    monkeypatch.setattr(counts, "MOST_A_DAY", 2)
    for word in ("first", "second", "third", "first"):
        search(client, word)
    assert dict(SearchTermCount.objects.values_list("term", "hits")) == {"first": 2, "second": 1}


# --- best bets --------------------------------------------------------------------------------------------------------


def promote(words, **fields):
    query, _ = Query.objects.get_or_create(query_string=words)
    return SearchPromotion.objects.create(query=query, **fields)


def best_bets(client, query, **parameters):
    return [(bet["title"], bet["summary"]) for bet in search(client, query, **parameters).context["best_bets"]]


def test_what_editors_chose_stands_before_the_results(client):
    parking = make_standard("Parking", slug="parking", summary="Where to leave the car.")
    promote("visiting hours", page=parking)
    promote(
        "visiting hours",
        external_link_url="https://bus.example.org/",
        external_link_text="The bus",
        description="Line 4",
    )
    named(make_guide("Liver metastases"), "liver mets")
    promote("liver mets", page=parking, description="Come by bus.")
    assert best_bets(client, "Visiting  HOURS") == [("Parking", "Where to leave the car."), ("The bus", "Line 4")]
    assert best_bets(client, "hepatic metastases") == [("Parking", "Come by bus.")]  # the same in other words
    assert best_bets(client, "visiting") == []
    assert b"leaves this site" in search(client, "visiting hours").content


def test_a_best_bet_that_is_no_longer_public_is_not_shown(client):
    page = make_standard("Parking", slug="parking")
    promote("garage", page=page)
    page.unpublish()
    assert best_bets(client, "garage") == []


def test_looking_for_best_bets_stores_nothing_of_what_was_typed(client):
    promote("garage", page=make_standard("Parking", slug="parking"))
    best_bets(client, "my own illness")
    assert list(Query.objects.values_list("query_string", flat=True)) == ["garage"]
