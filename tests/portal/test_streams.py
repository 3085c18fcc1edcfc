"""Blocks of a document become the stored form of a stream; inline markup becomes rich text, and nothing else does."""

import pytest

from portal.models import StandardPage
from portal.streams import ImportProblem, Links, StreamBuilder, check_stream
from tests import factories


class Home:
    """Where nothing is looked up, links need no database."""

    url_path = "/home/"


@pytest.fixture
def links():
    return Links(Home())


@pytest.fixture
def builder(links):
    return StreamBuilder(links, markup=True, seed="test")


@pytest.fixture
def plain_builder(links):
    return StreamBuilder(links, markup=False, seed="test")


def paragraph(text):
    return {"type": "paragraph", "text": text}


def heading(level, text):
    return {"type": "heading", "level": level, "text": text}


def without_ids(rows):
    """(type, value) of stored rows, at all depths."""
    if isinstance(rows, list):
        return [(row["type"], without_ids(row["value"])) if is_row(row) else without_ids(row) for row in rows]
    if isinstance(rows, dict):
        return {name: without_ids(value) for name, value in rows.items()}
    return rows


def is_row(row):
    return isinstance(row, dict) and {"type", "value"} <= row.keys()


# ---- text ------------------------------------------------------------------------------------------------------------

MARKUP = [
    ("Plain words", "Plain words", "Plain words"),
    ("  around  ", "around", "around"),
    ("a < b & c", "a &lt; b &amp; c", "a < b & c"),
    ("**bold** and **more**", "<b>bold</b> and <b>more</b>", "bold and more"),
    ("2 ** 3 is 8", "2 ** 3 is 8", "2 ** 3 is 8"),
    ("[site](https://example.org/?a=1&b=2)", '<a href="https://example.org/?a=1&amp;b=2">site</a>', "site"),
    ("**[site](https://example.org/)**", '<b><a href="https://example.org/">site</a></b>', "site"),
    ("[**site**](https://example.org/)", '<a href="https://example.org/"><b>site</b></a>', "site"),
    ("[bile](term:bile)", "bile", "bile"),
    ("[not a link]", "[not a link]", "[not a link]"),
    ("[not](a link)", "[not](a link)", "[not](a link)"),
    (
        '["><script>](https://example.org/"onclick=)',
        '<a href="https://example.org/&quot;onclick=">&quot;&gt;&lt;script&gt;</a>',
        '"><script>',
    ),
    (2014, "2014", "2014"),
    (0, "0", "0"),
]


@pytest.mark.parametrize(("text", "html", "words"), MARKUP)
def test_markup_becomes_rich_text_or_plain_words(builder, text, html, words):
    assert builder.inline(text) == html
    assert builder.plain(text) == words


@pytest.mark.parametrize(("text", "html", "words"), MARKUP)
def test_without_markup_all_signs_are_text(plain_builder, text, html, words):
    stripped = str(text).strip()
    assert plain_builder.plain(text) == stripped
    assert "<" not in plain_builder.inline(text)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "http://example.org/", "data:text/html,x", "//example.org", "bile"]
)
def test_a_target_that_is_not_understood_is_refused(builder, target):
    with pytest.raises(ImportProblem, match="is not understood"):
        builder.inline(f"[words]({target})")


def test_a_field_that_is_absent_has_no_words(builder):
    assert builder.plain(None) == ""


@pytest.mark.parametrize("text", [{"en": "Hello"}, ["Hello"]])
def test_what_is_no_text_is_refused(builder, text):
    for method in (builder.inline, builder.plain):
        with pytest.raises(ImportProblem, match="stands where a text should be"):
            method(text)


def test_a_missing_text_is_refused(builder):
    with pytest.raises(ImportProblem, match="a text is missing"):
        builder.inline(None)


# ---- headings, paragraphs, lists -------------------------------------------------------------------------------------


def test_neighbours_become_one_text(builder):
    blocks = [
        paragraph("One:"),
        {"type": "list", "items": ["a", {"text": "b"}]},
        heading(4, "Small"),
        heading(5, "Smaller"),
        paragraph("Two."),
    ]
    html = "<p>One:</p><ul><li>a</li><li>b</li></ul><h3>Small</h3><h4>Smaller</h4><p>Two.</p>"
    assert without_ids(builder.stream(blocks)) == [("text", html)]


def test_an_ordered_list_keeps_its_numbers(builder):
    assert without_ids(builder.stream([{"type": "list", "ordered": True, "items": ["a"]}])) == [
        ("text", "<ol><li>a</li></ol>")
    ]


def test_a_heading_opens_a_section_that_holds_what_follows(builder):
    blocks = [
        paragraph("Before."),
        heading(3, "A"),
        paragraph("One."),
        {"type": "questions", "title": "Ask", "items": ["Why?"]},
        heading(3, "B"),
        paragraph("Two."),
    ]
    questions = {"title": "Ask", "items": [("item", "Why?")]}
    assert without_ids(builder.stream(blocks)) == [
        ("text", "<p>Before.</p>"),
        ("section", {"title": "A", "anchor": "", "content": [("text", "<p>One.</p>"), ("questions", questions)]}),
        ("section", {"title": "B", "anchor": "", "content": [("text", "<p>Two.</p>")]}),
    ]


def test_where_there_are_no_sections_headings_are_small(builder):
    assert without_ids(builder.stream([heading(3, "A"), paragraph("One.")], sections=False)) == [
        ("text", "<h3>A</h3><p>One.</p>")
    ]


@pytest.mark.parametrize(
    ("blocks", "stored"),
    [
        ([heading(3, "A")], [("text", "<p><b>A</b></p>")]),
        (
            [heading(3, "A"), heading(3, "B"), paragraph("Two.")],
            [
                ("text", "<p><b>A</b></p>"),
                ("section", {"title": "B", "anchor": "", "content": [("text", "<p>Two.</p>")]}),
            ],
        ),
        (
            [heading(3, "A"), paragraph("One."), heading(3, "B")],
            [("section", {"title": "A", "anchor": "", "content": [("text", "<p>One.</p><p><b>B</b></p>")]})],
        ),
    ],
)
def test_a_heading_with_nothing_under_it_stays_as_words(builder, blocks, stored):
    assert without_ids(builder.stream(blocks)) == stored


def test_nothing_becomes_an_empty_stream(builder):
    assert builder.stream([]) == builder.stream(None) == []


def test_the_same_blocks_get_the_same_ids(links):
    def ids(seed):
        blocks = [heading(3, "A"), paragraph("One."), {"type": "questions", "title": "Ask", "items": ["Why?"]}]
        return StreamBuilder(links, markup=True, seed=seed).stream(blocks)

    assert ids("one") == ids("one") != ids("two")


# ---- blocks ----------------------------------------------------------------------------------------------------------

BLOCKS = [
    (
        {"type": "key_points", "items": ["**A**", {"text": "B"}]},
        ("key_points", {"items": [("item", "A"), ("item", "B")]}),
    ),
    (
        {"type": "callout", "urgency": "urgent", "title": "call us", "text": "Now.", "items": ["fever"]},
        ("care_callout", {"urgency": "urgent", "title": "call us", "text": "<p>Now.</p><ul><li>fever</li></ul>"}),
    ),
    (
        {"type": "key_facts", "items": [{"label": "How long", "value": 30}]},
        ("key_facts", {"title": "At a glance", "items": [("item", {"label": "How long", "value": "30"})]}),
    ),
    (
        {"type": "do_dont", "title": "T", "do": ["a"], "dont": ["b"]},
        ("do_dont", {"title": "T", "do": "<ul><li>a</li></ul>", "dont": "<ul><li>b</li></ul>"}),
    ),
    (
        {"type": "steps", "title": "T", "items": [{"title": "One", "text": "x"}]},
        ("steps", {"title": "T", "items": [("item", {"title": "One", "text": "<p>x</p>"})]}),
    ),
    ({"type": "details", "summary": "S", "text": "x"}, ("details", {"summary": "S", "text": "<p>x</p>"})),
    (
        {"type": "people", "title": "T", "items": [{"name": "Ana", "role": "Nurse"}]},
        ("people", {"title": "T", "people": [("item", {"name": "Ana", "role": "Nurse", "text": ""})]}),
    ),
    (
        {"type": "languages", "items": [{"lang": "es", "name": "Español", "text": "Hola"}]},
        ("language_lines", {"lines": [("item", {"language": "es", "name": "Español", "text": "Hola"})]}),
    ),
]


@pytest.mark.parametrize(("block", "stored"), BLOCKS, ids=[block["type"] for block, _ in BLOCKS])
def test_a_block_becomes_its_stored_form(builder, block, stored):
    assert without_ids(builder.stream([block])) == [stored]


@pytest.mark.parametrize("block", [block for block, _ in BLOCKS], ids=[block["type"] for block, _ in BLOCKS])
def test_a_block_that_lacks_something_says_what(builder, block):
    for key in block.keys() - {"type", "text", "title"}:
        with pytest.raises(ImportProblem, match=f"“{block['type']}” lacks .{key}"):
            builder.stream([{name: value for name, value in block.items() if name != key}])


def test_a_table_keeps_rows_and_headings(builder):
    table = {"type": "table", "caption": "C", "header": ["A", "B"], "rows": [["1", "**2**"]]}
    [(kind, value)] = without_ids(builder.stream([table]))
    assert (kind, value["caption"]) == ("table", "C")
    assert [column["heading"] for column in value["table"]["columns"]] == ["A", "B"]
    assert value["table"]["rows"] == [{"values": ["<p>1</p>", "<p><b>2</b></p>"]}]


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
    [(kind, value)] = without_ids(site_builder.stream([{"type": "links", "title": "T", "items": rows}]))
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
