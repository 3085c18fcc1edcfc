"""When a colleague was faster: what they did, what was there before, and what one typed, ready to be sent again."""

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from appointments.desk.detail_call import call_card, name_of
from appointments.desk.detail_page import show
from appointments.desk.detail_possible import is_possible
from appointments.desk.detail_timeline import timeline
from appointments.desk.step_forms import read_seen, seen_token
from appointments.models import Queue
from appointments.models.choices import Priority, RequestStatus
from portal.models import User


def conflict_page(http_request, view, appointment, form, conflict):
    """409 with theirs, yours and the common base. `conflict` is the refusal; `appointment` how it is now."""
    seen = read_seen(form.data.get("seen"))
    theirs = timeline(appointment, after=seen["sequence"]) if seen else timeline(appointment)[:1]
    again = is_possible(view.action, appointment, http_request.user)
    context = {
        "title": _("Changed meanwhile"),
        "headline": headline(view, appointment, theirs),
        "theirs": theirs,
        "rows": compare(seen, appointment) if seen else [],
        "form": again_form(form, appointment) if again else None,
        "typed": form.typed(),
        "step": view.step,
        "verb": view.action,
        "card": call_card(appointment),
        "present": present_answer(again_form(form, appointment)) if again else "",
        "may_note": is_possible("add_note", appointment, http_request.user),
    }
    return show(http_request, "conflict", appointment, context, status=409)


def present_answer(form) -> str:
    """What a correction is about as it reads now; other steps have none."""
    return str(form.present_value() or "") if hasattr(form, "present_value") else ""


def headline(view, appointment, theirs) -> str:
    """Who took it and how long ago; else who changed it last."""
    if view.action in ("claim", "assign") and appointment.assigned_to:
        return _("%(name)s took this request.") % {"name": name_of(appointment.assigned_to)}
    if theirs:
        return _("%(name)s changed this request while you had it open.") % {"name": theirs[0].who}
    return _("A colleague changed this request while you had it open.")


def again_form(form, appointment):
    """The same answers on the new version."""
    data = form.data.copy()
    data["version"] = appointment.version
    data["seen"] = seen_token(appointment)
    return type(form)(data, appointment=appointment, user=form.user)


def compare(seen, appointment) -> list[dict]:
    """Each fact as it was when the form was opened, and as it is now."""
    rows = [
        (_("Status"), status_words(seen["status"]), status_words(appointment.status)),
        (_("Owner"), owner_words(seen["owner"]), owner_words(appointment.assigned_to_id)),
        (_("Priority"), str(Priority(seen["priority"]).label), appointment.get_priority_display()),
        (_("Queue"), queue_words(seen["queue"]), appointment.queue.name),
        (_("Next action"), moment_words(seen["next"]), moment_words(appointment.next_action_at)),
    ]
    return [{"name": name, "then": then, "now": now, "changed": then != now} for name, then, now in rows]


def status_words(status) -> str:
    return str(RequestStatus(status).label)


def owner_words(pk) -> str:
    return name_of(User.objects.filter(pk=pk).first()) if pk else _("Nobody")


def queue_words(pk) -> str:
    queue = Queue.objects.filter(pk=pk).first()
    return queue.name if queue else ""


def moment_words(value) -> str:
    value = parse_datetime(value) if isinstance(value, str) else value
    return date_format(localtime(value), "D M j, g:i A") if value else _("None")
