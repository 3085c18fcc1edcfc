"""House rules of the block vocabulary: editors see what a block is for, and what it looks like; drafts may be incomplete."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from wagtail.blocks import StreamBlock
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from conditions.blocks import MedicalBodyBlock, StatisticBlock
from portal.block_base import NamedTemplate
from portal.blocks import BodyBlock, HomeTaskBlock, TableBlock, anchor_of, contents_of
from portal.media_blocks import HeroBlock
from tests import factories

VOCABULARY = MedicalBodyBlock().child_blocks | {"hero": HeroBlock(), "task": HomeTaskBlock()}

# words of each preview; the last five come from a record
SHOWN = {
    "text": "Bile is a fluid",
    "key_points": "Liver metastases come from",
    "care_callout": "you have a fever",
    "key_facts": "About 30 minutes",
    "do_dont": "Drink water.",
    "steps": "You change clothes.",
    "questions": "What are my choices?",
    "table": "Ultrasound",
    "details": "layer by layer",
    "related_links": 'href="/glossary/"',
    "quote": "bring my sister",
    "people": "Ana Example",
    "language_lines": 'lang="es"',
    "section": "<h2",
    "task": "I have a diagnosis",
    "hero": "<picture",
    "figure": "<picture",
    "video": '.mp4" type="video/mp4"',
    "contact": "(212) 555-0140",
    "statistic": "A journal, 2024",
    "anatomy": "The Liver does much.",
    "support": "Nutrition in short.",
}

EACH_BLOCK = pytest.mark.parametrize("name", VOCABULARY)


def streams_in(block):
    """This block and the stream blocks inside it."""
    if isinstance(block, StreamBlock):
        yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from streams_in(child)


def all_streams():
    for model in get_page_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, StreamField) and model.__module__.split(".")[0] in ("portal", "conditions"):
                yield from streams_in(field.stream_block)


# ---- what editors are told -------------------------------------------------------------------------------------------


def test_every_block_with_a_template_is_checked_here():
    used = {
        type(block)
        for stream in all_streams()
        for block in stream.child_blocks.values()
        if isinstance(block, NamedTemplate)
    }
    assert used <= {type(block) for block in VOCABULARY.values()} | {BodyBlock.base_blocks["section"].__class__}
    assert VOCABULARY.keys() == SHOWN.keys()


@EACH_BLOCK
def test_a_block_says_what_it_is_for(name):
    block = VOCABULARY[name]
    assert str(block.get_description()).endswith(".")
    assert block.meta.icon != "placeholder"
    assert str(block.meta.group)


@EACH_BLOCK
def test_the_template_of_a_block_is_found_from_its_class(name):
    template = VOCABULARY[name].get_template()
    assert template.split("/")[1:2] == ["blocks"]
    get_template(template)


def test_medical_pages_have_all_that_others_have():
    assert BodyBlock().child_blocks.keys() < MedicalBodyBlock().child_blocks.keys()


# ---- previews --------------------------------------------------------------------------------------------------------


@pytest.fixture
def records():
    factories.make_support()
    factories.make_anatomy()
    factories.make_contact_point()
    factories.make_image()
    for name in ("leaflet.pdf", "film.mp4", "film.vtt"):
        get_document_model().objects.create(title=name, file=factories.picture_file(name))


@pytest.mark.django_db
@pytest.mark.usefixtures("records")
@EACH_BLOCK
def test_the_preview_shows_the_block(admin_client, name):
    block = VOCABULARY[name]
    assert block.is_previewable
    html = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).content.decode()
    assert SHOWN[name] in html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.django_db
@EACH_BLOCK
def test_the_preview_says_something_on_an_empty_site_too(admin_client, name):
    """Pictures, films and records have words around them, or words in their place."""
    preview = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": VOCABULARY[name].definition_prefix})
    main = BeautifulSoup(preview.content, "html.parser").main
    assert len(main.get_text().split()) >= 4
    assert "None" not in str(main).replace('preload="none"', "")
    assert not main.find_all(src="") + main.find_all(href="")


# ---- what is asked, and when -----------------------------------------------------------------------------------------

MAY_BE_EMPTY = {"language_lines"}


@pytest.mark.django_db
@EACH_BLOCK
def test_a_draft_may_be_incomplete_and_what_is_published_may_not(name):
    block = VOCABULARY[name]
    empty = block.to_python({}) if name != "text" else block.to_python("")
    block.clean_deferred(empty)
    if name not in MAY_BE_EMPTY:
        with pytest.raises(ValidationError):
            block.clean(empty)


@pytest.mark.django_db
def test_what_a_preview_shows_could_be_published(records):
    for name, block in VOCABULARY.items():
        if name not in ("hero", "figure"):  # pictures check their alternative text in the form
            block.clean(block.get_preview_value())


def a_table(*headings):
    columns = [{"type": "number", "heading": heading} for heading in headings]
    table = {"columns": columns, "rows": [{"values": ["1"] * len(headings)}], "caption": ""}
    return TableBlock().to_python({"caption": "Numbers", "table": table})


@pytest.mark.parametrize("headings", [("A", ""), ("", ""), ("A", "  ")])
def test_a_table_needs_a_heading_for_every_column(headings):
    TableBlock().clean_deferred(a_table(*headings))
    with pytest.raises(ValidationError) as error:
        TableBlock().clean(a_table(*headings))
    assert list(error.value.block_errors) == ["table"]


def test_a_table_with_headings_is_accepted():
    assert TableBlock().clean(a_table("A", "B"))["table"].columns[1]["heading"] == "B"


def a_statistic(count, out_of):
    words = {"sentence": "S", "who": "W", "period": "P", "region": "R", "citation": factories.make_citation().pk}
    return StatisticBlock().to_python(words | {"count": count, "out_of": out_of})


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "out_of"), [(7, ""), (None, "10"), (11, "10"), (101, "100"), (-1, "10")])
def test_a_share_needs_both_numbers_in_order(count, out_of):
    with pytest.raises(ValidationError) as error:
        StatisticBlock().clean(a_statistic(count, out_of))
    assert list(error.value.block_errors) == ["count"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "out_of", "filled", "open_"), [(7, "10", 7, 3), (0, "10", 0, 10), (100, "100", 100, 0), (None, "", 0, 0)]
)
def test_a_share_is_drawn_as_marks(count, out_of, filled, open_):
    marks = str(StatisticBlock().clean(a_statistic(count, out_of)).icons)
    assert (marks.count("is-filled"), marks.count("<span></span>")) == (filled, open_)


# ---- sections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "anchor"),
    [("How it spreads", "how-it-spreads"), ("Éwing", "ewing"), ("؟", "section"), ("x" * 80, "x" * 60)],
)
def test_an_anchor_is_made_from_the_title(title, anchor):
    assert anchor_of(title) == anchor


def body(*titles):
    return BodyBlock().to_python(
        [{"type": "section", "value": {"title": title, "anchor": "", "content": []}} for title in titles]
    )


def test_a_list_of_contents_is_worth_it_from_three_sections_on():
    assert contents_of(body("One", "Two")) == []
    assert contents_of(body("One", "Two", "Three"))[0] == {"id": "one", "title": "One"}


def test_an_anchor_that_an_editor_typed_comes_first():
    [section] = BodyBlock().to_python(
        [{"type": "section", "value": {"title": "One", "anchor": "first", "content": []}}]
    )
    assert section.value.anchor_id == "first"
