"""When the first call is due, and how long things took: in open minutes of the hospital's calendar."""

import logging
from datetime import datetime

from django.utils import timezone

from appointments.models import AppointmentRequest, AppointmentSettings, SlaPolicy
from appointments.models.choices import OPEN_STATUSES, Priority, RequestStatus, WaitReason
from portal.contacts import calendar_of
from portal.opening_hours import Calendar, NoOpeningHours

logger = logging.getLogger(__name__)

DEFAULT_MINUTES = {Priority.ROUTINE: 600}
URGENT_MINUTES = 120
DEFAULT_WARNINGS = (50, 80)


class Clock:
    """The policy of a queue and priority: minutes, shares at which to warn, calendar (None: nobody set one)."""

    def __init__(self, queue, priority):
        policy = SlaPolicy.objects.select_related("calendar").filter(queue=queue, priority=priority).first()
        if policy:
            self.minutes, self.warnings = policy.minutes, (policy.first_warning, policy.second_warning)
            self.calendar = calendar_of(policy.calendar)
        else:
            self.minutes = DEFAULT_MINUTES.get(priority, URGENT_MINUTES)
            self.warnings, self.calendar = DEFAULT_WARNINGS, hospital_calendar()

    def due(self, start: datetime) -> datetime:
        """The UTC moment by which the first call has to be made. Raises NoOpeningHours."""
        if self.calendar is None:
            raise NoOpeningHours("no calendar is set")
        return self.calendar.add_business(start, self.minutes)

    def share(self, start: datetime, now: datetime) -> float:
        """Per cent of the time that has passed."""
        return 100 * self.calendar.business_minutes(start, now) / self.minutes if self.calendar else 0.0


def hospital_calendar() -> Calendar | None:
    contact = AppointmentSettings.load().contact_point
    return calendar_of(contact.calendar) if contact and contact.calendar else None


def business_minutes(request, since: datetime, until: datetime) -> float:
    calendar = Clock(request.queue, request.priority).calendar
    return calendar.business_minutes(since, until) if calendar else (until - since).total_seconds() / 60


def due_or_none(queue, priority, start) -> datetime | None:
    """As Clock.due; None, and an error in the log, when the calendar holds no opening hours."""
    try:
        return Clock(queue, priority).due(start)
    except NoOpeningHours:
        logger.error("No opening hours: a request has no due time (queue %s)", queue.slug)
        return None


def unmet():
    """Requests whose first call is still to be made."""
    return AppointmentRequest.objects.filter(status__in=[*OPEN_STATUSES, RequestStatus.HELD], first_attempt_at=None)


def pauses_clock(reason: str) -> bool:
    return reason != WaitReason.SLOT


def resolution_minutes(request, now=None) -> float:
    """Open minutes from submission to scheduled or closed, or so far; what it waited for others does not count."""
    end = request.closed_at or now or timezone.now()
    total = business_minutes(request, request.clock_started_at, end) - request.paused_minutes
    if request.paused_at:
        total -= business_minutes(request, request.paused_at, end)
    return max(total, 0.0)
