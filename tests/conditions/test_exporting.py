"""A guide leaves as a document and comes back, on an empty site, as the same guide."""

import io
import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from conditions import reviews
from conditions.exporting import guide_document
from conditions.importing import GuideImporter
from conditions.models import AlternateName, Anatomy, ChapterPage, Citation, ConditionPage, GlossaryTerm
from portal.models import ImportRecord, Team
from portal.page_checks.passages import stored_form
from portal.page_checks.registry import Reading
from portal.stored_blocks import without_ids
from tests import factories
from tests.conditions.documents import BUTTON_RASH, LANTERN, PAPER_FEVER, make_site, take

pytestmark = pytest.mark.django_db


def back_from_an_empty_site(*documents, home=None):
    """Forget all guides and what they name, then import these documents."""
    home = home or factories.make_home()
    for page in Page.objects.filter(depth=4).specific():
        if isinstance(page, ConditionPage):
            page.relations_from_others.all().delete()
            page.delete()
    for model in (GlossaryTerm, Citation, Anatomy, ImportRecord):
        model.objects.all().delete()
    importer = GuideImporter(home)
    documents = json.loads(json.dumps(documents))
    for _round in range(2):  # what relates to a later document is completed by the second round
        for document in documents:
            importer.take(document)
    return {page.slug: page for page in ConditionPage.objects.all()}


def facts(guide) -> dict:
    """All that makes a guide the same guide."""
    chapters = ChapterPage.objects.child_of(guide)
    pages = sorted([guide, *chapters], key=lambda page: page.slug)
    return {
        "words": [Reading(page).text for page in pages],
        "titles": [(page.title, page.short_title, page.slug, page.summary) for page in pages],
        "aspects": sorted(chapter.aspect for chapter in chapters),
        "names": [(name.name, name.kind) for name in guide.other_names.all()],
        "codes": (guide.code_icd10, guide.code_icdo3, guide.code_umls, guide.medical_name, guide.age_group),
        "citations": [sorted(source.source_id for source in page.citations.all()) for page in pages],
        "relations": [(row.target.slug, row.kind, row.frequency, row.note) for row in guide.relations.all()],
        "treatments": [(row.treatment.slug, row.role) for row in guide.condition_treatments.all()],
        "organs": [organ.slug for organ in guide.anatomy.all()],
        "team": guide.owner_team and guide.owner_team.slug,
        "blocks": [shape(page) for page in pages],
    }


def shape(page):
    """Types of blocks, and how they lie in each other."""
    return [types(stored_form(getattr(page, name))) for name in ("body", "care_here")]


def types(rows):
    return [
        (row["type"], row["value"].get("anchor"), types(row["value"]["content"]))
        if row["type"] == "section"
        else row["type"]
        for row in rows
    ]


def section(title, *content, anchor=""):
    return ("section", {"title": title, "anchor": anchor, "content": list(content)})


def a_rich_guide():
    """Every kind of text that an editor can write, and some that only tricky people do."""
    term, page = factories.make_term("Bile"), factories.make_standard("Visiting")
    organ, source = factories.make_anatomy(), factories.make_citation("figures")
    factories.make_contact_point()
    linked = (
        f'<p data-block-key="x">A <b>bold</b> word &amp; {factories.term_link(term)}, '
        f'<a linktype="page" id="{page.pk}">visiting</a> and <a href="https://example.org/a?b=1">more</a>.</p>'
        "<h4>Small</h4><ol><li>One<ul><li>inside</li></ul></li><li>Two</li></ol>"
    )
    figure = {
        "sentence": "7 in 10",
        "count": None,
        "out_of": "",
        "who": "all",
        "period": "2020",
        "region": "US",
        "citation": source,
    }
    body = [
        ("text", linked),
        ("text", "<p>A second text right after, with **stars** and [brackets](nowhere).</p>"),
        section("What it is", ("text", "<p>It's “plain”.</p>"), ("statistic", figure)),
        section("With anchor", ("key_points", {"items": ["One.", "Two."]}), anchor="my-anchor"),
        ("text", f'<p>After the sections: <a linktype="page" id="{page.pk}">visiting</a>.</p>'),
        ("anatomy", {"anatomy": organ}),
        section("Odd **title**", ("details", {"summary": "More", "text": "<p>One.</p><p>Two.</p>"})),
        section("Last", ("do_dont", {"title": "Do", "do": "<ul><li>rest</li></ul>", "dont": "<ul><li>run</li></ul>"})),
    ]
    other = factories.make_guide("Primary liver cancer")
    guide = factories.make_guide(
        body=body,
        medical_name="Hepatic metastases",
        code_icd10="C78.7",
        scope_note="For adults.",
        key_points=[("point", "It began elsewhere.")],
        emergency=[("care_callout", {"urgency": "emergency", "title": "call if", "text": "<p>now</p><p>or soon</p>"})],
        care_here=[
            (
                "steps",
                {"title": "How", "items": [{"title": "a", "text": "<p>b</p>"}, {"title": "c", "text": "<p>d</p>"}]},
            )
        ],
        live=False,
    )
    AlternateName.objects.create(page=guide, name="Liver mets", kind="abbreviation")
    guide.anatomy.add(organ)
    guide.save()
    guide = factories.sign_and_publish(ConditionPage.objects.get(pk=guide.pk))
    factories.make_relation(guide, other, note="Looking for the other?")
    factories.make_condition_treatment(guide, factories.make_treatment())
    factories.make_chapter(
        guide,
        body=[section("Signs", ("text", "<p>Fever.</p>"))],
        citations=[source],
        short_title="Signs",
        title="Signs of it",
    )
    return ConditionPage.objects.get(pk=guide.pk)


def test_a_guide_with_every_kind_of_text_comes_back_the_same():
    factories.make_index("child")
    guide = a_rich_guide()
    before = facts(guide)
    assert before["names"] and before["relations"] and before["organs"] and before["treatments"]
    documents = [guide_document(one) for one in ConditionPage.objects.order_by("path")]
    again = back_from_an_empty_site(*documents)[guide.slug]
    assert facts(again) == before
    assert facts(again.get_latest_revision_as_object())["names"] == before["names"]
    assert not again.live and again.reviewed_by is None
    source = str(stored_form(again.body))
    term = GlossaryTerm.objects.get(slug="bile")
    assert f'id="{term.pk}">Bile</a>' in source and not term.live
    assert Citation.objects.filter(source_id="figures", url="https://example.org/guideline").exists()


def test_what_leaves_twice_is_the_same_document():
    factories.make_index("child")
    guide = a_rich_guide()
    documents = [guide_document(one) for one in ConditionPage.objects.order_by("path")]
    again = back_from_an_empty_site(*documents)[guide.slug]
    assert guide_document(again, drafts=True) == next(row for row in documents if row["slug"] == guide.slug)


@pytest.mark.parametrize("document", [LANTERN, PAPER_FEVER, BUTTON_RASH], ids=lambda row: row["title"])
def test_what_was_imported_comes_back_the_same(document):
    make_site()
    take(document)
    guide = ConditionPage.objects.get()
    before, blocks, signed = facts(guide), without_ids(stored_form(guide.body)), reviews.text_hash(guide)
    exported = guide_document(guide, drafts=True)
    again = back_from_an_empty_site(exported)[guide.slug]
    assert facts(again) == before
    assert without_ids(stored_form(again.body)) == blocks
    assert reviews.text_hash(again) == signed  # what a signature covers
    assert exported["id"] == document["id"]


def test_plain_texts_leave_in_words_that_people_can_read():
    make_site()
    take(LANTERN)
    kinds = {
        block["type"]
        for row in guide_document(ConditionPage.objects.get(), drafts=True)["sections"]
        for block in row["blocks"]
    }
    assert "stored" not in kinds and "paragraph" in kinds


def test_only_what_is_published_leaves_unless_drafts_are_asked_for():
    guide = factories.make_guide(chapters=["symptoms"])
    factories.make_chapter(guide, "outlook", live=False)
    guide.summary = "Not out yet."
    guide.save_revision()
    guide = ConditionPage.objects.get(pk=guide.pk)
    live, drafts = guide_document(guide), guide_document(guide, drafts=True)
    assert [row["chapter"] for row in live["sections"]] == ["overview", "symptoms"]
    assert [row["chapter"] for row in drafts["sections"]] == ["overview", "symptoms", "outlook"]
    assert live["summary"] != drafts["summary"] == "Not out yet."
    assert not {"reviewed_by", "reviewed_on", "reviewer"} & drafts.keys()


def test_the_command_writes_one_line_for_each_guide(tmp_path):
    factories.make_guide("One")
    factories.make_guide("Two")
    factories.make_guide("Draft", live=False)
    file, out = tmp_path / "guides.jsonl", io.StringIO()
    call_command("export_conditions", file=file, stdout=out)
    assert [json.loads(line)["title"] for line in file.read_text().splitlines()] == ["One", "Two"]
    assert "2 guide(s)" in out.getvalue()
    call_command("export_conditions", "draft", drafts=True, file=file, stdout=out)
    assert len(file.read_text().splitlines()) == 1
    with pytest.raises(CommandError, match="no such guide: nothing"):
        call_command("export_conditions", "nothing", stdout=out)


def test_what_a_site_has_is_left_as_it_is():
    make_site()
    Team.objects.filter(slug="liver-team").update(email="ours@example.org")
    team = {"slug": "liver-team", "name": "Other", "email": "theirs@example.org"}
    take(BUTTON_RASH | {"records": {"teams": [team]}, "owner_team": "liver-team"})
    assert Team.objects.get(slug="liver-team").email == "ours@example.org"


@pytest.mark.parametrize(("group", "gets"), [("Editor", True), ("Medical reviewer", False), ("Scheduler", False)])
def test_a_guide_can_be_exported_from_its_editor_by_those_who_edit_it(client, group, gets):
    guide = factories.make_guide()
    user = factories.make_user()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    address = reverse("export_guide", args=[guide.pk])
    response = client.get(address)
    if not gets:
        assert response.status_code == 302
        return
    assert json.loads(response.content)["title"] == guide.title
    assert response["Content-Disposition"] == f'attachment; filename="{guide.slug}.jsonl"'
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).content.decode()
