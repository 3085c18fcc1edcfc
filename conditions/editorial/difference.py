"""A text beside the one that was signed last: section by section, paragraph by paragraph, word by word.

Made from what readers see, as the signature is, so that markup and block ids never look like a change.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.choices import flatten_choices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Page, Revision

from conditions import reviews
from conditions.signing import last_signature
from portal.blocks import SectionBlock
from portal.visible_text import text_of

SAME, ADDED, REMOVED = "same", "added", "removed"
ALIKE = 0.5  # two paragraphs with less in common are shown one after the other, not woven together
WORD = re.compile(r"\S+\s*")


class Paragraph(NamedTuple):
    text: str
    is_heading: bool = False


class Piece(NamedTuple):
    kind: str
    text: str


class Line(NamedTuple):
    """A paragraph as pieces. `kind` is that of the whole: same, added, removed, or changed where words differ."""

    kind: str
    pieces: list[Piece]
    is_heading: bool


class Section:
    """A heading and what stands under it."""

    def __init__(self, heading: Line):
        self.heading = heading
        self.lines: list[Line] = []

    @property
    def is_changed(self) -> bool:
        return any(line.kind != SAME for line in (self.heading, *self.lines))

    @property
    def words(self) -> int:
        return sum(len(piece.text.split()) for line in self.lines for piece in line.pieces if piece.kind != REMOVED)


# --- the text as paragraphs -------------------------------------------------------------------------------------------


def paragraphs_of(page) -> list[Paragraph]:
    """What readers see of a page, each field under its name and each section under its title."""
    found = []
    for name in page.text_fields:
        value = getattr(page, name)
        rows = list(stream_rows(value)) if isinstance(value, blocks.StreamValue) else lines(text_of(value))
        if rows and not rows[0].is_heading:
            found.append(Paragraph(label_of(page, name), is_heading=True))
        found += rows
    return found


def label_of(page, name) -> str:
    sections = getattr(page, "sections", {})
    return f"{sections[name]}" if name in sections else capfirst(page._meta.get_field(name).verbose_name)


def stream_rows(stream):
    for child in stream:
        yield from rows_of(child.block, child.value)


def rows_of(block, value):
    """The paragraphs of a block. Records appear by their names, choices by their words."""
    if value is None or isinstance(block, blocks.BooleanBlock):
        return
    if isinstance(block, SectionBlock):
        yield Paragraph(value["title"] or _("Section without a title"), is_heading=True)
        yield from stream_rows(value["content"])
    elif isinstance(block, blocks.BaseStreamBlock):
        yield from stream_rows(value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from rows_of(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value.bound_blocks:
            yield from rows_of(item.block, item.value)
    elif isinstance(block, TypedTableBlock):
        for cells in ([column["heading"] for column in value.columns], *map(list, value.rows)):
            yield from lines(" | ".join(text_of(getattr(cell, "source", cell)).replace("\n", " ") for cell in cells))
    elif isinstance(block, blocks.ChoiceBlock):
        yield from lines(f"{dict(flat_choices(block)).get(value, value)}")
    else:
        yield from lines(text_of(getattr(value, "source", value)))


def flat_choices(block) -> list[tuple]:
    return flatten_choices(block.field.choices)


def lines(text: str) -> list[Paragraph]:
    return [Paragraph(line) for line in text.split("\n") if line]


# --- comparing --------------------------------------------------------------------------------------------------------


def compare(old: list[Paragraph], new: list[Paragraph]) -> list[Section]:
    """The new text in sections, with what was added and what was taken out."""
    sections: list[Section] = []
    for line in compared_lines(old, new):
        if line.is_heading or not sections:
            sections.append(Section(line if line.is_heading else Line(SAME, [], True)))
        if not line.is_heading:
            sections[-1].lines.append(line)
    return sections


def compared_lines(old, new):
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (whole(SAME, paragraph) for paragraph in new[new_start:new_end])
        else:
            yield from replaced(old[start:end], new[new_start:new_end])


def whole(kind, paragraph) -> Line:
    return Line(kind, [Piece(kind, paragraph.text)], paragraph.is_heading)


def replaced(old, new):
    """Each new paragraph beside the next old one that is like it; what has no partner is added or removed."""
    rest = list(old)
    for paragraph in new:
        partner = next((number for number, other in enumerate(rest) if is_alike(other, paragraph)), None)
        if partner is None:
            yield whole(ADDED, paragraph)
            continue
        yield from (whole(REMOVED, gone) for gone in rest[:partner])
        yield Line("changed", woven(rest[partner].text, paragraph.text), paragraph.is_heading)
        rest = rest[partner + 1 :]
    yield from (whole(REMOVED, gone) for gone in rest)


def is_alike(one, other) -> bool:
    if one.is_heading != other.is_heading:
        return False
    return SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio() >= ALIKE


def woven(old: str, new: str) -> list[Piece]:
    """The words of both, each once."""
    before, after = WORD.findall(old), WORD.findall(new)
    bare = [word.strip() for word in before], [word.strip() for word in after]
    pieces = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(after[new_start:new_end])))
            continue
        pieces += [
            Piece(kind, "".join(words))
            for kind, words in ((REMOVED, before[start:end]), (ADDED, after[new_start:new_end]))
            if words
        ]
    return pieces


# --- what was signed --------------------------------------------------------------------------------------------------


def signed_version(page):
    """The page with the text of its last signature, or None when nobody signed it or that text is gone."""
    signature = last_signature(page)
    if signature is None:
        return None
    candidates = [signature.revision, page.live_revision]
    for revision in filter(None, candidates):
        version = revision.as_object()
        if reviews.text_hash(version) == signature.text_hash:
            return version
    stored = Page.objects.get(pk=page.pk).specific
    if reviews.text_hash(stored) == signature.text_hash:
        return stored
    return earlier_version(page, signature)


def earlier_version(page, signature):
    """Among the revisions of that time: the record may name one that was overwritten since."""
    around = Revision.objects.for_instance(page).order_by("-created_at")[:20]
    versions = (revision.as_object() for revision in around)
    return next((version for version in versions if reviews.text_hash(version) == signature.text_hash), None)


class Difference:
    """What the reviewer sees of one page."""

    def __init__(self, page):
        self.page = page
        self.signature = last_signature(page)
        signed = signed_version(page)
        self.is_first = signed is None
        now = paragraphs_of(page)
        self.sections = compare(now if signed is None else paragraphs_of(signed), now)

    @property
    def is_unseen(self) -> bool:
        """The signature no longer fits, and no word shows why: a link's target, an anchor, another picture."""
        return bool(self.signature) and not self.changed and not self.is_first and not reviews.text_is_signed(self.page)

    @property
    def changed(self) -> list[Section]:
        return [section for section in self.sections if section.is_changed]

    def pieces(self, *kinds) -> list[str]:
        return [
            piece.text
            for section in self.sections
            for line in (section.heading, *section.lines)
            for piece in line.pieces
            if piece.kind in kinds
        ]
