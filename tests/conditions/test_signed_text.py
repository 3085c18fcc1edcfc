"""What goes live is what was signed, word for word; markup is not text."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from conditions import reviews
from conditions.models import ConditionPage
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


EACH_TYPE = [factories.make_guide, factories.make_treatment, factories.make_support, factories.make_chapter]


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def changed(page):
    page.summary = "Something else."
    return page


@pytest.mark.parametrize("make", EACH_TYPE)
def test_a_text_that_changed_since_the_signature_is_refused(make):
    page = make()
    with pytest.raises(ValidationError, match="changed"):
        changed(page).save_revision().publish()


@pytest.mark.parametrize("make", EACH_TYPE)
def test_a_plain_save_of_a_changed_live_page_is_refused(make):
    with pytest.raises(ValidationError, match="changed"):
        changed(make()).save()


@pytest.mark.parametrize("make", EACH_TYPE)
def test_a_changed_text_may_be_kept_as_a_draft(make):
    page = make()
    changed(page).save_revision()
    assert is_live(page)


def test_the_editor_says_that_the_text_changed(staff):
    page = factories.make_guide()
    response = editor.edit(staff, page, "publish", summary="Something else.")
    assert any("changed" in message for message in editor.errors_of(response)["__all__"])


@pytest.mark.parametrize("make", EACH_TYPE)
def test_the_editor_publishes_the_same_text_although_it_adds_keys_to_paragraphs(staff, make):
    page = make()
    response = editor.edit(staff, page, "publish", search_description="For search engines.")
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.search_description == "For search engines."
    if isinstance(page, ConditionPage):
        assert "data-block-key" in page.body[0].value.source


@pytest.mark.parametrize(
    "html",
    [
        '<p data-block-key="abc12">About <b>liver</b> cells.</p>',
        "<p>About  liver\n cells.</p>",
        '<p id="x">About <a href="https://example.org">liver</a> cells.</p>',
        "<p>About liver</p><p>cells.</p>",
    ],
)
def test_markup_and_white_space_are_not_text(html):
    guide = factories.make_guide(body=factories.text("About liver cells."))
    guide.body = [("text", html)]
    assert reviews.text_is_signed(guide)


@pytest.mark.parametrize(
    "html", ["<p>About liver cell.</p>", "<p>About livercells.</p>", "<p>Cells about liver.</p>", ""]
)
def test_another_word_is_another_text(html):
    guide = factories.make_guide(body=factories.text("About liver cells."))
    guide.body = [("text", html)]
    assert not reviews.text_is_signed(guide)


@pytest.mark.parametrize("field", ["owner_team", "summary", "citations"])
def test_a_signed_page_lacks_nothing_else(field):
    guide = factories.make_guide(live=False)
    setattr(guide, field, {"owner_team": None, "summary": " ", "citations": []}[field])
    reviews.sign(guide, factories.make_reviewer())
    assert field in guide.publish_blockers()
    with pytest.raises(ValidationError):
        guide.save_revision(clean=False).publish()


def test_the_editor_counts_the_sources_that_are_in_the_form(staff):
    page = factories.make_guide()
    response = editor.edit(staff, page, "publish", citations=[])
    assert editor.errors_of(response)["citations"] == ["Name at least one source."]
    other = factories.make_citation("source-2")
    assert editor.edit(staff, page, "publish", citations=[other.pk]).status_code == 302
    assert list(ConditionPage.objects.get(pk=page.pk).citations.all()) == [other]


def item(value):
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


# as an import writes it: fields in any order, and none that nobody filled in
EVERY_KIND_OF_BLOCK = [
    {"type": "steps", "value": {"title": "Steps", "items": [item({"text": "<p>Eat.</p>", "title": "Before"})]}},
    {"type": "key_facts", "value": {"items": [item({"value": "30 minutes", "label": "How long"})]}},
    {"type": "care_callout", "value": {"title": "call us if", "text": "<ul><li>you have a fever</li></ul>"}},
    {"type": "do_dont", "value": {"title": "Eating", "dont": "<p>No wine.</p>", "do": "<p>Water.</p>"}},
    {"type": "questions", "value": {"title": "Ask", "items": ["Why?", "When?"]}},
    {
        "type": "table",
        "value": {
            "caption": "Stages",
            "table": {
                "columns": [{"type": "text", "heading": "Stage"}, {"type": "number", "heading": "People"}],
                "rows": [{"values": ["<p>I</p>", "7 in 10"]}],
                "caption": "",
            },
        },
    },
    {"type": "section", "value": {"title": "More", "content": [{"type": "text", "value": "<p>More text.</p>"}]}},
]


def as_the_editor_returns_it(stream):
    """Every block read, checked and written again."""
    return [
        {"type": child.block_type, "value": child.block.get_prep_value(child.value), "id": child.id} for child in stream
    ]


def test_a_text_stays_signed_when_it_is_stored_read_and_edited_without_a_change():
    guide = factories.make_guide(body=EVERY_KIND_OF_BLOCK)
    assert reviews.text_is_signed(guide)
    guide.save()
    stream = ConditionPage.objects.get(pk=guide.pk).body
    guide.body = as_the_editor_returns_it(stream)
    assert reviews.text_is_signed(guide)
    guide.save_revision().publish()
    assert reviews.text_is_signed(ConditionPage.objects.get(pk=guide.pk).get_latest_revision_as_object())


def test_the_text_of_a_page_is_in_reading_order():
    lines = factories.make_guide(body=EVERY_KIND_OF_BLOCK).visible_text().split("\n")
    words = [
        "Steps",
        "Before",
        "Eat.",
        "At a glance",
        "How long",
        "30 minutes",
        "call us if",
        "Eating",
        "Water.",
        "No wine.",
    ]
    assert [line for line in lines if line in words] == words
