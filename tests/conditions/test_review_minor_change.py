"""A typing error goes online with a reason; what could change the meaning goes to a reviewer."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from conditions import minor_changes, reviews
from conditions.models import ChapterPage, ConditionPage, ReviewRecord
from conditions.models.reviews import ReviewOutcome
from tests import factories
from tests.conditions import editor
from tests.conditions.reviewing import client_of, make_person, submit
from tests.conditions.test_review_decision import change

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 1, 17, tzinfo=UTC)
SIGNED = "Take the tablets in the morning, do not chew them."


@pytest.fixture
def moderator():
    return make_person("mo", "Moderator")


@pytest.fixture
def guide():
    with time_machine.travel(MARCH):
        return factories.make_guide(summary=SIGNED)


def url_of(page):
    return reverse("reviews_minor_change", args=[page.pk])


def send(client, page, reason="Corrected a typing error.", **changes):
    seen = client.get(url_of(page)).context["seen"]
    return client.post(url_of(page), {"reason": reason, "seen": seen} | changes, follow=True)


def test_a_moderator_publishes_with_a_reason_and_the_date_stays(guide, moderator):
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    response = send(client_of(moderator), guide)
    assert "date of its review stays" in editor.messages_of(response)
    guide.refresh_from_db()
    assert "pills" in guide.summary and reviews.text_is_signed(guide)
    assert guide.reviewed_on == timezone.localdate(MARCH)
    record = ReviewRecord.objects.first()
    assert (record.outcome, record.user, record.reviewer) == (ReviewOutcome.MINOR_CHANGE, moderator, None)
    assert (record.note, record.text_hash) == ("Corrected a typing error.", guide.minor_change_hash)


def test_readers_find_the_reason_in_the_history(client, guide, moderator):
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    send(client_of(moderator), guide)
    html = client.get(f"/reviews/{guide.pk}/").content.decode()
    assert "Minor change" in html and "Corrected a typing error." in html


def test_a_chapter_has_minor_changes_of_its_own(moderator):
    chapter = factories.make_chapter(summary=SIGNED)
    change(chapter, summary=SIGNED.replace("tablets", "pills"))
    send(client_of(moderator), chapter)
    assert "pills" in ChapterPage.objects.get().summary


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(guide, moderator, reason):
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    response = send(client_of(moderator), guide, reason)
    assert response.status_code == 422
    assert "Give a reason" in response.content.decode()
    assert ConditionPage.objects.get().summary == SIGNED


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (SIGNED.replace("do not chew", "chew"), "“not”"),
        (SIGNED.replace("do not", "don’t"), "“not”"),
        (SIGNED + " Take 2.", "number"),
        (SIGNED + " so" * 40, "30 words"),
    ],
)
def test_what_could_change_the_meaning_goes_to_a_reviewer(guide, moderator, summary, words):
    change(guide, summary=summary)
    client = client_of(moderator)
    html = client.get(url_of(guide)).content.decode()
    assert words in html and "<textarea" not in html
    assert send(client, guide).status_code == 403
    assert ConditionPage.objects.get().summary == SIGNED


@pytest.mark.parametrize(
    ("signed", "changed", "words"),
    [
        ("Take 2 pills at 8 and rest.", "Take 8 pills at 2 and rest.", "number"),
        ("Take two pills in the morning.", "Take ten pills in the morning.", "number"),
        ("Take 5 mg in the morning.", "Take 5 g in the morning.", "number"),
        ("Tome dos pastillas cada 6 horas.", "Tome dos pastillas cada 6 días.", "number"),
        ("خذ قرصا واحدا كل ساعة.", "خذ قرصا واحدا كل يوم.", "number"),
        ("Do not eat before the test. Drink water.", "Do eat before the test. Do not drink water.", "“not”"),
        ("You may not eat it.", "You may eat not it.", "“not”"),
        ("Eat fish and rice.", "Avoid fish and rice.", "“not”"),
        ("Neither eat nor drink before it.", "Neither eat or drink before it.", "“not”"),
        ("Tome siempre la pastilla blanca.", "Tome jamás la pastilla blanca.", "“not”"),
        ("كل السمك واشرب الماء.", "كل السمك ولا تشرب الماء.", "“not”"),
        ("يمكنك أن تأكل السمك.", "لَمْ يمكنك أن تأكل السمك.", "“not”"),
    ],
)
def test_no_amount_and_no_not_moves_without_a_reviewer(moderator, signed, changed, words):
    guide = factories.make_guide(summary=signed)
    change(guide, summary=changed)
    assert words in minor_changes.reason_against(ConditionPage.objects.get().get_latest_revision_as_object(), moderator)


def test_what_stands_beside_amounts_and_nots_may_be_mended(moderator):
    guide = factories.make_guide(summary="Take 2 tablets at 8, adn do not chew them.")
    change(guide, summary="Take 2 tablets at 8, and do not chew them.")
    draft = ConditionPage.objects.get().get_latest_revision_as_object()
    assert minor_changes.reason_against(draft, moderator) == ""


def test_small_changes_add_up_to_a_large_one(guide, moderator):
    for count in (10, 20, 30):
        change(guide, summary=SIGNED + " so" * count)
        send(client_of(moderator), guide)
    assert ConditionPage.objects.get().summary.count(" so") == 20, "counted from the signed text"


def test_a_page_that_nobody_signed_has_no_minor_change(moderator):
    draft = factories.make_guide(live=False)
    assert send(client_of(moderator), draft).status_code == 403
    assert not ConditionPage.objects.get().live


def test_nothing_is_published_past_a_running_review(guide, moderator):
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    submit(guide, make_person("wren", "Editor"))
    response = send(client_of(moderator), guide)
    assert response.status_code == 403 and "being reviewed" in response.content.decode()


@pytest.mark.parametrize("group", ["Editor", "Medical reviewer", "Scheduler", "Auditor"])
def test_others_may_not(guide, group):
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    person = make_person("other", group)
    response = client_of(person).post(url_of(guide), {"reason": "I want to.", "seen": "1"})
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    with pytest.raises(PermissionDenied):
        minor_changes.publish(guide, person, "I want to.", seen=guide.get_latest_revision().pk)


def test_a_text_that_changed_meanwhile_is_shown_again(guide, moderator):
    client = client_of(moderator)
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    seen = client.get(url_of(guide)).context["seen"]
    change(guide, summary=SIGNED.replace("tablets", "drops"))
    response = send(client, guide, seen=seen)
    assert response.status_code == 409 and "drops" in response.content.decode()
    assert ConditionPage.objects.get().summary == SIGNED


def test_other_pages_are_published_in_the_usual_way(moderator):
    response = client_of(moderator).get(url_of(factories.make_standard()), follow=True)
    assert "usual way" in editor.messages_of(response)


def test_the_editor_offers_it_to_moderators_only_where_it_is_possible(guide, moderator):
    page = editor.page_url("edit", guide)
    assert url_of(guide) not in client_of(moderator).get(page).content.decode()
    change(guide, summary=SIGNED.replace("tablets", "pills"))
    assert url_of(guide) in client_of(moderator).get(page).content.decode()
    assert url_of(guide) not in client_of(make_person("wren", "Editor")).get(page).content.decode()
