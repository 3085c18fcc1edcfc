"""What words mean: forms and equals of words, everyday phrases, and phrases that ask for a chapter.

It comes from the YAML files that apps register and from the synonyms that editors keep.

    forms:     lists of words which are one word (ovary, ovarian)
    same:      lists of words that mean nearly the same (kidney, renal)
    means:     phrase: what it may mean in the words of the pages, one or several
    chapters:  [{about: symptoms, word: symptoms, phrases: [signs of, …]}, …]
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from portal.search import registry
from portal.search.words import STOP, split, stem

LONGEST_PHRASE = 6  # words


@dataclass(frozen=True)
class Intent:
    """A phrase that asks for a chapter: what it is about, and the word that names such a chapter."""

    about: str
    word: str


@dataclass
class Vocabulary:
    language: str
    forms: dict[str, str] = field(default_factory=dict)  # stem → the one that stands for it
    equals: dict[str, set[str]] = field(default_factory=dict)  # form → forms that mean nearly the same
    members: dict[str, set[str]] = field(default_factory=dict)  # form → words as they are written
    means: dict[tuple[str, ...], list[tuple[str, ...]]] = field(default_factory=dict)
    intents: dict[tuple[str, ...], Intent] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)  # all of them, as written: for spelling

    def form(self, word: str) -> str:
        """What a folded word is compared by."""
        stemmed = stem(word, self.language)
        return self.forms.get(stemmed, stemmed)

    def tokens(self, text: str) -> tuple[str, ...]:
        """The words of a text that carry meaning, as forms; all of them when none does."""
        return self.tokens_of(split(text, self.language))

    def tokens_of(self, words) -> tuple[str, ...]:
        return tuple(self.form(word) for word in words if word not in STOP) or tuple(map(self.form, words))

    def exact(self, text: str) -> tuple[str, ...]:
        """All words of a phrase as stems; small words count in phrases."""
        return tuple(stem(word, self.language) for word in split(text, self.language))

    # --- reading --------------------------------------------------------------------------------------------------

    def add(self, rows: dict):
        for group in rows.get("forms", ()):
            words = [word for entry in group for word in split(entry, self.language)]
            for word in words:
                self.forms[stem(word, self.language)] = stem(words[0], self.language)
            self.members.setdefault(self.form(words[0]), set()).update(words)
            self.words.update(words)
        for group in rows.get("same", ()):
            words = [word for entry in group for word in split(entry, self.language)]
            forms = {self.form(word) for word in words}
            for one in forms:
                self.equals.setdefault(one, set()).update(forms - {one})
            for word in words:
                self.members.setdefault(self.form(word), set()).add(word)
            self.words.update(words)
        for phrase, meanings in rows.get("means", {}).items():
            for meaning in [meanings] if isinstance(meanings, str) else meanings:
                self.add_meaning(phrase, meaning)
        for row in rows.get("chapters", ()):
            for phrase in row["phrases"]:
                self.intents[self.exact(phrase)] = Intent(row["about"], row["word"])
                self.words.update(word for word in split(phrase, self.language) if len(word) > 3)

    def add_meaning(self, phrase: str, meaning: str):
        key, tokens = self.tokens(phrase), self.tokens(meaning)
        if key and tokens and tokens not in self.means.setdefault(key, []):
            self.means[key].append(tokens)
        self.words.update(word for text in (phrase, meaning) for word in split(text, self.language))


@lru_cache(1)
def _files(paths: tuple[Path, ...]) -> list[dict]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def read(language: str, synonyms=()) -> Vocabulary:
    """The vocabulary of a language: files are written in English; editors' synonyms exist in every language."""
    vocabulary = Vocabulary(language)
    if language.startswith("en"):
        for rows in _files(tuple(registry.vocabularies)):
            vocabulary.add(rows)
    for words, meaning, both_ways in synonyms:
        vocabulary.add_meaning(words, meaning)
        if both_ways:
            vocabulary.add_meaning(meaning, words)
    return vocabulary
