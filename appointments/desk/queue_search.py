"""Exact search by reference, phone or birth date. What was typed is posted, never part of an address or of the log."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import rules
from appointments.desk.queue_base import QueuePage
from appointments.duplicates import digest
from appointments.models import AccessAction, MatchKey
from appointments.references import read_reference

MOST_FOUND = 50
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%b %d %Y", "%B %d %Y")
OLDEST = date(1890, 1, 1)
DIGITS = re.compile(r"^[\d\s().+\-–]+$")


def read_date(text) -> date | None:
    """Month before day, as the hospital's country writes it."""
    text = " ".join(text.replace(",", " ").split())
    for form in DATES:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
        if day >= OLDEST:
            return day
    return None


def read_phone(text) -> str | None:
    """A number as the forms store it."""
    if not DIGITS.match(text):
        return None
    try:
        return rules.read_phone(text).e164
    except ValidationError:
        return None


def read_key(text) -> tuple | None:
    """(kind of key, value), or None when it is neither reference nor date nor phone number."""
    text = text.strip()
    try:
        return "reference", read_reference(text)
    except ValueError:
        pass
    if day := read_date(text):
        return "birth_date", day
    if phone := read_phone(text):
        return "phone", phone
    return None


def find(requests, kind, value):
    """Requests with exactly this key, newest first."""
    if kind == "reference":
        return requests.filter(reference=value)
    if kind == "birth_date":
        key = digest(value.isoformat(), MatchKey.Kind.BIRTH)
        found = Q(pk__in=MatchKey.objects.filter(kind=MatchKey.Kind.BIRTH, digest=key).values("request"))
    else:
        key = digest(value, MatchKey.Kind.PHONE)
        found = (
            Q(pk__in=MatchKey.objects.filter(kind=MatchKey.Kind.PHONE, digest=key).values("request"))
            | Q(requester__phone_e164=value)
            | Q(referral__phone_e164=value)
        )
    return requests.filter(found).order_by("-submitted_at")


class Search(QueuePage):
    action = "search"
    title = gettext_lazy("Search")
    icon = "search"
    http_method_names = ["post"]

    def post(self, request):
        typed = request.POST.get("key", "")[:40]
        key = read_key(typed)
        if key is None:
            error = _(
                "Type a whole reference (7K4M-2Q9B), phone number or birth date (03/04/1961). Names are not searched."
            )
            return self.page("search_results", status=422, typed=typed, search_error=error, searched="", rows=[])
        kind, value = key
        ids = list(find(self.visible, kind, value).values_list("pk", flat=True)[: MOST_FOUND + 1])
        shown = ids[:MOST_FOUND]
        rows = self.rows(shown, action=AccessAction.SEARCHED, key=kind)
        return self.page("search_results", rows=rows, typed=typed, searched=KINDS[kind], has_more=len(ids) > MOST_FOUND)


KINDS = {
    "reference": gettext_lazy("reference"),
    "phone": gettext_lazy("phone number"),
    "birth_date": gettext_lazy("birth date"),
}
