"""Sending what waits in the outbox: at least once, each message for itself, and never silently given up.

A row is claimed for a while (its lease); whoever claimed it sends it and notes so. When the sender dies in between, the
lease ends and the row is sent again, with the same Message-ID. Between the steps no lock is held.
"""

import logging
import smtplib
import time
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from appointments import audit, messages
from appointments.models import (
    AppointmentRequest,
    EventKind,
    MessageKind,
    MessageStatus,
    OutboxMessage,
    Recipient,
)
from appointments.notifications import queue_message

logger = logging.getLogger(__name__)

SECOND_TRIES = (
    0.5,
    1,
    2,
    5,
    10,
    20,
    40,
    80,
    110,
)  # minutes after each of the first tries: ten in about four and a half hours
DAILY_TRIES = 3
PAUSES = [timedelta(minutes=minutes) for minutes in SECOND_TRIES] + [timedelta(days=1)] * DAILY_TRIES
WAITING = [MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.FAILED_TEMPORARY]
MOST_IN_A_SWEEP = 500  # then the worker looks round
NOTE_FOR = 30  # seconds in which a sent message is tried to be noted while the database is away


def sweep(most=MOST_IN_A_SWEEP) -> dict:
    """Send what is due; returns how many were sent, put off, given up or no longer wanted. Several may run at once."""
    counts: dict[str, int] = {}
    server = Server()
    try:
        for _number in range(most):
            message = claim()
            if message is None:
                break
            result = deliver(message, server)
            counts[result] = counts.get(result, 0) + 1
    finally:
        server.close()
    return counts


def waiting(now=None):
    """Rows whose time has come and that nobody is sending."""
    now = now or timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return OutboxMessage.objects.filter(free, status__in=WAITING, due_at__lte=now)


@transaction.atomic
def claim() -> OutboxMessage | None:
    """Take the row that is due longest, for the time of a lease."""
    now = timezone.now()
    message = waiting(now).select_for_update(skip_locked=True).order_by("due_at").first()
    if message is None:
        return None
    message.attempts += 1
    message.status, message.lease_until = MessageStatus.SENDING, now + timedelta(seconds=settings.OUTBOX_LEASE)
    message.save(update_fields=["attempts", "status", "lease_until"])
    return message


def deliver(message, server) -> str:
    """Send one claimed message; whatever goes wrong concerns this row alone."""
    try:
        mail = messages.render(message)
        if mail is None:
            return settle(message, MessageStatus.NOT_SENT)
        server.send(mail)
    except Exception as error:
        if isinstance(error, Error) and not connection.is_usable():  # the database is away: the lease ends by itself
            raise
        server.close()
        return put_off(message, error_code(error))
    return settle(message, MessageStatus.SENT)


class Server:
    """One connection to the mail server for a whole sweep, opened anew after an error."""

    def __init__(self):
        self.connection = None

    def send(self, mail) -> None:
        if self.connection is None:
            self.connection = get_connection()
            self.connection.open()
        mail.connection = self.connection
        if mail.send() != 1:
            raise smtplib.SMTPException

    def close(self) -> None:
        held, self.connection = self.connection, None
        try:
            if held is not None:
                held.close()
        except Exception as error:  # it was broken already
            logger.info("The connection to the mail server did not end well: %s", type(error).__name__)


def error_code(error: Exception) -> str:
    """The kind of an error and its SMTP code; the words may repeat an address."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _words in error.recipients.values()})
    return " ".join([type(error).__name__, *map(str, codes)])[:80]


# --- how it ended -----------------------------------------------------------------------------------------------------


def settle(message, status) -> str:
    """Note that it left, or that nobody wants it any more; a database that is away is waited for."""
    give_up = time.monotonic() + NOTE_FOR
    while True:
        try:
            return write_result(message, status, sent_at=timezone.now() if status == MessageStatus.SENT else None)
        except Error as error:
            if time.monotonic() > give_up or connection.in_atomic_block:
                raise
            logger.warning("A sent message could not be noted (%s); trying again", type(error).__name__)
            connection.close()
            time.sleep(0.5)
            close_old_connections()


def put_off(message, code) -> str:
    """Try again after a pause that grows; after the last one give it up, visibly."""
    if message.attempts > len(PAUSES):
        return give_up(message, code)
    due_at = timezone.now() + PAUSES[message.attempts - 1]
    logger.warning("Message %s was not sent (%s), try %d", message.pk, code, message.attempts)
    return write_result(message, MessageStatus.FAILED_TEMPORARY, due_at=due_at, last_error=code)


@transaction.atomic
def give_up(message, code) -> str:
    logger.error("Message %s is given up (%s)", message.pk, code)
    result = write_result(message, MessageStatus.FAILED_PERMANENT, last_error=code)
    if message.kind != MessageKind.DELIVERY_FAILED:
        queue_message(
            message.request, MessageKind.DELIVERY_FAILED, Recipient.LEADS, occurrence=f"{message.pk}-{message.attempts}"
        )
    return result


EVENTS = {MessageStatus.SENT: EventKind.MESSAGE_SENT, MessageStatus.FAILED_PERMANENT: EventKind.MESSAGE_FAILED}


@transaction.atomic
def write_result(message, status, **fields) -> str:
    """Write a row's end and its event, if the row is still ours: after a lease has ended somebody else may have it."""
    request = None
    if message.request_id and status in EVENTS:
        request = AppointmentRequest.objects.select_for_update().get(pk=message.request_id)
    ours = OutboxMessage.objects.filter(
        pk=message.pk, status=MessageStatus.SENDING, attempts=message.attempts, lease_until=message.lease_until
    )
    if not ours.update(status=status, lease_until=None, **fields):
        return "taken"
    if request is not None:
        detail = {"message": message.pk, "recipient": message.recipient, "tries": message.attempts}
        audit.record(request, EVENTS[status], reason=message.kind, **detail)
    return str(status)


# --- for people -------------------------------------------------------------------------------------------------------


def send_again(rows) -> int:
    """Put messages that were given up back in line, as if they were new."""
    return rows.filter(status=MessageStatus.FAILED_PERMANENT).update(
        status=MessageStatus.QUEUED, attempts=F("attempts") * 0, due_at=timezone.now(), last_error=""
    )
