"""Checks of plain language: reading grade, long sentences, abbreviations, numbers that somebody typed as a phone."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import readability
from portal.page_checks.registry import Note, check, words_left_out

LONGEST_SENTENCE = 25  # words
HARDEST = 3
LEAST_TO_COMPARE = 6  # words
SHORT_TEXTS = {"summary", "care_callout", "emergency"}
SHORT_TEXT_TARGET = 6
ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]{1,5}s?\b")
KNOWN = {"US", "USA", "UK", "TV", "OK", "AM", "PM", "ID", "FAQ", "PDF", "URL", "AIDS", "NOT", "DO"}
ROMAN = re.compile(r"[IVX]+")
LINKED = re.compile(r"<a\b[^>]*>.*?</a>", re.S)
PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d[\d ().-]{7,17}\d|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[ .-]\d{3}[ .-]\d{4})(?![\w-])"
)
EXCERPT = 160


def excerpt(text: str, limit: int = EXCERPT) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def words_in(text: str) -> list[str]:
    return readability.WORD.findall(text)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]):
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")\b", re.I)


def without(words, text: str) -> str:
    words = tuple(words)
    return _pattern(words).sub(" ", text) if words else text


def grades(reading) -> tuple[float | None, float | None]:
    """Of the whole page: as it is, and without the words that the glossary explains."""
    left_out = words_left_out(reading)
    return (
        readability.grade(reading.text, reading.language),
        readability.grade(without(left_out, reading.text), reading.language),
    )


def grades_by_place(reading) -> list[tuple[str, float]]:
    """Reading grade of each section that has enough text for one."""
    rows = ((place, readability.grade(text, reading.language)) for place, text in reading.places.items())
    return [(place, grade) for place, grade in rows if grade is not None]


def hardest_sentences(reading, most: int = HARDEST) -> list[tuple[float, str]]:
    """The sentences with the highest grade of their own, worst first."""
    rows = [
        (readability.grade(sentence, reading.language, LEAST_TO_COMPARE), sentence)
        for sentence in dict.fromkeys(readability.sentences(reading.text))
    ]
    return sorted(((grade, text) for grade, text in rows if grade is not None), reverse=True)[:most]


def long_sentences(text: str) -> list[str]:
    return [sentence for sentence in readability.sentences(text) if len(words_in(sentence)) > LONGEST_SENTENCE]


@check("long_sentence", gettext_lazy("Long sentences"))
def find_long_sentences(reading):
    for passage in reading.passages:
        for sentence in long_sentences(passage.text):
            message = _("%(number)s words in one sentence. Two short ones are easier to follow.")
            yield Note(message % {"number": len(words_in(sentence))}, passage.place, excerpt(sentence))


@check("short_text", gettext_lazy("Summary and urgent advice"))
def find_hard_short_texts(reading):
    """What people read first, or in fear, has to be easier than the rest."""
    if not reading.is_english:
        return
    for passage in reading.passages:
        grade = readability.grade(passage.text, reading.language) if passage.kind in SHORT_TEXTS else None
        if grade is not None and grade > SHORT_TEXT_TARGET:
            message = _("Grade %(grade)s. What people read first, or in fear, should not be above grade %(target)s.")
            values = {"grade": grade, "target": SHORT_TEXT_TARGET}
            yield Note(message % values, passage.place, excerpt(passage.text))


@check("abbreviation", gettext_lazy("Abbreviations not written out"))
def find_abbreviations(reading):
    """Written out means: in brackets after the long form, or followed by it in brackets, anywhere on the page."""
    explained, seen = set(), set()
    for word in ABBREVIATION.findall(reading.text):
        if re.search(rf"\w[^()\n]*\({re.escape(word)}\)|\b{re.escape(word)} ?\(\w", reading.text):
            explained.add(word.rstrip("s"))
    for passage in reading.passages:
        text = LINKED.sub(" ", passage.stored) if passage.is_rich else passage.text
        for word in ABBREVIATION.findall(text):
            plain = word.rstrip("s")
            if plain in KNOWN | explained | seen or ROMAN.fullmatch(plain) or len(plain) < 2:
                continue
            seen.add(plain)
            yield Note(_("Write “%(word)s” out where it first stands.") % {"word": word}, passage.place, word)


@check("typed_phone", gettext_lazy("Typed phone numbers"), is_kept=True)
def find_typed_phones(reading):
    for passage in reading.passages:
        for number in PHONE.findall(passage.text):
            message = _("Use the contact block: its number is changed in one place for all pages.")
            yield Note(message, passage.place, number)
