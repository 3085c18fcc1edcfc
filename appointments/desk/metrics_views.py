"""How the desk does, for managers: figures over a span of days, each as a picture and as a table."""

from datetime import timedelta
from itertools import pairwise

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments.desk.metrics import BACKLOG_EDGES, Metrics, Spread
from appointments.desk.metrics_charts import chart, table
from appointments.desk.queue_base import QueuePage
from appointments.desk.queue_rows import reason_label
from appointments.forms.flow import FLOWS
from appointments.forms.languages import language_name
from appointments.models import RequestDraft
from appointments.models.choices import Channel, RequestKind

DAYS = 30
LONGEST = 366
NONE = "–"


class SpanForm(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To, with this day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day has to be after the first."))
        elif since and until and (until - since).days >= LONGEST:
            self.add_error("until", _("Choose at most a year."))
        return self.cleaned_data


class MetricsPage(QueuePage):
    action = "metrics"
    title = gettext_lazy("Metrics")
    icon = "order"
    http_method_names = ["get"]

    def get(self, request):
        today = self.moment.day().date()
        default = {"since": today - timedelta(days=DAYS - 1), "until": today}
        form = SpanForm(request.GET if "since" in request.GET else {name: str(day) for name, day in default.items()})
        days = form.cleaned_data if form.is_valid() else default
        metrics = Metrics(
            self.start_of(days["since"]), self.start_of(days["until"], 1), self.moment.now, self.moment.zone
        )
        status = 200 if form.is_valid() else 422
        return self.page("metrics", status=status, form=form, tiles=tiles(metrics), charts=charts(metrics))

    def start_of(self, day, ahead=0):
        return self.moment.day((day - self.moment.day().date()).days + ahead)


# --- words ----------------------------------------------------------------------------------------------------------


def length(minutes) -> str:
    """Open time in words: 45 min, 3.5 h."""
    if minutes is None:
        return NONE
    if minutes < 60:
        return _("%(n)s min") % {"n": round(minutes)}
    return _("%(n)s h") % {"n": number_format(minutes / 60, 1)}


def percent(share) -> str:
    return NONE if share.percent is None else _("%(n)s %%") % {"n": share.percent}


def tiles(metrics) -> list[dict]:
    """The few figures one looks for first."""
    promise = metrics.within_promise()
    attempt, contact = metrics.times("first_attempt_at"), metrics.times("first_contacted_at")
    of = _("%(part)s of %(whole)s")
    spam, duplicates, failed = metrics.spam(), metrics.duplicates(), metrics.failed_messages()
    return [
        {"name": _("Requests"), "value": len(metrics.rows), "note": _("submitted in these days")},
        {"name": _("Within promise"), "value": percent(promise), "note": of % vars(promise)},
        {"name": _("To first attempt"), "value": length(attempt.median), "note": _("median, open hours")},
        {"name": _("To first contact"), "value": length(contact.median), "note": _("median, open hours")},
        {
            "name": _("Referral acknowledged"),
            "value": length(metrics.acknowledgement().median),
            "note": _("median until the message"),
        },
        {"name": _("Spam"), "value": percent(spam), "note": of % vars(spam)},
        {"name": _("Duplicates"), "value": percent(duplicates), "note": of % vars(duplicates)},
        {"name": _("Failed messages"), "value": failed.part, "note": of % vars(failed)},
    ]


def charts(metrics) -> list:
    return [
        response_chart(metrics),
        backlog_chart(metrics),
        arrivals_chart(metrics),
        attempts_chart(metrics),
        outcomes_chart(metrics),
        waiting_chart(metrics),
        drop_off_chart(metrics),
        *cut_tables(metrics),
    ]


def response_chart(metrics):
    rows, pairs = [], []
    for name, spread in (
        (_("First attempt"), metrics.times("first_attempt_at")),
        (_("First contact"), metrics.times("first_contacted_at")),
        (_("Referral acknowledged"), metrics.acknowledgement()),
    ):
        rows.append([name, spread.number, length(spread.median), length(spread.p90)])
        if spread.number:
            pairs.append((_("%(name)s, median") % {"name": name}, spread.median, length(spread.median)))
            pairs.append((_("%(name)s, 90 %%") % {"name": name}, spread.p90, length(spread.p90)))
    return chart(
        "response",
        _("How long it takes"),
        (_("Until"), _("Requests"), _("Median"), _("90 % within")),
        pairs,
        rows=rows,
        note=_("Open hours since submission. Requests that still wait count with their time so far."),
    )


def backlog_chart(metrics):
    names = [_("Under 1 day")]
    edges = (*BACKLOG_EDGES, None)
    for young, old in pairwise(edges):
        names.append(_("%(n)s days or more") % {"n": young} if old is None else days_between(young, old - 1))
    pairs = [(name, n, str(n)) for name, n in zip(names, metrics.backlog(), strict=True)]
    return chart(
        "backlog",
        _("Open requests by age"),
        (_("Age"), _("Requests")),
        pairs,
        note=_("All that are open now, whenever they came."),
    )


def days_between(young, old) -> str:
    if young == old:
        return ngettext("%(n)s day", "%(n)s days", young) % {"n": young}
    return _("%(young)s to %(old)s days") % {"young": young, "old": old}


def arrivals_chart(metrics):
    pairs = [(hour, n, str(n)) for hour, n in enumerate(metrics.arrivals())]
    rows = [[f"{hour}:00–{hour}:59", text] for hour, _n, text in pairs]
    return chart(
        "arrivals",
        _("When requests arrive"),
        (_("Hour"), _("Requests")),
        pairs,
        columns=True,
        rows=rows,
        note=_("By the hour of the hospital's day."),
    )


def attempts_chart(metrics):
    pairs = [
        (ngettext("%(n)s attempt", "%(n)s attempts", number) % {"n": number}, count, str(count))
        for number, count in metrics.attempts_until_reached().items()
    ]
    return chart("attempts", _("Attempts until reached"), (_("Attempts"), _("Requests reached")), pairs)


def outcomes_chart(metrics):
    pairs = [(reason_label(code), count, str(count)) for code, count in metrics.outcomes().items()]
    return chart("outcomes", _("How requests ended"), (_("Outcome"), _("Requests")), pairs)


def waiting_chart(metrics):
    found = metrics.waiting()
    pairs = [(reason_label(code), spread.median, length(spread.median)) for code, spread in found.items()]
    rows = [
        [reason_label(code), spread.number, length(spread.median), length(spread.p90)] for code, spread in found.items()
    ]
    headings = (_("Waits for"), _("Times"), _("Median"), _("90 % within"))
    return chart("waiting", _("What requests wait for"), headings, pairs, rows=rows, note=_("Open hours of each wait."))


def pages_of_forms():
    """((form, page), words) in the order in which people meet them."""
    forms = dict(RequestDraft._meta.get_field("form").choices)
    for form, flow in FLOWS.items():
        pages = [("start", _("begun")), *((page.slug, page.topic) for page in flow.pages), ("sent", _("sent"))]
        for slug, topic in pages:
            yield (form, slug), f"{forms[form]}: {topic}"


def drop_off_chart(metrics):
    found = metrics.drop_off()
    most = {form: max(n for (other, _page), n in found.items() if other == form) for form, _page in found}
    pairs = [
        (words, found[place], f"{found[place]} ({round(100 * found[place] / (most[place[0]] or 1))} %)")
        for place, words in pages_of_forms()
        if place in found
    ]
    return chart(
        "drop-off",
        _("How far people get in the forms"),
        (_("Page"), _("Reached")),
        pairs,
        note=_("Counted without cookies: nobody can be told from it."),
    )


def cut_tables(metrics) -> list:
    titles = {
        "condition": _("By condition"),
        "language": _("By language"),
        "kind": _("By kind"),
        "channel": _("By channel"),
        "source_page": _("By page they came from"),
    }
    words = {
        "language": language_name,
        "kind": lambda code: RequestKind(code).label,
        "channel": lambda code: Channel(code).label,
    }
    headings = (_("Value"), _("Requests"), _("Median to first attempt"), _("90 % within"), _("Within promise"))
    note = _("Groups under 11 show no figures, so that nobody can be told from them.")
    return [
        table(
            name,
            title,
            headings,
            [cut_row(cell, words.get(name, str)) for cell in metrics.cut(name)],
            note=note,
        )
        for name, title in titles.items()
    ]


def cut_row(cell, word) -> list:
    label = word(cell.value) if cell.value else _("Not given")
    if cell.is_hidden:
        return [label, _("under 11"), NONE, NONE, NONE]
    times: Spread = cell.times
    return [label, cell.number, length(times.median), length(times.p90), percent(cell.promise)]
