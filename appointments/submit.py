"""Sending a form: once, whole, or not at all. The web, intake by phone and intake by fax all come this way."""

import json
import logging
import uuid
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django_tasks import task

from appointments import audit, consents, duplicates, red_flags, rules, sla, snapshots
from appointments.forms.flow import VERSION, walk
from appointments.models import AppointmentRequest, EventKind, MessageKind, Queue, Recipient, RequestDraft
from appointments.models.choices import Channel, Priority, ReferralUrgency, RequestKind, RequestStatus
from appointments.notifications import queue_message, tell_sender
from appointments.references import new_reference

logger = logging.getLogger(__name__)

TRIES = 3  # for the case that a reference is taken
PRIORITIES = {ReferralUrgency.SOON: Priority.URGENT, ReferralUrgency.URGENT: Priority.ASAP}


class NotSent(Exception):
    """Nothing was stored."""


class Incomplete(NotSent):
    """`page` is the first page that does not hold."""

    def __init__(self, page):
        super().__init__(page.slug)
        self.page = page


class AlreadySent(NotSent):
    """The form was sent before, with other answers; `request` is what was sent."""

    def __init__(self, request):
        super().__init__()
        self.request = request


def submit(draft, nonce, channel=Channel.WEB, actor=None, spam_signs=()) -> AppointmentRequest:
    """Check all pages of a draft again, write the request and all that belongs to it, and delete the draft.

    Sending the same nonce again gives the same request. With `spam_signs` it is held for a person to look at.
    Raises Incomplete, AlreadySent, or what the database raises; then nothing was stored and the draft is still there.
    """
    nonce, answers = uuid.UUID(str(nonce)), walk(draft)
    if answers.stop:
        raise Incomplete(answers.stop)
    payload = payload_hash(draft.form, answers)
    for left in reversed(range(TRIES)):
        if existing := AppointmentRequest.objects.filter(form_nonce=nonce).first():
            return same_or_refuse(existing, payload)
        try:
            with transaction.atomic():
                request = write(draft, nonce, payload, answers, channel, actor, list(spam_signs))
                transaction.on_commit(partial(look_for_duplicates.enqueue, str(request.pk)), robust=True)
                return request
        except IntegrityError:  # somebody was faster with this nonce, or the reference is taken
            if not left and not AppointmentRequest.objects.filter(form_nonce=nonce).exists():
                raise
    return same_or_refuse(AppointmentRequest.objects.get(form_nonce=nonce), payload)


def same_or_refuse(request, payload) -> AppointmentRequest:
    if request.payload_hash != payload:
        raise AlreadySent(request)
    return request


def payload_hash(form, answers) -> str:
    """A keyed hash of what was answered: tells equal answers from others and reveals none."""
    cleaned = {page.slug: page.cleaned_data for page in answers.forms}
    return audit.keyed_hash(json.dumps([form, cleaned], cls=AnswerEncoder, sort_keys=True), "payload", 64)


class AnswerEncoder(DjangoJSONEncoder):
    def default(self, value):
        return value.pk if hasattr(value, "pk") else super().default(value)


def write(draft, nonce, payload, answers, channel, actor, spam_signs) -> AppointmentRequest:
    now = timezone.now()
    request = create(draft, answers, now, form_nonce=nonce, payload_hash=payload, channel=channel, signs=spam_signs)
    snapshots.write(request, answers)
    consents.record(request, answers, now)
    kind = EventKind.HELD if spam_signs else EventKind.SUBMITTED
    event = audit.record(request, kind, actor, status=request.status, channel=channel, form_version=VERSION)
    audit.note_in_history(event)
    write_messages(request, event)
    duplicates.index(request)
    RequestDraft.objects.filter(pk=draft.pk).delete()
    return request


def create(draft, answers, now, *, signs, **fields) -> AppointmentRequest:
    born, words = answers.answers.get("birth_date"), answers.answers.get("own_words", "")
    is_minor = rules.is_minor(born, timezone.localdate())
    queue, priority = queue_for(is_minor), priority_of(answers.answers)
    due = sla.due_or_none(queue, priority, now)
    return AppointmentRequest.objects.create(
        reference=new_reference(),
        kind=kind_of(draft, answers.answers),
        form_version=VERSION,
        locale=language_of(answers.answers, fields["channel"]),
        source_page=draft.source_page,
        queue=queue,
        priority=priority,
        status=RequestStatus.HELD if signs else RequestStatus.NEW,
        submitted_at=now,
        clock_started_at=now,
        promised_by=due,
        call_due_at=due,
        spam_signs=signs,
        red_flag=red_flags.is_marked(words),
        is_minor=is_minor,
        **fields,
    )


def language_of(answers, channel) -> str:
    """The language of what we write: that of the form; where a colleague filled it in, the patient's if the site has it."""
    if channel == Channel.WEB:
        return get_language()
    wanted = answers.get("preferred_language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def kind_of(draft, answers) -> str:
    return RequestKind.REFERRAL if draft.form == "referral" else RequestKind(answers["for_whom"])


def queue_for(is_minor) -> Queue:
    """The queue of minors where there is one; else the first queue for adults."""
    queues = Queue.objects.order_by("pk")
    return queues.filter(is_for_minors=is_minor).first() or queues.first()


def priority_of(answers) -> str:
    return PRIORITIES.get(answers.get("urgency"), Priority.ROUTINE)


def write_messages(request, event) -> None:
    is_referral = request.kind == RequestKind.REFERRAL
    tell_sender(request, MessageKind.REFERRAL_RECEIVED if is_referral else MessageKind.RECEIVED, event)
    if request.status == RequestStatus.NEW:
        queue_message(request, MessageKind.NEW_REQUEST, Recipient.TEAM, event)
    if request.promised_by is None:
        queue_message(request, MessageKind.NO_OPENING_HOURS, Recipient.LEADS, event)


@task()
def look_for_duplicates(pk):
    """The worker's part: nobody waits for it, and a request is stored whatever happens. The claim searches again.

    An error is logged by its kind: its words, which a task would keep, may repeat an answer.
    """
    try:
        with transaction.atomic():
            duplicates.suggest(AppointmentRequest.objects.get(pk=pk))
    except Exception as error:
        logger.error("The search for duplicates failed (%s)", type(error).__name__)
