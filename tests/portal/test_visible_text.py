"""The words of a field as a reader sees them, whatever form they are stored in."""

import json

import pytest
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from conditions.blocks import MedicalBodyBlock
from conditions.models import ConditionPage
from portal.visible_text import raw_json, text_of
from tests import factories

BODY = MedicalBodyBlock()


def stream(*blocks):
    return StreamValue(BODY, [{"type": kind, "value": value} for kind, value in blocks], is_lazy=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("  Two   words \n", "Two words"),
        ("Ham &amp; eggs &lt; 5", "Ham & eggs < 5"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<ul><li>One<ul><li>Two</li></ul></li><li>Three</li></ul>", "One\nTwo\nThree"),
        ("<h3>Head</h3><p>A<br/>B</p>", "Head\nA\nB"),
        ('<p data-block-key="abc">A <b>bold</b> <a linktype="page" id="5">link</a>.</p>', "A bold link."),
        (RichText("<p>Rich</p>"), "Rich"),
        (5, "5"),
    ],
)
def test_the_words_of_a_value(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([], ""),
        ([("text", "<p>One.</p>"), ("text", "<p>Two.</p>")], "One.\nTwo."),
        (
            [("section", {"title": "Head", "anchor": "", "content": [{"type": "text", "value": "<p>Text.</p>"}]})],
            "Head\nText.",
        ),
        ([("key_points", {"items": ["One", "Two"]})], "One\nTwo"),
        ([("key_points", {"items": [{"type": "item", "value": "One", "id": "0f"}]})], "One"),
        ([("key_facts", {"title": "T", "items": [{"label": "L", "value": "V"}]})], "T\nL\nV"),
        ([("details", {"summary": "S", "text": "<p>T</p>"})], "S\nT"),
        ([("gone", {"title": "A block that no longer exists"})], ""),
    ],
)
def test_the_words_of_a_stream_in_reading_order(blocks, text):
    assert text_of(stream(*blocks)) == text


def test_ids_of_blocks_and_the_order_of_storage_do_not_count():
    value = {"title": "T", "items": [{"label": "L", "value": "V"}]}
    turned = {"items": [{"value": "V", "label": "L"}], "title": "T"}
    plain = stream(("key_facts", value))
    stored = StreamValue(BODY, [{"type": "key_facts", "value": turned, "id": "5f0c"}], is_lazy=True)
    assert text_of(plain) == text_of(stored)


def test_the_words_of_a_table():
    table = {"columns": [{"type": "text", "heading": "H"}], "rows": [{"values": ["<p>Cell</p>"]}], "caption": ""}
    text = text_of(stream(("table", {"caption": "C", "table": table})))
    assert {"C", "H", "Cell"} <= set(text.split("\n"))


@pytest.mark.django_db
def test_the_stored_form_of_all_streams_that_are_loaded():
    guide = factories.make_guide(body=factories.text("About it."), key_points=[("point", "Remember.")])
    stored = json.dumps(raw_json(ConditionPage.objects.get(pk=guide.pk)))
    assert "About it." in stored and "Remember." in stored
    assert raw_json(ConditionPage.objects.defer_streamfields().get(pk=guide.pk)) == []


@pytest.mark.django_db
def test_looking_at_the_stored_form_loads_no_field(django_assert_num_queries):
    page = ConditionPage.objects.defer_streamfields().get(pk=factories.make_guide().pk)
    with django_assert_num_queries(0):
        raw_json(page)
