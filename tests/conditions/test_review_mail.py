"""Who hears of what waits, came back or went online: once, with a link, and without a word of the page."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from conditions import review_mail
from conditions.models.workflow import ReviewMail
from tests import factories
from tests.appointments.sinks import running_sink
from tests.conditions.reviewing import check, client_of, decision, make_person, make_signer, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {
        "writer": make_person("wren", "Editor"),
        "moderator": make_person("mo", "Moderator"),
        "reviewer": make_signer(),
    }


@pytest.fixture
def guide():
    return factories.make_guide("Zebrafinch tumor", live=False)


def sent() -> list[tuple]:
    """(to, subject) of what the worker sends now; everything said is read on the way."""
    mail.outbox.clear()
    review_mail.sweep()
    for message in mail.outbox:
        words = message.subject + message.body
        assert "Zebrafinch" not in words and "zebrafinch" not in words
        assert "http://testserver/admin/" in words
    return [(message.to[0], message.subject.split(": ")[1]) for message in mail.outbox]


def test_each_step_is_told_to_who_can_take_it_and_to_nobody_twice(guide, people):
    step = submit(guide, people["writer"])
    assert sent() == [("mo@example.org", "A text waits for your check")]
    assert sent() == []
    step = check(step, people["moderator"])
    assert sent() == [("rae@example.org", "A text waits for your medical review")]
    decision(client_of(people["reviewer"]), step, "return", comment="Please mend the Zebrafinch part.")
    assert sent() == [("wren@example.org", "Your text came back with a comment")]
    step.workflow_state.refresh_from_db()
    step.workflow_state.resume(people["writer"])
    assert sent() == [("rae@example.org", "A text waits for your medical review")]
    decision(client_of(people["reviewer"]), TaskState.objects.latest("pk"), "sign")
    assert sent() == [("wren@example.org", "Your text is online")]


def test_the_link_leads_to_the_decision(guide, people):
    step = check(submit(guide, people["writer"]), people["moderator"])
    sent()
    assert reverse("reviews_decide", args=[step.pk]) in mail.outbox[-1].body


def test_only_reviewers_who_may_sign_hear_of_it(guide, people):
    author_too = make_signer("ada")
    guide.save_revision(user=author_too)
    make_signer("lee", active_until=timezone.localdate() - timedelta(days=1))
    make_person("nia", "Medical reviewer")
    silent = make_signer("sil")
    profile = UserProfile.get_for_user(silent)
    profile.submitted_notifications = False
    profile.save()
    check(submit(guide, people["writer"]), people["moderator"])
    assert sent() == [("rae@example.org", "A text waits for your medical review")]


def test_nobody_is_told_what_they_did_themselves(guide, people):
    step = check(submit(guide, people["moderator"]), people["moderator"])
    step.finished_by = people["moderator"]
    assert ("mo@example.org", "A text waits for your check") not in sent()


def test_a_mail_that_failed_is_sent_the_next_time(guide, people, monkeypatch):
    submit(guide, people["writer"])

    def refuse(mails):
        raise smtplib.SMTPServerDisconnected("Zebrafinch")

    with monkeypatch.context() as broken:
        broken.setattr(review_mail, "send", refuse)
        assert review_mail.sweep() == 0
    assert not ReviewMail.objects.exists()
    assert len(sent()) == 1


@pytest.fixture
def sink(tmp_path, settings):
    with running_sink(tmp_path, settings) as sink:
        yield sink


def test_a_dead_mailbox_keeps_nobody_from_their_mail_and_floods_nobody(guide, people, sink):
    for name in ("mia", "moe"):
        make_person(name, "Moderator")
    submit(guide, people["writer"])
    sink.unknown = "mia@"
    assert [review_mail.sweep(), review_mail.sweep()] == [1, 0]
    assert sorted(message["To"] for message in sink.mails) == ["mo@example.org", "moe@example.org"]


def test_where_all_mailboxes_are_dead_nothing_is_tried_again(guide, people, sink):
    submit(guide, people["writer"])
    sink.unknown = "@example.org"
    assert [review_mail.sweep(), review_mail.sweep()] == [1, 0]
    assert sink.mails == []


def test_a_server_that_has_no_time_is_asked_again(guide, people, sink):
    submit(guide, people["writer"])
    sink.mood = "refuse"
    assert review_mail.sweep() == 0
    sink.mood = ""
    assert review_mail.sweep() == 1
    assert len(sink.mails) == 1


def test_a_mail_server_that_is_away_keeps_no_editor_waiting(guide, people, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # nobody listens there
    submit(guide, people["writer"])
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_old_steps_are_no_news(guide, people):
    step = submit(guide, people["writer"])
    TaskState.objects.filter(pk=step.pk).update(started_at=timezone.now() - timedelta(days=8))
    assert sent() == []
