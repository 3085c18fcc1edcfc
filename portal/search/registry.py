"""What the search knows of other apps: they tell it in AppConfig.ready, so that no app is named here.

Each source is called with the language's Locale, once per generation and process, and must ask the database a number of
queries that does not grow with the site.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Name(NamedTuple):
    """A name of a page. One that is not shown (a frequent misspelling) finds the page and appears nowhere."""

    page: int
    text: str
    is_shown: bool = True


class Chapter(NamedTuple):
    """A page that is part of another one, and what it is about."""

    page: int
    guide: int
    about: str


class Answer(NamedTuple):
    """A short answer that stands above the results when its name was typed."""

    names: tuple[str, ...]
    title: str
    text: str
    url: str


class LookAlike(NamedTuple):
    """Two pages that one name may mean, and the question a reader of the first sees about the second."""

    page: int
    other: int
    note: str


names: list[Callable[..., Iterable[Name]]] = []
chapters: list[Callable[..., Iterable[Chapter]]] = []
answers: list[Callable[..., Iterable[Answer]]] = []
look_alikes: list[Callable[..., Iterable[LookAlike]]] = []
vocabularies: list[Path] = []
doctor_words: list[Callable[..., Iterable[tuple[int, str]]]] = []  # id of a doctor, and words that find them


def gathered(sources, locale) -> list:
    return [row for source in sources for row in source(locale)]
