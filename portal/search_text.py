"""What people type into a search box, made harmless for PostgreSQL and equal for what looks equal."""

import unicodedata

LONGEST_INPUT = 10_000  # characters looked at; nobody types more


def clean(text: str, limit: int = 200) -> str:
    """The words without control and invisible characters, in Unicode form NFKC, single-spaced, at most `limit` long.

    Quotes stay: they are plain text. Search text that is not empty may become so.
    """
    composed = unicodedata.normalize("NFKC", text[:LONGEST_INPUT])
    visible = "".join(letter for letter in composed if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return " ".join(visible.split())[:limit].rstrip()
