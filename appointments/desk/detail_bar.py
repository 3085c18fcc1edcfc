"""The action bar: the steps that are possible now, the frequent ones as buttons, the rest in two menus."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.desk.detail_possible import possible_steps
from appointments.permissions import may

CLOSE = (
    ("withdraw", gettext_lazy("Withdrawn")),
    ("decline", gettext_lazy("Decline with advice")),
    ("close_unreached", gettext_lazy("Could not be reached")),
    ("mark_error", gettext_lazy("Entered in error")),
)
MORE = (
    ("assign", gettext_lazy("Give to a colleague")),
    ("release", gettext_lazy("Give it back")),
    ("set_next_action", gettext_lazy("Next action")),
    ("set_priority", gettext_lazy("Priority")),
    ("set_queue", gettext_lazy("Move to another queue")),
)
KEYS = (
    ("j k", gettext_lazy("Move in the list")),
    ("o", gettext_lazy("Open")),
    ("c", gettext_lazy("Claim")),
    ("n", gettext_lazy("Next person to call")),
    ("a", gettext_lazy("Log an attempt")),
    ("1–8", gettext_lazy("then its outcome")),
    ("w", gettext_lazy("Wait")),
    ("s", gettext_lazy("Schedule")),
    ("e", gettext_lazy("Note")),
    ("[ ]", gettext_lazy("Previous and next of the list")),
)


def bar(appointment, user) -> dict:
    possible = possible_steps(appointment, user)
    owner = appointment.assigned_to_id
    menus = [menu(_("Close…"), CLOSE, possible), menu(_("More"), MORE, possible)]
    return {
        "menus": [found for found in menus if found["entries"]],
        "can_take_over": "take_over" in possible and owner != user.pk,
        "may_next": may(user, "claim_next"),
        "keys": KEYS,
    }


def menu(label, items, possible) -> dict:
    found = [{"route": f"appointments_desk:{verb}", "label": words} for verb, words in items if verb in possible]
    return {"label": label, "entries": found}
