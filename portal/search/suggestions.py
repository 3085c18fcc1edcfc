"""Names that go on from what somebody has typed so far: from memory, without a question to the database."""

from wagtail.models import Page

from portal.addresses import path_of
from portal.page_cache import remembered
from portal.search import finding, people
from portal.search.name_index import name_index
from portal.search.reading import reading_of_words
from portal.search.words import fold, split

SHORTEST = 3  # letters
MOST = 7
MOST_PEOPLE = 2  # doctors and locations among them
LEAST_LIKE = 0.3


def for_typed(typed: str, locale) -> list[dict]:
    """[{title, url, name}]: `name` is the other name that matched, when the title did not."""
    if len(typed) < SHORTEST:
        return []
    index = name_index(locale)
    words = split(typed, index.language)
    if not words:
        return []
    reading = reading_of_words(words, index)
    scores = finding.by_names(reading, index)
    best = sorted((page for page in scores if scores[page] >= LEAST_LIKE), key=lambda page: (-scores[page], page))
    addresses = remembered(("search addresses", locale.pk), dict)
    chosen = best[:MOST]
    if missing := [page for page in chosen if page not in addresses]:
        pages = Page.objects.filter(pk__in=missing).only("title", "path", "depth", "url_path")
        addresses.update({page.pk: path_of(page) for page in pages})
    pages = [
        {"title": index.titles[page], "url": addresses[page], "name": name_that_matched(page, typed, words, index)}
        for page in chosen
        if page in addresses
    ]
    entries = people.suggested(words, locale, MOST_PEOPLE)
    rows = [{"title": entry.name, "url": entry.get_absolute_url(), "name": ""} for entry in entries]
    return pages[: MOST - len(rows)] + rows


def name_that_matched(page: int, typed: str, words: list[str], index) -> str:
    """Another name that begins as typed, or has all the words; empty when the title has them."""

    def has_all(text):
        own = split(text, index.language)
        return all(any(one.startswith(word) for one in own) for word in words)

    if has_all(index.titles[page]):
        return ""
    shown = [index.entries[number] for number in index.by_page.get(page, ()) if index.entries[number].is_shown]
    others = [entry.text for entry in shown if not entry.is_title and has_all(entry.text)]
    start = fold(typed, index.language)
    return min(others, key=lambda text: (not fold(text, index.language).startswith(start), len(text)), default="")
