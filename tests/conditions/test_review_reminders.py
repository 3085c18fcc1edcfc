"""Teams hear of pages that fall due: at 90, 60 and 30 days and when overdue, once each, whatever runs were skipped."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from conditions import review_reminders
from conditions.models import SupportPage, TreatmentPage
from conditions.models.workflow import ReviewReminder
from conditions.review_reminders import stage_of
from tests import factories

pytestmark = pytest.mark.django_db


def due_in(page, days):
    type(page).objects.filter(pk=page.pk).update(next_review_due=timezone.localdate() + timedelta(days=days))
    return page


def remind() -> list:
    mail.outbox.clear()
    call_command("send_review_reminders", verbosity=0)
    return mail.outbox


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-400, "overdue"),
        (-1, "overdue"),
        (0, "30"),
        (30, "30"),
        (31, "60"),
        (60, "60"),
        (61, "90"),
        (90, "90"),
        (91, None),
    ],
)
def test_stages(clock, days, stage):
    today = timezone.localdate()
    assert stage_of(today + timedelta(days=days), today) == stage


def test_a_team_gets_one_mail_with_days_and_links_and_no_words_of_the_page(clock):
    late, soon = factories.make_treatment("Zebrafinch"), factories.make_support("Nutrition")
    due_in(late, -3)
    due_in(soon, 20)
    [message] = remind()
    assert message.to == ["team@example.org"]
    assert "2 pages need a medical review" in message.subject
    assert f"/admin/pages/{late.pk}/edit/" in message.body and f"/admin/pages/{soon.pk}/edit/" in message.body
    assert "Overdue" in message.body and "Due within 30 days" in message.body
    assert "ebrafinch" not in message.subject + message.body


def test_each_team_hears_of_its_own_pages_only(clock):
    other = factories.make_team("Other team", email="other@example.org")
    due_in(factories.make_treatment("One"), 5)
    due_in(factories.make_support("Two", owner_team=other), 5)
    assert sorted(message.to[0] for message in remind()) == ["other@example.org", "team@example.org"]


def test_a_second_run_repeats_nothing_and_each_stage_is_told_once(clock):
    due_in(factories.make_treatment(), 90)
    counts = []
    for days in (0, 0, 29, 1, 30, 30, 1, 100):
        clock.shift(timedelta(days=days))
        counts.append(len(remind()))
    assert counts == [1, 0, 0, 1, 1, 0, 1, 0]
    assert list(ReviewReminder.objects.order_by("pk").values_list("stage", flat=True)) == ["90", "60", "30", "overdue"]


def test_a_skipped_run_loses_nothing(clock):
    due_in(factories.make_treatment(), 200)
    clock.shift(timedelta(days=300))
    assert len(remind()) == 1
    assert ReviewReminder.objects.get().stage == "overdue"


def test_a_new_signature_starts_anew(clock):
    page = due_in(factories.make_treatment(), -1)
    remind()
    factories.sign_and_publish(TreatmentPage.objects.get())
    assert remind() == []
    due_in(page, -2)
    assert len(remind()) == 1


def test_drafts_and_pages_due_later_are_left_alone(clock):
    due_in(factories.make_treatment(), 91)
    due_in(factories.make_support(live=False), -5)
    assert remind() == []


def test_what_could_not_be_sent_is_sent_the_next_time(clock, monkeypatch):
    due_in(factories.make_treatment(), -1)

    def refuse(mails):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(review_reminders, "send", refuse)
        assert review_reminders.remind() == 0
    assert len(remind()) == 1


def test_a_job_takes_nothing_offline(client, clock):
    page = due_in(factories.make_support(), -30)
    remind()
    assert SupportPage.objects.get().live
    assert "This review is late" in client.get(page.url).content.decode()
