"""Why a page was found: a passage of its text with the words that were looked for marked. Everything is escaped."""

import re

from django.contrib.contenttypes.models import ContentType
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from portal.page_types import content_types
from portal.search.reading import Reading
from portal.search.words import STOP, spellings, stem

LENGTH = 220  # letters
MOST_TEXT = 60_000  # letters looked at
SPACE = re.compile(r"\s+")


def pattern_for(reading: Reading, index) -> re.Pattern | None:
    """Matches the words that were looked for, in all their forms and endings, and what everyday phrases mean."""
    starts = set()
    for word in [*reading.words, *(word for meaning in reading.meanings for word in meaning)]:
        if word in STOP:
            continue
        form = index.vocabulary.form(word)
        for one in {word, *index.vocabulary.members.get(form, ())}:
            for spelling in spellings(one):
                short = stem(spelling, index.language)
                starts.add(spelling if len(short) < 4 or not spelling.startswith(short) else short)
    if not starts:
        return None
    longest_first = sorted(starts, key=lambda word: (-len(word), word))
    endings = rf"(?:{'|'.join(map(re.escape, longest_first))})(?<=\w{{4}})\w{{0,6}}"
    whole = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"\b(?:{endings}|(?:{whole}))\b", re.IGNORECASE)


def marked(text: str, pattern: re.Pattern | None) -> SafeString:
    """The text, escaped, with each match in <mark>."""
    if pattern is None:
        return conditional_escape(text)
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [conditional_escape(text[at : match.start()]), mark_safe("<mark>")]
        parts += [conditional_escape(match[0]), mark_safe("</mark>")]
        at = match.end()
    return mark_safe("".join([*parts, conditional_escape(text[at:])]))


def passage(text: str, pattern: re.Pattern | None) -> str:
    """The part of a text that has most of the words, cut between words."""
    text = SPACE.sub(" ", text[:MOST_TEXT]).strip()
    if len(text) <= LENGTH:
        return text
    places = [(match.start(), match[0].casefold()[:5]) for match in pattern.finditer(text)] if pattern else []
    best, most = 0, 0
    for number, (start, _word) in enumerate(places[:400]):
        inside = {word for place, word in places[number : number + 40] if place < start + LENGTH - 40}
        if len(inside) > most:
            best, most = start, len(inside)
    start = text.rfind(". ", max(best - 120, 0), best) + 2
    if start < 2:
        start = 0 if best < 60 else text.find(" ", best - 60) + 1
    end = start + LENGTH
    cut = text[start:] if end >= len(text) else text[start : text.rfind(" ", start + LENGTH // 2, end)] + " …"
    return cut if start == 0 or text[start - 2 : start] == ". " else f"… {cut}"


def best_text(summary: str, text: str, pattern: re.Pattern | None, words: int) -> str:
    """The summary, unless it lacks some of so many words and the text has more of them."""
    if pattern is None:
        return summary
    chosen = passage(text, pattern)
    enough = min(distinct(chosen, pattern), words)
    return summary if summary and distinct(summary, pattern) >= enough else chosen or summary


def distinct(text: str, pattern: re.Pattern) -> int:
    return len({match.casefold()[:5] for match in pattern.findall(text)})


def texts_of(pks, index) -> dict[int, str]:
    """Page → its text as the search index holds it, without the names at its end: some of them are never shown."""
    kinds = ContentType.objects.get_for_models(Page, *content_types()).values()
    rows = IndexEntry.objects.filter(content_type__in=kinds, object_id__in=map(str, pks))
    return {int(pk): without_names(text, int(pk), index) for pk, text in rows.values_list("object_id", "body_text")}


def without_names(text: str, page: int, index) -> str:
    names = tuple(index.entries[number].text for number in index.by_page.get(page, ()))
    while ending := next((name for name in names if text.endswith(name)), ""):
        text = text[: -len(ending)].rstrip()
    return text
