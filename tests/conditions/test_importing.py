"""A document becomes a guide with chapters: what of it goes where."""

import pytest

from conditions.importing import GuideImporter
from conditions.models import AlternateName, ChapterPage, Citation, ConditionPage, Reviewer, ReviewRecord
from portal.importing import Outcome
from portal.streams import ImportProblem
from portal.visible_text import text_of
from tests import factories
from tests.conditions.documents import (
    BUTTON_RASH,
    LANTERN,
    PAPER_FEVER,
    changed,
    make_site,
    paragraph,
    take,
    traces,
    with_overview,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return make_site()


@pytest.fixture
def lantern():
    assert take(LANTERN) is Outcome.CREATED
    return ConditionPage.objects.get(title="Lantern Gland Tumor")


def the_guide():
    return ConditionPage.objects.get()


def chapters(guide):
    return {chapter.aspect: chapter for chapter in ChapterPage.objects.child_of(guide)}


def outline(stream) -> list:
    """Block types; a section as its title and what it holds."""
    return [
        (block.value["title"], outline(block.value["content"])) if block.block_type == "section" else block.block_type
        for block in stream
    ]


# ---- the guide -------------------------------------------------------------------------------------------------------


def test_the_box_on_top_becomes_the_key_points(lantern):
    assert [point.value for point in lantern.key_points] == [
        "The lantern gland is an invented gland.",
        "A lump in it is often found by chance.",
    ]
    assert "key_points" not in str(outline(lantern.body))


def test_headings_of_level_three_open_sections(lantern):
    assert outline(lantern.body) == [("The lantern gland glows", ["text"]), ("Who gets it", ["text"])]


def test_smaller_headings_and_nested_lists_stay_inside_the_text(lantern):
    html = lantern.body[0].value["content"][0].value.source
    assert html == (
        "<p>A lantern gland tumor is a lump in a gland that nobody has. It grows &lt; 1 mm a year &amp; is harmless.</p>"
        "<h3>Where it lies</h3><p>It lies behind the left knee.</p>"
        "<h4>Its parts</h4>"
        "<ul><li>the wick<ul><li>the upper wick<ul><li>its tip</li></ul></li><li>the lower wick</li></ul></li><li>the glass</li></ul>"
    )


def test_the_summary_is_made_of_whole_sentences_of_the_first_paragraph(lantern):
    assert lantern.summary == (
        "A lantern gland tumor is a lump in a gland that nobody has. It grows < 1 mm a year & is harmless."
    )


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("Short. " + "Word " * 80 + "end.", "Short."),
        ("word" * 100, "word" * 74 + "wor…"),
        ("Nine letters " * 30, ("Nine letters " * 23)[:-1] + "…"),
        ("[Words](https://example.org/) and **more**.", "Words and more."),
    ],
)
def test_a_long_first_paragraph_is_cut_where_it_reads_well(text, summary):
    take(with_overview(paragraph(text), markup="inline"))
    assert the_guide().summary == summary
    assert len(summary) <= 300


def test_other_names_come_once_each(lantern):
    names = AlternateName.objects.filter(page=lantern).order_by("sort_order").values_list("name", "kind")
    assert list(names) == [
        ("Tumor of the lantern gland", "synonym"),
        ("LGT", "synonym"),
        ("Lantern gland tumour", "synonym"),
    ]


def test_the_first_concept_is_the_code(lantern):
    assert (lantern.code_umls, lantern.code_icd10) == ("C9000001", "")


def test_the_source_becomes_the_citation(lantern):
    [citation] = lantern.citations.all()
    assert (citation.title, citation.authors, citation.container, citation.url) == (
        "Lantern Gland Tumor",
        "Invented Institute",
        "example.org",
        "https://example.org/lantern-gland",
    )


def test_an_address_is_made_from_the_title(lantern):
    assert lantern.url_path.endswith("/cancer-types/lantern-gland-tumor/")


def test_a_guide_with_the_same_title_gets_an_address_of_its_own(lantern):
    take(changed(LANTERN, id="another"))
    assert sorted(ConditionPage.objects.values_list("slug", flat=True)) == [
        "lantern-gland-tumor",
        "lantern-gland-tumor-2",
    ]


def test_the_reserved_address_is_never_made_from_a_title():
    take(changed(BUTTON_RASH, title="ALL"))
    assert the_guide().slug == "all-2"


@pytest.mark.parametrize(
    ("title", "age_group", "index"),
    [
        ("Childhood Paper Fever", None, "child"),
        ("Paper Fever and Other Childhood Fevers", None, "child"),
        ("Paper Fever", "child", "child"),
        ("Childhood Paper Fever", "adult", "adult"),
        ("Paper Fever", None, "adult"),
    ],
)
def test_guides_about_children_go_to_their_own_index(title, age_group, index):
    take(changed(PAPER_FEVER, title=title, age_group=age_group))
    assert the_guide().age_group == index
    assert the_guide().is_child_of(factories.make_index(index))


def test_a_guide_moves_when_its_age_group_changes():
    take(PAPER_FEVER)
    take(changed(PAPER_FEVER, age_group="adult"))
    assert the_guide().is_child_of(factories.make_index("adult"))
    assert the_guide().get_latest_revision_as_object().age_group == "adult"


def test_text_without_markup_is_plain():
    text = "**Not bold**, [no link](javascript:alert) and <script>alert(1)</script>"
    take(with_overview(paragraph(text)))
    assert text_of(the_guide().body) == text
    assert "<script>" not in str(the_guide().body.raw_data[0])


def test_equal_headings_get_different_anchors():
    heading = {"type": "heading", "level": 3, "text": "2 kinds"}
    take(with_overview(heading, paragraph("One."), heading, paragraph("Two."), heading, paragraph("Three.")))
    assert [block.value.anchor_id for block in the_guide().body] == [
        "2-kinds",
        "section-2-kinds-2",
        "section-2-kinds-3",
    ]


def test_more_key_points_than_the_box_holds_stay_in_the_text():
    points = {"type": "key_points", "items": [{"text": f"Point {number}."} for number in range(21)]}
    take(with_overview(points, paragraph("More.")))
    assert list(the_guide().key_points) == []
    assert len(the_guide().body[0].value["items"]) == 21


# ---- chapters --------------------------------------------------------------------------------------------------------


def test_each_subject_becomes_one_chapter(lantern):
    titles = {aspect: (chapter.slug, chapter.title) for aspect, chapter in chapters(lantern).items()}
    assert titles == {
        "symptoms": ("symptoms", "Symptoms of Lantern Gland Tumor"),
        "risk_causes": ("risk-causes", "Lantern Gland Tumor: risk and causes"),
        "treatment": ("treatment", "Treatment of Lantern Gland Tumor"),
    }


def test_sections_of_one_subject_share_a_chapter_under_headings_of_their_own(lantern):
    assert outline(chapters(lantern)["risk_causes"].body) == ["text", ("Risk factors", ["text"])]


def test_a_box_inside_a_chapter_stays_there(lantern):
    assert outline(chapters(lantern)["treatment"].body) == ["key_points", ("Rest", ["text"]), ("Shade", ["text"])]


def test_a_section_that_repeats_another_is_left_out(lantern):
    assert "trials" not in chapters(lantern)


def test_a_section_that_repeats_what_is_not_here_is_kept():
    document = changed(LANTERN, sections=[part for part in LANTERN["sections"] if part["id"] != "s5"])
    take(document)
    assert "trials" in chapters(the_guide())


def test_a_document_without_overview_opens_with_its_first_paragraph():
    take(BUTTON_RASH)
    assert the_guide().summary == "A button rash can be prevented with zippers. Cords help, too."
    assert list(chapters(the_guide())) == ["prevention"]


# ---- drafts and examples ---------------------------------------------------------------------------------------------


def test_an_import_makes_drafts_that_nobody_signed(lantern):
    for page in (lantern, *chapters(lantern).values()):
        assert not page.live and not page.first_published_at
        assert page.reviewed_text_hash == ""
    assert (lantern.reviewed_by, lantern.reviewed_on, lantern.next_review_due) == (None, None, None)
    assert not ReviewRecord.objects.exists()


@pytest.mark.parametrize("as_draft_first", [False, True])
def test_an_example_is_signed_by_an_example_reviewer_and_live(client, as_draft_first):
    if as_draft_first:
        take(LANTERN)
    take(LANTERN, publish=True)
    guide = the_guide()
    assert guide.live and guide.reviewed_by.is_example and guide.publish_blockers() == {}
    assert ReviewRecord.objects.filter(reviewer=guide.reviewed_by, outcome="approved").count() == 4
    for page in (guide, *chapters(guide).values()):
        assert page.live and page.publish_blockers() == {}
        assert client.get(page.url).status_code == 200


def test_an_example_without_example_reviewers_is_refused():
    Reviewer.objects.filter(is_example=True).delete()
    with pytest.raises(ImportProblem, match="no example reviewer"):
        take(LANTERN, publish=True)
    assert not ConditionPage.objects.exists()


def test_the_same_source_is_cited_once():
    take(LANTERN)
    take(changed(LANTERN, synonyms=[]))
    assert Citation.objects.filter(url=LANTERN["source_url"]).count() == 1


# ---- all or nothing --------------------------------------------------------------------------------------------------


def broken(document):
    """The same with a problem at the very end."""
    document = changed(document)
    document["sections"][-2]["blocks"].append({"type": "marquee", "text": "Hello"})
    return document


def test_a_problem_in_the_last_chapter_leaves_nothing():
    before = traces()
    with pytest.raises(ImportProblem, match="“marquee” is not known"):
        take(broken(LANTERN), publish=True)
    assert traces() == before


def test_a_problem_leaves_what_was_imported_before(lantern):
    before = traces()
    with pytest.raises(ImportProblem):
        take(broken(changed(LANTERN, title="Another title")))
    assert traces() == before
    assert the_guide().get_latest_revision_as_object().title == "Lantern Gland Tumor"


def test_a_problem_does_not_reach_the_next_document(site):
    importer = GuideImporter(site)
    with pytest.raises(ImportProblem):
        importer.take(broken(LANTERN))
    assert importer.take(changed(BUTTON_RASH)) is Outcome.CREATED
    assert the_guide().title == "Button Rash Prevention"
