"""Words as the search compares them: without accents, in one spelling, without endings."""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

APOSTROPHES = re.compile(r"['’`´]")
WORD = re.compile(r"[^\W_]+")
# British spelling → American, as parts of words
BRITISH = [
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=tum)our", "or"),
        (r"(?<=col)our|(?<=behavi)our|(?<=lab)our", "or"),
        (r"haem|(?<=h)aem", "hem"),
        (r"aemi(?=a|c)", "emi"),
        (r"\boe(?=soph|strog|dem)", "e"),
        (r"paed(?=i)", "ped"),
        (r"gynaec", "gynec"),
        (r"anaes", "anes"),
        (r"caec", "cec"),
        (r"faec", "fec"),
        (r"rrhoea", "rrhea"),
        (r"(?<=[a-z]{4})isation\b", "ization"),
        (r"\bfibre", "fiber"),
        (r"\bcentre", "center"),
    )
]
MAYBE_BRITISH = re.compile(r"our|ae|oe|isa|re\b")
AMERICAN = [  # the other way, for texts written in British English
    ("tumor", "tumour"),
    ("hem", "haem"),
    ("emia", "aemia"),
    ("esoph", "oesoph"),
    ("estrog", "oestrog"),
    ("pedi", "paedi"),
    ("gynec", "gynaec"),
    ("anes", "anaes"),
    ("rrhea", "rrhoea"),
    ("fec", "faec"),
    ("cec", "caec"),
    ("color", "colour"),
    ("behavior", "behaviour"),
    ("ization", "isation"),
    ("fiber", "fibre"),
    ("center", "centre"),
]
# Greek and Latin plurals and adjectives that the stemmer takes for other words
MEDICAL = [
    (re.compile(pattern), one)
    for pattern, one in (
        (r"(?:omata|omatous)$", "oma"),
        (r"(?<=sta)(?:ses|tic|sized|size)$", "sis"),
        (r"(?<=no)ses$|(?<=ro)ses$|(?<=bo)ses$|(?<=io)ses$", "sis"),
        (r"(?<=ici)lla$", "llum"),
        (r"(?<=icul)a$", "um"),
        (r"(?<=ster)na$", "num"),
    )
]
SMALL_WORDS = """
a about am an and any are as at be been being but by can could did do does for from get gets got had has have
having he her his how i if in into is it its me my of on or our s she should so t than that the their them then
there these they this those to was we were what when where which who whom whose why will with would you your
please tell type types kind kinds
"""
STOP = frozenset(SMALL_WORDS.split())


def fold(text: str, language: str = "en") -> str:
    """Lower case, no accents, and for English one way of spelling."""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if language.startswith("en") and MAYBE_BRITISH.search(plain):
        for pattern, american in BRITISH:
            plain = pattern.sub(american, plain)
    return APOSTROPHES.sub("", plain)


@lru_cache(30_000)
def split(text: str, language: str = "en") -> tuple[str, ...]:
    return tuple(WORD.findall(fold(text, language)))


STEMMERS = threading.local()  # a stemmer holds the word it works on: two threads must not share one


def _stemmer(language: str):
    held = STEMMERS.__dict__
    if language not in held:
        held[language] = new_stemmer(language)
    return held[language]


def new_stemmer(language: str):
    names = {"en": "english", "es": "spanish", "ar": "arabic", "fr": "french", "de": "german", "pt": "portuguese"}
    return snowballstemmer.stemmer(names[language[:2]]) if language[:2] in names else None


@lru_cache(50_000)
def stem(word: str, language: str = "en") -> str:
    """A folded word without its endings. Numbers stay."""
    if language.startswith("en"):
        for pattern, one in MEDICAL:
            word = pattern.sub(one, word)
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


def spellings(word: str) -> set[str]:
    """A folded English word and how the British write it."""
    return {word} | {word.replace(american, british) for american, british in AMERICAN if american in word}
