"""Names of pages in memory: built once per generation and process, a few hundred bytes for each page.

A name scores by the words it shares with the query, rare words more than frequent ones: twice the shared weight, divided
by the weight of both. Equal names have 1.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log
from threading import Lock

from wagtail.models import Page

from portal.page_cache import remembered
from portal.page_types import content_types
from portal.privacy import private_paths
from portal.search import registry
from portal.search.best_bets import best_bets
from portal.search.vocabulary import Vocabulary, read
from portal.search.words import split

OVERVIEW = "overview"
_building = Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs: its guide (or itself), and what it is about there."""

    group: int
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    page: int
    text: str
    tokens: frozenset
    weight: float
    is_title: bool
    is_shown: bool


class NameIndex:
    def __init__(self, locale):
        from portal.models import SearchSynonym

        self.language = locale.language_code
        synonyms = SearchSynonym.objects.filter(locale=locale).values_list("words", "meaning", "both_ways")
        self.vocabulary: Vocabulary = read(self.language, synonyms)
        self.places: dict[int, Place] = {}
        self.chapters: dict[int, dict[str, int]] = defaultdict(dict)  # group → about → page
        self.titles: dict[int, str] = {}
        self._take_pages(locale)
        self._take_names(locale)
        self.answers = self._answers(locale)
        self.best_bets = best_bets(self.vocabulary, self.places)
        self.look_alikes = registry.gathered(registry.look_alikes, locale)

    def _take_pages(self, locale):
        """Live pages that everybody may read and that do not ask to stay out of the search."""
        hidden = hidden_pages()
        private = tuple(private_paths())
        pages = Page.objects.filter(live=True, locale=locale, depth__gt=1)
        for pk, title, path in pages.values_list("pk", "title", "path"):
            if pk not in hidden and not path.startswith(private):
                self.places[pk] = Place(pk, OVERVIEW)
                self.titles[pk] = title
        for chapter in registry.gathered(registry.chapters, locale):
            if chapter.page in self.places and chapter.guide in self.places:
                self.places[chapter.page] = Place(chapter.guide, chapter.about)
                self.chapters[chapter.guide][chapter.about] = chapter.page

    def _take_names(self, locale):
        rows = {(pk, title): (True, True) for pk, title in self.titles.items() if self.places[pk].group == pk}
        for name in registry.gathered(registry.names, locale):
            place = self.places.get(name.page)
            if place and place.group == name.page and name.text:
                rows.setdefault((name.page, name.text), (False, name.is_shown))
        parsed = tokens_of_names(self.vocabulary)
        named = [(key, flags, parsed(key[1])) for key, flags in rows.items()]
        self.total = max(len({page for (page, _text), _flags, _tokens in named}), 1)
        pages_with = Counter(token for _page, token in {(key[0], word) for key, _, words in named for word in words})
        self.idf = {token: log(1 + self.total / count) for token, count in pages_with.items()}
        self.entries = [
            Entry(page, text, tokens, sum(map(self.idf.get, tokens)), *flags)
            for (page, text), flags, tokens in named
            if tokens
        ]
        self.by_token: dict[str, list[int]] = defaultdict(list)
        self.by_page: dict[int, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            self.by_page[entry.page].append(number)
            for token in entry.tokens:
                self.by_token[token].append(number)
        self.exact_names = {frozenset(split(entry.text, self.language)) for entry in self.entries}
        shown = (entry.text for entry in self.entries if entry.is_shown)
        self.word_counts = Counter(word for text in shown for word in split(text, self.language))
        for word in self.vocabulary.words:
            self.word_counts[word] += 0
        self.known_forms = {self.vocabulary.form(word) for word in self.word_counts} | set(self.by_token)

    def _answers(self, locale) -> dict[frozenset, registry.Answer]:
        answers = {}
        for answer in registry.gathered(registry.answers, locale):
            for name in answer.names:
                answers.setdefault(frozenset(self.vocabulary.tokens(name)), answer)
                for word in split(name, self.language):
                    self.word_counts[word] += 1
                    self.known_forms.add(self.vocabulary.form(word))
        return answers

    def rarity(self, token: str) -> float:
        """The weight of a word; one that no name has counts like one that a single name has."""
        return self.idf.get(token) or log(1 + self.total)


def tokens_of_names(vocabulary: Vocabulary):
    @lru_cache(None)
    def tokens(text):
        return frozenset(vocabulary.tokens(text))

    return tokens


def name_index(locale) -> NameIndex:
    with _building:  # after an edit one thread reads the names, the others wait for it
        return remembered(("search names", locale.pk), lambda: NameIndex(locale))


def hidden_pages() -> set[int]:
    """Ids of pages that ask not to be found; a field of our mixin cannot filter a search over all pages."""
    return {
        pk
        for model in content_types()
        for pk in model.objects.filter(hide_from_search=True).values_list("pk", flat=True)
    }
