"""Files and the printed list: for managers, with a reason and a row in the log, without names unless asked for."""

import json

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from appointments.audit import keyed_hash
from appointments.desk.queue_base import QueuePage
from appointments.desk.queue_bulk import Bulk
from appointments.desk.queue_export_files import csv_file, ics_file, load, next_windows, xlsx_file
from appointments.desk.queue_filters import FilterForm, view_of
from appointments.desk.queue_rows import exact
from appointments.desk.queue_views import list_address
from appointments.desk.queues import DUE, still_open
from appointments.forms.languages import language_name
from appointments.guards import personal, referrer_first
from appointments.models import AccessAction
from appointments.models.choices import RequestStatus

MOST_EXPORTED = 10_000
MOST_PRINTED = 300
REASONS = [
    ("", _("Choose a reason")),
    ("downtime", _("Work without this system")),
    ("handover", _("Hand over to another system")),
    ("quality", _("Quality review")),
    ("statistics", _("Statistics")),
    ("patient_request", _("A patient asked for it")),
    ("legal", _("A duty by law")),
]
FORMATS = [("csv", _("CSV")), ("xlsx", _("Excel (XLSX)")), ("ics", _("Call-back times for a calendar (ICS)"))]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


class ExportForm(forms.Form):
    reason = forms.ChoiceField(choices=REASONS, label=_("Why do you need the file?"))
    format = forms.ChoiceField(choices=FORMATS, label=_("Format"), initial="csv")
    with_names = forms.BooleanField(
        required=False,
        label=_("With names, birth dates and phone numbers"),
        help_text=_("Leave this off unless you need it. The log says which files held names."),
    )


class PrintForm(forms.Form):
    reason = forms.ChoiceField(choices=REASONS, label=_("Why do you print the list?"))


class Export(Bulk):
    """Of the chosen rows (posted), or of a whole list with its filters (in the address)."""

    action = "export"
    title = _("Export")
    icon = "download"
    http_method_names = ["get", "post"]

    def get(self, request):
        return self.show(ExportForm())

    def post(self, request):
        if "confirmed" not in request.POST:
            return self.show(ExportForm())
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        return self.file(**form.cleaned_data)

    def show(self, form, status=200):
        chosen = self.chosen()
        return self.page(
            "export",
            status=status,
            form=form,
            chosen=[f"{pk}:{version}" for pk, version in chosen.items()],
            number=len(chosen) or self.worklist.total,
            is_cut_off=not chosen and self.is_cut_off,
            filters=self.filters.chosen,
            tags=self.filters.tags,
            view=self.view,
            most=MOST_EXPORTED,
            back=list_address(self.view.key, self.filters.chosen),
        )

    @property
    def values(self):
        """View and filters: from the address, or from the form that came from there."""
        return self.request.POST if "confirmed" in self.request.POST else self.request.GET

    @property
    def view(self):
        return view_of(self.values.get("view"))

    @property
    def filters(self):
        return FilterForm(self.values, user=self.request.user, moment=self.moment)

    @property
    def worklist(self):
        requests = self.view.pick(self.visible, self.request.user, self.moment)
        return self.view.worklist(self.filters.narrow(requests), self.moment)

    @property
    def is_cut_off(self) -> bool:
        return len(self.worklist.ids(0, MOST_EXPORTED)) > MOST_EXPORTED

    def file(self, reason, format, with_names):
        found = list(self.chosen()) or self.worklist.ids(0, MOST_EXPORTED)
        ids, is_cut_off = found[:MOST_EXPORTED], len(found) > MOST_EXPORTED
        self.record(
            AccessAction.EXPORTED,
            reason=reason,
            count=len(ids),
            format=format,
            names=with_names,
            cut_off=is_cut_off,
            filters=keyed_hash(json.dumps([self.view.key, self.filters.chosen], sort_keys=True), "filters"),
            requests=[str(pk) for pk in self.chosen()],
        )
        content = ics_file(ids, self.moment.now) if format == "ics" else FILES[format](ids, with_names)
        part = f"-first-{MOST_EXPORTED}" if is_cut_off else ""
        name = f"requests-{self.moment.now.astimezone(self.moment.zone):%Y-%m-%d-%H%M}{part}.{format}"
        return HttpResponse(
            content, content_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


FILES = {"csv": csv_file, "xlsx": xlsx_file}


class PrintedDay(QueuePage):
    """The day on paper, for hours without this system: whom to call, with name, number and hours."""

    action = "print"
    title = _("Day list")
    icon = "doc-full"

    def get(self, request):
        return self.ask(PrintForm())

    def post(self, request):
        form = PrintForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        ids = list(self.requests().order_by("due", "pk").values_list("pk", flat=True)[:MOST_PRINTED])
        self.record(
            AccessAction.PRINTED,
            reason=form.cleaned_data["reason"],
            count=len(ids),
            requests=[str(pk) for pk in ids],
        )
        lines = [PrintedLine(request, self.moment) for request in load(ids)]
        return self.page("print_list", lines=lines, left_out=self.requests().count() - len(lines), most=MOST_PRINTED)

    def ask(self, form, status=200):
        number = self.requests().count()
        words = {"number": number, "left_out": max(number - MOST_PRINTED, 0), "most": MOST_PRINTED}
        return self.page("print_ask", status=status, form=form, **words)

    def requests(self):
        """What is due until the end of the day, late ones too; agreed visits need no call."""
        due = still_open(self.visible).annotate(due=DUE).exclude(status=RequestStatus.SCHEDULED)
        return due.filter(due__lt=self.moment.day(ahead=1))


class PrintedLine:
    """One request on paper."""

    def __init__(self, request, moment):
        self.request, self.patient = request, personal(request, "patient")
        self.contact, self.requester = personal(request, "contact"), personal(request, "requester")
        self.due = exact(request.due)
        self.is_late = request.due < moment.now
        self.windows = [(exact(start), end) for start, end in self.todays_windows(moment)]

    def todays_windows(self, moment):
        tomorrow = moment.day(ahead=1)
        windows = next_windows(self.contact, moment.now) if self.contact else []
        return [(start, end) for start, end in windows if start < tomorrow]

    @property
    def language(self):
        return language_name(self.patient.preferred_language) if self.patient else ""

    @property
    def referrer(self):
        """Who is called first, since the patient has not been told."""
        return personal(self.request, "referral") if referrer_first(self.request) else None

    @property
    def phone(self):
        by_requester = self.contact and self.contact.call_whom == "requester" and self.requester
        person = self.referrer or (self.requester if by_requester else self.patient)
        return person and (person.phone_raw or person.phone_e164)
