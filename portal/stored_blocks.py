"""Blocks in a form that another site can take in: as they are stored, with names in place of the ids of records.

`Portable` writes that form and reads it. What a document cannot say in paragraphs and lists, it says in this form.
"""

import re

from wagtail.blocks import ListBlock, PageChooserBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

LINKED = re.compile(r'<a linktype="([a-z-]+)" id="(\d+)">(.*?)</a>', re.S)
NAMED = re.compile(r'<a linktype="([a-z-]+)" name="([^"]*)">(.*?)</a>', re.S)


class Portable:
    """`names` knows the records: `name(kind, pk)` and `pk(kind, name)`; both give None for what does not exist.

    A kind is the label of a model, such as “conditions.citation”; links in text have the kinds “page”, “glossary-term” …
    """

    def __init__(self, names):
        self.names = names

    # ---- out --------------------------------------------------------------------------------------------------------

    def out(self, block, value):
        if isinstance(block, StreamBlock):
            rows = [row for row in value or () if row["type"] in block.child_blocks]
            return [
                {"type": row["type"], "value": self.out(block.child_blocks[row["type"]], row["value"])} for row in rows
            ]
        if isinstance(block, StructBlock):
            value = value or {}
            return {name: self.out(child, value[name]) for name, child in block.child_blocks.items() if name in value}
        if isinstance(block, ListBlock):
            return [self.out(block.child_block, bare(row)) for row in value or ()]
        if isinstance(block, BaseTypedTableBlock):
            return self.table(block, value, self.out)
        if isinstance(block, ChooserBlock):
            return self.names.name(kind_of(block), value) if value else None
        if isinstance(block, RichTextBlock):
            return LINKED.sub(self.name_link, value or "")
        return value

    def name_link(self, match) -> str:
        name = self.names.name(match[1], int(match[2]))
        return match[3] if name is None else f'<a linktype="{match[1]}" name="{name}">{match[3]}</a>'

    # ---- back -------------------------------------------------------------------------------------------------------

    def back(self, block, value, child):
        """The stored form. `child(type, value)` wraps a row with an id of its own."""
        if isinstance(block, StreamBlock):
            return [
                child(row["type"], self.back(block.child_blocks[row["type"]], row["value"], child)) for row in value
            ]
        if isinstance(block, StructBlock):
            return {name: self.back(block.child_blocks[name], inner, child) for name, inner in value.items()}
        if isinstance(block, ListBlock):
            return [child("item", self.back(block.child_block, row, child)) for row in value]
        if isinstance(block, BaseTypedTableBlock):
            return self.table(block, value, lambda inner, cell: self.back(inner, cell, child))
        if isinstance(block, ChooserBlock):
            return self.names.pk(kind_of(block), value) if value else None
        if isinstance(block, RichTextBlock):
            return NAMED.sub(self.number_link, value)
        return value

    def number_link(self, match) -> str:
        pk = self.names.pk(match[1], match[2])
        return match[3] if pk is None else f'<a linktype="{match[1]}" id="{pk}">{match[3]}</a>'

    @staticmethod
    def table(block, value, change):
        columns = value["columns"]
        rows = [
            {
                "values": [
                    change(block.child_blocks[column["type"]], cell)
                    for column, cell in zip(columns, row["values"], strict=True)
                ]
            }
            for row in value["rows"]
        ]
        return {"columns": columns, "rows": rows, "caption": value.get("caption", "")}


def bare(row):
    """A row of a list without its id; ListBlock also knows rows that never had one."""
    wrapped = isinstance(row, dict) and row.get("type") == "item" and "id" in row
    return row["value"] if wrapped else row


def kind_of(block) -> str:
    return "page" if isinstance(block, PageChooserBlock) else block.target_model._meta.label_lower


def without_ids(value):
    """For comparing two stored forms."""
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key != "id"}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value
