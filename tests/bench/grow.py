"""More guides for the bench: copies of the demo's guides with names of their own, made by the database.

    python -m tests.bench.grow 5000     in the bench's environment: fill up to so many guides; prints their addresses

Copies carry what guides carry: chapters, other names, sources, treatments, relations (to copies), search entries.
"""

import sys

import django
from django.db import connection, transaction
from psycopg2 import sql
from psycopg2.extras import execute_values

SYLLABLES = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "da", "fe", "gi", "ho", "ju", "pa"]
MAPPING = """
CREATE TEMP TABLE copies (
    round int, old_id int, id int, path text, url_path text, slug text, word text, PRIMARY KEY (round, old_id)
) ON COMMIT DROP
"""


# Every twentieth copy is searched by the words of its original, the others by made-up words, some frequent and most rare:
# in no library does every book tell of the liver.
WORDS = """
CREATE TEMP TABLE words ON COMMIT DROP AS
SELECT number, to_tsvector('english', string_agg('word' || floor(exp(random() * ln(20000))), ' ')) AS body
FROM generate_series(0, 499) number, generate_series(1, 300) GROUP BY number
"""
SEARCH_ENTRIES = """
INSERT INTO wagtailsearch_indexentry
    (content_type_id, object_id, title, title_norm, title_text, body, body_text, autocomplete)
SELECT
    t.content_type_id, copies.id,
    setweight(to_tsvector('english', copies.word), 'C') || CASE WHEN copies.round % 20 = 0 THEN t.title ELSE '' END,
    t.title_norm,
    copies.word,
    CASE WHEN copies.round % 20 = 0 THEN t.body ELSE words.body END,
    t.body_text,
    to_tsvector('simple', copies.word)
FROM wagtailsearch_indexentry t
JOIN wagtailcore_page p ON p.content_type_id = t.content_type_id AND p.id::text = t.object_id
JOIN copies ON copies.old_id = p.id
JOIN words ON words.number = copies.id % 500
"""


def grow(wanted: int) -> None:
    from conditions.models import ChapterPage, ConditionIndexPage, ConditionPage
    from portal.page_cache import new_generation

    index = ConditionIndexPage.objects.get(slug="cancer-types", locale__language_code="en")
    templates = list(ConditionPage.objects.child_of(index).live().order_by("path")[:12])
    missing = wanted - ConditionPage.objects.count()
    if missing > 0:
        chapters = {guide.pk: list(ChapterPage.objects.child_of(guide).live().order_by("path")) for guide in templates}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MAPPING)
            execute_values(
                cursor.cursor, "INSERT INTO copies VALUES %s", list(rows(index, templates, chapters, missing))
            )
            for query in copying():
                cursor.execute(query)
            cursor.execute("UPDATE wagtailcore_page SET numchild = numchild + %s WHERE id = %s", [missing, index.pk])
            new_generation()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def addresses() -> list[str]:
    """Of all guides for adults."""
    from conditions.models import ConditionPage

    guides = ConditionPage.objects.live().filter(age_group="adult").order_by("path")
    return [f"/cancer-types/{slug}/" for slug in guides.values_list("slug", flat=True)]


def rows(index, templates, chapters, missing):
    """(round, template, new id, path, address, slug, word) of each new guide and chapter."""
    pk, step = next_pk(), index.get_last_child().path
    for number in range(missing):
        template, step = templates[number % len(templates)], next_path(step)
        key, name = number // len(templates) + index.numchild, word(number + index.numchild)
        address = f"{index.url_path}{name.lower()}-{template.slug}/"
        yield key, template.pk, pk, step, address, f"{name.lower()}-{template.slug}", name
        for place, chapter in enumerate(chapters[template.pk], start=1):
            path = step + index._int2str(place).zfill(index.steplen)
            yield key, chapter.pk, pk + place, path, f"{address}{chapter.slug}/", chapter.slug, name
        pk += 1 + len(chapters[template.pk])


def next_pk() -> int:
    """The first of many free ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) + 1 FROM wagtailcore_page")
        return cursor.fetchone()[0]


def next_path(path: str) -> str:
    from wagtail.models import Page

    return Page._inc_path(Page(path=path, depth=len(path) // Page.steplen))


def word(number: int) -> str:
    """A made-up word, spread over the alphabet, never the same twice."""
    text = ""
    for _place in range(4):
        number, digit = divmod(number, len(SYLLABLES))
        text += SYLLABLES[digit]
    return text.capitalize()


def copying():
    """The statements that fill each table from the mapping."""
    from wagtail.models import Page

    from conditions.models import AlternateName, ChapterPage, ConditionPage, ConditionTreatment

    title = sql.SQL("left(copies.word || ' ' || lower(t.title), 255)")
    own = {name: sql.SQL(f"copies.{name}") for name in ("id", "path", "slug", "url_path")}
    nothing = sql.SQL("NULL")
    yield copy(
        Page._meta,
        "id",
        own
        | {"title": title, "draft_title": title, "translation_key": sql.SQL("gen_random_uuid()")}
        | {"latest_revision_id": nothing, "live_revision_id": nothing},
    )
    page = {"page_ptr_id": sql.SQL("copies.id")}
    for model in (ConditionPage, ChapterPage):
        yield copy(model._meta, "page_ptr_id", page)
        for field in model._meta.local_many_to_many:
            yield copy(
                field.remote_field.through._meta,
                field.m2m_column_name(),
                {field.m2m_column_name(): sql.SQL("copies.id")},
            )
    names = {"page_id": sql.SQL("copies.id"), "name": sql.SQL("copies.word || ' ' || t.name")}
    yield copy(AlternateName._meta, "page_id", names) + sql.SQL("WHERE t.kind IN ('abbreviation', 'lay')")
    yield copy(ConditionTreatment._meta, "page_id", {"page_id": sql.SQL("copies.id")})
    yield """
        INSERT INTO conditions_conditionrelation (sort_order, page_id, target_id, kind, frequency, note)
        SELECT t.sort_order, a.id, b.id, t.kind, t.frequency, t.note
        FROM conditions_conditionrelation t
        JOIN copies a ON a.old_id = t.page_id
        JOIN copies b ON b.old_id = t.target_id AND b.round = a.round
    """
    yield WORDS
    yield SEARCH_ENTRIES
    yield "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), (SELECT max(id) FROM wagtailcore_page))"


def copy(options, key: str, values: dict) -> sql.Composed:
    """INSERT … SELECT of the rows that belong to copied pages; columns not in `values` stay as they are."""
    columns = [field.column for field in options.local_concrete_fields]
    columns = [column for column in columns if column in values or column != "id"]
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t JOIN copies ON copies.old_id = t.{key} "
    ).format(
        table=sql.Identifier(options.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values.get(column, sql.Identifier("t", column)) for column in columns),
        key=sql.Identifier(key),
    )


if __name__ == "__main__":
    django.setup()
    grow(int(sys.argv[1]))
    print("\n".join(addresses()))
