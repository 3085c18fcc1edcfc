"""Catalogs follow the code: new messages come in empty, those that nobody says any more go."""

from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from portal.catalogs import catalog_files
from portal.catalogs.sources import messages

WIDTH = 110
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moves would change the files with every run


def template() -> Catalog:
    """All messages of the code, each with the files that say it."""
    catalog = Catalog(charset="utf-8")
    for message in messages():
        words = (message.singular, message.plural) if message.plural else message.singular
        catalog.add(words, locations=[(message.file, None)], context=message.context or None)
    return catalog


def update() -> dict[str, int]:
    """Bring every catalog up to date; language → number of messages that still wait for a translation."""
    wanted = template()
    waiting = {}
    for path in catalog_files():
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.creation_date = catalog.revision_date = NO_DATE
        catalog.fuzzy = False
        with path.open("wb") as file:
            write_po(file, catalog, width=WIDTH, sort_by_file=True, include_lineno=False)
        waiting[language] = sum(1 for message in catalog if message.id and not is_complete(message))
    return waiting


def is_complete(message) -> bool:
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(words) and not message.fuzzy
