"""A source that was withdrawn brings the review of every page that names it forward to today."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from conditions import withdrawn
from conditions.models import ConditionPage
from portal.page_checks import scanning
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

RETRACTED = date(2026, 11, 20)


@pytest.fixture
def source():
    return factories.make_citation("withdrawn", title="Withdrawn", retracted_on=RETRACTED)


def signed_before(page):
    return factories.sign_and_publish(page, on=RETRACTED - timedelta(days=30))


def due(page) -> date:
    return type(page).objects.get(pk=page.pk).next_review_due


def test_every_page_that_names_it_is_found_and_falls_due_today(source):
    figure = {"sentence": "7 in 10", "who": "all", "period": "2020", "region": "US", "citation": source}
    listed = signed_before(factories.make_guide("Listed", citations=[source]))
    drawn = signed_before(factories.make_guide("In a figure", body=[("statistic", figure)]))
    chaptered = signed_before(factories.make_guide("In a chapter"))
    factories.make_chapter(chaptered, citations=[source])
    other = signed_before(factories.make_treatment("Other"))
    scanning.scan_all_due()
    assert [page.title for page in withdrawn.call_in(source)] == ["In a chapter", "In a figure", "Listed"]
    assert {due(page) for page in (listed, drawn, chaptered)} == {timezone.localdate()}
    assert due(other) > timezone.localdate()


def test_a_newer_draft_does_not_bring_the_old_day_back(source):
    guide = signed_before(factories.make_guide(citations=[source]))
    guide.summary = "A newer draft."
    guide.save_revision()
    withdrawn.call_in_all()
    draft = ConditionPage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert (draft.summary, draft.next_review_due) == ("A newer draft.", timezone.localdate())


def test_who_signed_after_the_withdrawal_knew_of_it(source):
    guide = factories.make_guide(citations=[source])
    later = due(guide)
    withdrawn.call_in_all()
    assert due(guide) == later > timezone.localdate()


def test_a_second_run_changes_nothing(source):
    guide = signed_before(factories.make_guide(citations=[source]))
    withdrawn.call_in_all()
    revisions = guide.revisions.count()
    withdrawn.call_in_all()
    assert guide.revisions.count() == revisions


@pytest.fixture
def enter(client):
    """An editor enters the day of a withdrawal; gives what they are told."""
    user = factories.make_user()
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)

    def enter(citation, day="2026-11-23"):
        fields = {"source_id": citation.source_id, "title": citation.title, "retracted_on": day}
        address = f"/admin/snippets/conditions/citation/edit/{citation.pk}/"
        return client.post(address, fields, follow=True).content.decode()

    return enter


def test_an_editor_who_enters_the_day_is_told_which_pages_follow(enter):
    citation = factories.make_citation()
    guide = signed_before(factories.make_guide(citations=[citation]))
    assert f"Its review is due today: {guide.title}" in enter(citation)
    assert due(guide) == timezone.localdate()


@pytest.mark.parametrize("days_ago", [0, 1, 10])
def test_a_withdrawal_entered_late_calls_in_who_signed_before_anybody_here_knew(enter, clock, days_ago):
    citation = factories.make_citation()
    signed_on = timezone.localdate() - timedelta(days=days_ago)
    guide = factories.sign_and_publish(factories.make_guide("Signed", citations=[citation]), on=signed_on)
    factories.make_guide("Never signed", live=False, citations=[citation])
    html = enter(citation, "2026-10-01")
    assert "Its review is due today: Signed" in html and "today: Never" not in html
    assert due(guide) == timezone.localdate()
    guide = factories.sign_and_publish(ConditionPage.objects.get(pk=guide.pk), on=timezone.localdate())
    later = due(guide)
    withdrawn.call_in_all()
    clock.shift(timedelta(days=1))
    withdrawn.call_in_all()
    html = enter(citation, "2026-10-02")
    assert due(guide) == later > timezone.localdate(), "who signed since knew of it"
    assert "due today" not in html and "No page names" not in html
