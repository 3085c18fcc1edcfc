"""How a query is read: its words, what they may mean, the chapter they ask for, and what was probably meant to be typed."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.search import spelling, texts
from portal.search.vocabulary import LONGEST_PHRASE, Intent
from portal.search.words import STOP, fold, split, stem

SHORTEST_PREFIX = 3
MOST_WORDS = 16
MEANT, LESS_LIKELY = 0.92, 0.02  # weight of what an everyday phrase may mean, and what each later meaning has less
CORE = 0.96  # weight of the words without the phrase that asks for a chapter
MOST_VARIANTS = 14


class Token(NamedTuple):
    """A word of a query, and the forms in names that it matches, with how well."""

    word: str
    matches: tuple[tuple[str, float], ...]


class Variant(NamedTuple):
    """One way to understand a query."""

    tokens: tuple[Token, ...]
    weight: float


@dataclass
class Reading:
    words: list[str]
    corrected: str = ""  # the query as it was probably meant; empty when nothing is to correct
    intent: Intent | None = None
    variants: list[Variant] = field(default_factory=list)
    core: list[str] = field(default_factory=list)  # words that texts are searched for
    meanings: list[tuple[str, ...]] = field(default_factory=list)


def read(query: str, index, *, exactly: bool = False) -> Reading:
    words = joined(list(split(query, index.language)[:MOST_WORDS]), index)
    corrected = ""
    if not exactly:
        changes = corrections(words, index)
        if changes:
            corrected = rewritten(query, changes, index.language)
            words = [part for word in words for part in changes.get(word, word).split()]
    reading = Reading(words, corrected)
    is_begun = words and not is_known(words[-1], index)
    understand(reading, index, words[-1] if is_begun else "")
    return reading


def reading_of_words(words, index) -> Reading:
    """Of what is being typed: its last word is only begun, and nothing is corrected."""
    reading = Reading(list(words[:MOST_WORDS]))
    understand(reading, index, words[-1])
    return reading


def rewritten(query: str, changes: dict[str, str], language: str) -> str:
    def corrected(match):
        return changes.get(fold(match[0], language), match[0])

    return re.sub(r"[^\W_]+(?:['’][^\W_]+)?", corrected, query)


def joined(words: list[str], index) -> list[str]:
    """Two words that the site writes as one: gall bladder."""
    out, at = [], 0
    while at < len(words):
        both = "".join(words[at : at + 2])
        if at + 1 < len(words) and len(both) > 6 and both in index.word_counts and not is_stop_pair(words, at):
            out.append(both)
            at += 2
        else:
            out.append(words[at])
            at += 1
    return out


def is_stop_pair(words, at):
    return words[at] in STOP or words[at + 1] in STOP


# --- spelling -------------------------------------------------------------------------------------------------------


def is_known(word: str, index) -> bool:
    return (
        word in STOP
        or len(word) < spelling.SHORTEST
        or word.isdigit()
        or word in index.word_counts
        or index.vocabulary.form(word) in index.known_forms
    )


def corrections(words: list[str], index) -> dict[str, str]:
    """Unknown word → what it was probably meant to be."""
    unknown = [word for word in words if not is_known(word, index)]
    if unknown and unknown[-1] == words[-1] and begins_a_word(words[-1], index):
        unknown.pop()
    if not unknown:
        return {}
    in_texts = texts.known_words(unknown)
    changes = {}
    for word in unknown:
        if pair := spelling.parted(word, index.word_counts):
            changes[word] = " ".join(pair)
            continue
        near = spelling.nearest(word, list(index.word_counts), slips=1 if word in in_texts else None)
        if near and not (word in in_texts and len(word) < 6):
            changes[word] = best_of(near, word, words, index)
    return changes


def begins_a_word(word: str, index) -> bool:
    return len(word) >= SHORTEST_PREFIX and any(other.startswith(word) for other in index.word_counts)


def best_of(near, word, words, index) -> str:
    """The nearest; among words about as near the one that stands beside the others in a name, or in more names."""
    others = {index.vocabulary.form(other) for other in words if other != word} & set(index.by_token)
    companions = set()
    for other in others:
        numbers = index.by_token[other]
        companions.update(*(index.entries[number].tokens for number in numbers[:500]))

    def score(row):
        form = index.vocabulary.form(row[0])
        return row[1] + 0.08 * (form in companions) + 0.04 * min(len(index.by_token.get(form, ())), 10) / 10

    return max(near, key=score)[0]


# --- meaning --------------------------------------------------------------------------------------------------------


def understand(reading: Reading, index, last: str):
    """Fill in what the words may mean. `last` is a word that is only begun, or empty."""
    vocabulary, words = index.vocabulary, reading.words
    found = intents_in(words, vocabulary)
    rest = words
    if found:
        reading.intent = found[0][1]
        taken = {place for span, _intent in found for place in span}
        rest = [word for place, word in enumerate(words) if place not in taken]
    meaningful = [word for word in rest if word not in STOP]
    reading.core = meaningful or [word for word in words if word not in STOP] or words
    reading.variants = [Variant(tokens_for(words, index, last), 1.0)]
    if meaningful and reading.intent:
        reading.variants.append(Variant(tokens_for(meaningful, index, last), CORE))
        reading.variants.append(Variant(tokens_for([*meaningful, reading.intent.word], index, last), 1.0))
    for base in [words, meaningful] if meaningful and reading.intent else [words]:
        add_meanings(reading, base, index, last)
    reading.variants = reading.variants[:MOST_VARIANTS]


def intents_in(words, vocabulary):
    """(places, intent) of the phrases that ask for a chapter, the most specific first: overview only when nothing else."""
    stems = [stem(word, vocabulary.language) for word in words]
    found, taken = [], set()
    for length in range(LONGEST_PHRASE, 0, -1):
        for start in range(len(stems) - length + 1):
            span = range(start, start + length)
            intent = vocabulary.intents.get(tuple(stems[start : start + length]))
            if intent and not taken.intersection(span):
                taken.update(span)
                found.append((span, intent))
    return sorted(found, key=lambda row: (row[1].about == "overview", row[0].start))


def add_meanings(reading, words, index, last):
    """Variants in which an everyday phrase is replaced by what it may mean. The words of a phrase need not stand together."""
    vocabulary = index.vocabulary
    tokens = [(word, vocabulary.form(word)) for word in words if word not in STOP]
    having = {}
    for word, form in tokens:
        for one in {form, *vocabulary.equals.get(form, ())}:
            having.setdefault(one, word)
    keys = [key for key in vocabulary.means if all(part in having for part in key)]
    literal = {form for _word, form in tokens}
    keys = [key for key in keys if any(part in literal for part in key)]
    keys = [key for key in keys if not any(set(key) < set(other) for other in keys)]
    for key in sorted(keys, key=len, reverse=True):
        replaced = {having[part] for part in key}
        others = [word for word, _form in tokens if word not in replaced]
        for number, meaning in enumerate(vocabulary.means[key]):
            meant = tuple(Token(form, matches_of(form, index)) for form in meaning)
            reading.variants.append(Variant((*tokens_for(others, index, last), *meant), MEANT - LESS_LIKELY * number))
            if meaning not in reading.meanings:
                reading.meanings.append(meaning)


def tokens_for(words, index, last) -> tuple[Token, ...]:
    chosen = [word for word in dict.fromkeys(words) if word not in STOP] or list(dict.fromkeys(words))
    tokens = []
    for word in chosen:
        matches = dict(matches_of(index.vocabulary.form(word), index))
        if word == last and len(word) >= SHORTEST_PREFIX:
            for other in index.word_counts:
                if other.startswith(word) and (form := index.vocabulary.form(other)) in index.by_token:
                    matches.setdefault(form, 0.9)
        tokens.append(Token(word, tuple(matches.items())))
    return tuple(tokens)


def matches_of(form: str, index) -> tuple[tuple[str, float], ...]:
    """The form itself, and those that mean nearly the same, as far as names use them."""
    equals = ((other, 0.8) for other in sorted(index.vocabulary.equals.get(form, ())))
    return tuple((one, likeness) for one, likeness in ((form, 1.0), *equals) if one in index.by_token)
