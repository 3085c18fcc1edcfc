"""What is written into the outbox, and to whom it goes. The words are rendered when a message is sent."""

from django.utils import timezone

from appointments.audit import record
from appointments.guards import personal
from appointments.models import EventKind, OutboxMessage, Recipient
from appointments.models.choices import RequestKind


def queue_message(request, kind, recipient, event=None, *, user=None, locale="en", due_at=None, occurrence=None):
    """Write an outbox row with the step that causes it. `event` (or `occurrence`) tells repetitions of a kind apart.

    With a request: call it while its row is locked, since the history gets an event too.
    """
    occurrence = occurrence or (str(event.sequence) if event else "1")
    message, is_new = OutboxMessage.objects.get_or_create(
        request=request,
        kind=kind,
        occurrence=occurrence,
        defaults={
            "recipient": recipient,
            "user": user,
            "locale": locale,
            "due_at": due_at or timezone.now(),
        },
    )
    if is_new and request is not None:
        record(request, EventKind.MESSAGE_QUEUED, reason=kind, message=message.pk, recipient=recipient)
    return message


def tell_sender(request, kind, event=None) -> OutboxMessage | None:
    """Write to whoever sent the request, where they agreed to e-mail and left an address; None otherwise."""
    recipient = sender_of(request)
    if recipient is None:
        return None
    return queue_message(request, kind, recipient, event, locale=request.locale)


def sender_of(request) -> str | None:
    if request.kind == RequestKind.REFERRAL:
        referral = personal(request, "referral")
        return Recipient.REFERRER if referral and referral.email and referral.email_ok else None
    contact = personal(request, "contact")
    if not (contact and contact.email_ok):
        return None
    for recipient, part in ((Recipient.REQUESTER, "requester"), (Recipient.PATIENT, "patient")):
        row = personal(request, part)
        if row and row.email:
            return recipient
    return None
