"""What the site's search learns from medical content: names, chapters, hard words, pages that are mistaken for another."""

from collections import defaultdict
from pathlib import Path

from wagtail.models import Page

from conditions.models import (
    AlternateName,
    ChapterPage,
    ConditionPage,
    ConditionRelation,
    GlossaryTerm,
    TreatedCondition,
    TreatmentPage,
)
from conditions.models.relations import NameKind, RelationKind
from conditions.validators import only_words
from portal.search import registry

VOCABULARY = Path(__file__).resolve().parent / "search_vocabulary.yaml"


def names(locale):
    rows = AlternateName.objects.filter(page__live=True, page__locale=locale).values_list("page_id", "name", "kind")
    for page, name, kind in rows:
        yield registry.Name(page, name, kind != NameKind.MISSPELLING)
    for model in (ConditionPage, TreatmentPage):
        rows = model.objects.filter(live=True, locale=locale)
        for page, *texts in rows.values_list("pk", "medical_name", "short_title"):
            yield from (registry.Name(page, text) for text in texts if text)
    for page, synonyms in TreatmentPage.objects.filter(live=True, locale=locale).values_list("pk", "synonyms"):
        yield from (registry.Name(page, text) for text in only_words(synonyms))


def chapters(locale):
    """A chapter stands below its guide: the guide's place in the tree is the start of the chapter's."""
    guides = dict(ConditionPage.objects.filter(live=True, locale=locale).values_list("path", "pk"))
    rows = ChapterPage.objects.filter(live=True, locale=locale).values_list("pk", "path", "aspect")
    for page, path, aspect in rows:
        if guide := guides.get(path[: -Page.steplen]):
            yield registry.Chapter(page, guide, aspect)


def answers(locale):
    for term in GlossaryTerm.objects.filter(live=True, locale=locale).defer("definition"):
        yield registry.Answer(
            (term.term, *only_words(term.synonyms)), term.term, term.short_definition, term.get_absolute_url()
        )


def look_alikes(locale):
    rows = ConditionRelation.objects.filter(
        kind=RelationKind.CONFUSED_WITH, page__live=True, target__live=True, page__locale=locale
    )
    for page, target, note in rows.values_list("page_id", "target_id", "note"):
        yield registry.LookAlike(page, target, note)


def doctor_words(locale):
    """A doctor is found by the names of what they treat."""
    keys = TreatedCondition.objects.values("condition__translation_key")
    guides = ConditionPage.objects.filter(live=True, locale=locale, translation_key__in=keys).order_by()
    texts = defaultdict(list)
    for key, *names in guides.values_list("translation_key", "title", "medical_name", "other_names__name"):
        texts[key] += [name for name in names if name]
    for doctor, key in TreatedCondition.objects.values_list("doctor", "condition__translation_key"):
        yield doctor, " ".join(dict.fromkeys(texts.get(key, ())))


def register():
    registry.doctor_words.append(doctor_words)
    registry.names.append(names)
    registry.chapters.append(chapters)
    registry.answers.append(answers)
    registry.look_alikes.append(look_alikes)
    registry.vocabularies.append(VOCABULARY)
