"""Reading grade of English text: median of Flesch-Kincaid, Coleman-Liau and, from 30 sentences on, SMOG; LIX elsewhere.

A grade counts syllables and words. It cannot see whether a text is true, kind, complete or well ordered.
"""

import math
import re
import statistics

WORD = re.compile(r"[^\W\d_][\w’'-]*")
SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
SMOG_MINIMUM = 30
LEAST_WORDS = 20


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if WORD.search(part)]


def syllables(word: str) -> int:
    """Vowel groups, less a silent ending. An estimate, as every such count is."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) > 3:
        word = re.sub(r"(?<=[^l])e$|(?<=[^aeiouytd])ed$|(?<=[^laeiouycsxz])es$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str, language: str = "en", least: int = LEAST_WORDS) -> float | None:
    """US school grade (English) or LIX (other languages), one decimal. None when there is too little text to say.

    `least`: words from which on the text is long enough. A single sentence can only be compared with others.
    """
    sents = sentences(text)
    words = WORD.findall(text)
    if len(words) < least or not sents:
        return None
    if not language.startswith("en"):
        long_words = sum(len(word) > 6 for word in words)
        return round(len(words) / len(sents) + 100 * long_words / len(words), 1)
    counts = [syllables(word) for word in words]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    grades = [
        0.39 * len(words) / len(sents) + 11.8 * sum(counts) / len(words) - 15.59,
        0.0588 * 100 * letters / len(words) - 0.296 * 100 * len(sents) / len(words) - 15.8,
    ]
    if len(sents) >= SMOG_MINIMUM:
        hard = sum(count >= 3 for count in counts)
        grades.append(1.0430 * math.sqrt(hard * 30 / len(sents)) + 3.1291)
    return round(statistics.median(grades), 1)
