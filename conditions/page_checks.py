"""What medical texts are looked at for besides: terms, promises, figures, sources, advice. Warns; never blocks or rewrites."""

import json
import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.fields import StreamField

from conditions.glossary import FEATURE, STORED_ID, STORED_TAG
from conditions.models import ChapterPage, Citation, ConditionPage, EditorialSettings, GlossaryTerm
from conditions.models.reviews import PublishGate
from conditions.validators import only_words
from portal.page_checks.links import good_targets, outside_sources
from portal.page_checks.passages import in_stream, stored_form
from portal.page_checks.registry import Mend, Note, check, easy_words, mends
from portal.page_checks.words import excerpt, grades_by_place
from portal.readability import sentences

LEAST_WORDS = 120  # of a chapter from which on it needs key points
KEY_POINTS = {"key_points"}
ADVICE = {"care_callout", "contact", "questions", "related_links", "support"}
NOT_LINKABLE = re.compile(r"<a\b[^>]*>.*?</a>|<h[1-6]\b[^>]*>.*?</h[1-6]>|<[^>]*>|&\w+;", re.S)
FIGURE = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:%|percent\b)|\b\d+ (?:in|out of|of every) (?:every )?\d+\b", re.I)

good_targets["conditions.glossaryterm"] = lambda: GlossaryTerm.objects.filter(live=True)
outside_sources.append(lambda: [citation.link for citation in Citation.objects.all()])


def is_medical(reading) -> bool:
    return isinstance(reading.page, PublishGate)


# ---- glossary ---------------------------------------------------------------------------------------------------------


class Glossary:
    """The live terms of one language with their synonyms, as one pattern."""

    def __init__(self, rows):
        self.ids = {}
        self.silent = set()
        self.names = {}
        for pk, term, synonyms, do_not_suggest in rows:
            self.names[pk] = term
            for word in (term, *only_words(synonyms)):
                self.ids.setdefault(word.casefold(), pk)
            if do_not_suggest:
                self.silent.add(pk)
        words = sorted(self.ids, key=len, reverse=True)
        self.pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])", re.I)

    def found_in(self, text):
        """(term's id, match) in order."""
        if self.ids:
            for match in self.pattern.finditer(text):
                yield self.ids[match[0].casefold()], match


@lru_cache(maxsize=8)
def _glossary(rows):
    return Glossary([(pk, term, list(synonyms), silent) for pk, term, synonyms, silent in rows])


def glossary_of(reading) -> Glossary:
    """The pattern is kept as long as the terms are the same: a sweep over all pages builds it once."""
    if "glossary" not in reading.__dict__:
        terms = GlossaryTerm.objects.filter(live=True, locale__language_code=reading.language).order_by("pk")
        rows = terms.values_list("pk", "term", "synonyms", "do_not_suggest")
        reading.glossary = _glossary(
            tuple((pk, term, only_words(synonyms), silent) for pk, term, synonyms, silent in rows)
        )
    return reading.glossary


@easy_words
def explained_words(reading):
    return tuple(glossary_of(reading).ids)


def linked_terms(reading) -> set[int]:
    tags = (tag for passage in reading.passages if passage.is_rich for tag in STORED_TAG.findall(passage.stored))
    return {int(pk) for tag in tags for pk in STORED_ID.findall(tag)}


@check("undefined_term", gettext_lazy("Words of the glossary without a link"), is_kept=True)
def find_undefined_terms(reading):
    """At the first use of each on the page, and only where the text can hold a link."""
    if not is_medical(reading):
        return
    glossary, done = glossary_of(reading), linked_terms(reading)
    for passage in reading.passages:
        if not passage.is_rich:
            continue
        for pk, match in glossary.found_in(blanked(passage.stored)):
            if pk not in done and pk not in glossary.silent:
                done.add(pk)
                message = _("The glossary explains “%(term)s”.") % {"term": glossary.names[pk]}
                yield Note(message, passage.place, match[0], pk)


def blanked(stored: str) -> str:
    """Tags, links and headings as blanks of the same length, so that what is found stands at the same place."""
    return NOT_LINKABLE.sub(lambda match: " " * len(match[0]), stored)


def link_first_use(page, term) -> bool:
    """Make the first use of a term in the texts of this page a link to it. False when there is none left to link."""
    words = Glossary([(term.pk, term.term, term.synonyms, False)])
    for name in page.text_fields:
        field = page._meta.get_field(name)
        if not isinstance(field, StreamField):
            continue
        stored = stored_form(getattr(page, name))
        for passage in in_stream(field.stream_block, stored, name, name, name):
            found = next(words.found_in(blanked(passage.stored)), None) if passage.is_rich else None
            if found:
                _pk, match = found
                start, end = match.span()
                link = f'<a linktype="{FEATURE}" id="{term.pk}">{passage.stored[start:end]}</a>'
                passage.holder[passage.key] = passage.stored[:start] + link + passage.stored[end:]
                setattr(page, name, json.dumps(stored))
                return True
    return False


def link_term(page, pk: int) -> bool:
    term = GlossaryTerm.objects.filter(pk=pk, live=True, locale_id=page.locale_id).first()
    return term is not None and link_first_use(page, term)


mends["undefined_term"] = Mend(gettext_lazy("Link this word"), link_term)


# ---- words ------------------------------------------------------------------------------------------------------------


@check("grade", gettext_lazy("Hard to read"))
def find_hard_sections(reading):
    if not reading.is_english:
        return
    target = EditorialSettings.read().reading_target
    for place, grade in grades_by_place(reading):
        if grade > target:
            values = {"grade": grade, "target": f"{target:g}"}
            yield Note(_("Grade %(grade)s; the aim is %(target)s or less.") % values, place)


@check("promise", gettext_lazy("Words of promise"))
def find_promises(reading):
    promises = EditorialSettings.read().promises
    if not promises:
        return
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, promises)) + r")\b", re.I)
    for passage in reading.passages:
        for sentence in sentences(passage.text):
            if match := pattern.search(sentence):
                message = _("“%(word)s” may promise more than medicine can hold.") % {"word": match[0]}
                yield Note(message, passage.place, excerpt(sentence))


# ---- figures and sources ----------------------------------------------------------------------------------------------


@check("figure", gettext_lazy("Figures without a source"))
def find_figures(reading):
    """A figure in running text has no source beside it, and one in its block may still lack it."""
    if not is_medical(reading):
        return
    for passage in reading.passages:
        if passage.kind == "statistic":
            if passage.key == "sentence" and not passage.holder.get("citation"):
                yield Note(_("Choose the source of this figure."), passage.place, excerpt(passage.text))
            continue
        for sentence in sentences(passage.text):
            if FIGURE.search(sentence):
                message = _("Use the figure block: it says who was counted, when, where, and names the source.")
                yield Note(message, passage.place, excerpt(sentence))


@check("retracted", gettext_lazy("Sources that were withdrawn"))
def find_retracted(reading):
    ids = {passage.holder.get("citation") for passage in reading.passages if passage.kind == "statistic"} - {None}
    if hasattr(reading.page, "citations"):
        ids |= {citation.pk for citation in reading.page.citations.all()}
    for citation in Citation.objects.filter(pk__in=ids, retracted_on__isnull=False) if ids else ():
        yield Note(_("This source was withdrawn. Find another one."), "", excerpt(str(citation)), citation.pk)


# ---- what a reader needs ----------------------------------------------------------------------------------------------


@check("no_advice", gettext_lazy("No word on what to do"))
def find_missing_advice(reading):
    """A guide shows its phone number by itself; a text must also say what a reader can do next."""
    if not is_medical(reading) or any(passage.kind in ADVICE for passage in reading.passages):
        return
    if any(passage.field == "emergency" for passage in reading.passages):
        return
    if not has_block(reading.page, ADVICE):
        yield Note(_("Say what a reader can do next: advice, questions to ask, a phone number or links."))


def has_block(page, types) -> bool:
    """Blocks without words of their own (a contact, a program) are no passages."""
    for name in ("body", "care_here"):
        for block in getattr(page, name, ()) or ():
            inner = block.value["content"] if block.block_type == "section" else ()
            if block.block_type in types or any(child.block_type in types for child in inner):
                return True
    return False


@check("no_key_points", gettext_lazy("No key points"))
def find_missing_key_points(reading):
    page = reading.page
    if isinstance(page, ConditionPage):
        if not page.key_points:
            yield Note(_("Give three to five key points: many people read nothing else."))
    elif isinstance(page, ChapterPage) and len(reading.text.split()) > LEAST_WORDS and not has_block(page, KEY_POINTS):
        yield Note(_("Begin with a block of key points: what to take away from this chapter."))


@check("guide_size", gettext_lazy("Pages in this guide"))
def find_odd_size(reading):
    if not isinstance(reading.page, ConditionPage) or not reading.page.pk:
        return
    pages = 1 + reading.page.numchild
    if not 2 <= pages <= 8:
        message = ngettext(
            "This guide has %(number)s page. Readers find their way in guides of 2 to 8 pages.",
            "This guide has %(number)s pages. Readers find their way in guides of 2 to 8 pages.",
            pages,
        )
        yield Note(message % {"number": pages})
