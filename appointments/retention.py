"""What is removed, and when: drafts, answers of finished requests, records of messages, at last the history itself.

A removed request stays as a tombstone: reference, dates, queue and outcome, with nothing about the person. Each request
is removed in a transaction of its own, so an interrupted run goes on where it stopped. Legal hold keeps everything.
"""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments import audit
from appointments.models import (
    AccessLogEntry,
    AppointmentRequest,
    AppointmentSettings,
    BreakGlass,
    ConsentRecord,
    CorrectedValue,
    DuplicateCandidate,
    EventKind,
    InternalNote,
    MessageStatus,
    OutboxMessage,
    RequestDraft,
    RequestEvent,
    RetentionRun,
    Visit,
)
from appointments.models.choices import CloseReason, RequestStatus

logger = logging.getLogger(__name__)

LONGEST_BREAK = timedelta(days=2)  # without a run; then staff are told
HAND_OVER_LATE = timedelta(days=14)  # after the visit; then staff are reminded
FINAL = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.FAILED_PERMANENT, MessageStatus.NOT_SENT)
PERSONAL = ("patient", "requester", "contact", "clinical", "coverage", "referral", "decline_proposal")
ROWS = ("match_keys", "note_drafts", "notes", "attempts", "visits", "checklist")


# --- what is due ------------------------------------------------------------------------------------------------------


def due_requests(now):
    """Requests whose answers have been kept long enough.

    A visit whose hand-over is not confirmed keeps its answers longer, so that they can still be handed over; not for ever.
    """
    kept = AppointmentSettings.load()
    held_until, closed_until, scheduled_until, unconfirmed_until = (
        now - timedelta(days=days)
        for days in (kept.held_days, kept.closed_days, kept.scheduled_days, kept.unconfirmed_days)
    )
    current_visit = Visit.objects.filter(request=OuterRef("pk"), later=None)
    took_place = Q(status=RequestStatus.CLOSED, status_reason=CloseReason.COMPLETED) & Exists(current_visit)
    spam = Q(status=RequestStatus.CLOSED, status_reason=CloseReason.SPAM)
    ended = Q(status__in=[RequestStatus.CLOSED, RequestStatus.ENTERED_IN_ERROR])
    handed_over = Exists(current_visit.filter(handed_over_at__lte=scheduled_until))
    return (
        AppointmentRequest.objects.filter(purged_at=None, legal_hold=False)
        .annotate(ended_at=Coalesce("closed_at", "last_activity_at", "submitted_at"))
        .filter(
            Q(status=RequestStatus.HELD, submitted_at__lte=held_until)
            | (spam & Q(closed_at__lte=held_until))
            | (ended & ~took_place & Q(ended_at__lte=closed_until))
            | (took_place & handed_over)
            | (took_place & Q(ended_at__lte=unconfirmed_until))
        )
    )


def awaits_hand_over(requests):
    """Of these the completed visits of which nobody said that the health record holds them."""
    visit = Visit.objects.filter(request=OuterRef("pk"), later=None, handed_over_at=None)
    completed = {"status": RequestStatus.CLOSED, "status_reason": CloseReason.COMPLETED, "purged_at": None}
    return requests.filter(Exists(visit), **completed)


def due_drafts(now):
    too_old = now - timedelta(days=AppointmentSettings.load().draft_days)
    return RequestDraft.objects.filter(Q(expires_at__lte=now) | Q(updated_at__lte=too_old))


def due_messages(now):
    """Records of messages that have come to an end; those of requests under legal hold stay."""
    before = now - timedelta(days=AppointmentSettings.load().message_days)
    ended_at = Coalesce("sent_at", "due_at")
    rows = OutboxMessage.objects.filter(status__in=FINAL).annotate(ended_at=ended_at)
    return rows.filter(ended_at__lte=before).exclude(request__legal_hold=True)


def audit_limit(now):
    """The moment before which history may go: so many years ago, on the same day."""
    years = AppointmentSettings.load().audit_years
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # 29 February
        return now.replace(year=now.year - years, day=28)


def due_history(now) -> dict:
    """Rows of the history that are older than the law asks for; of requests only after their answers have gone."""
    limit = audit_limit(now)
    gone = {"request__purged_at__isnull": False, "request__legal_hold": False}
    accesses = AccessLogEntry.objects.filter(at__lt=limit)
    # the access log is one chain: only its beginning may go, up to the first row that has to stay
    kept = AccessLogEntry.objects.filter(Q(at__gte=limit) | Q(request__legal_hold=True)).order_by("sequence").first()
    if kept:
        accesses = accesses.filter(sequence__lt=kept.sequence)
    return {
        "events": RequestEvent.objects.filter(at__lt=limit, **gone),
        "consents": ConsentRecord.objects.filter(given_at__lt=limit, **gone),
        "accesses": accesses,
        "emergencies": BreakGlass.objects.filter(ends_at__lt=limit),
    }


# --- removing ---------------------------------------------------------------------------------------------------------


def run(is_dry_run=False) -> RetentionRun:
    """Remove everything that is due. One request that cannot be removed never stops the others; the run says so."""
    now = timezone.now()
    this_run = RetentionRun.objects.create(started_at=now, is_dry_run=is_dry_run)
    try:
        this_run.counts = count(now) if is_dry_run else remove(now, this_run)
    except Exception as error:
        this_run.error = type(error).__name__
        raise
    finally:
        this_run.finished_at = timezone.now()
        this_run.save()
    return this_run


def count(now) -> dict:
    rows = {"drafts": due_drafts(now), "requests": due_requests(now), "messages": due_messages(now)}
    return {name: found.count() for name, found in (rows | due_history(now)).items()}


def remove(now, this_run) -> dict:
    counts = {"drafts": due_drafts(now).delete()[0], "requests": 0}
    for pk in list(due_requests(now).values_list("pk", flat=True)):
        try:
            counts["requests"] += remove_request(pk, now)
        except Exception as error:
            logger.error("Request %s could not be removed: %s", pk, type(error).__name__)
            this_run.error = type(error).__name__
    counts["messages"] = due_messages(now).delete()[0]
    with transaction.atomic():
        allow_removing()
        counts |= {name: rows._raw_delete(rows.db) for name, rows in due_history(now).items()}
        this_run.counts = counts  # committed with what it says, since `verify_audit` relies on it
        this_run.save(update_fields=["counts"])
    return counts


def allow_removing():
    """Tell the database's triggers that this transaction, and no other, may delete what is written once."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL appointments.purge = 'on'")


@transaction.atomic
def remove_request(pk, now) -> bool:
    """Leave the tombstone of one request. False when meanwhile it is no longer due."""
    request = AppointmentRequest.objects.select_for_update(of=("self",)).filter(pk__in=due_requests(now), pk=pk).first()
    if request is None:
        return False
    allow_removing()
    CorrectedValue.objects.filter(event__request=request).delete()
    DuplicateCandidate.objects.filter(Q(request_a=request) | Q(request_b=request)).delete()
    InternalNote.objects.filter(request=request).delete()
    for name in ROWS:
        getattr(request, name).all().delete()
    for name in PERSONAL:
        type(request)._meta.get_field(name).related_model.objects.filter(request=request).delete()
    request.messages.exclude(status__in=FINAL).update(status=MessageStatus.NOT_SENT, lease_until=None)
    AppointmentRequest.objects.filter(pk=pk).update(
        purged_at=now, source_page=None, payload_hash="", spam_signs=[], red_flag=False, version=F("version") + 1
    )
    request.refresh_from_db()
    audit.record(request, EventKind.PURGED)
    return True


# --- watching ---------------------------------------------------------------------------------------------------------


def run_daily() -> RetentionRun | None:
    """The worker asks often; once a day this runs. A run that failed is tried again within hours."""
    now = timezone.now()
    last = RetentionRun.objects.filter(is_dry_run=False).first()
    if last is not None:
        pause = timedelta(hours=4) if last.error or last.finished_at is None else timedelta(days=1)
        if last.started_at > now - pause:
            return None
    return run()


def retention_alarm(now=None) -> str:
    """What staff are told when old data is not removed as it should be; empty when all is well."""
    now = now or timezone.now()
    runs = RetentionRun.objects.filter(is_dry_run=False)
    last, last_good = runs.first(), runs.filter(error="", finished_at__isnull=False).first()
    if last is not None and last.error:
        return _("Old data could not be removed in the last run. Please tell your administrator.")
    since = last_good.finished_at if last_good else first_sign_of_life()
    if since is not None and since < now - LONGEST_BREAK:
        return _("Old data has not been removed for more than two days. Please tell your administrator.")
    return ""


def hand_over_alarm(now=None) -> str:
    """Visits that took place weeks ago and are perhaps in no health record; their answers will be removed one day."""
    before = (now or timezone.now()) - HAND_OVER_LATE
    late = awaits_hand_over(AppointmentRequest.objects.filter(closed_at__lte=before)).count()
    if not late:
        return ""
    return ngettext(
        "%(count)d visit took place weeks ago and is not confirmed as handed over. See the list “Not handed over”.",
        "%(count)d visits took place weeks ago and are not confirmed as handed over. See the list “Not handed over”.",
        late,
    ) % {"count": late}


def first_sign_of_life():
    return AppointmentRequest.objects.order_by("submitted_at").values_list("submitted_at", flat=True).first()
