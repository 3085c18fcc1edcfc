"""What a document's blocks refer to: pages and pictures, found, missing or found later; and what blocks refuse."""

import pytest

from portal.models import StandardPage
from portal.streams import ImportProblem, Links, StreamBuilder, check_stream
from tests import factories
from tests.portal.documents import heading, paragraph, without_ids
from tests.portal.test_streams import BLOCKS

# ---- pages and pictures ----------------------------------------------------------------------------------------------


@pytest.fixture
def site_builder(db):
    return StreamBuilder(Links(factories.make_home()), markup=True, seed="test")


@pytest.mark.parametrize("path", ["about/visiting", "/about/visiting/", "about/visiting/"])
def test_a_path_leads_to_its_page(site_builder, path):
    page = factories.make_standard("Visiting", parent=factories.make_standard("About"))
    assert site_builder.inline(f"[words](page:{path})") == f'<a linktype="page" id="{page.pk}">words</a>'
    assert site_builder.links.missing == set()


def test_the_empty_path_is_the_home_page(site_builder):
    assert site_builder.links.page_id("") == site_builder.links.page_id("/") == factories.make_home().pk


def test_a_page_that_is_missing_is_remembered_until_it_is_there(site_builder):
    assert site_builder.inline("[words](page:visiting)") == "words"
    assert site_builder.links.missing == {"visiting"}
    page = factories.make_standard("Visiting")
    assert site_builder.links.page_id("visiting") == page.pk


def test_links_to_pages_that_are_not_there_yet_are_left_out(site_builder):
    page = factories.make_standard("Visiting")
    rows = [{"text": "Visiting", "page": "visiting"}, {"text": "Later", "page": "later"}]
    [(_kind, value)] = without_ids(site_builder.stream([{"type": "links", "title": "T", "items": rows}]))
    assert value == {"title": "T", "links": [("item", {"title": "Visiting", "page": page.pk, "address": ""})]}
    assert site_builder.stream([{"type": "links", "title": "T", "items": rows[1:]}]) == []


def test_a_section_of_links_that_are_not_there_yet_is_left_out(site_builder):
    links = {"type": "links", "title": "T", "items": [{"text": "Later", "page": "later"}]}
    assert site_builder.stream([heading(3, "Read more"), links]) == []


def test_a_picture_is_found_by_the_name_of_its_file(site_builder):
    image = factories.make_image("Nurses", file=factories.picture_file("nurses.png"))
    [hero] = site_builder.hero({"image": "nurses", "caption": "On the **ward**", "people": [{"name": "Ana"}]})
    assert hero["value"]["image"] == {"image": image.pk, "decorative": False, "alt_text": "Nurses"}
    assert hero["value"]["caption"] == "On the ward"
    assert without_ids(hero["value"]["people"]) == [("item", {"name": "Ana", "role": ""})]


def test_a_picture_that_is_missing_is_left_out_and_remembered(site_builder):
    assert site_builder.hero({"image": "nobody"}) == site_builder.hero(None) == []
    assert site_builder.links.missing == {"image nobody"}


# ---- the blocks' own validation --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"type": "callout", "urgency": "panic", "title": "T", "text": "x"}, "body: .*panic"),
        ({"type": "key_points", "items": ["x" * 301]}, "body: .*at most 300"),
        ({"type": "table", "caption": "C", "header": ["A", ""], "rows": []}, "body: Give every column a heading"),
        ({"type": "links", "title": "T", "items": [{"text": "x" * 81, "page": ""}]}, "body: .*at most 80"),
        (heading(3, "x" * 301), "body: .*at most 300"),
    ],
)
def test_what_an_editor_could_not_save_is_refused(site_builder, block, reason):
    page = StandardPage(title="Page", body=site_builder.stream([block, paragraph("Text.")]))
    with pytest.raises(ImportProblem, match=reason):
        check_stream(page, "body")


@pytest.mark.parametrize(
    "block", [block for block, _ in BLOCKS if block["type"] != "steps"], ids=lambda block: block["type"]
)
def test_what_an_editor_could_save_passes(site_builder, block):
    page = StandardPage(title="Page", body=site_builder.stream([block]))
    check_stream(page, "body")
    assert len(page.body) == 1
