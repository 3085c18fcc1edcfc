"""The computed A to Z: live titles and other names, letters folded, every letter present."""

import string
import unicodedata

from django.utils.translation import get_language

from conditions.models import AlternateName, ConditionPage
from conditions.models.relations import NameKind

OTHER = "0-9"
ALPHABETS = {"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}  # Latin letters elsewhere
ARTICLE = "ال"  # Arabic names are filed without it
# Latin letters that are no base letter with an accent, as a reader of English looks for them.
WHOLE_LETTERS = str.maketrans(
    {"æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t"}
)


def letter_of(name: str) -> str:
    """The letter a name is filed under: accents folded, other scripts under their own; digits and signs together."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else OTHER


def sort_key(name: str) -> str:
    folded = name.strip().casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFKD", folded.translate(WHOLE_LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).removeprefix(ARTICLE)


def entries_of(index) -> list[dict]:
    """Letters with their entries: [{letter, entries: [{name, url, see}]}]. Two queries, however many guides."""
    base = index.url
    guides = ConditionPage.objects.child_of(index).live().public()
    titles = {pk: (title, f"{base}{slug}/") for pk, title, slug in guides.values_list("pk", "title", "slug")}
    entries = [{"name": title, "url": url, "see": None} for title, url in titles.values()]
    names = AlternateName.objects.filter(page__in=guides.values("pk")).exclude(kind=NameKind.MISSPELLING)
    for name, pk in names.values_list("name", "page_id"):
        title, url = titles[pk]
        if sort_key(name) != sort_key(title):
            entries.append({"name": name, "url": url, "see": title})
    return by_letter(entries)


def by_letter(entries) -> list[dict]:
    """Group {name, …} rows by letter; those of the alphabet are always there, others only where they are used."""
    letters: dict[str, list] = {letter: [] for letter in ALPHABETS.get(get_language(), string.ascii_uppercase)}
    for entry in sorted(entries, key=lambda entry: sort_key(entry["name"])):
        letters.setdefault(letter_of(entry["name"]), []).append(entry)
    return [{"letter": letter, "entries": rows} for letter, rows in letters.items()]


def by_body_part(index) -> list[dict]:
    """[{name, entries: [{title, url}]}] by organ, one query."""
    base = index.url
    guides = ConditionPage.objects.child_of(index).live().public().exclude(anatomy=None)
    parts: dict[str, list] = {}
    for part, title, slug in guides.order_by("anatomy__name", "title").values_list("anatomy__name", "title", "slug"):
        parts.setdefault(part, []).append({"title": title, "url": f"{base}{slug}/"})
    return [{"name": part, "entries": rows} for part, rows in parts.items()]
