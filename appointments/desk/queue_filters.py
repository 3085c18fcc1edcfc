"""Filters of the list: only what says nothing about a single person, because filters stand in the address."""

from datetime import timedelta

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.desk.queue_rows import attempts_made
from appointments.desk.queues import DUE, VIEWS, with_open_duplicate
from appointments.forms.languages import language_name
from appointments.guards import works_on
from appointments.models import PatientSnapshot, Queue
from appointments.models.choices import (
    CloseReason,
    Interpreter,
    Priority,
    RequestKind,
    RequestStatus,
    VisitReason,
    WaitReason,
)
from appointments.permissions import GROUPS, Role
from conditions.models import ConditionPage
from portal.models import User

DESK_GROUPS = [name for name, role in GROUPS.items() if role in (Role.SCHEDULER, Role.MANAGER)]
ANY = [("", _("Any"))]
YES_NO = [*ANY, ("yes", _("Yes")), ("no", _("No"))]
DUE_CHOICES = [
    *ANY,
    ("late", _("Late")),
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("week", _("Within 7 days")),
    ("none", _("Without a due time")),
]
AGE_CHOICES = [*ANY, *((str(days), _("Older than %s days") % days) for days in (1, 3, 7, 14, 30))]
ATTEMPT_CHOICES = [*ANY, ("0", _("None")), ("1", _("One")), ("2", _("Two")), ("3", _("Three or more"))]
NOBODY = "nobody"
MYSELF = "me"


def colleagues():
    """Who works at the desk."""
    return (
        User.objects.filter(is_active=True, groups__name__in=DESK_GROUPS).order_by("first_name", "username").distinct()
    )


def name_of(user) -> str:
    return user.get_full_name() or user.get_username()


def colleagues_of(queue):
    return [user for user in colleagues() if works_on(user, queue)]


def languages_in_use() -> list[str]:
    codes = PatientSnapshot.objects.exclude(preferred_language="").values_list("preferred_language", flat=True)
    return sorted(codes.order_by().distinct())


class FilterForm(forms.Form):
    """Each field narrows the list. Whoever adds one adds it to `narrow`, and asks first whether it may be in an address."""

    status = forms.ChoiceField(choices=[*ANY, *RequestStatus.choices], required=False, label=_("Status"))
    status_reason = forms.ChoiceField(
        choices=[*ANY, *WaitReason.choices, *CloseReason.choices], required=False, label=_("Waits for, or closed as")
    )
    reason = forms.ChoiceField(choices=[*ANY, *VisitReason.choices], required=False, label=_("Reason"))
    queue = forms.ModelChoiceField(Queue.objects.all(), required=False, label=_("Queue"), empty_label=_("Any"))
    condition = forms.ChoiceField(required=False, label=_("Condition"))
    kind = forms.ChoiceField(choices=[*ANY, *RequestKind.choices], required=False, label=_("Kind"))
    priority = forms.ChoiceField(choices=[*ANY, *Priority.choices], required=False, label=_("Priority"))
    owner = forms.ChoiceField(required=False, label=_("Owner"))
    due = forms.ChoiceField(choices=DUE_CHOICES, required=False, label=_("Due"))
    age = forms.ChoiceField(choices=AGE_CHOICES, required=False, label=_("Age of the request"))
    language = forms.CharField(required=False, label=_("Language"), max_length=35)
    interpreter = forms.ChoiceField(choices=[*ANY, *Interpreter.choices], required=False, label=_("Interpreter"))
    minor = forms.ChoiceField(choices=YES_NO, required=False, label=_("Under 18"))
    postal = forms.CharField(
        required=False,
        label=_("Postal code begins with"),
        max_length=3,
        validators=[RegexValidator(r"^[0-9A-Za-z]{3}$", _("Give the first three characters."))],
        widget=forms.TextInput(attrs={"size": 4, "autocomplete": "off"}),
    )
    attempts = forms.ChoiceField(choices=ATTEMPT_CHOICES, required=False, label=_("Attempts"))
    duplicate = forms.ChoiceField(choices=YES_NO, required=False, label=_("Possible duplicate"))

    def __init__(self, data, *, user, moment):
        super().__init__(data)
        self.user, self.moment = user, moment
        people = [(str(colleague.pk), name_of(colleague)) for colleague in colleagues() if colleague != user]
        self.fields["owner"].choices = [*ANY, (MYSELF, _("Me")), (NOBODY, _("Nobody")), *people]
        pages = ConditionPage.objects.filter(live=True).order_by("title").values_list("pk", "title")
        self.fields["condition"].choices = [*ANY, *((str(pk), title) for pk, title in pages)]
        self.fields["language"] = forms.ChoiceField(
            choices=[*ANY, *((code, language_name(code)) for code in languages_known())],
            required=False,
            label=_("Language"),
        )

    @property
    def chosen(self) -> dict:
        """The valid filters that narrow something: name → value, as they stand in the address."""
        self.is_valid()
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name) and self.data.get(name)}

    @property
    def tags(self) -> list:
        """(name, label, value in words) of each filter that is on."""
        return [(name, self.fields[name].label, self.in_words(name)) for name in self.chosen]

    def in_words(self, name) -> str:
        value = self.data[name]
        choices = getattr(self.fields[name], "choices", ())
        return next((str(label) for key, label in choices if str(key) == value), value)

    def narrow(self, requests):
        self.is_valid()
        for name in self.chosen:
            requests = getattr(self, f"by_{name}")(requests, self.cleaned_data[name])
        return requests

    # --- one each --------------------------------------------------------------------------------------------------

    def by_status(self, requests, value):
        return requests.filter(status=value)

    def by_status_reason(self, requests, value):
        return requests.filter(status_reason=value)

    def by_reason(self, requests, value):
        return requests.filter(clinical__reason=value)

    def by_queue(self, requests, value):
        return requests.filter(queue=value)

    def by_condition(self, requests, value):
        return requests.filter(clinical__condition=value)

    def by_kind(self, requests, value):
        return requests.filter(kind=value)

    def by_priority(self, requests, value):
        return requests.filter(priority=value)

    def by_owner(self, requests, value):
        owner = {NOBODY: None, MYSELF: self.user.pk}.get(value, value)
        return requests.filter(assigned_to=owner)

    def by_due(self, requests, value):
        moment, requests = self.moment, requests.annotate(due=DUE)
        return requests.filter(
            {
                "late": Q(due__lt=moment.now),
                "today": Q(due__gte=moment.day(), due__lt=moment.day(1)),
                "tomorrow": Q(due__gte=moment.day(1), due__lt=moment.day(2)),
                "week": Q(due__gte=moment.now, due__lt=moment.now + timedelta(days=7)),
                "none": Q(due=None),
            }[value]
        )

    def by_age(self, requests, value):
        return requests.filter(submitted_at__lt=self.moment.now - timedelta(days=int(value)))

    def by_language(self, requests, value):
        return requests.filter(patient__preferred_language=value)

    def by_interpreter(self, requests, value):
        return requests.filter(patient__interpreter=value)

    def by_minor(self, requests, value):
        return requests.filter(is_minor=value == "yes")

    def by_postal(self, requests, value):
        return requests.filter(patient__postal_code__istartswith=value)

    def by_attempts(self, requests, value):
        made = requests.annotate(made=attempts_made())
        return made.filter(made__gte=3) if value == "3" else made.filter(made=int(value))

    def by_duplicate(self, requests, value):
        return requests.filter(with_open_duplicate() if value == "yes" else ~with_open_duplicate())


def languages_known() -> list[str]:
    """Codes offered as a filter: read from the answers once in a while, since that looks at all of them."""
    from django.core.cache import cache

    return cache.get_or_set("desk.languages", languages_in_use, 300)


def view_of(key):
    return VIEWS.get(key, VIEWS["open"])
