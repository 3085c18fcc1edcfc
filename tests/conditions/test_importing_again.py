"""The same document again: unchanged, changed, edited in between, or with links that could not be made before."""

import pytest
from wagtail.models import Page

from conditions.importing import GuideImporter
from conditions.models import ChapterPage, ConditionPage, ConditionRelation, ReviewRecord
from portal.importing import Outcome
from portal.streams import ImportProblem
from portal.visible_text import text_of
from tests import factories
from tests.conditions.documents import BUTTON_RASH, LANTERN, changed, make_site, paragraph, take, traces, with_overview

pytestmark = pytest.mark.django_db

EACH_WAY = pytest.mark.parametrize("publish", [False, True], ids=["drafts", "example"])


@pytest.fixture(autouse=True)
def site():
    return make_site()


def the_guide():
    return ConditionPage.objects.get()


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def the_chapter(aspect="symptoms"):
    return ChapterPage.objects.get(aspect=aspect)


def rewritten(**values):
    """The lantern document with another text in its symptoms."""
    document = changed(LANTERN, **values)
    document["sections"][1]["blocks"] = [paragraph("The knee hums.")]
    return document


# ---- idempotent ------------------------------------------------------------------------------------------------------


@EACH_WAY
def test_the_same_document_again_changes_nothing(publish):
    take(LANTERN, publish=publish)
    before = traces()
    assert take(LANTERN, publish=publish) is Outcome.UNCHANGED
    assert traces() == before


@EACH_WAY
def test_a_changed_document_changes_its_pages_and_makes_none(publish):
    take(LANTERN, publish=publish)
    before = traces()
    assert take(rewritten(), publish=publish) is Outcome.UPDATED
    assert text_of(draft(the_chapter()).body) == "The knee hums."
    after = traces()
    assert (after["Page"], after["Citation"], after["ImportRecord"]) == (
        before["Page"],
        before["Citation"],
        before["ImportRecord"],
    )


def test_a_changed_example_is_signed_again_and_shown(client):
    take(LANTERN, publish=True)
    signed = ReviewRecord.objects.count()
    take(rewritten(), publish=True)
    assert ReviewRecord.objects.count() > signed
    assert "The knee hums." in client.get(the_chapter().url).content.decode()


def test_a_changed_document_stays_a_draft_on_a_live_page():
    take(LANTERN, publish=True)
    take(rewritten())
    assert "glow" in text_of(the_chapter().body)
    assert the_chapter().has_unpublished_changes and the_chapter().live


def test_an_address_stays_when_the_title_changes():
    take(LANTERN)
    take(changed(LANTERN, title="Lantern Gland Growth"))
    assert (draft(the_guide()).title, draft(the_guide()).slug) == ("Lantern Gland Growth", "lantern-gland-tumor")


def test_a_chapter_that_the_document_no_longer_has_goes():
    take(LANTERN)
    take(changed(LANTERN, sections=LANTERN["sections"][:2]))
    assert list(ChapterPage.objects.values_list("aspect", flat=True)) == ["symptoms"]


def test_a_new_chapter_comes():
    take(changed(LANTERN, sections=LANTERN["sections"][:2]))
    take(LANTERN)
    assert set(ChapterPage.objects.values_list("aspect", flat=True)) == {"symptoms", "risk_causes", "treatment"}


def test_a_guide_that_was_deleted_is_imported_anew():
    take(LANTERN)
    the_guide().delete()
    assert take(LANTERN) is Outcome.CREATED


def test_an_id_of_another_kind_of_page_is_refused():
    take(LANTERN)
    record = the_guide().import_records.get()
    record.page, record.digest, record.revisions = factories.make_treatment("Shade"), "", {}
    record.save()
    with pytest.raises(ImportProblem, match="belongs to a treatment or test: “Shade”"):
        take(LANTERN)
    assert Page.objects.get(pk=record.page.pk).title == "Shade"


# ---- an editor's work is kept ----------------------------------------------------------------------------------------


def edit_the_guide():
    page = draft(the_guide())
    page.scope_note = "An editor wrote this."
    page.save_revision()


def edit_a_chapter():
    page = draft(the_chapter())
    page.summary = "An editor wrote this."
    page.save_revision()


def add_a_chapter():
    factories.make_chapter(the_guide(), "outlook", live=False, title="An editor wrote this.").save_revision()


def add_a_chapter_that_the_document_will_have():
    factories.make_chapter(the_guide(), "trials", live=False, title="An editor wrote this.").save_revision()


def delete_a_chapter():
    the_chapter("treatment").delete()


EDITS = pytest.mark.parametrize(
    "edit", [edit_the_guide, edit_a_chapter, add_a_chapter, add_a_chapter_that_the_document_will_have, delete_a_chapter]
)


@EACH_WAY
@EDITS
def test_what_an_editor_changed_is_never_overwritten(edit, publish):
    take(LANTERN, publish=publish)
    edit()
    before = traces()
    document = rewritten()
    document["sections"][-1].pop("repeats")  # so that it has a chapter on trials now
    assert take(document, publish=publish) is Outcome.EDITED
    assert traces() == before
    assert "glow" in text_of(draft(the_chapter()).body)


@EDITS
def test_an_unchanged_document_does_not_touch_what_an_editor_changed(edit):
    take(LANTERN)
    edit()
    before = traces()
    assert take(LANTERN) is Outcome.UNCHANGED
    assert traces() == before


# ---- links that wait -------------------------------------------------------------------------------------------------


def linking(**values):
    text = "Read about [rashes](page:cancer-types/button-rash-prevention)."
    return with_overview(paragraph(text), id="linking", title="Linking", markup="inline", **values)


def html_of(title):
    return str(draft(ConditionPage.objects.get(title=title)).body.get_prep_value())


@EACH_WAY
def test_a_link_to_a_missing_page_is_completed_by_a_later_run(publish):
    take(linking(), publish=publish)
    assert "<p>Read about rashes.</p>" in html_of("Linking")
    take(BUTTON_RASH, publish=publish)
    assert take(linking(), publish=publish) is Outcome.UPDATED
    target = ConditionPage.objects.get(title="Button Rash Prevention")
    assert f'<a linktype="page" id="{target.pk}">rashes</a>' in html_of("Linking")
    assert take(linking(), publish=publish) is Outcome.UNCHANGED


@EACH_WAY
def test_a_link_that_still_waits_changes_nothing(publish):
    take(linking(), publish=publish)
    before = traces()
    assert take(linking(), publish=publish) is Outcome.UNCHANGED
    assert traces() == before


def test_a_relation_to_a_missing_guide_is_completed_by_a_later_run():
    relations = [{"target": "button-rash-prevention", "kind": "spreads_from", "frequency": "rare"}]
    take(changed(LANTERN, relations=relations))
    assert not ConditionRelation.objects.exists()
    take(BUTTON_RASH)
    assert take(changed(LANTERN, relations=relations)) is Outcome.UPDATED
    guide = ConditionPage.objects.get(title="Lantern Gland Tumor")
    assert [row.target.title for row in draft(guide).relations.all()] == ["Button Rash Prevention"]


def test_what_one_document_misses_is_not_said_of_the_next(site):
    importer = GuideImporter(site)
    importer.take(BUTTON_RASH)
    importer.take(with_overview(paragraph("[words](page:nowhere)"), id="lost", title="Lost", markup="inline"))
    assert importer.links.missing == {"nowhere"}
    assert importer.take(BUTTON_RASH) is Outcome.UNCHANGED
    assert importer.links.missing == set()
