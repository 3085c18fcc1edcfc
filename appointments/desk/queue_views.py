"""The list of requests: worklists, filters, one page at a time; and taking one from it."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from appointments import triage
from appointments.desk.queue_base import QueuePage
from appointments.desk.queue_bulk_actions import offered_actions
from appointments.desk.queue_filters import FilterForm, name_of, view_of
from appointments.desk.queue_rows import detail_url, span
from appointments.desk.queues import VIEWS, Worklist, view_counts
from appointments.models import AppointmentRequest, SavedView
from appointments.refusals import Conflict, TriageError

PAGE_SIZE = 30
MOST_PAGES = 400


class QueueList(QueuePage):
    """A worklist. `view` and the filters stand in the address; neither says anything about one person."""

    action = "list"

    def get(self, request):
        rows = self.rows(self.ids[:PAGE_SIZE], view=self.view.key, page=self.number)
        return self.page("queue", rows=rows, has_more=len(self.ids) > PAGE_SIZE, **self.context())

    @cached_property
    def view(self):
        return view_of(self.request.GET.get("view"))

    @cached_property
    def form(self):
        return FilterForm(self.request.GET, user=self.request.user, moment=self.moment)

    @cached_property
    def worklist(self) -> Worklist:
        requests = self.view.pick(self.visible, self.request.user, self.moment)
        return self.view.worklist(self.form.narrow(requests), self.moment)

    @cached_property
    def number(self) -> int:
        text = self.request.GET.get("p", "1")
        return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1

    @cached_property
    def ids(self) -> list:
        return self.worklist.ids((self.number - 1) * PAGE_SIZE, PAGE_SIZE)

    def context(self) -> dict:
        counts = view_counts(self.visible, self.request.user, self.moment)
        first = (self.number - 1) * PAGE_SIZE
        return {
            "view": self.view,
            "views": [{"view": view, "count": counts[key]} for key, view in VIEWS.items()],
            "saved_views": saved_views(self.request.user),
            "form": self.form,
            "tags": [(label, value, self.address(without=name)) for name, label, value in self.form.tags],
            "filters": self.form.chosen,
            "total": self.worklist.total,
            "first": first + 1,
            "last": first + min(len(self.ids), PAGE_SIZE),
            "previous": self.address(p=self.number - 1) if self.number > 1 else "",
            "next": self.address(p=self.number + 1) if len(self.ids) > PAGE_SIZE and self.number < MOST_PAGES else "",
            "here": self.address(p=self.number),
            "clear": self.address(clear=True),
            "export": self.address(to="export"),
            "bulk_actions": offered_actions(self.request.user, self.view),
        }

    def address(self, without=None, clear=False, p=1, to="queue") -> str:
        """This list with another page, without one filter, or with none; or as a file."""
        values = {} if clear else {name: value for name, value in self.form.chosen.items() if name != without}
        return list_address(self.view.key, values, p, to)


def list_address(view, filters, number=1, to="queue") -> str:
    values = {"view": view} | filters | ({"p": number} if number > 1 else {})
    return f"{reverse(f'appointments_desk:{to}')}?{urlencode(values)}"


def saved_views(user) -> list:
    """One's own and those shared by others, each with its address."""
    views = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")
    return [
        {"saved": saved, "url": list_address(**address_of(saved)), "is_own": saved.owner_id == user.pk}
        for saved in views
    ]


def address_of(saved) -> dict:
    return {"view": saved.filters.get("view", "open"), "filters": saved.filters.get("filters", {})}


# --- taking one -----------------------------------------------------------------------------------------------------


class Claim(QueuePage):
    """Take one request. Who was too late reads who was faster, and gets the next."""

    action = "claim"
    title = _("Already taken")
    icon = "user"
    http_method_names = ["post"]

    def post(self, request):
        pk, version = read_choice(request.POST.get("request", ""))
        try:
            taken = triage.claim(pk, expected_version=version, actor=request.user)
        except AppointmentRequest.DoesNotExist as error:
            raise Http404 from error
        except Conflict as conflict:
            return self.too_late(conflict.request)
        except TriageError as error:
            return self.page("claim_refused", status=409, error=error)
        return HttpResponseRedirect(detail_url(taken.pk))

    def too_late(self, taken):
        if not self.visible.filter(pk=taken.pk).exists():
            raise Http404
        owner, is_mine = taken.assigned_to, taken.assigned_to == self.request.user
        return self.page(
            "claim_refused",
            status=409,
            reference=str(taken),
            url=detail_url(taken.pk),
            owner=name_of(owner) if owner else "",
            is_mine=is_mine,
            ago=ago(taken.assigned_at) if owner and taken.assigned_at else "",
            status_now=taken.get_status_display(),
        )


def read_choice(text) -> tuple:
    """The id and version of “id:version”, as rows post it. Http404 for anything else."""
    pk, _colon, version = text.partition(":")
    try:
        return UUID(pk), int(version)
    except ValueError as error:
        raise Http404 from error


def ago(moment) -> str:
    """“12 seconds”, “3 min”: how long before now."""
    from django.utils.translation import ngettext

    passed = timezone.now() - moment
    seconds = max(int(passed.total_seconds()), 1)
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    return span(passed)
