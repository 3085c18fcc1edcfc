"""The texts of a page, one by one, each with the heading it stands under; a text can be replaced where it stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField

from portal.visible_text import text_of


@dataclass
class Passage:
    """One text as it is stored. `holder[key]` is where it stands, so that it can be replaced there."""

    field: str
    place: str  # the heading of its section; the name of the field where there is none
    kind: str  # the type of block it belongs to; the name of the field outside of blocks
    holder: dict | list
    key: object
    is_rich: bool

    @property
    def stored(self) -> str:
        return self.holder[self.key] or ""

    @cached_property
    def text(self) -> str:
        return text_of(self.stored) if self.is_rich else " ".join(str(self.stored).split())


def passages_of(page) -> list[Passage]:
    """In the order in which readers meet them. Streams are copied, so that nothing done to a passage changes the page."""
    found = []
    for name in page.text_fields:
        field, value = page._meta.get_field(name), getattr(page, name)
        label = str(field.verbose_name).capitalize()
        if isinstance(field, StreamField):
            found += in_stream(value.stream_block, stored_form(value), name, label, name)
        elif value:
            found.append(Passage(name, label, name, {name: str(value)}, name, is_rich=False))
    return found


def stored_form(stream) -> list:
    """A stream as it is stored: plain lists and dictionaries of one's own."""
    return json.loads(json.dumps(stream.get_prep_value(), default=str))


def in_stream(block, rows, field, place, kind) -> Iterator[Passage]:
    for row in rows or ():
        child = block.child_blocks.get(row.get("type"))
        if child is None:
            continue
        is_section = row["type"] == "section"
        heading = row["value"].get("title") or place if is_section else place
        yield from in_block(child, row, "value", field, heading, kind if is_section else row["type"])


def in_block(block, holder, key, field, place, kind) -> Iterator[Passage]:
    value = holder[key] if not isinstance(holder, dict) or key in holder else None
    if isinstance(block, StreamBlock):
        yield from in_stream(block, value, field, place, kind)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            if isinstance(value, dict) and name in value:
                yield from in_block(child, value, name, field, place, kind)
    elif isinstance(block, ListBlock):
        yield from in_list(block.child_block, value, field, place, kind)
    elif isinstance(block, BaseTypedTableBlock):
        yield from in_table(block, value, field, place, kind)
    elif isinstance(block, (RichTextBlock, CharBlock, TextBlock)) and value:
        yield Passage(field, place, kind, holder, key, is_rich=isinstance(block, RichTextBlock))


def in_list(block, rows, field, place, kind):
    for number, row in enumerate(rows or ()):
        wrapped = isinstance(row, dict) and row.get("type") == "item" and "id" in row  # as ListBlock decides
        holder, key = (row, "value") if wrapped else (rows, number)
        yield from in_block(block, holder, key, field, place, kind)


def in_table(block, table, field, place, kind):
    columns = (table or {}).get("columns", ())
    for row in (table or {}).get("rows", ()):
        for number, column in enumerate(columns):
            child = block.child_blocks.get(column["type"])
            if child is not None and number < len(row["values"]):
                yield from in_block(child, row["values"], number, field, place, kind)
