"""What staff must see at the head of their queue, because nobody else would notice: lost mail, data that stays too long."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.models import MessageStatus, OutboxMessage
from appointments.outbox import WAITING
from appointments.retention import hand_over_alarm, retention_alarm

LATE = timedelta(minutes=30)  # past its time, and not even tried again
GIVEN_UP_SHOWN = timedelta(days=14)


def alarms() -> list[str]:
    now = timezone.now()
    return [alarm for alarm in (*mail_alarms(now), retention_alarm(now), hand_over_alarm(now)) if alarm]


def mail_alarms(now) -> list[str]:
    lost = Q(status=MessageStatus.FAILED_PERMANENT, due_at__gte=now - GIVEN_UP_SHOWN)
    state = OutboxMessage.objects.filter(Q(status__in=WAITING) | lost).aggregate(
        lost=Count("pk", filter=lost), oldest=Min("created_at", filter=Q(status=MessageStatus.QUEUED, due_at__lte=now))
    )
    found = []
    if state["lost"]:
        found.append(
            ngettext(
                "%(count)d message could not be delivered. Tell the person by phone.",
                "%(count)d messages could not be delivered. Tell the people by phone.",
                state["lost"],
            )
            % {"count": state["lost"]}
        )
    if state["oldest"] and state["oldest"] < now - LATE:
        found.append(_("Messages are not being sent. Please tell your administrator."))
    return found
