"""Structured documents → guides with chapters, as drafts. One document is all or nothing; commands are thin.

The format is a JSON object a line: id, title, synonyms, cuis, source_url and sections of blocks; richer keys (summary,
relations, citations, …) are optional. An import never writes review fields: only an example publication signs, and it
does so through `reviews.sign`.
"""

from itertools import chain, count
from urllib.parse import urlsplit

from django.utils.text import slugify
from django.utils.translation import override

from conditions import reviews
from conditions.forms import RESERVED_SLUG
from conditions.importing_chapters import SECTION, chapters_of, key_points_of, opening
from conditions.importing_parts import cited, sign_as_example, team_of
from conditions.importing_records import RECORDS, ensure_records
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
from conditions.models.relations import clashes
from conditions.streams import MedicalLinks, MedicalStreamBuilder
from portal.document_shape import BLOCK, DOCUMENT, TEXT
from portal.importing import DocumentImporter
from portal.streams import ImportProblem, check_stream
from portal.translations import tie

GUIDE = DOCUMENT | {
    "medical_name": str,
    "scope_note": str,
    "owner_team": str,
    "reviewer": str,
    "age_group": str,
    "source": str,
    "source_url": str,
    "synonyms": [(str, {"name": str, "kind": str})],
    "cuis": [str],
    "codes": {"icd10": str, "icdo3": str, "umls": str},
    "anatomy": [str],
    "tests": [str],
    "treatments": [str],
    "citations": [str],
    "key_points": [TEXT],
    "relations": [{"target": str, "kind": str, "frequency": str, "note": str}],
    "emergency": BLOCK,
    "sections": [SECTION],
    "records": RECORDS,
}


class GuideImporter(DocumentImporter):
    """Takes documents one by one; keeps only id look-ups between them, so memory does not grow with the file."""

    page_types = (ConditionPage,)
    required_keys = ("id", "title", "sections")
    shape = GUIDE

    def __init__(self, home, *, publish_as_example: bool = False):
        super().__init__(home, publish=publish_as_example)
        self.links = MedicalLinks(home)
        self.indexes = {index.age_group: index for index in ConditionIndexPage.objects.child_of(home)}

    def write(self, document, page) -> list:
        if ensure_records(document, self.home.locale):
            self.links = MedicalLinks(self.home)  # it looked up what there was
        guide, chapters = self._write(document, page, chapters_of(document))
        if self.publish:
            sign_as_example(guide, document, chapters)
            reviews.publish_guide(guide, chapters)
        return [guide, *chapters]

    def is_edited(self, record):
        """A chapter that the import did not write is an editor's work, too."""
        if super().is_edited(record):
            return True
        return bool(record) and ChapterPage.objects.child_of(record.page).exclude(pk__in=record.revisions).exists()

    # --- pages --------------------------------------------------------------------------------------------------

    def _write(self, document, guide, chapters):
        summary = document.get("summary") or opening(chapters.values(), self._builder(document, "").plain)
        overview = chapters.pop(Aspect.OVERVIEW)
        overview.summary = summary
        index = self._index_for(document)
        if guide and not guide.is_child_of(index):  # the age group changed
            guide.move(index, pos="last-child")
            guide = ConditionPage.objects.get(pk=guide.pk)
        existing = {chapter.aspect: chapter for chapter in ChapterPage.objects.child_of(guide)} if guide else {}
        guide = guide or ConditionPage(live=False, locale=self.home.locale)
        original = self.original_of(document)
        if original:
            tie(guide, original)
        originals = {chapter.aspect: chapter for chapter in original.live_chapters} if original else {}
        self._fill_guide(guide, document, overview, index)
        self.save(guide, index)
        written = []
        for chapter in chapters.values():
            page = existing.pop(chapter.aspect, None) or ChapterPage(live=False, locale=self.home.locale)
            if chapter.aspect in originals:
                tie(page, originals[chapter.aspect])
            self._fill_chapter(page, document, chapter, guide)
            self.save(page, guide)
            written.append(page)
        for page in existing.values():  # the document no longer has this chapter, and no editor touched it
            page.delete()
        return guide, written

    def _index_for(self, document):
        default = AgeGroup.CHILD if "childhood" in document["title"].lower() else AgeGroup.ADULT
        age_group = document.get("age_group", default)
        if age_group not in AgeGroup.values:
            raise ImportProblem(f"age group “{age_group}” is not known")
        if age_group not in self.indexes:
            raise ImportProblem(f"the site has no index page for {AgeGroup(age_group).label.lower()}")
        return self.indexes[age_group]

    def _fill_guide(self, guide, document, overview, index):
        builder = self._builder(document, "overview")
        codes = document.get("codes", {})
        guide.title = builder.plain(document["title"])
        guide.slug = document.get("slug") or guide.slug or free_slug(document["title"], index)
        guide.age_group = index.age_group
        guide.short_title = document.get("short_title", "")
        guide.medical_name = document.get("medical_name", "")
        guide.summary = builder.plain(overview.summary)
        guide.search_description = document.get("description", "")
        guide.scope_note = builder.plain(document.get("scope_note"))
        guide.code_icd10, guide.code_icdo3 = codes.get("icd10", ""), codes.get("icdo3", "")
        guide.code_umls = codes.get("umls") or next(iter(document.get("cuis") or []), "")
        points, blocks = key_points_of(document, overview.blocks)
        guide.key_points = [builder.child("point", builder.plain(point)) for point in points]
        guide.emergency = (
            [builder.convert({"type": "callout"} | document["emergency"])] if document.get("emergency") else []
        )
        guide.hero = builder.hero(document.get("hero"))
        guide.body = builder.stream(blocks)
        guide.care_here = builder.stream(document.get("care_here"), sections=False)
        guide.owner_team = team_of(document)
        guide.anatomy = list(Anatomy.objects.filter(pk__in=map(self.links.anatomy_id, document.get("anatomy") or [])))
        guide.citations = self._citations(document)
        guide.other_names = [sound(AlternateName(**name)) for name in names_of(document)]
        guide.relations = list(filter(None, map(self._relation, document.get("relations") or [])))
        for _row, reason in clashes(guide, [(row.target_id, row.kind) for row in guide.relations.all()]):
            raise ImportProblem(f"relations: {reason}")
        guide.condition_treatments = [
            ConditionTreatment(treatment=treatment, role=role)
            for role, key in (("diagnosed_by", "tests"), ("treated_by", "treatments"))
            for slug in dict.fromkeys(document.get(key) or [])
            if (treatment := self._other_page(TreatmentPage, slug))
        ]
        for name in ("body", "care_here", "emergency", "key_points"):
            check_stream(guide, name)

    def _fill_chapter(self, page, document, chapter, guide):
        builder = self._builder(document, chapter.aspect)
        page.title, page.slug, page.aspect = builder.plain(chapter.title), chapter.slug, chapter.aspect
        with override(self.home.locale.language_code):
            page.short_title = chapter.short_title or str(Aspect(chapter.aspect).label)
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
        source_id = f"{document['id']}-source"
        citation = Citation.objects.filter(source_id=source_id).first()
        if citation is None:
            citation = Citation(
                source_id=source_id, title=document["title"], authors=document.get("source", ""), url=url
            )
            citation.full_clean()
            citation.container = urlsplit(url).hostname or ""
            citation.save()
        return [citation]

    def _relation(self, row) -> ConditionRelation | None:
        target = self._other_page(ConditionPage, row["target"])
        if target is None:
            return None
        return sound(
            ConditionRelation(
                target=target, kind=row["kind"], frequency=row.get("frequency") or "", note=row.get("note") or ""
            )
        )

    def _other_page(self, model, slug):
        """A page this guide refers to; one that does not exist yet is remembered as missing."""
        page = model.objects.filter(slug=slug, locale=self.home.locale).first()
        if page is None:
            self.links.missing.add(f"{model._meta.verbose_name} {slug}")
        return page


def free_slug(title: str, index) -> str:
    """An address made from the title. Another guide may have the same title: then it gets a number."""
    base = slugify(title)[:80].strip("-") or "guide"
    taken = set(index.get_children().filter(slug__startswith=base).values_list("slug", flat=True)) | {RESERVED_SLUG}
    return next(slug for slug in chain([base], (f"{base}-{number}" for number in count(2))) if slug not in taken)


def sound(row):
    """A row of a guide, checked as the editor's form would do. Raises ValidationError."""
    row.clean_fields(exclude=["page"])
    row.clean()
    return row


def names_of(document) -> list[dict]:
    """Other names without repeats; plain strings are synonyms."""
    names = {}
    for entry in document.get("synonyms") or []:
        entry = entry if isinstance(entry, dict) else {"name": entry}
        name = (entry.get("name") or "").strip()
        if not name:
            raise ImportProblem("a synonym lacks “name”")
        names.setdefault(name.casefold(), {"name": name, "kind": entry.get("kind", "synonym")})
    return list(names.values())
