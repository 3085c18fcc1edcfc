"""Stored rich text on its way to readers: links, marks of other sites, explanations, headings."""

import pytest
from wagtail.rich_text import RichText

from portal.rich_text import linked_ids, prose
from tests import factories


def page_link(pk, words="words"):
    return f'<a linktype="page" id="{pk}">{words}</a>'


# ---- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_link_to_a_page_becomes_its_address():
    page = factories.make_standard("Visiting")
    assert prose(f"<p>See {page_link(page.pk)}.</p>") == '<p>See <a href="/visiting/">words</a>.</p>'


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_live_becomes_plain_words():
    draft, gone = factories.make_standard("Draft", live=False), factories.make_standard("Gone")
    gone_id = gone.pk
    gone.delete()
    text = f"<p>{page_link(draft.pk, 'one')} {page_link(gone_id, '<b>two</b>')} {page_link(gone_id, 'three')}</p>"
    assert prose(text) == "<p>one <b>two</b> three</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("damaged", ["", "abc", "²", "-1", "1.5", "9" * 30])
def test_a_damaged_link_becomes_plain_words(damaged):
    assert prose(f"<p>{page_link(damaged)}</p>") == "<p>words</p>"


@pytest.mark.django_db
def test_all_pages_of_a_text_cost_one_query_and_are_asked_for_once(client, django_assert_num_queries):
    pages = [factories.make_standard(f"Page {number}") for number in range(5)]
    text = "".join(f"<p>{page_link(page.pk)}</p>" for page in pages)
    prose(page_link(pages[0].pk))  # the site's addresses, looked up once
    client.get("/robots.txt")
    with django_assert_num_queries(1):
        assert prose(text).count("<a href=") == 5
        assert prose(text).count("<a href=") == 5


@pytest.mark.django_db
def test_a_new_request_looks_again(client):
    page = factories.make_standard("Visiting")
    assert "<a href=" in prose(page_link(page.pk))
    page.unpublish()
    client.get("/robots.txt")
    assert prose(page_link(page.pk)) == "words"


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (page_link(5), {"page": {5}}),
        (page_link(5).replace('"', '\\"'), {"page": {5}}),
        (page_link(5) + page_link(6) + page_link(5), {"page": {5, 6}}),
        ('<a linktype="glossary-term" id="7">w</a>', {"glossary-term": {7}}),
        ('<a href="https://example.org/">w</a>', {}),
        (page_link("x"), {}),
    ],
)
def test_links_are_found_in_what_is_stored(stored, found):
    assert linked_ids(stored) == found


def test_links_that_the_editor_stores_are_found():
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    editor = ContentstateConverter(features=["link"])
    contentstate = (
        '{"blocks": [{"key": "a", "text": "word", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
        '"entityRanges": [{"offset": 0, "length": 4, "key": 0}]}], '
        '"entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": 5, "parentId": 1, "url": "/x/"}}}}'
    )
    assert linked_ids(editor.to_database_format(contentstate)) == {"page": {5}}


# ---- other sites -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/?a=1&amp;b=2"])
def test_a_link_that_leaves_the_site_says_so(address):
    html = prose(f'<p><a href="{address}">Example</a></p>')
    assert html.startswith(
        f'<p><a class="external-link" href="{address}" rel="noopener">Example<span class="visually-hidden">'
    )
    assert "(leaves this site)" in html and 'aria-hidden="true"' in html


@pytest.mark.parametrize("address", ["mailto:a@example.org", "tel:+12125550140", "/glossary/", "#section"])
def test_other_links_stay_as_they_are(address):
    text = f'<p><a href="{address}">words</a></p>'
    assert prose(text) == text


# ---- glossary terms --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_term_is_a_link_with_its_definition():
    term = factories.make_term("Bile", short_definition='A fluid that helps "digest" fat.')
    html = prose(f"<p>{factories.term_link(term, 'bile')}</p>")
    assert 'href="/glossary/bile/"' in html
    assert 'data-definition="A fluid that helps &quot;digest&quot; fat."' in html


@pytest.mark.django_db
def test_a_term_may_be_explained_in_place():
    term = factories.make_term("Bile", short_definition="A fluid <that> helps.", explain_in_place=True)
    assert (
        prose(f"<p>The {factories.term_link(term, 'bile')} flows.</p>")
        == "<p>The bile (a fluid &lt;that&gt; helps) flows.</p>"
    )


# ---- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "shown"),
    [
        (0, '<h3 id="a">A</h3><h4>B</h4>'),
        (1, '<h4 id="a">A</h4><h5>B</h5>'),
        (2, '<h5 id="a">A</h5><h6>B</h6>'),
        (3, '<h6 id="a">A</h6><h6>B</h6>'),
    ],
)
def test_headings_move_down_with_what_stands_around_them(shift, shown):
    assert prose('<h3 id="a">A</h3><h4>B</h4>', shift) == shown


def test_a_rule_is_no_heading():
    assert prose("<hr><p>A</p>", 1) == "<hr><p>A</p>"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), ("", ""), (RichText("<p>A</p>"), "<p>A</p>"), ("<p>A</p>", "<p>A</p>")]
)
def test_any_stored_form_is_shown(value, shown):
    assert prose(value) == shown
