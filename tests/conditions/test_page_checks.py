"""Each check of texts: what it names, and what it lets pass. None blocks, none changes a word by itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from conditions import search
from conditions.models import ConditionPage, EditorialSettings, GlossaryTerm, TreatmentPage
from conditions.page_checks import link_first_use
from portal.models import OutsideAddress
from portal.page_checks import words
from portal.page_checks.registry import Reading, all_checks, look
from tests import factories

pytestmark = pytest.mark.django_db

HARD = (
    "Percutaneous radiofrequency ablation necessitates interdisciplinary consideration of individual "
    "contraindications, concomitant medication, anesthesiological preparation, subsequent hospitalization "
    "and appropriate rehabilitation in specialized institutions afterward."
)
LONG = "We tell you now, word by word, in one very long line, how the day of your scan will go from the door in the hall to the chair at the end of it."


def section(title, *rows):
    """A stored section, as a stream takes it."""
    content = [(kind, value) for kind, value in rows]
    return ("section", {"title": title, "anchor": "", "content": content})


def chapter(*body, **fields):
    guide = ConditionPage.objects.first() or factories.make_guide()
    return factories.make_chapter(guide, live=False, body=list(body), **fields)


def notes(page, name):
    return [note for check, found in look(Reading(page)).items() if check.name == name for note in found]


def words_of(page, name):
    return [note.words for note in notes(page, name)]


def test_every_check_has_words_for_editors():
    assert len(all_checks()) >= 13
    assert all(str(check.label) for check in all_checks())


def test_the_grade_is_told_for_each_section_and_only_where_it_is_too_high():
    plain = section("Plain", ("text", "<p>You lie down. We do the scan. You go home.</p>" * 4))
    page = chapter(plain, section("Hard", ("text", f"<p>{HARD} {HARD}</p>")))
    assert [note.place for note in notes(page, "grade")] == ["Hard"]
    hardest = words.hardest_sentences(Reading(page))
    assert hardest[0][1].startswith("Percutaneous") and hardest[0][0] > 12


def test_the_second_grade_leaves_out_what_the_glossary_explains():
    factories.make_term("radiofrequency ablation", synonyms=["contraindications"])
    grade, easy = words.grades(Reading(chapter(("text", f"<p>{HARD}</p>"))))
    assert easy < grade


def test_a_sentence_over_25_words_is_named_and_one_of_25_is_not():
    just = " ".join(["word"] * 25) + "."
    assert words_of(chapter(("text", f"<p>{LONG}</p><p>{just}</p>")), "long_sentence") == [LONG.rstrip(".")]


def test_summary_and_urgent_advice_must_be_easier():
    callout = {"urgency": "urgent", "title": "call us if", "text": f"<p>{HARD}</p>"}
    page = chapter(("care_callout", callout), summary="We help you. Call us, or ask your nurse to call us for you.")
    assert [note.words[:12] for note in notes(page, "short_text")] == ["Percutaneous"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You may have a CT scan.", ["CT"]),
        ("A computed tomography (CT) scan. The CT takes long.", []),
        ("CT (computed tomography) takes long.", []),
        ("Stage IV in the US at 8 AM.", []),
        ("MRI first, then another MRI.", ["MRI"]),
    ],
)
def test_abbreviations_are_named_once_unless_written_out(text, found):
    assert words_of(chapter(("text", f"<p>{text}</p>")), "abbreviation") == found


def test_an_abbreviation_that_the_glossary_explains_is_let_pass():
    link = factories.term_link(factories.make_term("MRI"))
    assert words_of(chapter(("text", f"<p>An {link} is loud.</p>")), "abbreviation") == []


def test_words_of_promise_are_those_of_the_house():
    page = chapter(("text", "<p>We guarantee the best care. Procures nothing. A swift way.</p>"))
    assert words_of(page, "promise") == ["We guarantee the best care"]
    rules = EditorialSettings.load()
    rules.words_of_promise = "swift\n\n"
    rules.save()
    assert words_of(page, "promise") == ["A swift way"]


def test_terms_are_named_at_their_first_use_and_never_linked_by_themselves():
    bile = factories.make_term("Bile", synonyms=["gall"])
    factories.make_term("Scan", do_not_suggest=True)
    factories.make_term("Draft", live=False)
    page = chapter(("text", "<h3>Bile</h3><p>Green gall. A scan. A draft. More bile.</p>"), title="Bile")
    (note,) = notes(page, "undefined_term")
    assert (note.words, note.target) == ("gall", bile.pk)
    assert "linktype" not in str(page.body.get_prep_value())


ODD = [5, [5], [["gall"]], "gall", {"gall": 1}, ["", "  "], [None]]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_entry_of_one_term_leaves_the_checks_and_the_search_of_all_others_whole(odd):
    factories.make_term("Lymph", synonyms=odd)
    factories.make_treatment("Rest")
    TreatmentPage.objects.update(synonyms=odd)  # as stored before it was checked
    bile = factories.make_term("Bile", synonyms=["gall"])
    page = chapter(("text", "<p>Green gall.</p>"))
    assert [note.target for note in notes(page, "undefined_term")] == [bile.pk]
    assert link_first_use(page, factories.make_term("Green", synonyms=odd))
    assert {words for words, *_rest in search.answers(bile.locale)} >= {("Bile", "gall"), ("Lymph",)}
    assert not [name for name in search.names(bile.locale) if "gall" in str(name)]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_only_a_list_of_words_is_taken_as_other_words(odd):
    for model in (GlossaryTerm, TreatmentPage):
        with pytest.raises(ValidationError):
            model._meta.get_field("synonyms").clean(odd, None)
        assert model._meta.get_field("synonyms").clean(["gall"], None) == ["gall"]


def test_one_click_links_the_first_use_outside_of_links_and_headings():
    bile = factories.make_term("Bile")
    page = chapter(("text", '<h3>Bile</h3><p><a href="https://example.org">bile</a> &amp; bile, bile</p>'))
    assert link_first_use(page, bile)
    text = page.body.get_prep_value()[0]["value"]
    assert text.endswith(f'&amp; <a linktype="glossary-term" id="{bile.pk}">bile</a>, bile</p>')
    assert notes(page, "undefined_term") == []


def test_terms_of_another_language_are_not_looked_for():
    factories.make_term("Bile", language="es")
    assert notes(chapter(("text", "<p>Bile.</p>")), "undefined_term") == []


def test_links_that_lead_nowhere_are_named_with_the_reason():
    home, draft = factories.make_home(), factories.make_standard("Old news", live=False)
    OutsideAddress.objects.create(address="https://example.org/gone", problem="404", checked_at="2026-11-01T00:00Z")
    links = [
        f'<a linktype="page" id="{home.pk}">home</a>',
        f'<a linktype="page" id="{draft.pk}">draft</a>',
        '<a linktype="page" id="999999">deleted</a>',
        '<a linktype="glossary-term" id="999999">term</a>',
        '<a href="https://example.org/gone">outside</a>',
        '<a href="https://example.org/fine">outside</a>',
        '<a href="/glossary/">ours</a>',
        '<a href="/nowhere/">nowhere</a>',
    ]
    found = {note.words: note.message for note in notes(chapter(("text", f"<p>{' '.join(links)}</p>")), "broken_link")}
    assert found == {
        "Old news": "The page is not published.",
        "page 999999": "The page does not exist any more.",
        "glossaryterm 999999": "It does not exist any more, or is not published.",
        "https://example.org/gone": "404",
        "/nowhere/": "Nothing is at this address.",
    }


def test_a_typed_address_of_a_page_is_followed_and_an_old_one_is_named(client):
    page = factories.make_standard("Visiting")
    text = chapter(("text", '<p><a href="/visiting/#x">a</a> <a href="/was-here/">b</a></p>'))
    from wagtail.contrib.redirects.models import Redirect

    Redirect.objects.create(old_path="/was-here", redirect_page=page)
    assert [(note.words, note.message) for note in notes(text, "broken_link")] == [
        ("/was-here/", "The address has moved.")
    ]
    page.unpublish()
    assert {note.words for note in notes(text, "broken_link")} == {"/visiting/#x", "/was-here/"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call (212) 555-0140 or 212.555.0141.", ["(212) 555-0140", "212.555.0141"]),
        ("Call +1 212 555 0140.", ["+1 212 555 0140"]),
        ("In 2024, 1 in 10; code 123-45; 10.1000/182.", []),
    ],
)
def test_typed_phone_numbers_are_named(text, found):
    assert words_of(chapter(("text", f"<p>{text}</p>")), "typed_phone") == found


@pytest.mark.parametrize("figure", ["7 in 10", "70%", "70 percent", "3 out of every 4"])
def test_a_figure_in_running_text_needs_the_block_with_its_source(figure):
    assert len(notes(chapter(("text", f"<p>About {figure} people go home. You wait 2 days.</p>")), "figure")) == 1


def test_a_figure_in_its_block_needs_its_source():
    figure = {"sentence": "About 7 in 10.", "who": "all", "period": "2020", "region": "US"}
    source = factories.make_citation()
    assert len(notes(chapter(("statistic", figure | {"citation": None})), "figure")) == 1
    page = chapter(("statistic", figure | {"citation": source}), aspect="treatment", slug="treatment")
    assert notes(page, "figure") == [] and notes(page, "retracted") == []
    source.retracted_on = date(2026, 11, 1)
    source.save()
    assert len(notes(page, "retracted")) == 1


def test_a_text_says_what_to_do_next():
    questions = ("questions", {"title": "Ask", "items": ["What next?"]})
    assert len(notes(chapter(("text", "<p>Bile is green.</p>")), "no_advice")) == 1
    page = chapter(section("Next", questions), aspect="treatment", slug="treatment")
    assert notes(page, "no_advice") == []


def test_long_chapters_and_guides_have_key_points():
    long = ("text", "<p>" + "You lie down. " * 60 + "</p>")
    assert len(notes(chapter(long), "no_key_points")) == 1
    points = ("key_points", {"items": ["Lie down."]})
    assert notes(chapter(points, long, aspect="treatment", slug="treatment"), "no_key_points") == []
    guide = factories.make_guide("Bile duct", live=False)
    assert len(notes(guide, "no_key_points")) == 1
    guide.key_points = [("point", "Bile is green.")]
    assert notes(guide, "no_key_points") == []


def test_pages_without_medicine_are_read_for_words_and_links_only():
    page = factories.make_standard(body=factories.text("We guarantee 7 in 10 the best. Call 212 555 0140."))
    names = {check.name for check in look(Reading(page))}
    assert names == {"promise", "typed_phone"}


def test_a_look_changes_nothing():
    factories.make_term("Bile")
    page = chapter(("text", "<p>Bile.</p>"))
    before = Page.objects.values_list("latest_revision_id", "latest_revision_created_at").get(pk=page.pk)
    look(Reading(page))
    assert Page.objects.values_list("latest_revision_id", "latest_revision_created_at").get(pk=page.pk) == before
