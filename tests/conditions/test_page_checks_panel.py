"""The checks beside the text: for those who may edit the page, with one click that links a word, as a draft."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from conditions.models import ChapterPage
from tests import factories
from tests.conditions.editor import messages_of

pytestmark = pytest.mark.django_db

TEXT = "<p>Green bile. We guarantee it.</p>"


@pytest.fixture
def chapter():
    return factories.make_chapter(factories.make_guide(), body=[("text", TEXT)])


@pytest.fixture
def editor(client):
    client.force_login(person("Editor"))
    return client


def person(group):
    user = factories.make_user()
    user.groups.add(Group.objects.get(name=group))
    return user


def checks(page):
    return reverse("page_checks", args=[page.pk])


def mend(client, page, term, revision=None, name="undefined_term"):
    revision = page.latest_revision_id if revision is None else revision
    address = reverse("page_checks_mend", args=[page.pk, name, term.pk])
    return client.post(address, {"revision": revision}, follow=True)


def test_the_editor_shows_what_the_checks_say_of_the_newest_text(editor, chapter):
    term = factories.make_term("Bile")
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[chapter.pk])).content.decode()
    assert "We guarantee it" in html and "may promise more" in html
    form = html.partition(reverse("page_checks_mend", args=[chapter.pk, "undefined_term", term.pk]))[2]
    assert "csrfmiddlewaretoken" in form.partition("</form>")[0]
    chapter.body = [("text", "<p>Calm words.</p>")]
    chapter.save_revision()
    assert "may promise more" not in editor.get(checks(chapter)).content.decode()
    assert "<html" not in editor.get(checks(chapter), {"part": "1"}).content.decode()


def test_a_page_that_is_not_saved_yet_says_so(editor):
    guide = factories.make_guide()
    html = editor.get(reverse("wagtailadmin_pages:add", args=["conditions", "chapterpage", guide.pk])).content.decode()
    assert "Save the page once" in html


def test_one_click_links_a_word_in_the_draft_and_leaves_the_live_page_alone(editor, chapter):
    term = factories.make_term("Bile")
    response = mend(editor, chapter, term)
    assert "saved as a draft" in messages_of(response)
    page = ChapterPage.objects.get(pk=chapter.pk)
    assert f'id="{term.pk}">bile</a>' in page.get_latest_revision_as_object().body[0].value.source
    assert page.body[0].value.source == TEXT and page.has_unpublished_changes
    assert page.latest_revision.user == response.wsgi_request.user


@pytest.mark.parametrize(
    ("revision", "name", "says"),
    [("0", "undefined_term", "nothing was done"), (None, "promise", None)],
)
def test_nothing_is_done_to_a_newer_text_or_about_other_notes(editor, chapter, revision, name, says):
    response = mend(editor, chapter, factories.make_term("Bile"), revision, name)
    assert response.status_code == (200 if says else 404)
    assert says is None or says in messages_of(response)
    assert ChapterPage.objects.get(pk=chapter.pk).revisions.count() == chapter.revisions.count() == 1


def test_a_locked_page_is_not_changed(editor, chapter):
    chapter.locked, chapter.locked_by = True, factories.make_user()
    chapter.save()
    assert "locked" in messages_of(mend(editor, chapter, factories.make_term("Bile")))
    assert chapter.revisions.count() == 1


def test_a_term_of_another_language_and_one_that_is_gone_are_not_linked(editor, chapter):
    spanish = factories.make_term("Bile", language="es")
    assert "not found" in messages_of(mend(editor, chapter, spanish))
    assert chapter.revisions.count() == 1


def test_an_alias_has_no_text_of_its_own_to_check_or_change(editor):
    alias = factories.make_standard(body=[("text", TEXT)]).create_alias(update_slug="again")
    assert editor.get(checks(alias)).status_code == 404
    assert mend(editor, alias, factories.make_term("Bile"), "").status_code == 404


@pytest.mark.parametrize("group", ["Medical reviewer", "Scheduler", "Scheduling manager", "Auditor"])
def test_whoever_may_not_edit_the_page_sees_and_changes_nothing(client, chapter, group):
    client.force_login(person(group))
    term = factories.make_term("Bile")
    assert client.get(checks(chapter)).status_code == 302
    mend(client, chapter, term)
    assert chapter.revisions.count() == 1


def test_only_a_post_changes_the_text(editor, chapter):
    term = factories.make_term("Bile")
    assert editor.get(reverse("page_checks_mend", args=[chapter.pk, "undefined_term", term.pk])).status_code == 405
