"""The order of pages. A page opens once all pages before it hold; answers are checked again at each step."""

from dataclasses import dataclass, field

from appointments.forms.pages import Page
from appointments.forms.patient import REQUEST_PAGES
from appointments.forms.referral import REFERRAL_PAGES

VERSION = "2026-11"  # of the questions and their words
STEPS = 5


@dataclass(frozen=True)
class Flow:
    form: str  # RequestDraft.form
    entry: str  # name of the address where it begins
    pages: tuple[type[Page], ...]

    def page(self, slug) -> type[Page] | None:
        return next((page for page in self.pages if page.slug == slug), None)

    def after(self, page) -> type[Page]:
        return self.pages[self.pages.index(page) + 1]

    def before(self, page) -> type[Page] | None:
        place = self.pages.index(page)
        return self.pages[place - 1] if place else None

    def step_of(self, page) -> tuple[int, int]:
        """(number, count): the records of a referral and the check of its answers are one step."""
        last = min(len(self.pages), STEPS)
        return min(self.pages.index(page) + 1, last), last

    @property
    def questions(self):
        return self.pages[:-1]

    @property
    def last(self):
        return self.pages[-1]


FLOWS = {
    "request": Flow("request", "request", REQUEST_PAGES),
    "referral": Flow("referral", "refer", REFERRAL_PAGES),
}


@dataclass
class Walk:
    """The pages of a draft up to the first that does not hold (`stop`, None when all hold)."""

    forms: list[Page] = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    stop: type[Page] | None = None

    def of(self, slug) -> dict:
        """Cleaned answers of one page."""
        return next((form.cleaned_data for form in self.forms if form.slug == slug), {})


def walk(draft, until=None) -> Walk:
    """Check the pages of a draft again, in order, up to but not including the page `until`."""
    result = Walk()
    for page in FLOWS[draft.form].questions:
        if page is until:
            break
        typed = draft.answers.get(page.slug)
        form = page(typed or {}, earlier=dict(result.answers), source=draft.source_page)
        if typed is None or not form.is_valid():
            result.stop = page
            break
        result.forms.append(form)
        result.answers |= form.cleaned_data
    return result
