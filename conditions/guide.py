"""What the templates of medical pages show: chapters, relations, sources, review. Plain data, few queries."""

from collections import defaultdict
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, ReferenceIndex

from conditions import glossary
from conditions.directory.strips import care_team
from conditions.models import (
    Citation,
    GlossaryTerm,
    QuestionPrompt,
    Reviewer,
    SupportPage,
    TreatmentPage,
)
from conditions.models.aspects import Aspect
from conditions.models.pages import sort_chapters_by_subject
from conditions.models.relations import NameKind, TreatmentRole
from conditions.related import relation_lists, relations_of, which_one
from conditions.structured_data import graph_of
from portal.addresses import full_address_of, path_of
from portal.blocks import MINIMUM_FOR_CONTENTS, contents_of
from portal.localized import foreign, is_original, original_of, shown_pages
from portal.models import Team
from portal.page_cache import remembered
from portal.privacy import is_public
from portal.rich_text import PageUrlHandler, linked_ids
from portal.source_page import request_url
from portal.views.feedback import feedback_of
from portal.visible_text import raw_json
from portal.words import said


def guide_context(guide, page) -> dict:
    """What the template of a guide's overview, or of one of its chapters, shows."""
    is_overview = page.pk == guide.pk
    chapters = chapter_list(guide, page)
    place = next((row["number"] for row in chapters if row["is_current"]), len(chapters))
    relations = relations_of(guide) if is_overview and guide.pk else []
    sources = sources_of(page)
    prefetch_links(page)
    context = medical_context(page, sources) | {
        "guide": guide,
        "is_overview": is_overview,
        "chapters": chapters,
        "place": {"number": place, "count": len(chapters)},
        "previous": chapters[place - 2] if place > 1 else None,
        "next": chapters[place] if place < len(chapters) else None,
        "whole_url": path_of(guide) + "all/",
        "contact_label": contact_label_of(guide),
    }
    if is_overview:
        treatments = treatments_of(guide)
        context |= {
            "other_names": shown_names(guide),
            "which_one": which_one(guide, relations),
            "relation_lists": relation_lists(guide, relations),
            "tests": [card for role, card in treatments if role == TreatmentRole.DIAGNOSED_BY],
            "treatments": [card for role, card in treatments if role == TreatmentRole.TREATED_BY],
            "support": support_for(guide),
        }
        context["relations"] = relations
        context |= care_team(guide)
    if is_overview or page.aspect == Aspect.QUESTIONS_TO_ASK:
        context["questions"] = questions_for(guide, is_overview)
    context["structured_data"] = graph_of(page, context)
    return context


def medical_page_context(page, request=None) -> dict:
    """Context of a treatment, a test or a support program."""
    prefetch_links(page)
    context = medical_context(page, sources_of(page)) | {"feedback": feedback_of(page, request)}
    context["contact_label"] = contact_label_of(page)
    context["structured_data"] = graph_of(page, context)
    return context


def whole_guide_draft(page) -> tuple:
    """For the preview of a guide or of one of its chapters: the guide, and all its pages with their newest texts."""
    is_guide = page.review is page
    guide = page if is_guide else newest(page.review)
    drafts = [newest(chapter) for chapter in guide.get_children().specific()] if guide.pk else []
    chapters = [page if chapter.pk == page.pk else chapter for chapter in drafts]
    if not is_guide and page not in chapters:
        chapters.append(page)
    return guide, whole_guide_context(guide, sort_chapters_by_subject(chapters))


def newest(page):
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def whole_guide_context(guide, chapters=None) -> dict:
    """The guide and all its chapters on one page: the published ones, unless others are given."""
    pages = [guide, *(guide.live_chapters_with_text if chapters is None else chapters)]
    prefetch_links(*pages)
    parts = [
        {"id": Aspect.OVERVIEW if page is guide else page.slug, "title": page.title, "page": page} for page in pages
    ]
    parts[0] |= {"title": Aspect.OVERVIEW.label}
    return {
        "guide": guide,
        "parts": parts,
        "sources": sources_of(*pages),
        "review": review_of(guide),
        "share": share_of(guide),
        "contact_label": contact_label_of(guide),
        "is_whole_guide": True,
    }


def medical_context(page, sources) -> dict:
    return {
        "sources": sources,
        "review": review_of(page.review),
        "on_this_page": on_this_page(page),
        "request_url": request_url(page),
        "share": share_of(page),
    }


def card(page) -> dict:
    words = {"title": page.menu_title, "url": path_of(page), "summary": page.summary}
    in_other = foreign(getattr(page, "language", None))
    return words | ({"foreign": in_other} if in_other else {})


def contact_label_of(page) -> str:
    """Which of our numbers this page names."""
    contact = getattr(page, "contact_point", None)
    return contact.label if contact else "appointments"


def share_of(page) -> dict:
    url = full_address_of(page)
    return {"url": url, "mailto": f"mailto:?subject={quote(page.title)}&body={quote(url)}"}


# --- chapters -------------------------------------------------------------------------------------------------------


def chapter_list(guide, page) -> list[dict]:
    rows = [(guide.pk, guide.title, Aspect.OVERVIEW.label, path_of(guide))]
    rows += remembered(("chapters", guide.pk), lambda: chapters_of(guide))
    return [
        {"title": title, "label": label, "url": url, "number": number, "is_current": pk == page.pk}
        for number, (pk, title, label, url) in enumerate(rows, start=1)
    ]


def chapters_of(guide) -> list[tuple]:
    """(id, title, label, address) of the published chapters, in the order of `Aspect`."""
    base = path_of(guide)
    return [
        (chapter.pk, chapter.title, chapter.menu_title, f"{base}{chapter.slug}/") for chapter in guide.live_chapters
    ]


def on_this_page(page) -> list[dict]:
    """Anchors and titles of the page's parts, when there are enough to be worth a list."""
    if not isinstance(page, TreatmentPage):
        return contents_of(page.body)
    rows = [{"id": anchor, "title": heading} for anchor, heading, _stream in page.filled_sections]
    return rows if len(rows) >= MINIMUM_FOR_CONTENTS else []


# --- names, treatments, support, questions -----------------------------------------------------------------------------


def shown_names(guide) -> list[str]:
    return [name for name, kind in guide.other_names.values_list("name", "kind") if kind != NameKind.MISSPELLING]


def treatments_of(guide) -> list[tuple]:
    """(role, card) of the treatments and tests of this guide that everybody may read, in the editors' order."""
    cards = remembered(("treatment cards", get_language()), treatment_cards)
    rows = original_guide(guide).condition_treatments.values_list("sort_order", "role", "treatment")
    return [(role, cards[pk]) for _order, role, pk in sorted(rows, key=lambda row: row[0] or 0) if pk in cards]


def original_guide(guide):
    """Facts are entered once: a translation has the relations and treatments of the guide it translates."""
    return guide if is_original(guide) else original_of(guide)


def treatment_cards() -> dict[int, dict]:
    pages = TreatmentPage.objects.defer_streamfields()
    ids = pages.live().values_list("pk", flat=True)
    return {pk: card(page) for pk, page in shown_pages(ids, pages).items() if is_public(page)}


def support_for(guide) -> list[dict]:
    """Cards of the programs for this condition, and of those for all."""
    programs = remembered(("support programs", get_language()), support_programs)
    pk = original_guide(guide).pk
    return [card for card, conditions in programs if not conditions or pk in conditions]


def support_programs() -> list[tuple]:
    """(card, ids of the conditions it is for) of each live program, by title; in the reader's language where it is."""
    conditions = defaultdict(set)
    for program, condition in SupportPage.conditions.through.objects.values_list("supportpage", "conditionpage"):
        conditions[program].add(condition)
    pages = SupportPage.objects.order_by("title").defer_streamfields()
    ids = pages.live().filter(locale__language_code=settings.LANGUAGE_CODE).values_list("pk", flat=True)
    shown = shown_pages(ids, pages).items()
    return [(card(page), conditions[pk]) for pk, page in shown if is_public(page)]


def questions_for(guide, is_overview) -> list[dict]:
    """The overview offers the guide's own questions; the questions chapter adds the general ones, by subject."""
    scope = Q(condition=guide) if is_overview else Q(condition=guide) | Q(condition=None)
    prompts = QuestionPrompt.objects.filter(scope, locale=guide.locale_id)
    groups: dict[str, list[str]] = {}
    for prompt in sorted(prompts, key=lambda prompt: (Aspect(prompt.aspect).rank, prompt.pk)):
        groups.setdefault(prompt.aspect, []).append(prompt.question)
    if is_overview:
        items = [question for rows in groups.values() for question in rows]
        return [{"heading": "", "items": items}] if items else []
    return [{"heading": str(Aspect(aspect).label), "items": rows} for aspect, rows in groups.items()]


# --- sources and review ---------------------------------------------------------------------------------------------


def sources_of(*pages) -> list[Citation]:
    """Citations chosen for these pages and those that their statistics name, without repeats."""
    wanted = Q(pk__in={pk for page in pages for pk in statistic_citations(raw_json(page))})
    for page in pages:
        chosen = page.citations.all()
        in_database = hasattr(chosen, "query")  # a preview holds them in memory
        wanted |= Q(pk__in=chosen.values("pk") if in_database else [citation.pk for citation in chosen])
    return list(Citation.objects.filter(wanted))


def statistic_citations(node) -> set[int]:
    if isinstance(node, dict):
        own = {node["citation"]} if isinstance(node.get("citation"), int) else set()
        return own.union(*map(statistic_citations, node.values())) if node else own
    if isinstance(node, list):
        return set().union(*map(statistic_citations, node)) if node else set()
    return set()


def review_of(page) -> dict:
    """The trust strip: who reviewed this page, when, and when the next review is due."""
    reviewer = remembered("reviewers", lambda: Reviewer.objects.in_bulk()).get(page.reviewed_by_id)
    team = remembered("teams", lambda: Team.objects.in_bulk()).get(page.owner_team_id)
    return {
        "by_name": reviewer.name if reviewer else "",
        "by_role": said(reviewer.role) if reviewer else "",
        "by_credentials": reviewer.credentials if reviewer else "",
        "is_example": bool(reviewer and reviewer.is_example),
        "on": page.reviewed_on,
        "next_due": page.next_review_due,
        "is_overdue": bool(page.next_review_due and page.next_review_due < timezone.localdate()),
        "team_name": said(team.name) if team else "",
        "note": page.review_note,
        "history_url": reverse("conditions:review_history", args=[page.pk]) if page.pk else "",
    }


def prefetch_links(*pages):
    """Fetch all pages and terms that the texts of these pages link to, in one query each."""
    ids = linked_ids(*(page_text for page in pages for page_text in [str(raw_json(page))]))
    PageUrlHandler.fetch(ids.get("page", ()))
    glossary.remember_terms_of(*pages)


def pages_using(term) -> list[Page]:
    """Live pages in the term's language whose text links to it; a translated text may still link to its translation."""
    terms = GlossaryTerm.objects.filter(translation_key=term.translation_key)
    references = ReferenceIndex.get_references_to_in_bulk(terms).filter(base_content_type__app_label="wagtailcore")
    ids = {int(pk) for pk in references.values_list("object_id", flat=True)}
    return list(Page.objects.live().public().filter(pk__in=ids, locale=term.locale_id).order_by("title"))
