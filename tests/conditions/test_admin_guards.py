"""What editors may not do by accident, and that they are told why, with nothing lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from conditions.models import (
    ChapterPage,
    ConditionPage,
    ConditionRelation,
    GlossaryTerm,
    Reviewer,
    ReviewRecord,
    TreatmentPage,
)
from portal.models import ContactPoint, Team
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


def page_url(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def bulk(client, action, *objects, app="wagtailcore", model="page", **data):
    url = reverse("wagtail_bulk_action", args=[app, model, action])
    query = "&".join(f"id={row.pk}" for row in objects)
    return client.post(f"{url}?next=/admin/&{query}", data, follow=True)


def exists(row):
    return type(row).objects.filter(pk=row.pk).exists()


def is_live(page):
    return Page.objects.get(pk=page.pk).live


# ---- glossary terms ----


def delete_term(client, term, **options):
    return client.post(reverse("wagtailsnippets_conditions_glossaryterm:delete", args=[term.pk]), follow=True, **options)


def text_with(term):
    return [("text", f"<p>A {factories.term_link(term)}.</p>")]


def test_a_term_in_a_live_text_cannot_be_deleted_and_its_places_are_shown(staff):
    term = factories.make_term()
    factories.make_guide("Colon cancer", body=text_with(term))
    response = delete_term(staff, term)
    assert exists(term)
    assert "cannot be deleted" in editor.messages_of(response)
    assert "Colon cancer" in editor.messages_of(response)
    assert response.redirect_chain[-1][0] == reverse("wagtailsnippets_conditions_glossaryterm:usage", args=[term.pk])


@pytest.mark.parametrize("order", ['linktype="glossary-term" id="{}"', 'id="{}" linktype="glossary-term"'])
def test_a_term_in_a_draft_text_cannot_be_deleted(staff, order):
    term = factories.make_term()
    guide = factories.make_guide("Colon cancer")
    guide.body = [("text", f"<p>A <a {order.format(term.pk)}>word</a>.</p>")]
    guide.save_revision()
    assert "Colon cancer" in editor.messages_of(delete_term(staff, term))
    assert exists(term)


def test_a_link_to_something_else_with_that_number_does_not_hold_a_term(staff):
    term = factories.make_term()
    factories.make_guide(body=[("text", f'<p><a linktype="page" id="{term.pk}">x</a> <a linktype="glossary-term" id="{term.pk}0">y</a></p>')])
    delete_term(staff, term)
    assert not exists(term)


def test_a_term_that_stands_nowhere_can_be_deleted(staff):
    term = factories.make_term()
    delete_term(staff, term)
    assert not exists(term)


def test_deleting_several_terms_deletes_none_while_one_is_in_use(staff):
    used, unused = factories.make_term("Tumor"), factories.make_term("Biopsy")
    factories.make_guide("Colon cancer", body=text_with(used))
    response = bulk(staff, "delete", used, unused, app="conditions", model="glossaryterm")
    assert exists(used)
    assert exists(unused)
    assert "Tumor" in editor.messages_of(response)
    assert "Colon cancer" in editor.messages_of(response)


# ---- deleting pages and shared values that others need ----


@pytest.fixture
def related():
    """Two guides and a treatment; the second guide relates to the first and to the treatment."""
    first, second = factories.make_guide("Colon cancer"), factories.make_guide("Liver metastases")
    treatment = factories.make_treatment("Ablation")
    factories.make_relation(second, first)
    factories.make_condition_treatment(second, treatment)
    return first, second, treatment


@pytest.mark.parametrize("number", [0, 2], ids=["guide", "treatment"])
@pytest.mark.parametrize("how", ["one", "bulk", "with its parent"])
def test_a_page_that_others_relate_to_cannot_be_deleted_and_they_are_named(staff, related, number, how):
    page = related[number]
    if how == "bulk":
        response = bulk(staff, "delete", page)
    else:
        target = page if how == "one" else page.get_parent()
        response = staff.post(page_url("delete", target), follow=True)
    assert response.status_code == 200
    assert "Liver metastases" in editor.messages_of(response)
    assert exists(page)


def test_a_draft_that_was_never_live_holds_its_target_too(staff):
    target = factories.make_guide("Colon cancer")
    factories.make_relation(factories.make_guide("Draft guide", live=False), target)
    assert "Draft guide" in editor.messages_of(staff.post(page_url("delete", target), follow=True))
    assert exists(target)


def test_a_guide_that_only_relates_to_others_can_be_deleted_with_its_chapters(staff, related):
    _first, second, _treatment = related
    factories.make_chapter(second)
    staff.post(page_url("delete", second))
    assert not exists(second)
    assert not ChapterPage.objects.exists()
    assert not ConditionRelation.objects.exists()


def snippet_url(row, name="delete"):
    return reverse(row.snippet_viewset.get_url_name(name), args=[row.pk])


@pytest.mark.parametrize("live", [True, False], ids=["live", "never live"])
@pytest.mark.parametrize("model", [Team, ContactPoint])
def test_a_shared_value_in_use_cannot_be_deleted_and_its_pages_are_named(staff, model, live):
    contact = factories.make_contact_point()
    factories.make_guide("Colon cancer", live=live, contact_point=contact)
    row = model.objects.get()
    response = staff.post(snippet_url(row), follow=True)
    assert exists(row)
    assert "Colon cancer" in editor.messages_of(response)


def test_a_reviewer_is_never_deleted(staff):
    reviewer = factories.make_reviewer()
    staff.post(snippet_url(reviewer), follow=True)
    bulk(staff, "delete", reviewer, app="conditions", model="reviewer")
    assert exists(reviewer)
    assert staff.get(snippet_url(reviewer, "edit")).status_code == 200
    assert Reviewer.snippet_viewset.get_url_name("list")


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_a_signature_can_be_read_in_the_admin_and_not_changed(staff, name):
    factories.make_guide("Colon cancer")
    record = ReviewRecord.objects.get()
    listing = staff.get(reverse(ReviewRecord.snippet_viewset.get_url_name("list")))
    assert "Colon cancer" in listing.content.decode()
    assert staff.get(snippet_url(record, "inspect")).status_code == 200
    response = staff.post(snippet_url(record, name), {"note": "Changed"})
    assert response.status_code in (302, 403)
    assert ReviewRecord.objects.get().note == ""


# ---- unpublishing a guide ----


@pytest.fixture
def guide_with_chapters():
    return factories.make_guide("Colon cancer", chapters=["symptoms", "treatment"])


def test_unpublishing_a_guide_first_lists_its_live_chapters(staff, guide_with_chapters):
    response = staff.post(page_url("unpublish", guide_with_chapters))
    html = response.content.decode()
    assert "Symptoms" in html
    assert "Treatment" in html
    assert is_live(guide_with_chapters)


def test_unpublishing_a_guide_takes_its_chapters_along_once_confirmed(staff, guide_with_chapters):
    staff.post(page_url("unpublish", guide_with_chapters), {"include_descendants": "on"})
    assert not is_live(guide_with_chapters)
    assert not ChapterPage.objects.live().exists()


def test_a_guide_without_live_chapters_is_unpublished_without_a_question(staff):
    guide = factories.make_guide()
    factories.make_chapter(guide, live=False)
    staff.post(page_url("unpublish", guide))
    assert not is_live(guide)


def test_bulk_unpublish_of_a_guide_asks_for_its_chapters_and_names_them(staff, guide_with_chapters):
    response = bulk(staff, "unpublish", guide_with_chapters)
    assert "Symptoms" in editor.messages_of(response)
    assert is_live(guide_with_chapters)
    bulk(staff, "unpublish", guide_with_chapters, include_descendants="on")
    assert not is_live(guide_with_chapters)
    assert not ChapterPage.objects.live().exists()


def test_bulk_unpublish_passes_when_all_chapters_are_chosen_too(staff, guide_with_chapters):
    bulk(staff, "unpublish", guide_with_chapters, *ChapterPage.objects.all())
    assert not is_live(guide_with_chapters)


def test_a_guide_that_expires_leaves_no_chapter_online(guide_with_chapters):
    Page.objects.get(pk=guide_with_chapters.pk).unpublish(set_expired=True)
    assert not ChapterPage.objects.live().exists()


# ---- chapters ----


@pytest.mark.parametrize("action", ["", "publish"], ids=["draft", "publish"])
def test_a_new_chapter_with_a_taken_subject_is_refused_at_that_field(staff, guide_with_chapters, action):
    response = editor.create(
        staff, guide_with_chapters, ChapterPage, action, title="Typed title", slug="again", aspect="symptoms"
    )
    [message] = editor.errors_of(response)["aspect"]
    assert "“Symptoms”" in message
    assert "Typed title" in response.content.decode()


def test_a_chapter_cannot_take_the_subject_of_another(staff, guide_with_chapters):
    chapter = ChapterPage.objects.get(aspect="treatment")
    response = editor.edit(staff, chapter, aspect="symptoms")
    assert len(editor.errors_of(response)["aspect"]) == 1


def test_a_draft_chapter_holds_its_subject_too(staff):
    guide = factories.make_guide()
    factories.make_chapter(guide, live=False)
    assert "aspect" in editor.errors_of(editor.create(staff, guide, ChapterPage, title="A", slug="a", aspect="symptoms"))


def test_several_half_done_chapters_may_have_no_subject_yet(staff):
    guide = factories.make_guide()
    for slug in ("first", "second"):
        assert editor.create(staff, guide, ChapterPage, title=slug, slug=slug).status_code == 302
    assert ChapterPage.objects.filter(aspect="").count() == 2


def test_code_cannot_add_a_second_chapter_on_a_subject(guide_with_chapters):
    with pytest.raises(ValidationError):
        factories.make_chapter(guide_with_chapters, "symptoms", live=False, slug="again")


@pytest.mark.parametrize("model", [ConditionPage, ChapterPage])
def test_the_address_of_the_whole_guide_cannot_be_taken(staff, model):
    parent = factories.make_index() if model is ConditionPage else factories.make_guide()
    response = editor.create(staff, parent, model, title="All", slug="all", aspect="symptoms")
    assert "address of the whole guide" in editor.errors_of(response)["slug"][0]


def test_a_chapter_cannot_be_moved_to_a_guide_that_has_its_subject(staff, guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    response = staff.post(page_url("move_confirm", chapter, guide_with_chapters), follow=True)
    assert "“Symptoms”" in editor.messages_of(response)
    assert chapter.is_child_of(ConditionPage.objects.get(slug="skin-cancer"))


def test_a_live_chapter_cannot_be_moved_to_a_guide_that_is_not(staff):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"))
    draft = factories.make_guide("Draft guide", live=False)
    response = staff.post(page_url("move_confirm", chapter, draft), follow=True)
    assert "signed the guide" in editor.messages_of(response)
    assert not ChapterPage.objects.child_of(draft).exists()


def test_a_chapter_moves_to_a_guide_that_lacks_its_subject(staff, guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "outlook")
    staff.post(page_url("move_confirm", chapter, guide_with_chapters))
    assert ChapterPage.objects.get(pk=chapter.pk).guide == guide_with_chapters


def test_a_chapter_can_be_put_in_another_place_of_its_guide(guide_with_chapters):
    first, last = ChapterPage.objects.child_of(guide_with_chapters)
    first.move(last, pos="right")
    assert list(ChapterPage.objects.child_of(guide_with_chapters)) == [last, first]


def test_bulk_move_names_the_chapters_that_cannot_go(staff, guide_with_chapters):
    taken = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    free = factories.make_chapter(taken.guide, "outlook")
    response = bulk(staff, "move", taken, free, chooser=guide_with_chapters.pk)
    assert "“Symptoms”" in editor.messages_of(response)
    assert ChapterPage.objects.child_of(guide_with_chapters).count() == 2


def test_bulk_move_of_two_chapters_on_one_subject_is_refused(staff):
    goal = factories.make_guide("Lung cancer")
    pair = [
        factories.make_chapter(factories.make_guide(title), "symptoms", slug=slug)
        for title, slug in (("Skin cancer", "signs"), ("Colon cancer", "symptoms"))
    ]
    assert "same subject" in editor.messages_of(bulk(staff, "move", *pair, chooser=goal.pk))
    assert not ChapterPage.objects.child_of(goal).exists()


def test_code_cannot_move_a_chapter_to_a_taken_place(guide_with_chapters):
    chapter = factories.make_chapter(factories.make_guide("Skin cancer"), "symptoms", slug="signs")
    with pytest.raises(ValidationError):
        chapter.move(guide_with_chapters, pos="last-child")


# ---- copies and aliases ----


def copy(client, page, parent, **data):
    fields = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk} | data
    return client.post(page_url("copy", page), fields, follow=True)


@pytest.mark.parametrize("make", [factories.make_guide, factories.make_treatment, factories.make_support])
def test_the_copy_dialog_of_a_reviewed_page_does_not_offer_to_publish(staff, make):
    page = make()
    for shown in (page, page.get_parent()):
        assert "publish_copies" not in staff.get(page_url("copy", shown)).content.decode()
    copy(staff, page, page.get_parent(), publish_copies="on")
    twin = type(page).objects.get(slug="copy")
    assert not twin.live
    assert (twin.reviewed_by, twin.reviewed_on, twin.reviewed_text_hash) == (None, None, "")


def test_a_copied_tree_with_reviewed_pages_stays_a_draft(staff, guide_with_chapters):
    response = copy(staff, factories.make_home(), factories.make_root(), publish_copies="on", copy_subpages="on")
    assert "drafts" in editor.messages_of(response)
    assert ConditionPage.objects.count() == 2
    assert ConditionPage.objects.live().count() == 1
    assert ChapterPage.objects.live().count() == 2


@pytest.mark.parametrize("recursive", [True, False])
def test_code_cannot_copy_a_reviewed_page_as_live(guide_with_chapters, recursive):
    source = guide_with_chapters.get_parent().specific if recursive else guide_with_chapters
    with pytest.raises(ValidationError):
        source.copy(recursive=recursive, keep_live=True, update_attrs={"slug": "copy"})


@pytest.mark.parametrize("alias", [{}, {"alias": "on"}], ids=["copy", "alias"])
def test_a_chapter_is_not_copied_into_a_guide_that_has_its_subject(staff, guide_with_chapters, alias):
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), guide_with_chapters, **alias)
    assert "“Symptoms”" in editor.errors_of(response)["new_parent_page"][0]
    assert ChapterPage.objects.count() == 2


def test_a_chapter_copied_to_another_guide_is_an_unsigned_draft(staff, guide_with_chapters):
    chapter = ChapterPage.objects.get(aspect="symptoms")
    copy(staff, chapter, factories.make_guide("Skin cancer"))
    twin = ChapterPage.objects.get(slug="copy")
    assert (twin.live, twin.reviewed_text_hash) == (False, "")


def test_a_chapter_gets_no_alias_below_an_unreviewed_guide(staff, guide_with_chapters):
    draft = factories.make_guide("Draft guide", live=False)
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), draft, alias="on")
    assert "new_parent_page" in editor.errors_of(response)


def test_a_copy_cannot_take_the_address_of_the_whole_guide(staff, guide_with_chapters):
    goal = factories.make_guide("Skin cancer")
    response = copy(staff, ChapterPage.objects.get(aspect="symptoms"), goal, new_slug="all")
    assert "new_slug" in editor.errors_of(response)


# ---- everything is where editors look for it ----


@pytest.mark.parametrize("model", [GlossaryTerm, Reviewer, ReviewRecord, Team, ContactPoint, TreatmentPage])
def test_the_lists_open_and_can_be_searched(staff, model):
    factories.make_term()
    factories.make_guide(contact_point=factories.make_contact_point())
    if model is TreatmentPage:
        assert staff.get("/admin/").status_code == 200
        return
    url = reverse(model.snippet_viewset.get_url_name("list"))
    assert staff.get(url).status_code == 200
    assert staff.get(url, {"q": "a"}).status_code == 200
