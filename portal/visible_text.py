"""The words of a field as a reader sees them: no tags, no block ids, white space folded."""

import html
import re

from wagtail.blocks import ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

TAG = re.compile(r"<[^>]*>")
BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>|<[uo]l>|<br/?>")
SPACE = re.compile(r"\s+")


def text_of(value) -> str:
    """Text of a string, rich text or stream; blocks and paragraphs end a line."""
    if value is None:
        return ""
    if isinstance(value, StreamValue):
        return "\n".join(filter(None, map(_plain, _values(value.stream_block, value.get_prep_value()))))
    return _plain(str(value))


def _plain(text: str) -> str:
    text = TAG.sub("", BLOCK_END.sub("\n", text))
    return "\n".join(filter(None, (SPACE.sub(" ", line).strip() for line in html.unescape(text).split("\n"))))


def _values(block, stored):
    """What stands in a block's stored form, in the order in which the block defines its fields.

    The stored form has an order of its own (PostgreSQL sorts the names) and leaves out what nobody filled in.
    """
    if isinstance(block, StreamBlock):
        for item in stored:
            if item["type"] in block.child_blocks:
                yield from _values(block.child_blocks[item["type"]], item["value"])
    elif isinstance(block, ListBlock):
        for item in stored or ():
            wrapped = isinstance(item, dict) and item.get("type") == "item" and "id" in item  # as ListBlock decides
            yield from _values(block.child_block, item["value"] if wrapped else item)
    elif isinstance(block, StructBlock) and isinstance(stored, dict):
        for name, child in block.child_blocks.items():
            yield from _values(child, stored[name] if name in stored else child.get_prep_value(child.get_default()))
    else:
        yield from _scalars(stored)


def _scalars(node):
    """Strings, numbers and days of what has no inner blocks, or blocks of its own kind (tables)."""
    if isinstance(node, dict):
        for name in sorted(node):
            yield from _scalars(node[name])
    elif isinstance(node, list):
        for item in node:
            yield from _scalars(item)
    elif node is not None and not isinstance(node, bool):
        yield str(node)


def raw_json(page) -> list:
    """The stored form of all streams of a page that are loaded."""
    deferred = page.get_deferred_fields()
    fields = [
        field
        for field in page._meta.concrete_fields
        if isinstance(field, StreamField) and field.attname not in deferred
    ]
    return [list(getattr(page, field.name).raw_data) for field in fields]
