"""The question which illness it is about: a field with suggestions, in which any other words are welcome too."""

from django import forms
from wagtail.models import Locale, Page

from appointments.forms.fields import Words
from conditions.models import ConditionPage
from portal.page_cache import remembered

SUGGESTIONS = "conditions"  # id of the datalist


def condition_titles() -> list[str]:
    """Titles of the published guides in this language, in alphabetical order."""
    locale = Locale.get_active()
    return remembered(("condition titles", locale.pk), lambda: titles_in(locale))


def titles_in(locale) -> list[str]:
    pages = ConditionPage.objects.live().public().filter(locale=locale)
    return sorted(set(pages.values_list("title", flat=True)), key=str.casefold)


def condition_named(title: str) -> ConditionPage | None:
    """The published guide with this title, whatever the case; the words themselves are kept as well."""
    if not title:
        return None
    return ConditionPage.objects.live().public().filter(title__iexact=title, locale=Locale.get_active()).first()


def condition_of(source: Page | None) -> ConditionPage | None:
    """The guide a reader came from: the page itself, or the guide above a chapter."""
    if source is None:
        return None
    above = source.get_ancestors(inclusive=True).values("pk")
    return ConditionPage.objects.live().public().filter(pk__in=above).order_by("-depth").first()


class ConditionField(Words):
    def __init__(self, **options):
        attrs = {"class": "input", "list": SUGGESTIONS, "autocomplete": "off"}
        super().__init__(longest=200, widget=forms.TextInput(attrs=attrs), **options)

    def suggest(self, source):
        """Fill in the guide the reader came from."""
        guide = condition_of(source)
        self.initial = guide.title if guide else ""
