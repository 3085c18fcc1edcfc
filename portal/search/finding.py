"""The search itself: names first, then texts, grouped by guide, with the chapter that was asked for."""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import NamedTuple

from portal.search import registry, texts
from portal.search.best_bets import BestBet
from portal.search.name_index import OVERVIEW, name_index
from portal.search.reading import Reading, Variant, read

TITLE, OTHER_NAME = 1.0, 0.985
BY_ONE_NAME = 0.8  # share of the best single name; the rest is how many of the words the names have together
TEXT = 0.4  # weight of texts against names
SAME_SUBJECT = 0.45  # share for a page whose title holds the whole title of a better result
BEST_SUBJECTS = 3
LEAST = 0.12  # of the best result; what is further off is no result, unless a text has all the words
FEW_NAMES = 2000
MOST_GROUPS = 500
NAMED = 60  # pages found by name whose texts are looked at

# which chapter answers when a guide lacks the one asked for
INSTEAD = {
    "trials": ("treatment",),
    "outlook": ("stages", "treatment"),
    "stages": ("diagnosis",),
    "prevention": ("risk_causes",),
    "symptoms": ("diagnosis",),
    "living_with": ("support", "treatment"),
    "support": ("living_with",),
    "questions_to_ask": ("treatment",),
}


class Group(NamedTuple):
    """One result: a guide (or a page that stands alone), its page that answers best, and others that match."""

    page: int
    best: int
    about: str
    score: float
    others: tuple[int, ...]


@dataclass
class Found:
    query: str
    reading: Reading
    groups: list[Group] = field(default_factory=list)
    best_bets: list[BestBet] = field(default_factory=list)
    answer: registry.Answer | None = None
    choice: list[registry.LookAlike] = field(default_factory=list)  # which one is meant?

    def count(self) -> int:
        return len(self.groups)


def find(query: str, locale, *, exactly: bool = False) -> Found:
    """Everything public of this language that a cleaned query finds, best first."""
    index = name_index(locale)
    reading = read(query, index, exactly=exactly)
    found = Found(query, reading)
    if not reading.words:
        return found
    named = by_names(reading, index)
    if is_a_name(reading, index):
        reading.intent = None
    words = list(dict.fromkeys(reading.core))
    queries = texts.asked(words, index) + [" & ".join(meaning) for meaning in reading.meanings[:3]]
    nearest = sorted(named, key=named.get, reverse=True)[:NAMED]
    pages = [page for group in nearest for page in (group, *index.chapters.get(group, {}).values())]
    by_text = texts.ranked(queries, pages, index)
    found.groups = grouped(named, by_text, reading, index)
    found.best_bets = best_bets_for(reading, index)
    found.answer = answer_to(reading, index)
    found.choice = choice_of(reading, named, index)
    return found


# --- names ----------------------------------------------------------------------------------------------------------


def by_names(reading: Reading, index) -> dict[int, float]:
    """Page → how well its names match, in the best way to understand the query."""
    scores: dict[int, float] = {}
    for variant in reading.variants:
        for page, score in score_of(variant, index).items():
            scores[page] = max(scores.get(page, 0), score * variant.weight)
    best = sorted(scores, key=lambda page: -scores[page])[:BEST_SUBJECTS]
    for page in best:
        for other in same_subject(page, index):
            scores[other] = max(scores.get(other, 0), SAME_SUBJECT * scores[page])
    return dict(nlargest(MOST_GROUPS, scores.items(), key=itemgetter(1)))


def is_a_name(reading: Reading, index) -> bool:
    """Was a name typed, and nothing else? Then no part of it asks for a chapter."""
    return frozenset(reading.words) in index.exact_names


def same_subject(page: int, index) -> list[int]:
    """Pages whose title says more about the same: “Prevention of …”."""
    own = next((index.entries[n].tokens for n in index.by_page.get(page, ()) if index.entries[n].is_title), frozenset())
    if not own:
        return []
    rarest = min(own, key=lambda token: len(index.by_token[token]))
    entries = (index.entries[number] for number in index.by_token[rarest][:FEW_NAMES])
    return [entry.page for entry in entries if entry.is_title and entry.tokens > own]


def score_of(variant: Variant, index) -> dict[int, float]:
    shared: dict[int, float] = defaultdict(float)  # name → weight that it shares, seen from both sides
    covered: dict[int, dict[int, float]] = defaultdict(dict)  # page → word → how well some name has it
    weights = [weight_of(token, index) for token in variant.tokens]
    whole = sum(weights) or 1.0
    rarest_first = sorted(range(len(weights)), key=lambda place: -weights[place])
    for place in rarest_first:
        taken = set()
        for form, likeness in sorted(variant.tokens[place].matches, key=lambda match: -match[1]):
            numbers = index.by_token[form]
            only_known = len(numbers) > FEW_NAMES and shared
            for number in numbers:
                if number in taken or (only_known and number not in shared):
                    continue
                taken.add(number)
                shared[number] += likeness * (weights[place] + index.idf[form])
                words = covered[index.entries[number].page]
                words[place] = max(words.get(place, 0), likeness)
    scores: dict[int, float] = {}
    for number, weight in shared.items():
        entry = index.entries[number]
        together = sum(weights[place] * likeness for place, likeness in covered[entry.page].items()) / whole
        score = BY_ONE_NAME * min(weight / (whole + entry.weight), 1) + (1 - BY_ONE_NAME) * together
        score *= TITLE if entry.is_title else OTHER_NAME
        scores[entry.page] = max(scores.get(entry.page, 0), score)
    return scores


def weight_of(token, index) -> float:
    return max((index.idf[form] for form, _likeness in token.matches), default=0) or index.rarity(token.word) * 0.6


# --- groups ---------------------------------------------------------------------------------------------------------


def grouped(named, by_text, reading, index) -> list[Group]:
    pages: dict[int, list[int]] = defaultdict(list)
    for page in by_text:
        pages[index.places[page].group].append(page)
    groups = []
    for group in {*named, *pages}:
        own = pages.get(group, [])
        sums = {page: sum(by_text[page]) for page in own}
        best_text = max(sums.values(), default=0)
        whole = sum(map(max, zip(*(by_text[page] for page in own), strict=True))) if own else 0
        score = named.get(group, 0) + TEXT * (best_text + whole) / 2
        best = best_page(group, sums, named.get(group, 0), reading, index)
        about = index.places[best].about
        complete = any(all(by_text[page]) for page in own)
        others = sorted((page for page in own if page != best and sums[page] > 0), key=lambda page: -sums[page])
        groups.append((complete, Group(group, best, about, score, tuple(others[:3]))))
    groups.sort(key=lambda row: (-row[1].score, row[1].page))
    least = LEAST * groups[0][1].score if groups else 0
    return [row for complete, row in groups if complete or row.score >= least][:MOST_GROUPS]


def best_page(group, sums, name_score, reading, index) -> int:
    """The chapter that was asked for; else the one whose text fits best, unless the name of the guide was meant."""
    chapters = index.chapters.get(group, {})
    if reading.intent:
        about = reading.intent.about
        for wanted in (about, *INSTEAD.get(about, ())):
            if wanted in chapters:
                return chapters[wanted]
        return group
    best = max(sums, key=sums.get, default=group)
    if best != group and sums[best] > 2 * sums.get(group, 0) and name_score < 0.5:
        return best
    return group


# --- beside the list ------------------------------------------------------------------------------------------------


def best_bets_for(reading, index) -> list[BestBet]:
    """What editors put first for these words, or for the words that are their equals."""
    return index.best_bets.get(frozenset(index.vocabulary.tokens_of(reading.words)), [])


def answer_to(reading, index) -> registry.Answer | None:
    """The hard word that was typed, alone or as “what is …”."""
    if reading.intent and reading.intent.about != OVERVIEW:
        return None
    vocabulary = index.vocabulary
    for words in (reading.core, reading.words):
        if answer := index.answers.get(frozenset(vocabulary.tokens_of(words))):
            return answer
    return None


def choice_of(reading, named, index) -> list[registry.LookAlike]:
    """Pairs of pages that are mistaken for each other and that both have all words of the query in one of their names."""
    words = {index.vocabulary.form(word) for word in reading.core}
    equals = [{word, *index.vocabulary.equals.get(word, ())} for word in words]

    def has_all(page):
        names = [index.entries[number].tokens for number in index.by_page.get(page, ())]
        return any(all(tokens & same for same in equals) for tokens in names)

    return [
        pair
        for pair in index.look_alikes
        if len(words) > 1 and pair.page in named and pair.other in named and has_all(pair.page) and has_all(pair.other)
    ]
