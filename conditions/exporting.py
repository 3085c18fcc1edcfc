"""Guides → documents of the import format (see importing.py): what a second site needs to have the same pages."""

import itertools

from conditions.exporting_texts import document_blocks
from conditions.models import Anatomy, ChapterPage, Citation, GlossaryTerm
from conditions.models.pages import sort_chapters_by_subject
from conditions.models.relations import TreatmentRole
from conditions.record_names import RecordNames
from portal.models import ImportRecord, PortalImage
from portal.page_checks.passages import stored_form

CITATION_FIELDS = ("authors", "title", "container", "year", "pmid", "doi", "url", "accessed_on", "evidence_kind")
TERM_FIELDS = (
    "term",
    "short_definition",
    "definition",
    "pronunciation",
    "synonyms",
    "explain_in_place",
    "do_not_suggest",
)
ANATOMY_FIELDS = ("name", "text", "text_equivalent", "drawing")


def guide_document(guide, *, drafts: bool = False) -> dict:
    """The published guide with its published chapters; with `drafts`, their newest texts, published or not.

    Review fields are never part of it: a signature is given to people who can see the page.
    """
    chapters = list(ChapterPage.objects.child_of(guide))
    if drafts:
        guide, chapters = newest(guide), [newest(chapter) for chapter in chapters]
    else:
        chapters = [chapter for chapter in chapters if chapter.live]
    names = RecordNames(guide.get_parent().get_parent().specific)
    chapters = sort_chapters_by_subject(chapters)
    document = {
        "id": source_id(guide),
        "markup": "inline",
        "title": guide.title,
        "slug": guide.slug,
        "short_title": guide.short_title,
        "medical_name": guide.medical_name,
        "age_group": guide.age_group,
        "summary": guide.summary,
        "description": guide.search_description,
        "scope_note": guide.scope_note,
        "synonyms": [{"name": row.name, "kind": row.kind} for row in guide.other_names.all()],
        "codes": {"icd10": guide.code_icd10, "icdo3": guide.code_icdo3, "umls": guide.code_umls},
        "anatomy": [organ.slug for organ in guide.anatomy.all()],
        "tests": treatments(guide, TreatmentRole.DIAGNOSED_BY),
        "treatments": treatments(guide, TreatmentRole.TREATED_BY),
        "relations": [
            {"target": row.target.slug, "kind": row.kind, "frequency": row.frequency, "note": row.note}
            for row in guide.relations.select_related("target")
        ],
        "citations": [source.source_id for source in guide.citations.all()],
        "owner_team": guide.owner_team and guide.owner_team.slug,
        "key_points": [block.value for block in guide.key_points],
        "emergency": next(iter(document_blocks(guide, "emergency", names)), None),
        "hero": hero(guide),
        "care_here": document_blocks(guide, "care_here", names),
        "sections": [
            {"id": "overview", "chapter": "overview", "blocks": document_blocks(guide, "body", names)},
            *(section(chapter, names) for chapter in chapters),
        ],
    }
    document["records"] = records(guide, chapters, names)
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}


def newest(page):
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def source_id(guide) -> str:
    known = ImportRecord.objects.filter(page_id=guide.pk).values_list("source_id", flat=True).first()
    return known or f"guide-{guide.locale.language_code}-{guide.slug}"


def section(chapter, names) -> dict:
    return {
        "id": chapter.slug,
        "chapter": chapter.aspect,
        "slug": chapter.slug,
        "title": chapter.title,
        "short_title": chapter.short_title,
        "summary": chapter.summary,
        "citations": [source.source_id for source in chapter.citations.all()],
        "blocks": document_blocks(chapter, "body", names),
        "care_here": document_blocks(chapter, "care_here", names),
    }


def treatments(guide, role) -> list[str]:
    rows = guide.condition_treatments.select_related("treatment")
    return [row.treatment.slug for row in rows if row.role == role]


def hero(guide) -> dict | None:
    block = next(iter(stored_form(guide.hero)), None)
    picture = block and PortalImage.objects.filter(pk=block["value"]["image"]["image"]).first()
    if not picture:
        return None
    people = [row.get("value", row) for row in block["value"].get("people") or ()]
    return {
        "image": picture.file.name.rpartition("/")[2],
        "alt": block["value"]["image"].get("alt_text") or picture.description,
        "caption": block["value"].get("caption") or "",
        "people": [{"name": person["name"], "role": person.get("role") or ""} for person in people],
    }


def records(guide, chapters, names) -> dict:
    """What the texts name and a new site does not have yet: sources, terms, organs, the team."""
    sources = {source.pk: source for page in (guide, *chapters) for source in page.citations.all()}
    sources |= Citation.objects.in_bulk(names.used["conditions.citation"])
    terms = GlossaryTerm.objects.in_bulk(names.used["glossary-term"]).values()
    organs = {organ.pk: organ for organ in guide.anatomy.all()}
    organs |= Anatomy.objects.in_bulk(names.used["conditions.anatomy"])
    team = guide.owner_team
    return {
        "citations": [row(source, "source_id", CITATION_FIELDS) for source in sorted_by(sources.values(), "source_id")],
        "terms": [row(term, "slug", TERM_FIELDS) for term in sorted_by(terms, "slug")],
        "anatomy": [row(organ, "slug", ANATOMY_FIELDS) for organ in sorted_by(organs.values(), "slug")],
        "teams": [{"slug": team.slug, "name": team.name, "email": team.email}] if team else [],
    }


def sorted_by(rows, name):
    return sorted(rows, key=lambda one: getattr(one, name))


def row(record, key, fields) -> dict:
    values = {name: getattr(record, name) for name in itertools.chain([key], fields)}
    values = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
