"""The words of a field as a reader sees them: no tags, no block ids, white space folded."""

import html
import re

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

TAG = re.compile(r"<[^>]*>")
BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>|<br/?>")
SPACE = re.compile(r"\s+")


def text_of(value) -> str:
    """Text of a string, rich text or stream; blocks and paragraphs end a line."""
    if value is None:
        return ""
    if isinstance(value, StreamValue):
        return "\n".join(filter(None, map(_plain, _scalars(value.get_prep_value()))))
    return _plain(str(value))


def _plain(text: str) -> str:
    text = TAG.sub("", BLOCK_END.sub("\n", text))
    return "\n".join(filter(None, (SPACE.sub(" ", line).strip() for line in html.unescape(text).split("\n"))))


def _scalars(node):
    """Strings and numbers of a stream's stored form, in order; ids and block types are not text."""
    if isinstance(node, dict):
        if "type" in node and "value" in node:
            yield from _scalars(node["value"])
        else:
            for value in node.values():
                yield from _scalars(value)
    elif isinstance(node, list):
        for item in node:
            yield from _scalars(item)
    elif isinstance(node, (str, int, float)) and not isinstance(node, bool):
        yield str(node)


def raw_json(page) -> list:
    """The stored form of all streams of a page that are loaded."""
    deferred = page.get_deferred_fields()
    fields = [field for field in page._meta.concrete_fields if isinstance(field, StreamField) and field.attname not in deferred]
    return [list(getattr(page, field.name).raw_data) for field in fields]
