"""What is due goes live one by one: a page that may not stops nobody else, and the log repeats nothing of its text."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from conditions import reviews
from tests import factories

pytestmark = pytest.mark.django_db


def schedule(page, minutes_ago=1):
    """A revision whose time has come."""
    page.live = False
    revision = page.save_revision(clean=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=minutes_ago)
    revision.save()
    return page


def live(*pages):
    return [Page.objects.get(pk=page.pk).live for page in pages]


@pytest.fixture
def unreviewed():
    return schedule(factories.make_guide("Secret title", live=False), minutes_ago=9)


@pytest.fixture
def visiting():
    return schedule(factories.make_standard("Visiting", live=False))


def test_a_page_that_may_not_go_live_stops_nobody_else(unreviewed, visiting):
    with pytest.raises(CommandError, match=r"^1 could not"):
        call_command("publish_scheduled")
    assert live(unreviewed, visiting) == [False, True]


def test_the_log_names_the_page_and_repeats_nothing_of_its_text(unreviewed, caplog):
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == f"conditionpage {unreviewed.pk} could not be published: ValidationError"
    assert "Secret" not in caplog.text


def test_a_page_that_waits_goes_live_when_it_may(unreviewed):
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    guide = type(unreviewed).objects.get(pk=unreviewed.pk)
    reviews.sign(guide, factories.make_reviewer())
    guide.save()
    schedule(guide)
    call_command("publish_scheduled")
    assert live(guide) == [True]


def test_a_chapter_that_is_due_before_its_guide_goes_live_with_it():
    guide = factories.make_guide(live=False)
    chapter = factories.make_chapter(guide, live=False)
    for page in (guide, chapter):
        reviews.sign(page, factories.make_reviewer())
        page.save()
    schedule(chapter, minutes_ago=9)
    schedule(guide)
    call_command("publish_scheduled")
    assert live(guide, chapter) == [True, True]


def test_a_page_that_cannot_be_taken_back_stops_nobody_else(monkeypatch):
    pages = [factories.make_standard(title) for title in ("Flu season", "Snow")]
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(expire_at=timezone.now() - timedelta(minutes=1))
    unpublish = Page.unpublish

    def refuse_one(page, **kwargs):
        if page.pk == pages[0].pk:
            raise RuntimeError("Flu season")
        unpublish(page, **kwargs)

    monkeypatch.setattr(Page, "unpublish", refuse_one)
    with pytest.raises(CommandError, match=r"^1 could not"):
        call_command("publish_scheduled")
    assert live(*pages) == [True, False]


def test_a_dry_run_changes_nothing(visiting, capsys):
    call_command("publish_scheduled", dryrun=True)
    assert "visiting" in capsys.readouterr().out
    assert live(visiting) == [False]
