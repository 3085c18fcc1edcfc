"""One step for several requests: chosen in the list, asked once, then done row by row, each for itself."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments.desk.queue_base import QueuePage
from appointments.desk.queue_bulk_actions import BULK_ACTIONS
from appointments.desk.queue_filters import name_of
from appointments.desk.queue_views import detail_url, read_choice
from appointments.models import AppointmentRequest
from appointments.permissions import may
from appointments.refusals import Conflict, TriageError

MOST = 200


@dataclass
class Outcome:
    """What became of the chosen rows: (request, words) of those that were changed by others or refused."""

    done: int = 0
    changed: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    @property
    def summary(self) -> str:
        """“17 done, 2 changed by others”."""
        parts = [ngettext("%(n)s done", "%(n)s done", self.done) % {"n": self.done}]
        if self.changed:
            parts.append(_("%(n)s changed by others") % {"n": len(self.changed)})
        if self.refused:
            parts.append(_("%(n)s not possible") % {"n": len(self.refused)})
        return ", ".join(parts)


class Bulk(QueuePage):
    """First post: which rows, which step. Second post, with `confirmed`: the answers of its form."""

    action = "list"
    title = gettext_lazy("Change several requests")
    icon = "tasks"
    http_method_names = ["post"]

    def post(self, request):
        step = BULK_ACTIONS.get(request.POST.get("do"))
        if step is None:
            raise Http404
        if not may(request.user, step.verb):
            raise PermissionDenied
        chosen = self.chosen()
        if not chosen:
            return self.ask(step, chosen, status=422)
        if "confirmed" not in request.POST:
            return self.ask(step, chosen)
        form = step.form(request.POST)
        if not form.is_valid():
            return self.ask(step, chosen, form, status=422)
        return self.page(
            "bulk_result", outcome=self.perform(step, chosen, form.cleaned_data), step=step, back=self.back()
        )

    def chosen(self) -> dict:
        """Id → version of the chosen rows, of those this user may see."""
        posted = dict(read_choice(text) for text in self.request.POST.getlist("selected")[:MOST])
        return {pk: posted[pk] for pk in self.visible.filter(pk__in=posted).values_list("pk", flat=True)}

    def ask(self, step, chosen, form=None, status=200):
        return self.page(
            "bulk_ask",
            status=status,
            step=step,
            chosen=[f"{pk}:{version}" for pk, version in chosen.items()],
            references=[str(request) for request in self.visible.filter(pk__in=chosen).order_by("submitted_at")],
            form=form or step.form(),
            back=self.back(),
        )

    def back(self) -> str:
        """The list one came from; never another place."""
        top, wanted = reverse("appointments_desk:queue"), self.request.POST.get("back", "")
        return wanted if wanted.startswith(f"{top}?") else top

    def perform(self, step, chosen, answers) -> Outcome:
        outcome = Outcome()
        for pk, version in chosen.items():
            try:
                step.perform(pk, version, self.request.user, answers)
            except Conflict as conflict:
                outcome.changed.append(line(conflict.request, who_has(conflict.request)))
            except (TriageError, PermissionDenied, AppointmentRequest.DoesNotExist) as error:
                outcome.refused.append(line(AppointmentRequest.objects.get(pk=pk), self.words(error)))
            else:
                outcome.done += 1
        return outcome

    def words(self, error) -> str:
        if isinstance(error, PermissionDenied):
            return _("Only the owner or a scheduling manager can do this.")
        return str(error)


def line(request, words) -> dict:
    return {"reference": str(request), "url": detail_url(request.pk), "words": words}


def who_has(request) -> str:
    words = {"status": request.get_status_display(), "owner": request.assigned_to and name_of(request.assigned_to)}
    if request.assigned_to:
        return _("now “%(status)s”, with %(owner)s") % words
    return _("now “%(status)s”") % words
