"""Which checks there are. Apps register theirs when they are ready; a check is a function from a reading to notes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from portal.page_checks.passages import Passage, passages_of


@dataclass(frozen=True)
class Note:
    """Something to look at. `words` is the piece of text it is about, `target` the record it names."""

    message: str
    place: str = ""
    words: str = ""
    target: int | None = None


class Reading:
    """A page while it is looked at: its passages and what checks share."""

    def __init__(self, page):
        self.page = page

    @cached_property
    def passages(self) -> list[Passage]:
        return passages_of(self.page)

    @cached_property
    def language(self) -> str:
        return self.page.locale.language_code

    @property
    def is_english(self) -> bool:
        return self.language.startswith("en")

    @cached_property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    @cached_property
    def places(self) -> dict[str, str]:
        """The text under each heading, in order."""
        texts: dict[str, list[str]] = {}
        for passage in self.passages:
            texts.setdefault(passage.place, []).append(passage.text)
        return {place: "\n".join(lines) for place, lines in texts.items()}


@dataclass(frozen=True)
class Check:
    """`is_kept`: its notes are stored for the reports that list them for all pages."""

    name: str
    label: str
    find: Callable[[Reading], Iterable[Note]]
    is_kept: bool


@dataclass(frozen=True)
class Mend:
    """What an editor can have done about a note with one click. `do` changes the page and says whether it could."""

    label: str
    do: Callable[[object, int], bool]


_checks: dict[str, Check] = {}
mends: dict[str, Mend] = {}  # by the name of the check
_easy_words: list[Callable[[Reading], Iterable[str]]] = []


def check(name: str, label, *, is_kept: bool = False):
    """Decorator: register a check under this name."""

    def register(find):
        _checks[name] = Check(name, label, find, is_kept)
        return find

    return register


def easy_words(words: Callable[[Reading], Iterable[str]]):
    """Decorator: words that are long but explained; the second reading grade leaves them out."""
    _easy_words.append(words)
    return words


def words_left_out(reading) -> Iterator[str]:
    for words in _easy_words:
        yield from words(reading)


def all_checks() -> list[Check]:
    return list(_checks.values())


def look(reading, *, kept_only=False) -> dict[Check, list[Note]]:
    """What each check has to say about this page; checks without a note are left out."""
    found = {check: list(check.find(reading)) for check in all_checks() if check.is_kept or not kept_only}
    return {check: notes for check, notes in found.items() if notes}
