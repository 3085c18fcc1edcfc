"""What the texts say, asked of PostgreSQL's full-text index: which pages have a word, and how much it is about them."""

from contextlib import contextmanager
from math import log

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from portal.page_types import content_types
from portal.search.words import spellings

MOST_PAGES = 1000  # with one word; a word of more pages tells nothing
MOST_RANKED = 250

PAGES = """
SELECT words.number, found.object_id
FROM unnest(%s::text[]) WITH ORDINALITY AS words(query, number),
LATERAL (
    SELECT object_id FROM wagtailsearch_indexentry
    WHERE (title || body) @@ to_tsquery('english', words.query) AND content_type_id = ANY(%s)
    LIMIT %s
) found
"""
RANKS = """
SELECT object_id, ARRAY(
    SELECT ts_rank('{{1, 1, 1, 1}}', texts.words, to_tsquery('english', query), 1)
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked(query, number) ORDER BY number
)
FROM (
    SELECT object_id, title || body AS words FROM wagtailsearch_indexentry
    WHERE content_type_id = ANY(%s) AND object_id = ANY(%s) OFFSET 0
) texts
""".replace("{{", "{").replace("}}", "}")
KNOWN = """
SELECT word FROM unnest(%s::text[]) AS word
WHERE EXISTS (
    SELECT FROM wagtailsearch_indexentry WHERE (title || body) @@ plainto_tsquery('english', word)
)
"""


@contextmanager
def by_index():
    """PostgreSQL takes reading all texts for cheap, since it counts rows and not the words stored beside them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield cursor


def page_kinds() -> list[int]:
    return [kind.pk for kind in ContentType.objects.get_for_models(*content_types()).values()]


def known_words(words: list[str]) -> set[str]:
    """Those that a text has. Words are folded, so they hold nothing but letters and digits."""
    with by_index() as cursor:
        cursor.execute(KNOWN, [words])
        return {word for (word,) in cursor.fetchall()}


def asked(words: list[str], index) -> list[str]:
    """Each word with its other forms, as PostgreSQL asks for it."""
    vocabulary = index.vocabulary
    queries = []
    for word in words:
        forms = {word, *vocabulary.members.get(vocabulary.form(word), ())}
        queries.append(" | ".join(sorted({spelling for form in forms for spelling in spellings(form)})))
    return queries


def ranked(queries: list[str], named: list[int], index) -> dict[int, list[float]]:
    """Page → how much each word is about it (0 to about 1), weighted by how rare the word is in texts."""
    if not queries:
        return {}
    kinds = page_kinds()
    with by_index() as cursor:
        cursor.execute(PAGES, [queries, kinds, MOST_PAGES])
        pages_with: dict[int, set[int]] = {number: set() for number in range(len(queries))}
        for number, pk in cursor.fetchall():
            pages_with[number - 1].add(int(pk))
        chosen = dict.fromkeys(named)
        for pages in sorted(pages_with.values(), key=len):
            if len(pages) < MOST_PAGES or len(chosen) < 10:
                chosen.update(dict.fromkeys(sorted(pages)))
        chosen = [str(pk) for pk in chosen if pk in index.places][:MOST_RANKED]
        cursor.execute(RANKS, [queries, kinds, chosen])
        rows = cursor.fetchall()
    total = max(len(index.places), 1)
    rarity = [log(1 + total / max(len(pages), 1)) for pages in pages_with.values()]
    whole = sum(rarity)
    return {
        int(pk): [weight * value / whole for weight, value in zip(rarity, values, strict=True)] for pk, values in rows
    }
