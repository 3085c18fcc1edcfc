"""The shape of a list: which columns there are, how each value is written as text, and how text becomes a value."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext as _

from portal.directory import registry
from portal.directory.fields import CodesField
from portal.directory.models import Doctor, Location

KEY = "source_id"
SHARED = (KEY, "slug", "is_active")
COLUMNS = {
    Location: (
        *SHARED,
        "name",
        "street",
        "street_2",
        "city",
        "region",
        "postal_code",
        "country",
        "latitude",
        "longitude",
        "calendar",
        "contact_point",
        "services",
        "parking",
        "public_transport",
        "accessibility_info",
        "text_language",
    ),
    Doctor: (
        *SHARED,
        "given_name",
        "family_name",
        "display_name",
        "credentials",
        "pronunciation",
        "position",
        "specialties",
        "languages",
        "locations",
        "accepting_new_patients",
        "npi",
        "bio",
        "bio_language",
    ),
}
NAMED_BY = {"calendar": "name", "contact_point": "label"}  # how a list names a row of another table
WORDS = {True: "yes", False: "no"}
TRUTH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
BETWEEN = "; "
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet takes text for a formula


class Refused(Exception):
    """Words for the person who made the list."""


def columns_of(model) -> tuple[str, ...]:
    return COLUMNS[model] + (tuple(registry.columns) if model is Doctor else ())


def model_of(names) -> type:
    """Which list has these columns. Raises Refused when that is not clear, or for a column that neither has."""
    names = set(names)
    if KEY not in names:
        raise Refused(_("The column %(name)s is missing.") % {"name": KEY})
    model = Doctor if "family_name" in names else Location if "street" in names else None
    if model is None:
        raise Refused(_("This is neither a list of doctors (family_name) nor of locations (street)."))
    if unknown := names - set(columns_of(model)):
        raise Refused(_("Nobody knows these columns: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    return model


# ---- reading -----------------------------------------------------------------------------------------------------------


def rows_of(text: str, is_json: bool) -> Iterator[tuple[int, dict | Refused]]:
    """(line, row) of a file; a line that cannot be read comes as Refused. Raises Refused when nothing can be read."""
    yield from json_rows(text) if is_json else csv_rows(text)


def csv_rows(text):
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        model_of(names)
        reader.fieldnames = names
        for row in reader:
            if None in row or None in row.values():
                yield reader.line_num, Refused(_("This line has another number of columns than the first."))
            else:
                yield reader.line_num, {name: unguarded(value.strip()) for name, value in row.items()}
    except csv.Error as error:
        raise Refused(_("Line %(number)s is no CSV: %(error)s") % {"number": reader.line_num, "error": error}) from None


def json_rows(text):
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise Refused(_("This is no JSON: %(error)s") % {"error": error}) from None
    if not isinstance(rows, list):
        raise Refused(_("The file has to hold a list of objects."))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield number, Refused(_("This is no object."))
            continue
        try:
            model_of(row)
        except Refused as problem:
            yield number, problem
        else:
            yield number, {name: text_of(value) for name, value in row.items()}


def text_of(value) -> str:
    """A value of JSON in the words of a CSV."""
    if isinstance(value, bool):
        return WORDS[value]
    if isinstance(value, list):
        return BETWEEN.join(map(str, value))
    return "" if value is None else str(value).strip()


def value_of(field, text: str):
    """What the field of the model stores. Raises Refused."""
    if isinstance(field, CodesField):
        return parts(text)
    if isinstance(field, models.BooleanField):
        if text.lower() not in TRUTH:
            raise Refused(_("“%(text)s” is neither yes nor no.") % {"text": text})
        return TRUTH[text.lower()]
    if isinstance(field, models.DecimalField):
        return number_of(text)
    return text


def number_of(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise Refused(_("“%(text)s” is no number.") % {"text": text}) from None


def parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(BETWEEN.strip())) if part]


# ---- writing -----------------------------------------------------------------------------------------------------------


def written(model) -> Iterator[list[str]]:
    """All rows of a list as text, the names of the columns first: what an import of it would find unchanged."""
    yield list(columns_of(model))
    more = more_of(model)
    for entry in ready_to_write(model.objects.order_by(KEY)):
        yield list(row_of(entry, more).values())


def ready_to_write(entries):
    """With what the rows name of other tables, in few queries."""
    model = entries.model
    related = [name for name in NAMED_BY if name in columns_of(model)]
    entries = entries.select_related(*related) if related else entries
    return entries.prefetch_related("locations") if model is Doctor else entries


def more_of(model) -> dict[str, dict]:
    """What other apps write about each doctor."""
    return {name: column.read() for name, column in registry.columns.items()} if model is Doctor else {}


def row_of(entry, more) -> dict[str, str]:
    return {name: guarded(cell(entry, name, more)) for name in columns_of(type(entry))}


def cell(entry, name, more) -> str:
    if name in more:
        return BETWEEN.join(more[name].get(entry.pk, ()))
    if name == "locations":
        return BETWEEN.join(sorted(place.source_id for place in entry.locations.all()))
    value = getattr(entry, name)
    if name in NAMED_BY:
        return getattr(value, NAMED_BY[name]) if value else ""
    if isinstance(value, bool):
        return WORDS[value]
    return BETWEEN.join(value) if isinstance(value, list) else "" if value is None else str(value)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; a number stays one."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
