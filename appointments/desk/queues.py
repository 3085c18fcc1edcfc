"""The worklists: named sets of requests, whom to call first, and who can be called at this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Exists, Func, IntegerField, OuterRef, Q, TimeField, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models import AppointmentSettings, CallWindow, DuplicateCandidate
from appointments.models.choices import (
    OPEN_STATUSES,
    DuplicateDecision,
    Priority,
    RequestKind,
    RequestStatus,
)
from appointments.models.requests import DUE
from appointments.retention import awaits_hand_over
from appointments.sla import hospital_calendar

URGENT = [priority for priority in Priority if priority != Priority.ROUTINE]
FIRST_CALL_OPEN = Q(first_attempt_at=None, status__in=[status for status in OPEN_STATUSES if status != "scheduled"])


@dataclass(frozen=True)
class Moment:
    """Now, as the queue sees it: whether the hospital is open, what day it is there, since when a call counts as over."""

    now: datetime
    is_open: bool
    zone: ZoneInfo
    calls_since: datetime

    @classmethod
    def present(cls) -> "Moment":
        now, calendar = timezone.now(), hospital_calendar()
        minutes = AppointmentSettings.load().on_phone_minutes
        return cls(
            now=now,
            is_open=bool(calendar) and calendar.is_open(now),
            zone=calendar.zone if calendar else timezone.get_default_timezone(),
            calls_since=now - timedelta(minutes=minutes),
        )

    def day(self, ahead=0) -> datetime:
        """The beginning of the hospital's local day."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=ahead)
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)


class Local(Func):
    """The wall clock in the zone of a row: Local(now, zone, part of it as SQL)."""

    arg_joiner = " AT TIME ZONE "


def in_window(moment):
    """The person has no window, or it is now inside one of them, on the clock where they are."""
    here = (Value(moment.now), OuterRef("contact__time_zone"))
    fitting = CallWindow.objects.filter(
        contact=OuterRef("pk"),
        weekday=Local(*here, template="(EXTRACT(ISODOW FROM %(expressions)s) - 1)", output_field=IntegerField()),
        starts__lte=Local(*here, template="(%(expressions)s)::time", output_field=TimeField()),
        ends__gt=Local(*here, template="(%(expressions)s)::time", output_field=TimeField()),
    )
    return ~Exists(CallWindow.objects.filter(contact=OuterRef("pk"))) | Exists(fitting)


def wants_a_call(moment) -> Q:
    """Not agreed yet, and nobody said to come back later."""
    later = Q(next_action_at__gt=moment.now)
    return Q(status__in=[RequestStatus.NEW, RequestStatus.IN_REVIEW]) | (
        Q(status__in=[RequestStatus.CONTACTING, RequestStatus.WAITING]) & ~later
    )


def callable_now(requests, moment):
    if not moment.is_open:
        return requests.none()
    # said once more: without it the index of open requests could not be used
    requests = requests.filter(status__in=OPEN_STATUSES)
    nobody_on_the_phone = Q(on_phone_by=None) | Q(on_phone_at__lte=moment.calls_since) | Q(on_phone_at=None)
    return requests.filter(wants_a_call(moment), nobody_on_the_phone, in_window(moment))


def overdue(requests, moment):
    return requests.filter(FIRST_CALL_OPEN, call_due_at__lt=moment.now)


def with_open_duplicate():
    pair = Q(request_a=OuterRef("pk")) | Q(request_b=OuterRef("pk"))
    return Exists(DuplicateCandidate.objects.filter(pair, decision=DuplicateDecision.OPEN))


@dataclass(frozen=True)
class View:
    """One of the worklists. `pick(requests, user, moment)` narrows what the user may see."""

    key: str
    label: str
    icon: str
    pick: callable
    order: tuple = ()  # empty: whom to call first
    only_callable: bool = False

    def worklist(self, requests, moment) -> "Worklist":
        return Worklist(requests, moment, self.order, self.only_callable)


def still_open(requests):
    return requests.filter(status__in=OPEN_STATUSES)


def due_today(requests, user, moment):
    due = {"due__gte": moment.day(), "due__lt": moment.day(ahead=1)}
    return still_open(requests).annotate(due=DUE).filter(**due)


def waiting_reached(requests, user, moment):
    return requests.filter(status=RequestStatus.WAITING, next_action_at__lte=moment.now)


VIEWS = {
    view.key: view
    for view in (
        View("open", _("All open"), "list-ul", lambda requests, user, moment: still_open(requests)),
        View(
            "mine",
            _("My work"),
            "user",
            lambda requests, user, moment: still_open(requests).filter(assigned_to=user),
        ),
        View(
            "unclaimed",
            _("Unclaimed"),
            "folder-open-inverse",
            lambda requests, user, moment: still_open(requests).filter(assigned_to=None),
        ),
        View(
            "callable",
            _("Callable now"),
            "mobile-alt",
            lambda requests, user, moment: callable_now(requests, moment),
            only_callable=True,
        ),
        View("today", _("Due today"), "calendar-alt", due_today),
        View("overdue", _("Overdue"), "warning", lambda requests, user, moment: overdue(requests, moment)),
        View("waiting", _("Waiting, time reached"), "time", waiting_reached),
        View(
            "referrals",
            _("Referrals"),
            "form",
            lambda requests, user, moment: still_open(requests).filter(kind=RequestKind.REFERRAL),
        ),
        View(
            "duplicates",
            _("Possible duplicates"),
            "copy",
            lambda requests, user, moment: still_open(requests).filter(with_open_duplicate()),
        ),
        View(
            "held",
            _("Held"),
            "lock",
            lambda requests, user, moment: requests.filter(status=RequestStatus.HELD),
            order=("submitted_at", "id"),
        ),
        View(
            "handover",
            _("Not handed over"),
            "doc-empty",
            lambda requests, user, moment: awaits_hand_over(requests),
            order=("closed_at", "id"),
        ),
        View(
            "closed",
            _("Closed"),
            "tick-inverse",
            lambda requests, user, moment: requests.filter(status=RequestStatus.CLOSED),
            order=("-closed_at", "-id"),
        ),
    )
}


class Worklist:
    """A set of requests in the order of work, read page by page, however many there are."""

    def __init__(self, requests, moment, order=(), only_callable=False):
        self.requests, self.moment, self.order = requests, moment, order
        self.only_callable = only_callable

    def ids(self, start, size) -> list:
        """The ids of one page, and of one more if there is another page."""
        end = start + size + 1
        if self.order:
            return list(self.requests.order_by(*self.order).values_list("pk", flat=True)[start:end])
        return self.in_order_of_work(end)[start:end]

    def in_order_of_work(self, end) -> list:
        """Overdue urgent ones, then who can be called now, then the rest; within each the soonest due.

        Each of the three is read from an index and only as far as this page needs. "The rest" is read from all, and
        what came before is left out here: that is cheaper than to ask the database for those that cannot be called.
        """
        due = self.requests.annotate(due=DUE)
        tiers = [
            (overdue(due, self.moment).filter(priority__in=URGENT), end),
            (due if self.only_callable else callable_now(due, self.moment), 2 * end),
            (due.none() if self.only_callable else due, 3 * end),
        ]
        parts = [
            tier.annotate(tier=Value(number, IntegerField()))
            .order_by("due", "pk")
            .values_list("tier", "due", "pk")[:most]
            for number, (tier, most) in enumerate(tiers)
        ]
        parts = [part for part in parts if not part.query.is_empty()]
        rows = parts[0].union(*parts[1:], all=True).order_by("tier", "due", "id") if parts[1:] else chain(*parts)
        return list(dict.fromkeys(pk for _tier, _due, pk in rows))

    def first(self):
        """The one to take next, not yet claimed; None."""
        return next(iter(self.ids(0, 1)), None)

    @cached_property
    def total(self) -> "Count":
        most = BADGE_MOST if self.only_callable else MOST
        return Count(self.requests.order_by().values("pk")[: most + 1].count(), most)


MOST = 500  # counted no further: “500+” says enough, and costs the same with a million rows
BADGE_MOST = 99


@dataclass(frozen=True)
class Count:
    number: int
    most: int

    @property
    def is_more(self) -> bool:
        return self.number > self.most

    def __str__(self):
        return f"{self.most:,}+" if self.is_more else f"{self.number:,}"


def view_counts(requests, user, moment) -> dict[str, Count]:
    """How many each view holds, in one query that reads at most a hundred rows of each."""
    parts = [
        view.pick(requests, user, moment)
        .annotate(view=Value(key))
        .order_by()
        .values_list("view", flat=True)[: BADGE_MOST + 1]
        for key, view in VIEWS.items()
    ]
    filled = [part for part in parts if not part.query.is_empty()]
    found = list(filled[0].union(*filled[1:], all=True)) if filled[1:] else list(chain(*filled))
    return {key: Count(found.count(key), BADGE_MOST) for key in VIEWS}


def waiting_count(requests) -> Count:
    """New requests that nobody has claimed, for the menu."""
    new = requests.filter(status=RequestStatus.NEW).order_by().values("pk")[: BADGE_MOST + 1]
    return Count(len(new), BADGE_MOST)
