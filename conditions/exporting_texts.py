"""Streams → blocks of a document: paragraphs, lists and headings where they say the same, else the stored form.

Whatever is written readably is read again at once; where that gives anything else, the stored form is used.
"""

import html
import re

from bs4 import BeautifulSoup, NavigableString

from conditions.streams import MedicalLinks, MedicalStreamBuilder
from portal.page_checks.passages import stored_form
from portal.stored_blocks import Portable, without_ids
from portal.streams import SECTION_LEVEL, ImportProblem

BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
HEADINGS = {"h3": SECTION_LEVEL + 1, "h4": SECTION_LEVEL + 2}


class NotPlain(Exception):
    """The text holds something that paragraphs and lists cannot say."""


def document_blocks(page, field: str, names) -> list[dict]:
    stream = getattr(page, field)
    return BlockWriter(names).top(stream.stream_block, stored_form(stream))


class BlockWriter:
    def __init__(self, names):
        self.names = names
        self.portable = Portable(names)
        self.builder = MedicalStreamBuilder(MedicalLinks(names.home), markup=True, seed="")

    def top(self, block, rows) -> list[dict]:
        """Sections become headings with what stands under them; what follows a section says that it stands outside."""
        blocks, in_section = [], False
        for row, follows_text in neighbours(rows):
            child = block.child_blocks.get(row["type"])
            if child is None:
                continue
            if row["type"] == "section" and (readable := self.section(child, row["value"])):
                blocks += readable
                in_section = True
            elif in_section or row["type"] == "section":
                blocks.append(self.stored(child, row) | {"outside": True})
            else:
                blocks += self.one(child, row, follows_text)
        return blocks

    def section(self, block, value) -> list[dict] | None:
        """None where the heading alone does not bring the same section back."""
        heading = {"type": "heading", "level": SECTION_LEVEL, "text": value["title"]}
        if not value.get("content") or "".join(value["title"].split("**")) != value["title"] or "](" in value["title"]:
            return None
        if value.get("anchor"):
            heading["anchor"] = value["anchor"]
        content = block.child_blocks["content"]
        blocks = [heading]
        for row, follows_text in neighbours(value["content"]):
            if row["type"] in content.child_blocks:
                blocks += self.one(content.child_blocks[row["type"]], row, follows_text)
        return blocks

    def one(self, block, row, follows_text) -> list[dict]:
        write = getattr(self, f"write_{row['type']}", None)
        if write and not follows_text:
            try:
                blocks = write(row["value"])
            except (NotPlain, KeyError, TypeError):
                blocks = []
            if blocks and self.says_the_same(blocks, row):
                return blocks
        return [self.stored(block, row)]

    def stored(self, block, row) -> dict:
        return {"type": "stored", "block": row["type"], "value": self.portable.out(block, row["value"])}

    def says_the_same(self, blocks, row) -> bool:
        self.builder.links.missing.clear()
        try:
            made = self.builder.stream(blocks, sections=False)
        except ImportProblem:
            return False
        return len(made) == 1 and comparable(made[0]) == comparable(row)

    # ---- kinds that are written readably ----------------------------------------------------------------------------

    def write_text(self, value) -> list[dict]:
        return [self.element(node) for node in BeautifulSoup(value, "html.parser").children if str(node).strip()]

    def element(self, node) -> dict:
        if node.name == "p":
            return {"type": "paragraph", "text": self.inline(node)}
        if node.name in HEADINGS:
            return {"type": "heading", "level": HEADINGS[node.name], "text": self.inline(node)}
        if node.name in ("ul", "ol"):
            ordered = {"ordered": True} if node.name == "ol" else {}
            return {"type": "list", "items": self.items(node)} | ordered
        raise NotPlain

    def items(self, node) -> list:
        return [self.item(child) for child in node.children if str(child).strip()]

    def item(self, node) -> dict:
        inner = node.find("ul", recursive=False)
        row = {"text": "".join(self.piece(child) for child in node.children if child is not inner)}
        return row | ({"items": self.items(inner)} if inner else {})

    def inline(self, node) -> str:
        return "".join(map(self.piece, node.children))

    def piece(self, node) -> str:
        if isinstance(node, NavigableString):
            return str(node)
        if node.name == "b":
            return f"**{self.inline(node)}**"
        if node.name == "a":
            return f"[{self.inline(node)}]({self.target(node)})"
        raise NotPlain

    def target(self, node) -> str:
        if node.get("href", "").startswith("https://"):
            return node["href"]
        prefix = {"page": "page:", "glossary-term": "term:"}.get(node.get("linktype"))
        name = self.names.name(node["linktype"], int(node["id"])) if prefix else None
        if name is None:
            raise NotPlain
        return prefix + name

    def write_key_points(self, value) -> list[dict]:
        return [{"type": "key_points", "items": [row.get("value", row) for row in value["items"]]}]

    def write_questions(self, value) -> list[dict]:
        items = [row.get("value", row) for row in value["items"]]
        return [{"type": "questions", "title": value["title"], "items": items}]


def neighbours(rows):
    """Each row, and whether the one before it was text: two texts would become one."""
    before = None
    for row in rows:
        yield row, before == row["type"] == "text"
        before = row["type"]


def comparable(row):
    return plain(without_ids(row))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return html.unescape(BLOCK_KEY.sub("", value)) if isinstance(value, str) else value
