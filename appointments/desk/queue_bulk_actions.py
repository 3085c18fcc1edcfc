"""What can be done to several requests at once: each row goes through its verb, with the version it was shown in."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import triage
from appointments.desk.queue_filters import colleagues
from appointments.models import Queue
from appointments.permissions import may


class NameField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.get_full_name() or user.get_username()


class NoAnswers(forms.Form):
    """Nothing to ask."""


class AssignForm(forms.Form):
    to = NameField(colleagues(), label=_("To"), empty_label=_("Choose a colleague"))


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        max_length=400, label=_("Why you give them back"), widget=forms.Textarea(attrs={"rows": 3})
    )


class QueueForm(forms.Form):
    queue = forms.ModelChoiceField(Queue.objects.all(), label=_("To"), empty_label=_("Choose a queue"))


class NextActionForm(forms.Form):
    at = forms.DateTimeField(
        label=_("Come back on"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("Choose a time that lies ahead."))
        return at


@dataclass(frozen=True)
class BulkAction:
    """`verb` is a function of triage; `form` asks for its arguments. `only_in`: the one view that offers it."""

    verb: str
    label: str
    icon: str
    form: type
    question: str
    only_in: str = ""
    is_serious: bool = False

    def perform(self, pk, version, actor, answers):
        return getattr(triage, self.verb)(pk, expected_version=version, actor=actor, **answers)


BULK_ACTIONS = {
    action.verb: action
    for action in (
        BulkAction("assign", _("Assign"), "user", AssignForm, _("Who takes these requests?")),
        BulkAction("release", _("Give back"), "resubmit", ReleaseForm, _("Give these requests back to the queue?")),
        BulkAction("set_queue", _("Move to queue"), "redirect", QueueForm, _("Which team takes these requests?")),
        BulkAction("set_next_action", _("Set next action"), "time", NextActionForm, _("When should they come back?")),
        BulkAction(
            "close_spam",
            _("Close as spam"),
            "bin",
            NoAnswers,
            _("Close these requests as spam? Nobody will call. They can be opened again for 30 days."),
            only_in="held",
            is_serious=True,
        ),
    )
}


def offered_actions(user, view) -> list[BulkAction]:
    """Those of a view that this user may take; held requests offer nothing but their own, closed ones nothing."""
    return [
        action
        for action in BULK_ACTIONS.values()
        if may(user, action.verb)
        and (action.only_in == view.key or (not action.only_in and view.key not in ("held", "closed", "handover")))
    ]
