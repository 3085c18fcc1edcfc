"""Blocks of a document become the stored form of a stream; inline markup becomes rich text, and nothing else does."""

import pytest

from portal.streams import ImportProblem, Links, StreamBuilder
from tests.portal.documents import heading, paragraph, without_ids

pytestmark = pytest.mark.django_db


class Home:
    """Where nothing is looked up, links need no database."""

    url_path = "/home/"

    def get_translation_or_none(self, locale):
        return None


@pytest.fixture
def links():
    return Links(Home())


@pytest.fixture
def builder(links):
    return StreamBuilder(links, markup=True, seed="test")


@pytest.fixture
def plain_builder(links):
    return StreamBuilder(links, markup=False, seed="test")


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
    for key in block.keys() - {"type", "text", "title"} - ({"items"} if block["type"] == "callout" else set()):
        with pytest.raises(ImportProblem, match=f"“{block['type']}” lacks .{key}"):
            builder.stream([{name: value for name, value in block.items() if name != key}])


@pytest.mark.parametrize(
    ("inner", "points"),
    [
        ([{"text": "hepatitis"}, {"text": "cirrhosis"}], ["Risks: hepatitis; cirrhosis"]),
        ([{"text": "hepatitis", "items": ["B", "C"]}], ["Risks: hepatitis B; C"]),
        (["x" * 200, "y" * 200], ["Risks:", "x" * 200, "y" * 200]),
        ([], ["Risks:"]),
    ],
)
def test_a_list_inside_a_key_point_is_not_lost(builder, inner, points):
    block = {"type": "key_points", "items": [{"text": "Risks:", "items": inner}]}
    assert without_ids(builder.stream([block])) == [("key_points", {"items": [("item", point) for point in points]})]


def test_a_table_keeps_rows_and_headings(builder):
    table = {"type": "table", "caption": "C", "header": ["A", "B"], "rows": [["1", "**2**"]]}
    [(kind, value)] = without_ids(builder.stream([table]))
    assert (kind, value["caption"]) == ("table", "C")
    assert [column["heading"] for column in value["table"]["columns"]] == ["A", "B"]
    assert value["table"]["rows"] == [{"values": ["<p>1</p>", "<p><b>2</b></p>"]}]
