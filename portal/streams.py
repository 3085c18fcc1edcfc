"""Structured documents (JSON lines or YAML) into page content: inline markup to rich text, blocks to streams.

A document's text is plain unless it says `markup: inline`; then `**bold**` and `[words](target)` are understood, where a
target is `page:path/on/this/site`, `term:slug` or an https address.
"""

import html
import itertools
import re
import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.models import Locale, Page

from portal.blocks import anchor_of
from portal.models import PortalImage

END: dict = {}  # stands after the last block
LONGEST_POINT = 300
SECTION_LEVEL = 3  # the page is level 1, the chapter level 2
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
NAMESPACE = uuid.UUID("6a4f3c5e-0c60-4a55-9a0c-6d1a3c1f2b77")


class ImportProblem(Exception):
    """A document cannot be taken in; the message says why, in words for the person who made the file."""


def needed(block: dict, key: str):
    """The value of a key that this block cannot do without."""
    if block.get(key) is None:
        raise ImportProblem(f"a block of type “{block.get('type')}” lacks “{key}”")
    return block[key]


def misplaced(value, what: str) -> ImportProblem:
    return ImportProblem(f"“{str(value)[:60]}” stands where {what} should be")


def block_type(block) -> str:
    if not isinstance(block, dict):
        raise misplaced(block, "a block")
    return block.get("type")


def rows_of(items) -> list:
    if not isinstance(items, list):
        raise misplaced(items, "a list")
    return items


def points_of(block) -> list:
    """The texts of a block of key points, which has no lists inside: a short one joins its point, others become points."""
    points = []
    for item in rows_of(needed(block, "items")):
        text = item.get("text") if isinstance(item, dict) else item
        inner = points_of(item) if isinstance(item, dict) and item.get("items") else []
        joined = " ".join([written(text), "; ".join(map(written, inner))]) if inner else text
        points += [joined] if not inner or len(joined) <= LONGEST_POINT else [text, *inner]
    return points


def written(text) -> str:
    """A text as it was written; YAML reads some words as numbers or days."""
    if isinstance(text, (str, int, float, date)):
        return str(text).strip()
    raise ImportProblem("a text is missing") if text is None else misplaced(text, "a text")


class Links:
    """Resolves `page:` targets below one home page; what does not exist becomes plain words and is remembered.

    A translation may name pages by the address of their originals: readers are led to the one in their language.
    """

    def __init__(self, home):
        self.home = home
        original = home.get_translation_or_none(Locale.get_default())
        self.roots = list(dict.fromkeys([home.url_path, original.url_path if original else home.url_path]))
        self.missing: set[str] = set()

    def page_id(self, path: str) -> int | None:
        addresses = [f"{root}{path.strip('/')}/" if path.strip("/") else root for root in self.roots]
        found = dict(Page.objects.filter(url_path__in=addresses).values_list("url_path", "pk"))
        pk = next((found[address] for address in addresses if address in found), None)
        if pk is None:
            self.missing.add(path)
        return pk

    def image_id(self, name: str) -> int | None:
        """The picture whose file has this name."""
        pk = PortalImage.objects.filter(file__contains=f"/{name}").values_list("pk", flat=True).first()
        if pk is None:
            self.missing.add(f"image {name}")
        return pk

    def anchor(self, words: str, target: str) -> str:
        """HTML of one link, in the form in which rich text is stored. `words` is HTML already."""
        if target.startswith("page:"):
            pk = self.page_id(target.removeprefix("page:"))
            return f'<a linktype="page" id="{pk}">{words}</a>' if pk else words
        if target.startswith("https://"):
            return f'<a href="{escape(target)}">{words}</a>'
        if target.startswith("term:"):  # the glossary belongs to medical pages; elsewhere the word is enough
            return words
        raise ImportProblem(f"link target “{target}” is not understood")


class StreamBuilder:
    """Turns a document's blocks into the stored form of a stream. Ids depend on the content, so a repeat is identical."""

    def __init__(self, links: Links, *, markup: bool, seed: str):
        self.links, self.markup, self.seed = links, markup, seed
        self.count = 0

    # --- text ---------------------------------------------------------------------------------------------------

    def inline(self, text) -> str:
        """One run of text as HTML."""
        safe = escape(written(text))
        if not self.markup:
            return safe
        safe = LINK.sub(lambda m: self.links.anchor(m[1], html.unescape(m[2])), safe)
        return BOLD.sub(r"<b>\1</b>", safe)

    def plain(self, text) -> str:
        """The words only, for fields without rich text."""
        text = "" if text is None else written(text)
        return BOLD.sub(r"\1", LINK.sub(r"\1", text)) if self.markup else text

    def bullets(self, items, tag="ul") -> str:
        rows = []
        for item in rows_of(items):
            item = item if isinstance(item, dict) else {"text": item}
            inner = self.bullets(item["items"]) if item.get("items") else ""
            rows.append(f"<li>{self.inline(item.get('text'))}{inner}</li>")
        return f"<{tag}>{''.join(rows)}</{tag}>"

    def rich(self, block: dict) -> str:
        """Paragraph and list of a block that has `text`, `items` or both."""
        text = f"<p>{self.inline(block['text'])}</p>" if block.get("text") else ""
        return text + (self.bullets(block["items"]) if block.get("items") else "")

    # --- blocks -------------------------------------------------------------------------------------------------

    def stream(self, blocks: list[dict], *, sections: bool = True) -> list[dict]:
        """Stored stream of these blocks. With `sections`, each heading of level 3 opens a section."""
        top: list[dict] = []
        current, anchors, text = top, set(), ""

        def opens(block):
            return sections and block_type(block) == "heading" and needed(block, "level") <= SECTION_LEVEL

        for block, following in itertools.pairwise([*(blocks or []), END, END]):
            if opens(block) and (following is END or opens(following)):  # nothing stands under it
                text += f"<p><b>{self.inline(needed(block, 'text'))}</b></p>"
            elif not opens(block) and (html := self.html(block)) is not None:
                text += html
            else:
                if text:
                    current.append(self.child("text", text))
                    text = ""
                if opens(block):
                    section = self.section(block, anchors)
                    top.append(section)
                    current = section["value"]["content"]
                elif block is not END and (row := self.convert(block)):
                    (top if block.get("outside") else current).append(row)
        return [row for row in top if row["type"] != "section" or row["value"]["content"]]

    def html(self, block) -> str | None:
        """Paragraphs, lists and small headings; neighbours become one text block, as an editor would write them."""
        kind = block_type(block)
        if kind == "paragraph":
            return f"<p>{self.inline(needed(block, 'text'))}</p>"
        if kind == "list":
            return self.bullets(needed(block, "items"), "ol" if block.get("ordered") else "ul")
        if kind != "heading":
            return None
        tag = "h3" if needed(block, "level") <= SECTION_LEVEL + 1 else "h4"
        return f"<{tag}>{self.inline(needed(block, 'text'))}</{tag}>"

    def section(self, heading: dict, anchors: set[str]) -> dict:
        """An empty section. Its anchor comes from its title, except where an earlier section has the same."""
        title = self.plain(needed(heading, "text"))
        found = anchor_of(title)
        base = found if found[0].isalpha() else f"section-{found}"
        numbered = (f"{base[:56]}-{number}" for number in itertools.count(2))
        anchor = next(name for name in itertools.chain([found], numbered) if name not in anchors)
        anchors.add(anchor)
        chosen = heading.get("anchor") or ("" if anchor == found else anchor)
        return self.child("section", {"title": title, "anchor": chosen, "content": []})

    def child(self, block_type: str, value) -> dict:
        self.count += 1
        return {"type": block_type, "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{self.seed}/{self.count}"))}

    def items(self, values) -> list[dict]:
        return [self.child("item", value) for value in values]

    def convert(self, block: dict) -> dict | None:
        """Stored form of one block; None for a list of links of which no page exists yet."""
        kind = block_type(block)
        method = getattr(self, f"make_{kind}", None)
        if method is None:
            raise ImportProblem(f"block type “{kind}” is not known")
        try:
            made = method(block)
        except KeyError as error:
            raise ImportProblem(f"a block of type “{kind}” lacks {error}") from error
        except (TypeError, AttributeError, ValueError) as error:
            raise ImportProblem(f"a block of type “{kind}” does not have the expected shape ({error})") from error
        return made and self.child(*made)

    def make_key_points(self, block):
        return "key_points", {"items": self.items(map(self.plain, points_of(block)))}

    def make_callout(self, block):
        return "care_callout", {
            "urgency": block["urgency"],
            "title": self.plain(block["title"]),
            "text": self.rich(block),
        }

    def make_key_facts(self, block):
        rows = [{"label": self.plain(row["label"]), "value": self.plain(row["value"])} for row in block["items"]]
        return "key_facts", {"title": self.plain(block.get("title") or "At a glance"), "items": self.items(rows)}

    def make_do_dont(self, block):
        return "do_dont", {
            "title": self.plain(block["title"]),
            "do": self.bullets(block["do"]),
            "dont": self.bullets(block["dont"]),
        }

    def make_steps(self, block):
        rows = [{"title": self.plain(row["title"]), "text": self.rich(row)} for row in block["items"]]
        return "steps", {"title": self.plain(block.get("title") or "Step by step"), "items": self.items(rows)}

    def make_questions(self, block):
        return "questions", {
            "title": self.plain(block["title"]),
            "items": self.items(map(self.plain, points_of(block))),
        }

    def make_table(self, block):
        columns = [{"type": "text", "heading": self.plain(cell)} for cell in rows_of(block["header"])]
        rows = [{"values": [f"<p>{self.inline(cell)}</p>" for cell in rows_of(row)]} for row in rows_of(block["rows"])]
        if any(len(row["values"]) != len(columns) for row in rows):
            raise ImportProblem(f"table “{block['caption']}”: every row needs {len(columns)} cells")
        table = {"columns": columns, "rows": rows, "caption": ""}
        return "table", {"caption": self.plain(block["caption"]), "table": table}

    def make_details(self, block):
        return "details", {"summary": self.plain(block["summary"]), "text": self.rich(block)}

    def make_links(self, block):
        rows = [link for row in block["items"] if (link := self.link({"title": row["text"], "page": row["page"]}))]
        return ("related_links", {"title": self.plain(block["title"]), "links": self.items(rows)}) if rows else None

    def make_people(self, block):
        rows = [
            {"name": row["name"], "role": row["role"], "text": self.plain(row.get("text"))} for row in block["items"]
        ]
        return "people", {"title": self.plain(block["title"]), "people": self.items(rows)}

    def make_languages(self, block):
        rows = [{"language": row["lang"], "name": row["name"], "text": row["text"]} for row in block["items"]]
        return "language_lines", {"lines": self.items(rows)}

    def hero(self, entry: dict | None) -> list[dict]:
        """Stored hero stream of {image, alt, caption, people}; empty while the picture does not exist."""
        pk = self.links.image_id(entry["image"]) if entry else None
        if not pk:
            return []
        people = [{"name": row["name"], "role": row.get("role", "")} for row in entry.get("people", [])]
        picture = {
            "image": pk,
            "decorative": False,
            "alt_text": entry.get("alt") or PortalImage.objects.get(pk=pk).description,
        }
        caption = self.plain(entry.get("caption"))
        return [self.child("hero", {"image": picture, "caption": caption, "people": self.items(people)})]

    def link(self, entry: dict) -> dict | None:
        """Stored LinkBlock of {title, page | url}; None while the page does not exist."""
        if entry.get("url"):
            return {"title": entry["title"], "page": None, "address": entry["url"]}
        pk = self.links.page_id(entry["page"])
        return {"title": entry.get("title", ""), "page": pk, "address": ""} if pk else None


def check_stream(page, field_name: str):
    """Run the blocks' own validation, which saving a page does not do. Raises ImportProblem."""
    value = getattr(page, field_name)
    try:
        setattr(page, field_name, value.stream_block.clean(value))
    except ValidationError as error:
        raise ImportProblem(f"{field_name}: {_first_message(error)}") from error


def _first_message(error: ValidationError) -> str:
    """The first message inside a nested block error."""
    for attribute in ("non_block_errors", "block_errors"):
        nested = getattr(error, attribute, None)
        if not nested:
            continue
        first = next(iter(nested.values() if isinstance(nested, dict) else nested))
        return _first_message(first) if isinstance(first, ValidationError) else str(first)
    return "; ".join(error.messages)
