"""The sections of a document become chapters: one an aspect, in reading order."""

from dataclasses import dataclass, field

from conditions.models.aspects import Aspect
from portal.document_shape import BLOCK
from portal.streams import ImportProblem, points_of

ASPECT_OF_CHAPTER = {aspect.value: aspect for aspect in Aspect} | {
    "causes": Aspect.RISK_CAUSES,
    "risk-factors": Aspect.RISK_CAUSES,
    "genetics": Aspect.RISK_CAUSES,
    "screening": Aspect.PREVENTION,
    "research": Aspect.TRIALS,
    "frequency": Aspect.OVERVIEW,
    "complications": Aspect.LIVING_WITH,
    "living-with": Aspect.LIVING_WITH,
}
TITLE_OF_ASPECT = {
    Aspect.SYMPTOMS: "Symptoms of {}",
    Aspect.RISK_CAUSES: "{}: risk and causes",
    Aspect.DIAGNOSIS: "Tests for {}",
    Aspect.STAGES: "Stages of {}",
    Aspect.TREATMENT: "Treatment of {}",
    Aspect.OUTLOOK: "{}: outlook",
    Aspect.TRIALS: "{}: clinical trials",
    Aspect.PREVENTION: "{}: prevention and screening",
    Aspect.LIVING_WITH: "Living with {}",
    Aspect.SUPPORT: "{}: support",
    Aspect.QUESTIONS_TO_ASK: "Questions to ask about {}",
}
MOST_KEY_POINTS = 20
SECTION = {
    "chapter": str,
    "slug": str,
    "title": str,
    "heading": str,
    "summary": str,
    "short_title": str,
    "citations": [str],
    "blocks": [BLOCK],
    "care_here": [BLOCK],
}


@dataclass
class Chapter:
    """The sections of a document that belong to one aspect."""

    aspect: Aspect
    slug: str
    title: str
    summary: str = ""
    short_title: str = ""
    blocks: list = field(default_factory=list)
    care_here: list = field(default_factory=list)
    citations: list = field(default_factory=list)


def chapters_of(document) -> dict[Aspect, Chapter]:
    """Sections grouped by aspect, in reading order. Later sections of an aspect follow under a heading of their own."""
    chapters = {Aspect.OVERVIEW: Chapter(Aspect.OVERVIEW, "", document["title"])}
    ids = {section.get("id") for section in document["sections"]}
    for number, section in enumerate(document["sections"], start=1):
        name, blocks = section.get("chapter", ""), section.get("blocks")
        aspect = ASPECT_OF_CHAPTER.get(name)
        if aspect is None:
            raise ImportProblem(f"section {section.get('id', number)}: chapter “{name}” is not known")
        if blocks is None:
            raise ImportProblem(f"section {section.get('id', number)}: “blocks” is missing")
        if section.get("repeats") in ids - {None}:
            continue
        chapter = chapters.get(aspect)
        if chapter is None:
            title = TITLE_OF_ASPECT[aspect].format(document["title"])
            chapter = chapters[aspect] = Chapter(
                aspect,
                section.get("slug") or aspect.replace("_", "-"),
                section.get("title") or title[:1].upper() + title[1:],
                section.get("summary") or "",
                section.get("short_title") or "",
                citations=section.get("citations") or [],
                care_here=section.get("care_here") or [],
            )
        elif chapter.blocks:
            chapter.blocks.append({"type": "heading", "level": 3, "text": section.get("heading") or name})
        chapter.blocks.extend(blocks)
    return dict(sorted(chapters.items(), key=lambda item: item[0].rank))


def key_points_of(document, blocks) -> tuple[list[str], list[dict]]:
    """The guide's key points and the blocks without them: its own key, else a key_points block that opens the overview."""
    if document.get("key_points"):
        return document["key_points"], blocks
    if blocks and blocks[0].get("type") == "key_points" and len(points_of(blocks[0])) <= MOST_KEY_POINTS:
        return points_of(blocks[0]), blocks[1:]
    return [], blocks


def opening(chapters, plain, limit=300) -> str:
    """As many whole sentences of the first paragraph in these chapters as fit; its start, when the first is too long."""
    paragraphs = (block for chapter in chapters for block in chapter.blocks if block.get("type") == "paragraph")
    text = plain(next((block["text"] for block in paragraphs if block.get("text")), ""))
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    return text[: end + 1] if end > 0 else text[: limit - 1].rsplit(" ", 1)[0] + "…"
