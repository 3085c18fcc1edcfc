"""The outbox against a real mail server: everything that is due leaves, and nothing is given up in silence."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone

from appointments import outbox
from appointments.models import MessageKind, MessageStatus, OutboxMessage, Recipient
from appointments.notifications import queue_message, tell_sender
from tests.appointments.makers import make_request, make_settings, make_staff
from tests.appointments.sinks import running_sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(tmp_path, settings):
    with running_sink(tmp_path / "mail", settings) as sink:
        yield sink


@pytest.fixture(autouse=True)
def hospital():
    make_settings()


def make_message(address="ana@mail.example", kind=MessageKind.RECEIVED, **fields):
    request = make_request(patient={"email": address}, contact={"email_ok": True}, **fields)
    return tell_sender(request, kind)


def now_of(message):
    message.refresh_from_db()
    return message


def kinds(request):
    return list(request.events.order_by("sequence").values_list("kind", flat=True))


def test_a_message_leaves_and_its_request_says_so(clock, sink):
    message = make_message()
    assert outbox.sweep() == {"sent": 1}
    [mail] = sink.mails
    assert mail["Message-ID"] == f"<{message.pk}@testserver>"
    assert mail["X-Envelope-To"] == "ana@mail.example"
    assert (now_of(message).status, message.sent_at, message.lease_until) == ("sent", timezone.now(), None)
    assert kinds(message.request) == ["message_queued", "message_sent"]
    assert outbox.sweep() == {}


def test_one_bad_row_never_stops_the_others(sink):
    sink.unknown = "first@"
    messages = [make_message(f"{name}@mail.example") for name in ("first", "second", "third")]
    assert outbox.sweep() == {"failed_temporary": 1, "sent": 2}
    assert [mail["To"] for mail in sink.mails] == ["second@mail.example", "third@mail.example"]
    assert now_of(messages[0]).last_error == "SMTPRecipientsRefused 550"


def test_a_message_that_cannot_be_rendered_stops_nothing(sink):
    broken = make_message()
    OutboxMessage.objects.filter(pk=broken.pk).update(kind="unknown")
    make_message("second@mail.example")
    assert outbox.sweep() == {"failed_temporary": 1, "sent": 1}
    assert now_of(broken).last_error == "TemplateDoesNotExist"


@pytest.mark.parametrize("mood", ["refuse", "hang", "hang_up"])
def test_a_server_in_trouble_is_tried_again_until_it_works(clock, sink, settings, mood):
    settings.EMAIL_TIMEOUT = 0.2
    message = make_message()
    sink.mood = mood
    assert outbox.sweep() == {"failed_temporary": 1}
    assert now_of(message).due_at == timezone.now() + timedelta(seconds=30)
    assert outbox.sweep() == {}, "not before its pause has passed"
    sink.mood = ""
    clock.shift(timedelta(seconds=30))
    assert outbox.sweep() == {"sent": 1}
    assert {mail["Message-ID"] for mail in sink.mails} == {f"<{message.pk}@testserver>"}
    assert now_of(message).attempts == 2


def test_no_server_at_all_is_tried_ten_times_in_half_a_day_then_daily_then_given_up(clock, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    make_staff("lead", "Scheduling manager")
    message = make_message()
    started, tries = timezone.now(), []
    while now_of(message).status != MessageStatus.FAILED_PERMANENT:
        clock.move_to(message.due_at)
        outbox.deliver(outbox.claim(), outbox.Server())
        tries.append(timezone.now() - started)
    assert len(tries) == 13
    assert timedelta(hours=4) < tries[9] < timedelta(hours=5)
    assert [later - earlier for earlier, later in pairwise(tries[9:])] == [timedelta(days=1)] * 3
    assert kinds(message.request) == ["message_queued", "message_failed", "message_queued"]
    alarm = message.request.messages.get(kind=MessageKind.DELIVERY_FAILED)
    assert alarm.recipient == Recipient.LEADS


def test_the_news_of_a_failure_that_fails_too_ends_there(clock):
    message = make_message(kind=MessageKind.DELIVERY_FAILED)
    OutboxMessage.objects.filter(pk=message.pk).update(recipient=Recipient.LEADS, attempts=12)
    assert outbox.sweep() == {"failed_permanent": 1}
    assert now_of(message).last_error == "NobodyToTell"
    assert OutboxMessage.objects.count() == 1


def test_given_up_messages_can_be_put_back_in_line(sink):
    message = make_message()
    OutboxMessage.objects.filter(pk=message.pk).update(status=MessageStatus.FAILED_PERMANENT, attempts=13)
    call_command("send_outbox", again=True, verbosity=0)
    assert now_of(message).status == "sent"


def test_a_row_whose_sender_died_is_sent_again_after_its_lease(clock, sink, settings):
    message = make_message()
    assert outbox.claim() == message  # and then the power went
    assert outbox.sweep() == {}
    clock.shift(timedelta(seconds=settings.OUTBOX_LEASE))
    assert outbox.sweep() == {"sent": 1}


def test_who_comes_back_after_the_lease_writes_nothing(clock, sink, settings):
    message = make_message()
    late = outbox.claim()
    clock.shift(timedelta(seconds=settings.OUTBOX_LEASE))
    assert outbox.sweep() == {"sent": 1}
    assert outbox.put_off(late, "Late") == "taken"
    assert now_of(message).status == "sent"


def test_nothing_is_sent_before_it_is_due(clock, sink):
    request = make_request(patient={"email": "ana@mail.example"}, contact={"email_ok": True})
    queue_message(request, MessageKind.RECEIVED, Recipient.PATIENT, due_at=timezone.now() + timedelta(minutes=1))
    assert outbox.sweep() == {}
    clock.shift(timedelta(minutes=1))
    assert outbox.sweep() == {"sent": 1}


def test_consent_is_asked_again_at_the_moment_of_sending(sink):
    message = make_message()
    message.request.contact.email_ok = False
    message.request.contact.save()
    assert outbox.sweep() == {"not_sent": 1}
    assert sink.mails == []


def test_one_connection_serves_a_whole_sweep(sink):
    for number in range(5):
        make_message(f"{number}@mail.example")
    connections = []
    original = sink.process_request
    sink.process_request = lambda *arguments: connections.append(arguments) or original(*arguments)
    assert outbox.sweep() == {"sent": 5}
    assert len(connections) == 1


def test_a_missing_mail_setting_fails_the_system_check(settings):
    assert not any(error.id == "appointments.E001" for error in run_checks())
    settings.EMAIL_URL = ""
    assert [error.id for error in run_checks() if error.id == "appointments.E001"] == ["appointments.E001"]
