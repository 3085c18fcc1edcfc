"""The forms of the steps: each collects what one verb of triage takes. Guards are asked by the verb, not here."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import guards, sla
from appointments.desk.choosers import chosen_entries, entries_of, offer_entries, told_twice, wish_of
from appointments.models import Queue
from appointments.models.choices import (
    DECLINE_REASONS,
    VISIT_OUTCOMES,
    AttemptChannel,
    AttemptOutcome,
    Modality,
    Person,
    Priority,
    WaitReason,
)
from portal.models import User

SEEN = "appointments.desk.seen"  # salt of what a form was shown on
NOTE_LENGTH = 4000
LENGTHS = [(15, "15"), (30, "30"), (45, "45"), (60, "60"), (90, "90"), (120, "120"), (180, "180")]


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def long_text(label, required=True, rows=4, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, **kwargs)


class StepForm(forms.Form):
    """`version` and `seen` travel with every form: they say on which state of the request it was filled in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    label_suffix = ""
    typed_fields = ()  # whose text has to survive even where the step is no longer possible

    def __init__(self, data=None, *, appointment, user, **kwargs):
        self.appointment, self.user = appointment, user
        kwargs.setdefault("initial", {})
        kwargs["initial"] |= {"version": appointment.version, "seen": seen_token(appointment)}
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, **kwargs)
        self.prepare()

    def prepare(self):
        """For what depends on the request."""

    def arguments(self) -> dict:
        """What the verb takes beside id, version and actor."""
        names = [name for name in self.fields if name not in ("version", "seen")]
        return {name: self.cleaned_data[name] for name in names}

    def typed(self) -> str:
        """Free text as it was typed, for a page that cannot show the form any more."""
        values = [self.data.get(self.add_prefix(name), "").strip() for name in self.typed_fields]
        return "\n\n".join(value for value in values if value)


def seen_token(appointment) -> str:
    """What a form is shown on, signed: status, owner, and how far the history went."""
    last = appointment.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    state = {
        "version": appointment.version,
        "status": appointment.status,
        "reason": appointment.status_reason,
        "owner": appointment.assigned_to_id,
        "priority": appointment.priority,
        "queue": appointment.queue_id,
        "next": appointment.next_action_at.isoformat() if appointment.next_action_at else "",
        "sequence": last,
    }
    return signing.dumps(state, salt=SEEN, compress=True)


def read_seen(token) -> dict | None:
    try:
        return signing.loads(token or "", salt=SEEN)
    except signing.BadSignature:
        return None


class ReasonForm(StepForm):
    reason = long_text(gettext_lazy("Reason"), validators=[MaxLengthValidator(NOTE_LENGTH)])
    typed_fields = ("reason",)


class NoteForm(StepForm):
    """Notes never collide, so no version is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = long_text(
        gettext_lazy("Note"),
        validators=[MaxLengthValidator(NOTE_LENGTH)],
        error_messages={"required": gettext_lazy("Write a note.")},
    )
    typed_fields = ("text",)


class AttemptForm(StepForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=AttemptOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the call ended.")},
    )
    person = forms.ChoiceField(label=gettext_lazy("Whom you tried"), choices=Person.choices)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=AttemptChannel.choices)
    next_action_at = MomentField(label=gettext_lazy("Next time (optional)"), required=False)
    text = long_text(
        gettext_lazy("Note (optional)"), required=False, rows=3, validators=[MaxLengthValidator(NOTE_LENGTH)]
    )
    typed_fields = ("text",)

    def prepare(self):
        from appointments.desk.detail_call import numbers

        self.numbers = numbers(self.appointment)
        people = [number.person for number in self.numbers] or [Person.PATIENT]
        self.fields["person"].choices = [(value, Person(value).label) for value in dict.fromkeys(people)]
        allowed = guards.allowed_channels(self.appointment)
        self.fields["channel"].choices = [choice for choice in AttemptChannel.choices if choice[0] in allowed]
        self.initial.setdefault("person", people[0])
        self.initial.setdefault("channel", AttemptChannel.PHONE)

    def arguments(self):
        values = self.cleaned_data
        by_person = {number.person: number.tel.removeprefix("tel:") for number in self.numbers}
        is_call = values["channel"] == AttemptChannel.PHONE
        return {
            "outcome": values["outcome"],
            "person": values["person"],
            "channel": values["channel"],
            "number_used": by_person.get(values["person"], "") if is_call else "",
            "next_action_at": values["next_action_at"],
            "note": values["text"],
        }


def soon():
    """The next opening that is not today's: a sensible time to try again."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    calendar = sla.hospital_calendar()
    midnight = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    return (calendar and calendar.next_opening(midnight)) or midnight.replace(hour=9)


class WaitForm(StepForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("What it waits for"), choices=WaitReason.choices, widget=forms.RadioSelect
    )
    next_action_at = MomentField(
        label=gettext_lazy("Comes back to you"),
        initial=soon,
        error_messages={"required": gettext_lazy("Say when it should come back to you.")},
    )


class NextActionForm(StepForm):
    at = MomentField(label=gettext_lazy("Next action"), initial=soon)


class AssignForm(StepForm):
    to = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=User.objects.none(), empty_label=None)

    def prepare(self):
        field, queue = self.fields["to"], self.appointment.queue
        people = User.objects.filter(is_active=True, groups__name__in=["Scheduler", "Scheduling manager"]).distinct()
        ids = [user.pk for user in people if guards.works_on(user, queue)]
        field.queryset = User.objects.filter(pk__in=ids).order_by("first_name", "last_name", "username")
        field.label_from_instance = lambda user: user.get_full_name() or user.get_username()


class PriorityForm(StepForm):
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices, widget=forms.RadioSelect)

    def prepare(self):
        self.initial["priority"] = self.appointment.priority


class QueueForm(StepForm):
    queue = forms.ModelChoiceField(label=gettext_lazy("Queue"), queryset=Queue.objects.none(), empty_label=None)

    def prepare(self):
        self.fields["queue"].queryset = Queue.objects.exclude(pk=self.appointment.queue_id)


class WithdrawForm(StepForm):
    who = forms.ChoiceField(label=gettext_lazy("Who said so"), choices=Person.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=gettext_lazy("How they said it"), choices=AttemptChannel.choices, widget=forms.RadioSelect
    )


class OutcomeForm(StepForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of the visit"),
        choices=[(reason.value, reason.label) for reason in VISIT_OUTCOMES],
        widget=forms.RadioSelect,
    )
    handed_over = forms.BooleanField(
        label=gettext_lazy("The health record holds this visit"),
        required=False,
        help_text=gettext_lazy("Then our copy of the answers is removed when its time is over."),
    )


class DeclineForm(StepForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in DECLINE_REASONS],
        widget=forms.RadioSelect,
    )
    text = long_text(gettext_lazy("What the sender is told"), validators=[MaxLengthValidator(2000)], rows=6)
    typed_fields = ("text",)

    def prepare(self):
        proposal = guards.personal(self.appointment, "decline_proposal")
        if proposal:
            self.initial |= {"reason": proposal.reason, "text": proposal.text}


class ScheduleForm(StepForm):
    """A visit as people say it: day, time, length and the zone of the place."""

    date = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=gettext_lazy("Starts"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    length = forms.TypedChoiceField(label=gettext_lazy("Minutes"), choices=LENGTHS, coerce=int, initial=60)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the place"))
    place = forms.ChoiceField(label=gettext_lazy("Location"), required=False)
    location = forms.CharField(label=gettext_lazy("Location"), max_length=200, required=False)
    doctor = forms.ChoiceField(label=gettext_lazy("Doctor (optional)"), required=False)
    clinician = forms.CharField(label=gettext_lazy("Doctor (optional)"), max_length=160, required=False)
    modality = forms.ChoiceField(
        label=gettext_lazy("Kind of visit"), choices=Modality.choices, widget=forms.RadioSelect, initial="in_person"
    )
    typed_fields = ("location", "clinician")

    def prepare(self):
        contact = guards.personal(self.appointment, "contact")
        here = sla.hospital_calendar()
        names = [here.zone.key if here else timezone.get_default_timezone_name(), contact and contact.time_zone]
        names = list(dict.fromkeys(name for name in names if name))
        self.fields["time_zone"].choices = [(name, zone_label(name)) for name in names]
        visit = self.appointment.visits.filter(later=None).last()
        clinical = guards.personal(self.appointment, "clinical")
        if visit:
            self.initial |= of_visit(visit)
        elif clinical:
            self.initial |= wish_of(clinical)
        self.offered = offer_entries(self, visit)

    def clean(self):
        values = super().clean()
        if all(name in values for name in ("date", "time", "length", "time_zone")):
            values["start"] = self.start(values)
        for text in told_twice(self.offered, values):
            self.add_error(text, _("Choose from the list or write it in words, not both."))
        values |= chosen_entries(self.offered, values)
        if "location" not in self.errors and not values.get("location"):
            self.add_error("place" if "place" in self.fields else "location", _("Choose or enter the location."))
        return values

    def start(self, values):
        """The moment in the zone of the place. A time that does not exist, or exists twice, is an error in words."""
        with override(ZoneInfo(values["time_zone"])):
            try:
                return from_current_timezone(datetime.combine(values["date"], values["time"]))
            except ValidationError:
                self.add_error("time", _("The clocks change at this hour. Choose another time."))

    def arguments(self):
        values = self.cleaned_data
        start = values["start"]
        names = ("time_zone", "place", "location", "doctor", "clinician", "modality")
        return {name: values[name] for name in names} | {
            "start": start,
            "end": start + timedelta(minutes=values["length"]),
        }


def zone_label(name) -> str:
    from portal.opening_hours import zone_name

    return zone_name(ZoneInfo(name))


def of_visit(visit) -> dict:
    start = visit.start.astimezone(ZoneInfo(visit.time_zone))
    return {
        "date": start.date(),
        "time": start.time(),
        "length": int((visit.end - visit.start).total_seconds() // 60),
        "time_zone": visit.time_zone,
        "modality": visit.modality,
        **entries_of(visit.place, visit.location, visit.doctor, visit.clinician),
    }


class SurvivorForm(StepForm):
    """`survivor` is the request that remains."""

    survivor = forms.UUIDField(widget=forms.HiddenInput)


class DismissForm(StepForm):
    other = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.CharField(widget=forms.HiddenInput)


class CheckForm(StepForm):
    kind = forms.CharField(widget=forms.HiddenInput)
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)
