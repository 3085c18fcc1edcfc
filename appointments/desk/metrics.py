"""The figures of the desk over the requests submitted in a span of days.

Times are open minutes of the hospital's calendar. A request that still waits counts with its time so far: without it the
slow ones would be missing. Entered in error and test rows are left out; spam and duplicates count only in their share.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localtime

from appointments import sla
from appointments.models import (
    AppointmentRequest,
    ContactAttempt,
    EventKind,
    FormCount,
    MessageKind,
    MessageStatus,
    OutboxMessage,
    RequestEvent,
)
from appointments.models.choices import OPEN_STATUSES, CloseReason, RequestKind, RequestStatus, WaitReason

SMALLEST_CELL = 11
NO_CALL = (CloseReason.SPAM, CloseReason.DUPLICATE)
BACKLOG_EDGES = (1, 2, 3, 7, 14, 30)
CUTS = {
    "condition": "clinical__condition__title",
    "language": "patient__preferred_language",
    "kind": "kind",
    "channel": "channel",
    "source_page": "source_page__title",
}


class OpenTime:
    """Open minutes between two moments: the spans of a calendar are added up once and then looked up."""

    def __init__(self, calendar, since: datetime, until: datetime):
        self.calendar, self.edges, self.sums = calendar, [], []
        if calendar is None:
            return
        total, day, last = 0.0, since.astimezone(calendar.zone).date() - timedelta(days=1), until + timedelta(days=2)
        while day <= last.astimezone(calendar.zone).date():
            for opens, closes in calendar.spans(day):
                self.edges.append((opens, closes))
                self.sums.append(total)
                total += (closes - opens).total_seconds() / 60
            day += timedelta(days=1)
        self.starts = [opens for opens, _closes in self.edges]

    def until(self, moment) -> float:
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return 0.0
        opens, closes = self.edges[place]
        return self.sums[place] + (min(moment, closes) - opens).total_seconds() / 60

    def between(self, a, b) -> float:
        if self.calendar is None:
            return max((b - a).total_seconds() / 60, 0.0)
        return max(self.until(b) - self.until(a), 0.0)


@dataclass(frozen=True)
class Spread:
    """Median and 90th percentile of minutes; None without any."""

    number: int
    median: float | None
    p90: float | None

    @classmethod
    def of(cls, values) -> "Spread":
        values = sorted(values)
        if not values:
            return cls(0, None, None)
        p90 = quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]
        return cls(len(values), median(values), p90)


@dataclass(frozen=True)
class Share:
    """A part of a whole. `percent` is None where there is no whole."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


class Metrics:
    """All figures for requests submitted from `since` until before `until`, as they stand `now`."""

    def __init__(self, since, until, now, zone, requests=None):
        self.since, self.until, self.now, self.zone = since, until, now, zone
        base = AppointmentRequest.objects.all() if requests is None else requests
        self.base = base.exclude(status=RequestStatus.ENTERED_IN_ERROR).filter(is_test=False)
        self.requests = self.base.filter(submitted_at__gte=since, submitted_at__lt=until)
        names = ("pk", "submitted_at", "first_attempt_at", "first_contacted_at", "promised_by", "closed_at", "status")
        fields = (*names, "status_reason", "kind", "queue_id", "priority", *CUTS.values())
        self.rows = list(self.requests.values(*dict.fromkeys(fields)))
        self.to_call = [row for row in self.rows if self.was_to_be_called(row)]
        self.clocks = {}

    # --- response ----------------------------------------------------------------------------------------------------

    def was_to_be_called(self, row) -> bool:
        return row["status"] != RequestStatus.HELD and row["status_reason"] not in NO_CALL

    def minutes(self, row, until) -> float:
        return self.clock(row).between(row["submitted_at"], until)

    def clock(self, row) -> OpenTime:
        key = row["queue_id"], row["priority"]
        if key not in self.clocks:
            first = min((row["submitted_at"] for row in self.rows), default=self.since)
            self.clocks[key] = OpenTime(sla.Clock(*key).calendar, first, self.now)
        return self.clocks[key]

    def reached(self, row, name) -> float | None:
        """Open minutes until this moment of a request, or so far; None when it closed without it."""
        until = row[name] or (None if row["status"] == RequestStatus.CLOSED else self.now)
        return None if until is None else self.minutes(row, until)

    def times(self, name, rows=None) -> Spread:
        found = (self.reached(row, name) for row in (self.to_call if rows is None else rows))
        return Spread.of(minutes for minutes in found if minutes is not None)

    def within_promise(self, rows=None) -> Share:
        """Of those whose promise is decided: tried in time, against tried late or not tried though the time is over."""
        kept = missed = 0
        for row in self.to_call if rows is None else rows:
            first, promised = row["first_attempt_at"], row["promised_by"]
            if promised is None or (row["status"] == RequestStatus.CLOSED and not first):
                continue
            if first and first <= promised:
                kept += 1
            elif first or self.now > promised:
                missed += 1
        return Share(kept, kept + missed)

    def acknowledgement(self) -> Spread:
        """From a referral to the message that it arrived."""
        sent = dict(
            OutboxMessage.objects.filter(
                request__in=self.requests, kind=MessageKind.REFERRAL_RECEIVED, sent_at__isnull=False
            ).values_list("request_id", "sent_at")
        )
        referrals = [row for row in self.to_call if row["kind"] == RequestKind.REFERRAL and row["pk"] in sent]
        return Spread.of((sent[row["pk"]] - row["submitted_at"]).total_seconds() / 60 for row in referrals)

    # --- amounts -----------------------------------------------------------------------------------------------------

    def backlog(self) -> list[int]:
        """Open requests by age in days, from now back; not only those of the span."""
        moments = [self.now - timedelta(days=days) for days in BACKLOG_EDGES]
        newest, oldest = (Q(submitted_at__gt=moments[0]), Q(submitted_at__lte=moments[-1]))
        between = [Q(submitted_at__lte=young, submitted_at__gt=old) for young, old in pairwise(moments)]
        buckets = {f"b{n}": Count("pk", filter=when) for n, when in enumerate([newest, *between, oldest])}
        found = self.base.filter(status__in=OPEN_STATUSES).aggregate(**buckets)
        return [found[name] for name in buckets]

    def arrivals(self) -> list[int]:
        """Per hour of the hospital's day."""
        hours = Counter(localtime(row["submitted_at"], self.zone).hour for row in self.rows)
        return [hours[hour] for hour in range(24)]

    def attempts_until_reached(self) -> dict[int, int]:
        """Number of attempts → requests reached with so many."""
        tried = ContactAttempt.objects.filter(request__in=self.requests, at__lte=F("request__first_contacted_at"))
        numbers = tried.order_by().values("request").annotate(n=Count("pk")).values_list("n", flat=True)
        return dict(sorted(Counter(numbers).items()))

    def outcomes(self) -> dict[str, int]:
        closed = (row["status_reason"] for row in self.rows if row["status"] == RequestStatus.CLOSED)
        return dict(Counter(closed).most_common())

    def spam(self) -> Share:
        return Share(sum(row["status_reason"] == CloseReason.SPAM for row in self.rows), len(self.rows))

    def duplicates(self) -> Share:
        return Share(sum(row["status_reason"] == CloseReason.DUPLICATE for row in self.rows), len(self.rows))

    def failed_messages(self) -> Share:
        messages = OutboxMessage.objects.filter(created_at__gte=self.since, created_at__lt=self.until)
        found = messages.aggregate(failed=Count("pk", filter=Q(status=MessageStatus.FAILED_PERMANENT)), all=Count("pk"))
        return Share(found["failed"], found["all"])

    def waiting(self) -> dict[str, Spread]:
        """Open minutes spent waiting, by reason; a wait that has not ended counts so far."""
        ends = [
            EventKind.WAITING_SET,
            EventKind.WAITING_CLEARED,
            EventKind.CONTACT_ATTEMPTED,
            EventKind.SCHEDULED,
            EventKind.CLOSED,
            EventKind.ENTERED_IN_ERROR,
        ]
        events = RequestEvent.objects.filter(request__in=self.requests, kind__in=ends)
        events = events.order_by("request", "sequence").values_list("request_id", "kind", "reason", "at")
        rows, found, began = {row["pk"]: row for row in self.rows}, defaultdict(list), {}
        for pk, kind, reason, at in events:
            if pk in began:
                why, since = began.pop(pk)
                found[why].append(self.clock(rows[pk]).between(since, at))
            if kind == EventKind.WAITING_SET:
                began[pk] = reason, at
        for pk, (why, since) in began.items():
            found[why].append(self.clock(rows[pk]).between(since, self.now))
        return {reason: Spread.of(found[reason]) for reason in WaitReason.values if found[reason]}

    def drop_off(self) -> dict[tuple[str, str], int]:
        """(form, page) → drafts that reached it."""
        first, last = localtime(self.since, self.zone).date(), localtime(self.until, self.zone).date()
        counts = FormCount.objects.filter(day__gte=first, day__lt=last).order_by().values("form", "page")
        found = counts.annotate(n=Sum("count")).order_by("form", "-n", "page")
        return {(row["form"], row["page"]): row["n"] for row in found}

    # --- cuts --------------------------------------------------------------------------------------------------------

    def cut(self, name) -> list["Cell"]:
        """The response by a property of the request. Cells that are too small say nothing, lest they point at a person."""
        groups = defaultdict(list)
        for row in self.to_call:
            groups[row[CUTS[name]] or ""].append(row)
        ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        hidden = {value for value, rows in ordered if len(rows) < SMALLEST_CELL}
        if len(hidden) == 1 and len(ordered) > 1:  # one alone could be computed from the total
            hidden.add(next(value for value, rows in reversed(ordered) if value not in hidden))
        return [
            Cell(value, None, None, None)
            if value in hidden
            else Cell(value, len(rows), self.times("first_attempt_at", rows), self.within_promise(rows))
            for value, rows in ordered
        ]


@dataclass(frozen=True)
class Cell:
    """One value of a cut. Hidden: no figures."""

    value: str
    number: int | None
    times: Spread | None
    promise: Share | None

    @property
    def is_hidden(self) -> bool:
        return self.number is None
