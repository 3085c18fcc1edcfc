"""What a reviewer is shown: the signed text and the new one woven together, word by word."""

import pytest

from conditions import reviews
from conditions.editorial.difference import ADDED, REMOVED, Difference, Paragraph, compare, paragraphs_of
from conditions.models import ConditionPage
from tests import factories
from tests.conditions.test_signed_text import EVERY_KIND_OF_BLOCK

pytestmark = pytest.mark.django_db


def lines(*texts):
    return [Paragraph(text) for text in texts]


def marked(sections) -> list[str]:
    """Each line with +added+ and -taken out- words."""
    marks = {"same": "", ADDED: "+", REMOVED: "-"}
    return [
        "".join(f"{marks[piece.kind]}{piece.text.strip()}{marks[piece.kind]} " for piece in line.pieces).strip()
        for section in sections
        for line in section.lines
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["The liver is large."], ["The liver is large."], ["The liver is large."]),
        (["The liver is large."], ["The liver is very large."], ["The liver is +very+ large."]),
        (["The liver is very large."], ["The liver is large."], ["The liver is -very- large."]),
        (["Take 5 mg a day."], ["Take 50 mg a day."], ["Take -5- +50+ mg a day."]),
        (["One."], ["One.", "Two."], ["One.", "+Two.+"]),
        (["One.", "Two."], ["Two."], ["-One.-", "Two."]),
        (["Nothing alike here."], ["Something else stands there now."], None),
    ],
)
def test_words_that_came_and_went_are_marked(old, new, expected):
    found = marked(compare(lines(*old), lines(*new)))
    assert found == (expected or [f"+{new[0]}+", f"-{old[0]}-"])


def test_everything_a_reader_sees_is_there_under_its_heading():
    guide = factories.make_guide(body=EVERY_KIND_OF_BLOCK)
    rows = paragraphs_of(guide)
    texts = [row.text for row in rows]
    assert [row.text for row in rows if row.is_heading] == ["Title", "Summary", "Body", "More"]
    for words in ("Eat.", "30 minutes", "you have a fever", "No wine.", "When?", "Stage | People", "I | 7 in 10"):
        assert words in texts


def test_the_text_is_compared_with_the_one_that_was_signed_and_not_with_the_last_draft():
    guide = factories.make_guide(summary="Signed words stand here.")
    for summary in ("Signed words stood here.", "Signed words stood there."):
        guide.summary = summary
        guide.save_revision()
    difference = Difference(guide.get_latest_revision_as_object())
    assert [section.heading.pieces[0].text for section in difference.changed] == ["Summary"]
    assert "".join(difference.pieces(REMOVED)).split() == ["stand", "here."]
    assert "".join(difference.pieces(ADDED)).split() == ["stood", "there."]


def test_a_text_that_nobody_signed_has_no_marks():
    difference = Difference(factories.make_guide(live=False))
    assert difference.is_first and difference.changed == []
    assert difference.pieces(ADDED, REMOVED) == []


def test_the_signed_text_is_found_where_the_record_names_none():
    guide = factories.make_guide()
    reviews.record(guide, "returned")
    assert guide.review_records.last().revision is None
    guide.summary = "Liver metastases in brief."
    guide.save_revision()
    assert not Difference(ConditionPage.objects.get().get_latest_revision_as_object()).is_first


def test_a_change_that_no_word_shows_is_told():
    body = [("section", {"title": "More", "anchor": "more", "content": factories.text("Words.")})]
    guide = factories.make_guide(body=body)
    guide.body = [("section", {"title": "More", "anchor": "further", "content": factories.text("Words.")})]
    difference = Difference(guide)
    assert difference.is_unseen and difference.changed == []
