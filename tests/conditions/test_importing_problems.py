"""What cannot be imported is refused in words for the person who made the file, and leaves nothing behind."""

import json

import pytest

from portal.documents import json_lines
from portal.streams import ImportProblem
from tests.conditions.documents import BUTTON_RASH, LANTERN, changed, make_site, paragraph, take, traces, with_overview

pytestmark = pytest.mark.django_db

LONG = "x" * 5000
RELATED = {"target": "lantern-gland-tumor", "kind": "confused_with"}


@pytest.fixture(autouse=True)
def site():
    home = make_site()
    take(LANTERN)
    return home


def new(**values):
    return changed(BUTTON_RASH, **values)


def block(**values):
    return with_overview(values)


def section(**values):
    return new(sections=[{"id": "s9", "chapter": "symptoms", "blocks": []} | values])


PROBLEMS = [
    # what is it?
    ([], "not a JSON object"),
    ("text", "not a JSON object"),
    (None, "not a JSON object"),
    (new(id=None), "“id” is missing"),
    (new(id=5), "→ id is a number, but should be text"),
    (new(title=""), "“title” is missing"),
    (new(title=["Lantern"]), "→ title is a list, but should be text"),
    (new(sections=[]), "“sections” is missing"),
    (new(sections={"overview": []}), "→ sections is an object, but should be a list"),
    (new(sections="overview"), "→ sections is text, but should be a list"),
    (new(sections=["overview"]), "→ sections → 1 is text, but should be an object"),
    (new(synonyms="Rash"), "→ synonyms is text, but should be a list"),
    (new(synonyms=[["Rash"]]), "→ synonyms → 1 is a list, but should be text or an object"),
    (new(synonyms=[{"kind": "lay"}]), "a synonym lacks “name”"),
    (new(synonyms=[{"name": "Rash", "kind": "funny"}]), "kind: .*funny"),
    (new(codes=["C22"]), "→ codes is a list, but should be an object"),
    (new(citations="one"), "→ citations is text, but should be a list"),
    # sections
    (section(blocks=None), "s9: “blocks” is missing"),
    (section(blocks={"type": "paragraph"}), "→ blocks is an object, but should be a list"),
    (section(blocks=["Hello"]), "→ blocks → 1 is text, but should be an object"),
    (section(chapter=None), "s9: chapter “None” is not known"),
    (section(chapter="adventures"), "s9: chapter “adventures” is not known"),
    (section(chapter=["symptoms"]), "→ chapter is a list, but should be text"),
    (section(slug="all"), "“all” is the address of the whole guide"),
    (section(slug="Two words"), "slug: .*valid"),
    (section(citations=["nobody-2020"]), "there is no citation “nobody-2020”"),
    # blocks
    (block(), "block type “None” is not known"),
    (block(type="marquee"), "block type “marquee” is not known"),
    (block(type="text", html="<script>alert(1)</script>"), "block type “text” is not known"),
    (block(type="section", title="A title"), "block type “section” is not known"),
    (block(type="paragraph"), "“paragraph” lacks “text”"),
    (block(type="paragraph", text=None), "“paragraph” lacks “text”"),
    (block(type="paragraph", text={"en": "Hello"}), "→ text is an object, but should be text or a number"),
    (block(type="heading", text="A heading"), "“heading” lacks “level”"),
    (block(type="heading", level="3", text="A heading"), "→ level is text, but should be a number"),
    (block(type="heading", level=3), "“heading” lacks “text”"),
    (block(type="list", items="one"), "→ items is text, but should be a list"),
    (block(type="list"), "“list” lacks “items”"),
    (block(type="list", items=[{"text": None}]), "a text is missing"),
    (block(type="list", items=[{"text": "One", "items": "two"}]), "“two” stands where a list should be"),
    (block(type="list", items=[["One"]]), "stands where a text should be"),
    (block(type="key_points", items=[{}]), "required"),
    (block(type="callout", title="call us"), "“callout” lacks 'urgency'"),
    (block(type="callout", urgency="panic", title="call us", text="Now"), "body: .*panic"),
    (block(type="questions", title="Ask", items="Why?"), "→ items is text, but should be a list"),
    (block(type="key_facts", items=["About 30 minutes"]), "“key_facts” does not have the expected shape"),
    (block(type="steps", items=[{"title": "One", "text": "Only one"}]), "body: "),
    (block(type="table", caption="T", header=["A", "B"], rows=[["1"]]), "every row needs 2 cells"),
    (
        block(type="statistic", sentence="S", count=7, who="W", period="P", region="R", citation="x"),
        "both `count` and `of`",
    ),
    (block(type="statistic", sentence="S", who="W", period="P", region="R", citation="x"), "there is no citation “x”"),
    (block(type="diagram", anatomy="gills"), "there is no organ “gills”"),
    (with_overview(paragraph("[run](javascript:alert)"), markup="inline"), "“javascript:alert” is not understood"),
    # what it refers to
    (new(owner_team="nobody"), "there is no team “nobody”"),
    (new(anatomy=["gills"]), "there is no organ “gills”"),
    (new(citations=["nobody-2020"]), "there is no citation “nobody-2020”"),
    (new(age_group="teenager"), "age group “teenager” is not known"),
    (new(source_url="javascript:alert(1)"), "url: .*valid URL"),
    (new(relations=[RELATED | {"kind": "married_to"}]), "kind: .*married_to"),
    (new(relations=[RELATED | {"frequency": "rare"}]), "frequency: "),
    (new(relations=[RELATED, RELATED]), "relations: .*entered twice"),
    # what the database cannot hold
    (new(title=LONG), "title: .*at most"),
    (new(summary=LONG), "summary: .*at most 300"),
    (new(medical_name=LONG), "medical_name: .*at most 200"),
    (new(synonyms=[LONG]), "name: .*at most 200"),
    (new(cuis=[LONG]), "code_umls: .*at most 20"),
    (new(source_url=f"https://example.org/{LONG}"), "url: "),
    (new(source=LONG), "authors: .*at most 300"),
    (new(id=LONG), "source_id: .*at most 200"),
    (new(id=LONG, source_url=None), "too long"),
    (with_overview({"type": "heading", "level": 3, "text": LONG}, paragraph("Text.")), "body: .*at most 300"),
    (new(slug="two words"), "slug: .*valid"),
    (new(slug="lantern-gland-tumor"), "slug.* is already in use"),
    (new(slug="all"), "“all” is the address of the whole guide"),
    (new(title="Nu\0ll"), "→ title holds a character that is no text"),
    (block(type="paragraph", text="Nu\0ll"), "→ blocks → 1 → text holds a character that is no text"),
    (block(type="paragraph", text="half \ud83d"), "holds a character that is no text"),
]


@pytest.mark.parametrize(
    ("document", "reason"), PROBLEMS, ids=[f"{number}-{reason[:40]}" for number, (_, reason) in enumerate(PROBLEMS)]
)
def test_a_problem_is_said_in_words_and_leaves_nothing(document, reason):
    before = traces()
    with pytest.raises(ImportProblem, match=reason) as problem:
        take(document)
    assert len(str(problem.value)) < 500
    assert "Error(" not in str(problem.value)
    assert traces() == before


def test_two_chapters_at_one_address_are_refused():
    sections = [
        {"chapter": "symptoms", "slug": "same", "blocks": [paragraph("One.")]},
        {"chapter": "treatment", "slug": "same", "blocks": [paragraph("Two.")]},
    ]
    with pytest.raises(ImportProblem, match=r"slug.* is already in use"):
        take(new(sections=sections))


def test_a_relation_that_the_other_guide_has_is_refused():
    take(new(slug="button-rash"))
    take(changed(LANTERN, relations=[{"target": "button-rash", "kind": "confused_with"}]), publish=True)
    with pytest.raises(ImportProblem, match=r"relations: .*stored once"):
        take(new(slug="button-rash", relations=[RELATED]))


def test_a_list_nested_beyond_reason_is_refused():
    nested: dict = {"text": "the end"}
    for _level in range(900):
        nested = {"text": "deeper", "items": [nested]}
    with pytest.raises(ImportProblem, match="nested too deeply"):
        take(block(type="list", items=[nested]))


@pytest.mark.parametrize(
    "key", ["summary", "description", "short_title", "synonyms", "codes", "relations", "care_here", "hero"]
)
def test_a_key_that_is_null_counts_as_absent(key):
    take(new(**{key: None}))


# ---- lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "cut off',
        b"\xff\xfe not text",
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut off", "bad bytes", "deep", "endless number"],
)
def test_a_broken_line_is_a_problem_with_its_number_and_the_next_is_read(tmp_path, line):
    file = tmp_path / "broken.jsonl"
    file.write_bytes(b"\n" + line + b"\n" + json.dumps({"id": "fine"}).encode() + b"\n")
    (number, problem, _), (next_number, document, position) = json_lines(file)
    assert (number, next_number, document) == (2, 3, {"id": "fine"})
    assert isinstance(problem, ImportProblem) and "not valid JSON" in str(problem)
    assert position == file.stat().st_size
