"""Taking a step: one page and one POST for each verb of triage. A GET shows the form and changes nothing."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import access, guards, triage
from appointments.desk import step_forms as forms
from appointments.desk.base import DeskView
from appointments.desk.detail_call import call_card
from appointments.desk.detail_conflict import conflict_page, present_answer
from appointments.desk.detail_drafts import drop_draft, keep_draft
from appointments.desk.detail_page import detail_url, look_at, queue_url, show
from appointments.desk.step_forms_answers import AnswerForm
from appointments.models import AppointmentRequest
from appointments.refusals import Conflict, GuardFailed, TriageError


@dataclass(frozen=True)
class Step:
    """How a verb shows: heading of its page, its button, what it says when it is done."""

    title: str
    button: str
    done: str
    form: type = forms.StepForm
    hint: str = ""
    is_final: bool = False


STEPS = {
    "claim": Step(gettext_lazy("Claim"), gettext_lazy("Claim"), gettext_lazy("It is yours.")),
    "release_hold": Step(
        gettext_lazy("Release from hold"),
        gettext_lazy("This is a real request"),
        gettext_lazy("Released. It is in the queue."),
        hint=gettext_lazy("Its time counts from the moment it was sent."),
    ),
    "close_spam": Step(
        gettext_lazy("Close as spam"), gettext_lazy("Close as spam"), gettext_lazy("Closed as spam."), is_final=True
    ),
    "assign": Step(
        gettext_lazy("Give to a colleague"), gettext_lazy("Assign"), gettext_lazy("Assigned."), forms.AssignForm
    ),
    "release": Step(
        gettext_lazy("Give it back"), gettext_lazy("Give it back"), gettext_lazy("Given back."), forms.ReasonForm
    ),
    "take_over": Step(
        gettext_lazy("Take it over"),
        gettext_lazy("Take it over"),
        gettext_lazy("It is yours now."),
        forms.ReasonForm,
        gettext_lazy("The colleague who has it is told."),
    ),
    "start_call": Step(gettext_lazy("Start a call"), gettext_lazy("Start call"), gettext_lazy("You are on the phone.")),
    "end_call": Step(gettext_lazy("End the call"), gettext_lazy("End call"), gettext_lazy("The call has ended.")),
    "log_attempt": Step(
        gettext_lazy("Log an attempt"), gettext_lazy("Log attempt"), gettext_lazy("Attempt logged."), forms.AttemptForm
    ),
    "wait": Step(gettext_lazy("Wait"), gettext_lazy("Wait"), gettext_lazy("It waits."), forms.WaitForm),
    "resume": Step(gettext_lazy("Go on"), gettext_lazy("Go on"), gettext_lazy("It is under way again.")),
    "schedule": Step(
        gettext_lazy("Agree on a visit"),
        gettext_lazy("Save the visit"),
        gettext_lazy("The visit is saved."),
        forms.ScheduleForm,
    ),
    "record_outcome": Step(
        gettext_lazy("Record the outcome"), gettext_lazy("Close"), gettext_lazy("Closed."), forms.OutcomeForm
    ),
    "withdraw": Step(
        gettext_lazy("Close: withdrawn"),
        gettext_lazy("Close"),
        gettext_lazy("Closed as withdrawn."),
        forms.WithdrawForm,
    ),
    "decline": Step(gettext_lazy("Close: decline"), gettext_lazy("Decline"), gettext_lazy("Saved."), forms.DeclineForm),
    "close_unreached": Step(
        gettext_lazy("Close: could not be reached"), gettext_lazy("Close"), gettext_lazy("Closed.")
    ),
    "merge_duplicate": Step(gettext_lazy("Merge"), gettext_lazy("Merge"), gettext_lazy("Merged."), forms.SurvivorForm),
    "dismiss_duplicate": Step(
        gettext_lazy("No duplicate"), gettext_lazy("Save"), gettext_lazy("Noted."), forms.DismissForm
    ),
    "mark_error": Step(
        gettext_lazy("Mark as entered in error"),
        gettext_lazy("Mark as entered in error"),
        gettext_lazy("Marked."),
        forms.ReasonForm,
        gettext_lazy("The row stays and is left out of all figures. This cannot be undone."),
        is_final=True,
    ),
    "reopen": Step(
        gettext_lazy("Open again"), gettext_lazy("Open again"), gettext_lazy("Opened again."), forms.ReasonForm
    ),
    "set_priority": Step(
        gettext_lazy("Priority"), gettext_lazy("Set priority"), gettext_lazy("Priority set."), forms.PriorityForm
    ),
    "set_queue": Step(
        gettext_lazy("Move to another queue"), gettext_lazy("Move"), gettext_lazy("Moved."), forms.QueueForm
    ),
    "set_next_action": Step(
        gettext_lazy("Next action"), gettext_lazy("Set time"), gettext_lazy("Time set."), forms.NextActionForm
    ),
    "confirm_hand_over": Step(
        gettext_lazy("Confirm the hand-over"),
        gettext_lazy("The health record holds this visit"),
        gettext_lazy("Noted. Our copy of the answers is removed when its time is over."),
    ),
    "correct_field": Step(
        gettext_lazy("Correct an answer"),
        gettext_lazy("Save"),
        gettext_lazy("Corrected. The first value stays in the history."),
        AnswerForm,
    ),
    "check_item": Step(gettext_lazy("Checklist"), gettext_lazy("Save"), gettext_lazy("Saved."), forms.CheckForm),
    "add_note": Step(gettext_lazy("Add a note"), gettext_lazy("Add note"), gettext_lazy("Note added."), forms.NoteForm),
}
WITHOUT_VERSION = {"add_note"}


class StepView(DeskView, abstract=True):
    """`action` is the verb."""

    @property
    def step(self) -> Step:
        return STEPS[self.action]

    def get(self, request, pk):
        appointment = look_at(request.user, pk)
        return self.form_page(appointment, self.form(appointment, initial=self.first_values(request)))

    def first_values(self, request) -> dict:
        """What a link may name beforehand: codes only, nothing personal."""
        names = set(self.step.form.base_fields) - {"version", "seen"} - set(self.step.form.typed_fields)
        return {name: request.GET[name] for name in names & set(request.GET)}

    def form(self, appointment, data=None, **kwargs):
        try:
            return self.step.form(data, appointment=appointment, user=self.request.user, **kwargs)
        except KeyError as error:  # an answer that this request does not have
            raise Http404 from error

    def post(self, request, pk):
        """Take the step. What stands in the way comes back as a page with everything that was typed."""
        appointment = access.visible_requests(request.user).filter(pk=pk).first()
        if appointment is None:
            access.deny(request.user, pk, what=self.action)
            raise Http404
        keep_draft(appointment, request)
        form = self.form(appointment, request.POST)
        if not form.is_valid():
            return self.form_page(look_at(request.user, pk), form, status=422)
        try:
            self.take(form, appointment)
        except Conflict as conflict:
            return conflict_page(request, self, look_at(request.user, pk), form, conflict)
        except TriageError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(look_at(request.user, pk), form, status=422)
        except PermissionDenied:
            form.add_error(None, self.why_denied(appointment))
            return self.form_page(look_at(request.user, pk), form, status=403)
        return self.after(request, pk)

    def take(self, form, appointment):
        version = {} if self.action in WITHOUT_VERSION else {"expected_version": form.cleaned_data["version"]}
        verb = getattr(triage, self.action)
        return verb(appointment.pk, actor=self.request.user, **version, **form.arguments())

    def why_denied(self, appointment) -> str:
        if appointment.assigned_to_id is None:
            return _("Claim the request first.")
        return _("Only the colleague who has this request can do this. You can take it over with a reason.")

    def after(self, request, pk):
        """Back to the request, or to the queue where it is no longer this person's to see."""
        messages.success(request, self.step.done)
        if self.action == "log_attempt":  # what was typed is a note now
            drop_draft(pk, request.user)
        appointment = AppointmentRequest.objects.get(pk=pk)
        is_theirs = access.visible_requests(request.user).filter(pk=pk).exists()
        return redirect(detail_url(appointment) if is_theirs else queue_url())

    def form_page(self, appointment, form, status=200):
        context = {"title": self.step.title, "step": self.step, "verb": self.action, "form": form}
        context |= {"card": call_card(appointment), "present": present_answer(form)}
        if self.action == "close_unreached":
            context["missing"] = missing(appointment)
        return show(self.request, "step", appointment, context, status=status)


def missing(appointment) -> str:
    """What still has to be tried before it may be closed; empty when everything was."""
    try:
        guards.tried_enough(appointment)
    except GuardFailed as refusal:
        return str(refusal)
    return ""


def view_of(verb) -> type:
    return type(f"{verb.title().replace('_', '')}View", (StepView,), {"action": verb})


STEP_VIEWS = {verb: view_of(verb) for verb in STEPS}
