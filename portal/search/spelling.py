"""Misspelt words, corrected to the nearest word that the site's own names use.

Letters that sound alike count as alike (ph and f, k and c, y and i, doubled letters). Words that the texts know are right.
"""

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("ch|ck|qu|q|c(?![eiy])", "k"),
        ("c|z", "s"),
        ("rh", "r"),
        ("y|ee|ea|e", "i"),
        ("x", "ks"),
        (r"(.)\1+", r"\1"),
    )
]
SHORTEST = 4  # letters; of shorter words everything is near
CANDIDATES = 5


@lru_cache(50_000)
def sound(word: str) -> str:
    for pattern, letter in SOUNDS:
        word = pattern.sub(letter, word)
    return word


def allowed(word: str) -> int:
    """How many slips of the keys a word of this length may have."""
    return 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def nearest(word: str, words, *, slips: int | None = None) -> list[tuple[str, float]]:
    """Words that this one may be meant to be, with how near they are (1 is equal), nearest first."""
    if len(word) < SHORTEST or any(letter.isdigit() for letter in word):
        return []
    slips, own = slips or allowed(word), sound(word)
    by_letters = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=25)
    near = {other: distance for other, distance, _ in by_letters if len(other) > 2}
    if len(own) >= SHORTEST - 1:
        sounds = {other: sound(other) for other in words if abs(len(other) - len(word)) <= slips}
        by_sound = process.extract(own, sounds, scorer=OSA.distance, score_cutoff=slips - 1, limit=25)
        for _sound, distance, other in by_sound:
            if len(other) > 2:
                near[other] = min(near.get(other, 9), distance + 0.5)
    longest = max(len(word), 1)
    scored = [
        (other, 1 - distance / longest + 0.1 * JaroWinkler.similarity(word, other)) for other, distance in near.items()
    ]
    return sorted(scored, key=lambda row: -row[1])[:CANDIDATES]


def parted(word: str, words) -> tuple[str, str] | None:
    """Two words that were written as one: breastcancer."""
    for at in range(3, len(word) - 2):
        if word[:at] in words and word[at:] in words:
            return word[:at], word[at:]
    return None
