"""The glossary: all words by letter, a page for each, and the pages that use it."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from conditions.glossary import know_uses_at_once
from conditions.guide import pages_using
from conditions.models import GlossaryTerm
from tests.factories import (
    make_chapter,
    make_guide,
    make_home,
    make_locale,
    make_standard,
    make_term,
    make_treatment,
    term_link,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home():
    return make_home()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return partial(django_capture_on_commit_callbacks, execute=True)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def uses(client, term):
    return [use["title"] for use in client.get(f"{term.get_absolute_url()}?fresh").context["uses"]]


def about(term):
    return text(f"See {term_link(term)}.")


# --- all words --------------------------------------------------------------------------------------------------------


def test_words_stand_under_their_letter_with_their_meaning(client):
    for word in ("biopsy", "Bile", "Écrasement", "3D scan", "Ablation"):
        make_term(word)
    letters = client.get("/glossary/").context["letters"]
    filled = {row["letter"]: [entry["name"] for entry in row["entries"]] for row in letters if row["entries"]}
    assert filled == {"A": ["Ablation"], "B": ["Bile", "biopsy"], "E": ["Écrasement"], "0-9": ["3D scan"]}
    assert [row["letter"] for row in letters][:26] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    html = read(client, "/glossary/")
    assert '<a href="/glossary/bile/">Bile</a>' in html and "What Bile means." in html


def test_a_letter_without_words_is_shown_and_leads_nowhere(client):
    make_term("Bile")
    html = read(client, "/glossary/")
    assert 'href="#letter-b"' in html and 'href="#letter-q"' not in html
    assert "Q</" in html


def test_an_empty_glossary_is_a_page(client):
    assert "Glossary" in read(client, "/glossary/")


def test_a_draft_is_not_listed_and_has_no_page(client):
    make_term("Bile", live=False)
    assert "Bile" not in read(client, "/glossary/")
    assert client.get("/glossary/bile/").status_code == 404


def test_a_draft_of_a_live_term_changes_nothing_until_it_is_published(client, commit):
    term = make_term("Bile")
    term.short_definition = "A new meaning."
    with commit():
        revision = term.save_revision()
    assert "A new meaning." not in read(client, "/glossary/bile/") + read(client, "/glossary/")
    with commit():
        revision.publish()
    assert "A new meaning." in read(client, "/glossary/bile/")
    assert "A new meaning." in read(client, "/glossary/")


def test_the_index_costs_the_same_however_many_words_there_are(client):
    def queries():
        client.get("/glossary/?fresh")
        with CaptureQueriesContext(connection) as captured:
            client.get("/glossary/?fresh")
        return len(captured)

    make_term("Bile")
    few = queries()
    for number in range(20):
        make_term(f"Word {number}")
    assert queries() == few


# --- one word ---------------------------------------------------------------------------------------------------------


def test_a_word_is_explained_with_how_to_say_it_and_what_else_it_is_called(client):
    make_term(
        "Metastasis",
        short_definition="A cancer that has spread.",
        definition="<p>Cells travel in the <b>blood</b>.</p>",
        pronunciation="muh-TAS-tuh-sis",
        synonyms=["spread", "secondary cancer"],
    )
    html = read(client, "/glossary/metastasis/")
    assert "<h1>Metastasis</h1>" in html
    assert "A cancer that has spread." in html and "<b>blood</b>" in html
    assert "Say it: muh-TAS-tuh-sis" in html and "Also called: spread, secondary cancer" in html
    assert '<meta name="description" content="A cancer that has spread.">' in html
    assert '<link rel="canonical" href="http://testserver/glossary/metastasis/">' in html


def test_the_way_up_leads_over_the_glossary(client):
    make_term("Bile")
    trail = client.get("/glossary/bile/").context["trail"]
    assert [(row["title"], row["url"]) for row in trail] == [("Home", "/"), ("Glossary", "/glossary/")]


@pytest.mark.parametrize("slug", ["nowhere", "BILE", "bile-duct", "b" * 200])
def test_an_unknown_word_is_not_found(client, slug):
    make_term("Bile")
    assert client.get(f"/glossary/{slug}/").status_code == 404


# --- where it is used -------------------------------------------------------------------------------------------------


def test_the_page_of_a_word_lists_every_kind_of_page_that_uses_it(client):
    bile, other = make_term("Bile"), make_term("Biopsy")
    guide = make_guide("Guide", body=about(bile))
    make_chapter(guide, "symptoms", title="Chapter", body=about(bile))
    make_treatment("Treatment", how_it_works=about(bile))
    make_standard("Standard", body=[("details", {"summary": "More", "text": f"<p>{term_link(bile)}</p>"})])
    make_standard("Section", body=[("section", {"title": "One", "anchor": "", "content": about(bile)})])
    make_standard("Other", body=about(other))
    make_standard("None", body=text("Bile without a link."))
    assert uses(client, bile) == ["Chapter", "Guide", "Section", "Standard", "Treatment"]
    assert uses(client, other) == ["Other"]
    html = read(client, "/glossary/bile/")
    assert "Where we use this word" in html and f'<a href="{guide.url}">Guide</a>' in html


def test_a_word_that_no_page_uses_says_nothing_about_it(client):
    make_term("Bile")
    assert "Where we use this word" not in read(client, "/glossary/bile/")


def test_several_uses_on_one_page_are_one_line(client):
    bile = make_term("Bile")
    make_standard("Standard", body=[*about(bile), *about(bile)])
    assert uses(client, bile) == ["Standard"]


def test_pages_that_readers_cannot_see_are_not_listed(client):
    bile = make_term("Bile")
    make_standard("Draft", body=about(bile), live=False)
    private = make_standard("Private", body=about(bile))
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    changed = make_standard("Changed", body=text("Nothing yet."))
    changed.body = about(bile)
    changed.save_revision()
    gone = make_standard("Gone", body=about(bile))
    gone.unpublish()
    make_standard("Deleted", body=about(bile)).delete()
    assert uses(client, bile) == []


def test_the_list_is_right_at_the_visit_after_publishing(client, commit):
    """The index of uses is brought up to date by a task; here no such task runs."""
    bile = make_term("Bile")
    page = make_standard("Standard", body=text("Nothing yet."))
    for body, listed in ((about(bile), True), (text("Nothing again."), False)):
        read(client, "/glossary/bile/")
        page.body = body
        with commit(), disable_reference_index_auto_update():
            page.save_revision().publish()
        assert ("Standard" in read(client, "/glossary/bile/")) is listed
    assert not ReferenceIndex.get_references_to(bile).exists()


def test_publishing_without_a_change_of_words_does_not_write_the_index_again(commit, django_assert_num_queries):
    bile = make_term("Bile")
    page = make_standard("Standard", body=about(bile))
    know_uses_at_once(page)
    with django_assert_num_queries(1):
        know_uses_at_once(page)


def test_a_translated_page_counts_for_the_translated_word(client, home):
    """The copy still holds the id of the English word; readers see the Spanish one."""
    home.copy_for_translation(make_locale("es")).save_revision().publish()
    bile = make_term("Bile")
    bilis = make_term("Bilis", language="es", translation_key=bile.translation_key)
    page = make_standard("Standard", body=about(bile))
    copy = page.copy_for_translation(make_locale("es"))
    copy.title = "Norma"
    copy.save_revision().publish()
    assert [page.title for page in pages_using(bile)] == ["Standard"]
    assert [page.title for page in pages_using(bilis)] == ["Norma"]
    html = read(client, "/es/glossary/bilis/")
    assert '<a href="/es/standard/">Norma</a>' in html


def test_a_word_that_is_taken_back_leaves_the_text_and_no_link(client, commit):
    bile = make_term("Bile")
    page = make_standard("Standard", body=about(bile))
    assert 'href="/glossary/bile/"' in read(client, page.url)
    with commit():
        GlossaryTerm.objects.get().unpublish()
    html = read(client, page.url)
    assert "See Bile." in html and "/glossary/bile/" not in html
    assert client.get("/glossary/bile/").status_code == 404


def test_the_page_of_a_word_costs_the_same_however_often_it_is_used(client):
    def queries():
        client.get("/glossary/bile/?fresh")
        with CaptureQueriesContext(connection) as captured:
            client.get("/glossary/bile/?fresh")
        return len(captured)

    bile = make_term("Bile")
    make_standard("First", body=about(bile))
    few = queries()
    for number in range(8):
        make_standard(f"Page {number}", body=about(bile))
    assert queries() == few


def test_search_engines_are_told_what_the_glossary_is(client):
    html = client.get("/glossary/").content.decode()
    assert '<meta name="description" content="Hard words about cancer, explained in plain English.">' in html
    assert html.count('name="description"') == 1
