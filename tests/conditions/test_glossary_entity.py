"""A glossary term in text: what is stored, what editors get, what readers get."""

import json
from contextlib import contextmanager

import pytest
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html, features

from conditions import glossary
from conditions.models import ConditionPage, GlossaryTerm
from portal.blocks import INLINE_FEATURES, LIST_FEATURES, TEXT_FEATURES
from tests import factories

pytestmark = pytest.mark.django_db


def paragraph(*terms, words=None):
    return "<p>" + " and ".join(factories.term_link(term, words) for term in terms) + "</p>"


def raw_stream(html):
    """A stream as the editor stores it."""
    return json.dumps([{"type": "text", "value": html, "id": "7b2f5f54-1f5e-4f0c-9a57-0a9f6a1f2c11"}])


@contextmanager
def one_request():
    """What Django's request signals do to the memory; the signals themselves would close the test's connection."""
    glossary.start_memory()
    try:
        yield
    finally:
        glossary.end_memory()


# ---- readers ----


def test_a_term_becomes_a_link_with_its_short_definition_at_hand():
    term = factories.make_term(short_definition='Cancer that has "spread" <far>')
    html = expand_db_html(paragraph(term, words="metastases"))
    assert html == (
        f'<p><a class="glossary-term" href="{term.get_absolute_url()}" data-glossary '
        'data-definition="Cancer that has &quot;spread&quot; &lt;far&gt;">metastases</a></p>'
    )


def test_a_term_to_be_explained_in_place_says_so():
    term = factories.make_term(explain_in_place=True)
    assert " data-explain>" in expand_db_html(paragraph(term))
    assert " data-explain" not in expand_db_html(paragraph(factories.make_term("Tumor")))


@pytest.mark.parametrize("damage", ["draft", "deleted", "no id", "id is no number", "id too long"])
def test_a_term_that_cannot_be_shown_leaves_the_plain_word(damage):
    term = factories.make_term(live=damage != "draft")
    written = {
        "no id": '<a linktype="glossary-term">word</a>',
        "id is no number": '<a linktype="glossary-term" id="1 OR 1">word</a>',
        "id too long": f'<a linktype="glossary-term" id="{"9" * 30}">word</a>',
    }.get(damage, factories.term_link(term, "word"))
    if damage == "deleted":
        term.delete()
    assert expand_db_html(f"<p>{written}</p>") == "<p><a>word</a></p>"


def test_many_terms_of_a_text_cost_one_query(django_assert_num_queries):
    terms = [factories.make_term(f"Term {number}") for number in range(30)]
    html = paragraph(*terms, *terms)
    with django_assert_num_queries(1):
        assert expand_db_html(html).count("data-glossary") == 60


def test_the_texts_of_a_page_cost_one_query_together(django_assert_num_queries):
    terms = [factories.make_term(f"Term {number}") for number in range(4)]
    streams = {name: raw_stream(paragraph(term)) for name, term in zip(["body", "care_here"], terms, strict=False)}
    guide = ConditionPage.objects.get(pk=factories.make_guide(**streams).pk)
    with one_request(), django_assert_num_queries(1):
        glossary.remember_terms_of(guide)
        assert str(guide.body[0].value).count("data-glossary") == 1
        assert str(guide.care_here[0].value).count("data-glossary") == 1
        expand_db_html(paragraph(terms[0], terms[1]))


def test_a_page_that_keeps_its_texts_deferred_is_not_loaded_for_its_terms(django_assert_num_queries):
    page = factories.make_guide(body=raw_stream(paragraph(factories.make_term())))
    deferred = ConditionPage.objects.defer_streamfields().get(pk=page.pk)
    with django_assert_num_queries(0):
        glossary.remember_terms_of(deferred)


def test_an_edited_term_shows_in_the_next_request():
    term = factories.make_term()
    for definition in ("First.", "Second."):
        GlossaryTerm.objects.filter(pk=term.pk).update(short_definition=definition)
        with one_request():
            assert f'data-definition="{definition}"' in expand_db_html(paragraph(term))


def test_outside_of_a_request_nothing_is_remembered():
    term = factories.make_term()
    expand_db_html(paragraph(term))
    GlossaryTerm.objects.filter(pk=term.pk).update(short_definition="New.")
    assert 'data-definition="New."' in expand_db_html(paragraph(term))


def make_translation(term, **fields):
    spanish = term.copy_for_translation(factories.make_locale("es"))
    for name, value in ({"term": "Metástasis", "short_definition": "En español.", "live": True} | fields).items():
        setattr(spanish, name, value)
    spanish.save()
    return spanish


def test_a_term_is_explained_in_the_language_of_the_page(django_assert_num_queries):
    term = factories.make_term()
    spanish = make_translation(term, slug="metastasis-es")
    with override("es"), django_assert_num_queries(1):
        html = expand_db_html(paragraph(term))
        assert 'data-definition="En español."' in html
        assert f'href="{spanish.get_absolute_url()}"' in html
        assert "hreflang" not in html


def test_a_term_without_translation_leads_to_its_own_language_and_says_so():
    term = factories.make_term()
    address = term.get_absolute_url()
    make_translation(term, live=False)
    with override("es"):
        html = expand_db_html(paragraph(term))
    assert f'href="{address}"' in html
    assert 'hreflang="en"' in html


# ---- editors ----


def test_every_text_of_the_site_offers_the_feature():
    for names in (TEXT_FEATURES, INLINE_FEATURES, LIST_FEATURES):
        assert glossary.FEATURE in names
    plugin = features.get_editor_plugin("draftail", glossary.FEATURE)
    assert plugin.data["allowlist"] == {"id": "^[0-9]+$"}
    assert "id" in plugin.data["attributes"]


def test_what_the_editor_opens_is_what_it_stores():
    term = factories.make_term()
    stored = f'<p data-block-key="abcde">A {factories.term_link(term, "metastasis")} is <b>far</b>.</p>'
    converter = ContentstateConverter(features=TEXT_FEATURES)
    content = converter.from_database_format(stored)
    entity = json.loads(content)["entityMap"]["0"]
    assert entity["type"] == "GLOSSARY_TERM"
    assert entity["mutability"] == "MUTABLE"
    assert entity["data"] == glossary.entity_data(term)
    back = converter.to_database_format(content)
    assert f'linktype="glossary-term" id="{term.pk}"' in back or f'id="{term.pk}" linktype="glossary-term"' in back
    assert ">metastasis</a> is <b>far</b>.</p>" in back


@pytest.mark.parametrize("written", ['id="987654"', "", 'id="x"'])
def test_the_editor_opens_a_text_whose_term_is_gone(written):
    converter = ContentstateConverter(features=TEXT_FEATURES)
    content = converter.from_database_format(f'<p>A <a linktype="glossary-term" {written}>word</a></p>')
    assert "term" not in json.loads(content)["entityMap"]["0"]["data"]
    assert ">word</a>" in converter.to_database_format(content)


def test_a_term_without_the_feature_keeps_its_word():
    term = factories.make_term()
    converter = ContentstateConverter(features=["bold"])
    content = converter.from_database_format(f"<p>A {factories.term_link(term, 'word')}.</p>")
    assert "A word." in converter.to_database_format(content)


def test_the_usage_of_a_term_names_the_pages_it_stands_on():
    term = factories.make_term()
    guide = factories.make_guide(body=raw_stream(paragraph(term)))
    rows = ReferenceIndex.get_references_to(term)
    assert [row.object_id for row in rows] == [str(guide.pk)]
    assert rows[0].model_path.startswith("body")


def test_the_usage_screen_of_a_term_lists_its_pages(client):
    term = factories.make_term()
    factories.make_guide("Colon cancer", body=raw_stream(paragraph(term)))
    client.force_login(factories.make_superuser())
    url = f"/admin/snippets/conditions/glossaryterm/usage/{term.pk}/"
    assert "Colon cancer" in client.get(url).content.decode()


def test_choosing_a_term_answers_with_what_the_editor_keeps(client):
    term = factories.make_term()
    client.force_login(factories.make_superuser())
    answer = client.get(f"/admin/snippets/choose/conditions/glossaryterm/chosen/{term.pk}/").json()
    assert answer["step"] == "chosen"
    assert (
        answer["result"].items()
        >= {"id": str(term.pk), "term": "Metastasis", "live": True, "string": "Metastasis"}.items()
    )


def test_the_chooser_shows_what_a_term_means(client):
    factories.make_term(short_definition="Cancer that has spread.")
    client.force_login(factories.make_superuser())
    html = client.get("/admin/snippets/choose/conditions/glossaryterm/").json()["html"]
    assert "Cancer that has spread." in html


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("metas", ["Metastasis"]),
        ("STASIS", ["Metastasis"]),
        ("spread", ["Metastasis"]),
        ("", ["Metastasis", "Tumor"]),
        ("xyz", []),
    ],
)
def test_the_chooser_finds_parts_of_terms_and_of_their_other_words(client, words, found):
    factories.make_term(synonyms=["Spread of cancer"])
    factories.make_term("Tumor")
    client.force_login(factories.make_superuser())
    html = client.get("/admin/snippets/choose/conditions/glossaryterm/", {"q": words}).json()["html"]
    assert [term for term in ("Metastasis", "Tumor") if f"What {term} means." in html] == found
    assert ("no snippets match" in html) is (found == [])
