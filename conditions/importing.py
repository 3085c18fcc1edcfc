"""Structured documents → guides with chapters, as drafts. One document is all or nothing; commands are thin.

The format is a JSON object a line: id, title, synonyms, cuis, source_url and sections of blocks; richer keys (summary,
relations, citations, …) are optional. An import never writes review fields: only an example publication signs, and it
does so through `reviews.sign`.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.text import slugify

from conditions import reviews
from conditions.importing_parts import cited, sign_as_example, team_of
from conditions.models import (
    AlternateName,
    Anatomy,
    ChapterPage,
    Citation,
    ConditionIndexPage,
    ConditionPage,
    ConditionRelation,
    ConditionTreatment,
    TreatmentPage,
)
from conditions.models.aspects import Aspect
from conditions.models.pages import AgeGroup
from conditions.streams import MedicalLinks, MedicalStreamBuilder
from portal.importing import DocumentImporter
from portal.streams import ImportProblem, check_stream

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


@dataclass
class Chapter:
    """The sections of a document that belong to one aspect."""

    aspect: Aspect
    slug: str
    title: str
    summary: str = ""
    blocks: list = field(default_factory=list)
    care_here: list = field(default_factory=list)
    citations: list = field(default_factory=list)


class GuideImporter(DocumentImporter):
    """Takes documents one by one; keeps only id look-ups between them, so memory does not grow with the file."""

    required_keys = ("id", "title", "sections")

    def __init__(self, home, *, publish_as_example: bool = False):
        super().__init__(home, publish=publish_as_example)
        self.links = MedicalLinks(home)
        self.indexes = {index.age_group: index for index in ConditionIndexPage.objects.child_of(home)}

    def write(self, document, page) -> list:
        guide, chapters = self._write(document, page, chapters_of(document))
        if self.publish:
            sign_as_example(guide, document, chapters)
            reviews.publish_guide(guide, chapters)
        return [guide, *chapters]

    # --- pages --------------------------------------------------------------------------------------------------

    def _write(self, document, guide, chapters):
        overview = chapters.pop(Aspect.OVERVIEW)
        index = self._index_for(document)
        existing = {chapter.aspect: chapter for chapter in ChapterPage.objects.child_of(guide)} if guide else {}
        guide = guide or ConditionPage(live=False, locale=self.home.locale)
        self._fill_guide(guide, document, overview)
        self.save(guide, index)
        written = []
        for chapter in chapters.values():
            page = existing.pop(chapter.aspect, None) or ChapterPage(live=False, locale=self.home.locale)
            self._fill_chapter(page, document, chapter, guide)
            self.save(page, guide)
            written.append(page)
        for page in existing.values():  # the document no longer has this chapter, and no editor touched it
            page.delete()
        return guide, written

    def _index_for(self, document):
        child = document.get("age_group") == AgeGroup.CHILD or document["title"].lower().startswith("childhood")
        age_group = AgeGroup.CHILD if child else AgeGroup.ADULT
        if age_group not in self.indexes:
            raise ImportProblem(f"the site has no index page for {age_group.label.lower()}")
        return self.indexes[age_group]

    def _fill_guide(self, guide, document, overview):
        builder = self._builder(document, "overview")
        codes = document.get("codes", {})
        guide.title = builder.plain(document["title"])
        guide.slug = document.get("slug") or slugify(document["title"])[:80]
        guide.age_group = self._index_for(document).age_group
        guide.short_title = document.get("short_title", "")
        guide.medical_name = document.get("medical_name", "")
        guide.summary = builder.plain(document.get("summary") or first_sentences(overview.blocks, 300))
        guide.search_description = document.get("description", "")
        guide.scope_note = builder.plain(document.get("scope_note"))
        guide.code_icd10, guide.code_icdo3 = codes.get("icd10", ""), codes.get("icdo3", "")
        guide.code_umls = codes.get("umls") or next(iter(document.get("cuis") or []), "")
        points, blocks = key_points_of(document, overview.blocks)
        guide.key_points = [builder.child("point", builder.plain(point)) for point in points]
        guide.emergency = [builder.convert(document["emergency"] | {"type": "callout"})] if document.get("emergency") else []
        guide.hero = builder.hero(document.get("hero"))
        guide.body = builder.stream(blocks)
        guide.care_here = builder.stream(document.get("care_here"), sections=False)
        guide.owner_team = team_of(document)
        guide.anatomy = list(Anatomy.objects.filter(pk__in=map(self.links.anatomy_id, document.get("anatomy") or [])))
        guide.citations = self._citations(document)
        guide.other_names = [AlternateName(**name) for name in names_of(document)]
        guide.relations = list(filter(None, map(self._relation, document.get("relations") or [])))
        guide.condition_treatments = [
            ConditionTreatment(treatment=treatment, role=role)
            for role, key in (("diagnosed_by", "tests"), ("treated_by", "treatments"))
            for slug in document.get(key) or []
            if (treatment := self._other_page(TreatmentPage, slug))
        ]
        for name in ("body", "care_here", "emergency", "key_points"):
            check_stream(guide, name)

    def _fill_chapter(self, page, document, chapter, guide):
        builder = self._builder(document, chapter.aspect)
        page.title, page.slug, page.aspect = builder.plain(chapter.title), chapter.slug, chapter.aspect
        page.short_title = Aspect(chapter.aspect).label
        page.summary = builder.plain(chapter.summary)
        page.body = builder.stream(chapter.blocks)
        page.care_here = builder.stream(chapter.care_here, sections=False)
        page.citations = cited(self.links, chapter.citations)
        page.__dict__["guide"] = guide
        for name in ("body", "care_here"):
            check_stream(page, name)

    # --- parts --------------------------------------------------------------------------------------------------

    def _builder(self, document, part):
        return self.builder(MedicalStreamBuilder, document, part)

    def _citations(self, document) -> list[Citation]:
        if document.get("citations"):
            return cited(self.links, document["citations"])
        url = document.get("source_url")
        if not url:
            return []
        citation, _ = Citation.objects.get_or_create(
            source_id=f"{document['id']}-source",
            defaults={
                "title": document["title"],
                "authors": document.get("source", ""),
                "container": urlsplit(url).hostname or "",
                "url": url,
            },
        )
        return [citation]

    def _relation(self, row) -> ConditionRelation | None:
        target = self._other_page(ConditionPage, row["target"])
        if target is None:
            return None
        relation = ConditionRelation(
            target=target, kind=row["kind"], frequency=row.get("frequency") or "", note=row.get("note") or ""
        )
        relation.clean()
        return relation

    def _other_page(self, model, slug):
        """A page this guide refers to; one that does not exist yet is remembered as missing."""
        page = model.objects.filter(slug=slug, locale=self.home.locale).first()
        if page is None:
            self.links.missing.add(f"{model._meta.verbose_name} {slug}")
        return page


def chapters_of(document) -> dict[Aspect, Chapter]:
    """Sections grouped by aspect, in reading order. Later sections of an aspect follow under a heading of their own."""
    chapters = {Aspect.OVERVIEW: Chapter(Aspect.OVERVIEW, "", document["title"])}
    for section in document["sections"]:
        name = section.get("chapter", "")
        aspect = ASPECT_OF_CHAPTER.get(name)
        if aspect is None:
            raise ImportProblem(f"section {section.get('id', '')}: chapter “{name}” is not known")
        if section.get("repeats"):
            continue
        chapter = chapters.get(aspect)
        if chapter is None:
            title = TITLE_OF_ASPECT[aspect].format(document["title"])
            chapter = chapters[aspect] = Chapter(
                aspect,
                section.get("slug") or aspect.replace("_", "-"),
                section.get("title") or title[:1].upper() + title[1:],
                section.get("summary") or "",
                citations=section.get("citations") or [],
                care_here=section.get("care_here") or [],
            )
        elif chapter.blocks:
            chapter.blocks.append({"type": "heading", "level": 3, "text": section.get("heading") or name})
        chapter.blocks.extend(section["blocks"])
    return dict(sorted(chapters.items(), key=lambda item: item[0].rank))


def names_of(document) -> list[dict]:
    """Other names without repeats; plain strings are synonyms."""
    names = {}
    for entry in document.get("synonyms") or []:
        entry = entry if isinstance(entry, dict) else {"name": entry}
        names.setdefault(entry["name"].casefold(), {"name": entry["name"], "kind": entry.get("kind", "synonym")})
    return list(names.values())


def key_points_of(document, blocks) -> tuple[list[str], list[dict]]:
    """The guide's key points and the blocks without them: its own key, else a key_points block that opens the overview."""
    if document.get("key_points"):
        return document["key_points"], blocks
    if blocks and blocks[0].get("type") == "key_points":
        return [item["text"] for item in blocks[0]["items"]][:20], blocks[1:]
    return [], blocks


def first_sentences(blocks, limit: int) -> str:
    """As many whole sentences of the first paragraph as fit."""
    text = next((block["text"] for block in blocks if block.get("type") == "paragraph"), "")
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    return text[: end + 1] if end > 0 else text[: limit - 1].rsplit(" ", 1)[0] + "…"
