"""The editors' forms of opening hours: what the calendar could not be read from is refused at the field where it stands."""

from itertools import pairwise

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.opening_hours import check_spans, hours_text


class OpeningCalendarForm(WagtailAdminModelForm):
    """Looks at all rows of a day together: each may be right and two of them overlap."""

    def is_valid(self):
        valid = super().is_valid()
        return self._days_are_sound() and valid

    def _days_are_sound(self) -> bool:
        formset = self.formsets["spans"]
        rows = [
            row for row in formset.forms if row not in formset.deleted_forms and not row.errors and row.cleaned_data
        ]
        days: dict[int, list] = {}
        for row in sorted(rows, key=lambda row: row.cleaned_data["opens"]):
            days.setdefault(row.cleaned_data["weekday"], []).append(row)
        for day in days.values():
            for row, following in pairwise(day):
                try:
                    check_spans([span_of(row), span_of(following)], following.instance.get_weekday_display())
                except ValueError as error:
                    following.add_error("opens", str(error))
        return formset.is_valid()


def span_of(row):
    return row.cleaned_data["opens"], row.cleaned_data["closes"]


class SpecialHoursForm(WagtailAdminModelForm):
    """Several rows of one date are hours around a break, so they may not overlap, in any calendar that has both."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            calendars = cleaned["calendars"]
            others = type(self.instance).objects.filter(date=cleaned["date"]).exclude(pk=self.instance.pk)
            others = others.filter(calendars__in=calendars) if calendars else others.filter(calendars=None)
            for other in others.distinct():
                theirs = other.opens, other.closes
                try:
                    check_spans(sorted([theirs, span_of(self)]), other.name)
                except ValueError:
                    message = _("This overlaps with “%(name)s” on the same day: %(hours)s.")
                    self.add_error("opens", message % {"name": other.name, "hours": hours_text((theirs,))})
        return cleaned
