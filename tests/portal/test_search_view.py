"""The search page: what it finds, what it never shows, and that odd words get an answer."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail.search import index

from conditions.models import AlternateName
from tests.factories import (
    make_chapter,
    make_guide,
    make_home,
    make_legal,
    make_locale,
    make_standard,
    make_support,
    make_treatment,
)

pytestmark = pytest.mark.django_db


def search(client, query, **parameters):
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return response


def found(client, query):
    return [row["title"] for row in search(client, query).context["results"]]


def test_a_page_is_found_by_title_summary_text_and_other_name(client):
    guide = make_guide(
        "Liver metastases", summary="Cancer that reached the liver.", body=[("text", "<p>Bile is a fluid.</p>")]
    )
    guide.other_names.add(AlternateName(name="hepatic metastases"))
    guide.save_revision().publish()
    index.insert_or_update_object(guide)  # tests run tasks at once, before the rows of a page are stored
    for words in ("liver metastases", "LIVER", "reached", "bile", "hepatic"):
        assert found(client, words) == ["Liver metastases"], words


def test_a_result_says_what_kind_of_page_it_is_where_it_stands_and_what_it_is_about(client):
    guide = make_guide("Liver metastases")
    make_chapter(guide, "symptoms", title="Symptoms", summary="What you may notice.")
    result = search(client, "symptoms").context["results"][0]
    assert result == {
        "title": "Symptoms",
        "url": "/cancer-types/liver-metastases/symptoms/",
        "summary": "What you may notice. <mark>Symptoms</mark> of Liver metastases.",
        "kind_label": "Chapter",
        "context": "Liver metastases",
        "context_url": "/cancer-types/liver-metastases/",
        "more": [],
    }
    html = search(client, "symptoms").content.decode()
    assert '<a href="/cancer-types/liver-metastases/symptoms/">Symptoms</a>' in html
    assert 'Chapter · <a href="/cancer-types/liver-metastases/">Liver metastases</a>' in html
    assert "What you may notice." in html


def test_every_kind_of_page_has_a_name_for_readers(client):
    make_guide("Word guide")
    make_chapter(make_guide("Other"), title="Word chapter")
    make_treatment("Word treatment")
    make_support("Word support")
    make_standard("Word standard")
    make_legal("Word legal")
    kinds = {row["title"]: (row["kind_label"], row["context"]) for row in search(client, "word").context["results"]}
    assert kinds == {
        "Word guide": ("Guide", "Cancer types"),
        "Word chapter": ("Chapter", "Other"),
        "Word treatment": ("Treatment or test", "Treatments"),
        "Word support": ("Support program", "Support"),
        "Word standard": ("Standard page", ""),
        "Word legal": ("Legal page", ""),
    }


def test_best_match_comes_first(client):
    make_standard("Parking", summary="How to reach the garage.")
    make_standard("Garage", slug="garage", summary="Open day and night.")
    assert found(client, "garage") == ["Garage", "Parking"]


HIDDEN = {
    "a draft": lambda: make_guide("Secret", live=False),
    "a draft of a standard page": lambda: make_standard("Secret", live=False),
    "a page that asks not to be found": lambda: make_standard("Secret", hide_from_search=True),
    "a guide that asks not to be found": lambda: make_guide("Secret", hide_from_search=True),
    "a private page": lambda: keep_private(make_standard("Secret")),
    "a page below a private one": lambda: make_standard("Secret", parent=keep_private(make_standard("Staff"))),
    "an unpublished page": lambda: make_standard("Secret").unpublish(),
    "a deleted page": lambda: make_standard("Secret").delete(),
    "a page in another language": lambda: in_spanish("Secret"),
}


def keep_private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def in_spanish(title):
    home = make_home()
    home.copy_for_translation(make_locale("es")).save_revision().publish()
    copy = make_standard(title).copy_for_translation(make_locale("es"))
    copy.save_revision().publish()
    type(copy).objects.get(slug="secret", locale__language_code="en").delete()


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_for_everybody_is_not_found(client, make):
    make_home()
    make()
    response = search(client, "secret")
    assert response.context["results"] == [] and response.context["count"] == 0
    assert 'href="/secret/"' not in response.content.decode()


def test_the_words_of_a_draft_do_not_lead_to_the_live_page(client):
    page = make_standard("Visiting", body=[("text", "<p>Old words</p>")])
    page.body = [("text", "<p>Confidential plans</p>")]
    page.save_revision()
    assert found(client, "confidential") == []
    assert found(client, "old") == ["Visiting"]


def test_a_result_with_markup_in_its_title_is_escaped(client):
    make_standard("Salt <script>alert(1)</script>", slug="salt")
    html = search(client, "salt").content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html


def test_the_query_is_shown_as_it_was_typed_and_escaped(client):
    make_home()
    html = search(client, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


ODD = {
    "nothing": "",
    "spaces": "   ",
    "quotes": "\"'`",
    "an open quote": '"liver',
    "emoji": "🧬 liver",
    "only emoji": "🧬🧬",
    "right to left": "سرطان الكبد",
    "directions": "\u202eliver\u2066",
    "lone operators": "& | ! ( ) : * <-> \\",
    "words that are operators": "AND OR NOT",
    "stop words": "the of and",
    "10 KB": "liver " * 1700,
    "one long word": "x" * 10_000,
    "SQL": "'; DROP TABLE portal_user; --",
    "percent": "100% _ \\%",
    "tabs and lines": "liver\t\r\nmetastases",
    "combining": "e\u0301\u0301\u0301",
}


@pytest.mark.parametrize("query", ODD.values(), ids=ODD)
def test_odd_words_get_an_answer(client, query):
    make_standard("Liver")
    response = client.get(f"/search/?q={quote(query)}")
    assert response.status_code == 200
    assert len(response.context["query"]) <= 200


@pytest.mark.parametrize(("query", "reason"), [("%00", "NUL"), ("liver%00", "NUL")])
def test_a_query_with_nul_is_refused(client, query, reason):
    make_home()
    assert client.get(f"/search/?q={query}").status_code == 400, reason


def test_words_between_odd_characters_still_find(client):
    make_standard("Liver")
    for query in ('"liver"', "liver & |", "(liver", "liver\u202e", "ｌｉｖｅｒ", "liver:*"):
        assert found(client, query) == ["Liver"], query


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("1", 200),
        ("2", 200),
        ("99999", 200),
        ("0", 200),
        ("abc", 400),
        ("-1", 400),
        ("1.5", 400),
        ("٢", 400),
        ("", 400),
        ("9999999", 400),
    ],
)
def test_the_number_of_a_page_is_a_number(client, page, status):
    make_home()
    assert client.get("/search/", {"q": "liver", "page": page}).status_code == status


def test_results_come_in_pages_of_ten(client):
    for number in range(12):
        make_standard(f"Liver {number}")
    first, second, beyond = (search(client, "liver", page=page) for page in (1, 2, 40))
    assert (len(first.context["results"]), first.context["count"]) == (10, 12)
    assert len(second.context["results"]) == 2
    assert 'href="?q=liver&amp;page=2"' in first.content.decode()
    assert 'href="?q=liver&amp;page=1"' in second.content.decode()
    assert beyond.context["results"] == first.context["results"], "a page beyond the last is the first"


def test_without_result_there_is_help(client):
    make_home()
    html = search(client, "zebra").content.decode()
    assert "0 results" in html and "Nothing found. What you can try" in html
    assert 'href="/cancer-types/"' in html and 'href="/glossary/"' in html


def test_the_number_of_queries_does_not_grow_with_results(client):
    def queries():
        search(client, "liver")
        with CaptureQueriesContext(connection) as captured:
            search(client, "liver")
        return len(captured)

    make_guide("Liver one")
    make_chapter(make_guide("Liver two"), title="Liver chapter")
    make_standard("Liver standard")
    make_treatment("Liver treatment")
    few = queries()
    for number in range(6):
        make_standard(f"Liver {number}")
        make_guide(f"Liver guide {number}")
    assert queries() == few


def test_search_pages_are_neither_kept_nor_indexed(client):
    make_home()
    response = search(client, "liver")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store, private", "noindex")
    assert not response.cookies


def test_search_is_asked_for_by_get_only(client):
    make_home()
    assert client.post("/search/", {"q": "liver"}).status_code == 405
