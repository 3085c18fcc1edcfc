"""What editors may not do by accident, and that they are told why, with nothing lost."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from conditions.models import (
    ChapterPage,
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


@pytest.fixture
def guide_with_chapters():
    return factories.make_guide("Colon cancer", chapters=["symptoms", "treatment"])


def exists(row):
    return type(row).objects.filter(pk=row.pk).exists()


def is_live(page):
    return Page.objects.get(pk=page.pk).live


# ---- glossary terms ----


def delete_term(client, term, **options):
    return client.post(
        reverse("wagtailsnippets_conditions_glossaryterm:delete", args=[term.pk]), follow=True, **options
    )


def text_with(term):
    return [("text", f"<p>A {factories.term_link(term)}.</p>")]


def test_a_term_in_a_live_text_cannot_be_deleted_and_its_places_are_shown(staff):
    term = factories.make_term()
    factories.make_guide("Colon cancer", body=text_with(term))
    response = delete_term(staff, term)
    assert exists(term)
    assert "cannot be deleted" in editor.messages_of(response)
    assert "Colon cancer" in editor.messages_of(response)
    assert response.redirect_chain[-1][0] == reverse("wagtailsnippets_conditions_glossaryterm:edit", args=[term.pk])


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
    factories.make_guide(
        body=[
            (
                "text",
                f'<p><a linktype="page" id="{term.pk}">x</a> <a linktype="glossary-term" id="{term.pk}0">y</a></p>',
            )
        ]
    )
    delete_term(staff, term)
    assert not exists(term)


def test_a_term_that_stands_nowhere_can_be_deleted(staff):
    term = factories.make_term()
    delete_term(staff, term)
    assert not exists(term)


def test_deleting_several_terms_deletes_none_while_one_is_in_use(staff):
    used, unused = factories.make_term("Tumor"), factories.make_term("Biopsy")
    factories.make_guide("Colon cancer", body=text_with(used))
    response = editor.bulk(staff, "delete", used, unused, app="conditions", model="glossaryterm")
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
        response = editor.bulk(staff, "delete", page)
    else:
        target = page if how == "one" else page.get_parent()
        response = staff.post(editor.page_url("delete", target), follow=True)
    assert response.status_code == 200
    assert "Liver metastases" in editor.messages_of(response)
    assert exists(page)


def test_a_draft_that_was_never_live_holds_its_target_too(staff):
    target = factories.make_guide("Colon cancer")
    factories.make_relation(factories.make_guide("Draft guide", live=False), target)
    assert "Draft guide" in editor.messages_of(staff.post(editor.page_url("delete", target), follow=True))
    assert exists(target)


def test_a_guide_that_only_relates_to_others_can_be_deleted_with_its_chapters(staff, related):
    _first, second, _treatment = related
    factories.make_chapter(second)
    staff.post(editor.page_url("delete", second))
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
    editor.bulk(staff, "delete", reviewer, app="conditions", model="reviewer")
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


def test_unpublishing_a_guide_first_lists_its_live_chapters(staff, guide_with_chapters):
    response = staff.post(editor.page_url("unpublish", guide_with_chapters))
    html = response.content.decode()
    assert "Symptoms" in html
    assert "Treatment" in html
    assert is_live(guide_with_chapters)


def test_unpublishing_a_guide_takes_its_chapters_along_once_confirmed(staff, guide_with_chapters):
    staff.post(editor.page_url("unpublish", guide_with_chapters), {"include_descendants": "on"})
    assert not is_live(guide_with_chapters)
    assert not ChapterPage.objects.live().exists()


def test_a_guide_without_live_chapters_is_unpublished_without_a_question(staff):
    guide = factories.make_guide()
    factories.make_chapter(guide, live=False)
    staff.post(editor.page_url("unpublish", guide))
    assert not is_live(guide)


def test_bulk_unpublish_of_a_guide_asks_for_its_chapters_and_names_them(staff, guide_with_chapters):
    response = editor.bulk(staff, "unpublish", guide_with_chapters)
    assert "Symptoms" in editor.messages_of(response)
    assert is_live(guide_with_chapters)
    editor.bulk(staff, "unpublish", guide_with_chapters, include_descendants="on")
    assert not is_live(guide_with_chapters)
    assert not ChapterPage.objects.live().exists()


def test_bulk_unpublish_passes_when_all_chapters_are_chosen_too(staff, guide_with_chapters):
    editor.bulk(staff, "unpublish", guide_with_chapters, *ChapterPage.objects.all())
    assert not is_live(guide_with_chapters)


def test_a_guide_that_expires_leaves_no_chapter_online(guide_with_chapters):
    Page.objects.get(pk=guide_with_chapters.pk).unpublish(set_expired=True)
    assert not ChapterPage.objects.live().exists()


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
