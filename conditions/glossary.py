"""Glossary terms in text: stored as `<a linktype="glossary-term" id="5">word</a>`, resolved when the text is shown.

A page asks the database once for all its terms when it calls `remember_terms_of` before it renders; without that, once
for each block of text.
"""

import json
import re

from asgiref.local import Local
from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished, request_started
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language as active_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from draftjs_exporter import DOM
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.fields import RichTextField, StreamField
from wagtail.models import ReferenceIndex
from wagtail.rich_text import LinkHandler
from wagtail.signals import page_published

from conditions.models import GlossaryTerm
from portal.page_cache import new_generation

FEATURE = "glossary-term"
ENTITY = "GLOSSARY_TERM"
STORED_TAG = re.compile(r"<a\b[^<>]*\bglossary-term\b[^<>]*>")
STORED_ID = re.compile(r"\bid=\W*(\d{1,18})\b")
NO_LINK = mark_safe("<a>")  # an anchor without address is no link: readers see and hear the plain word

# (language, id) → term or None, for the length of one request. None outside of requests: nothing is remembered there.
_memory = Local()


@receiver(request_started)
def start_memory(**kwargs):
    _memory.terms = {}


@receiver(request_finished)
def end_memory(**kwargs):
    _memory.terms = None


def terms_by_id(ids) -> dict[int, GlossaryTerm | None]:
    """The term to show for each id: its live translation into the active language, else the term itself if live.

    One query for all ids that this request has not met yet.
    """
    language = get_supported_content_language_variant(active_language() or "en")
    memory = getattr(_memory, "terms", None)
    known = {} if memory is None else memory.setdefault(language, {})
    wanted = set(ids)
    if missing := wanted - known.keys():
        known.update(_load(missing, language))
    return {pk: known[pk] for pk in wanted}


def _load(ids, language) -> dict[int, GlossaryTerm | None]:
    named = Q(pk__in=ids)
    translations = Q(
        locale__language_code=language,
        translation_key__in=GlossaryTerm.objects.filter(named).values("translation_key"),
    )
    rows = GlossaryTerm.objects.filter(named | translations).select_related("locale").defer("definition", "synonyms")
    by_id = {term.pk: term for term in rows}
    translated = {term.translation_key: term for term in rows if term.live and term.locale.language_code == language}
    return {pk: _shown(by_id.get(pk), translated) for pk in ids}


def _shown(term, translated) -> GlossaryTerm | None:
    if term is None:
        return None
    return translated.get(term.translation_key) or (term if term.live else None)


def remember_terms_of(*pages):
    """Load the terms in the texts of these pages with one query, so that rendering them asks for none."""
    if ids := {pk for page in pages for pk in ids_in(page)}:
        terms_by_id(ids)


@receiver(page_published)
def know_uses_at_once(instance, **kwargs):
    """The page of a term lists where it is used. Wagtail brings its index of that up to date by a later task."""
    references = ReferenceIndex.get_references_for_object(instance)
    known = references.filter(to_content_type=ContentType.objects.get_for_model(GlossaryTerm))
    if set(known.values_list("to_object_id", flat=True)) != {str(pk) for pk in ids_in(instance)}:
        ReferenceIndex.create_or_update_for_object(instance)
        new_generation()


def ids_in(page) -> set[int]:
    """Ids of the terms in the texts of a page, as far as they are loaded."""
    deferred = page.get_deferred_fields()
    fields = [field for field in page._meta.concrete_fields if field.attname not in deferred]
    stored = [
        json.dumps(list(getattr(page, f.name).raw_data), default=str) for f in fields if isinstance(f, StreamField)
    ]
    stored += [getattr(page, field.name) or "" for field in fields if isinstance(field, RichTextField)]
    tags = (tag for text in stored for tag in STORED_TAG.findall(text))
    return {int(pk) for tag in tags for pk in STORED_ID.findall(tag)}


def opening_tag(term: GlossaryTerm | None) -> SafeString:
    """The link to a term, with its short definition at hand for the popover and for `explain_in_place`."""
    if term is None:
        return NO_LINK
    language = term.locale.language_code
    with override(language):
        address = term.get_absolute_url()
    return format_html(
        '<a class="glossary-term" href="{}" data-glossary data-definition="{}"{}{}>',
        address,
        term.short_definition,
        mark_safe(" data-explain") if term.explain_in_place else "",
        "" if language == active_language() else format_html(' hreflang="{}"', language),
    )


class GlossaryTermLinkHandler(LinkHandler):
    identifier = FEATURE

    @staticmethod
    def get_model():
        return GlossaryTerm

    @classmethod
    def expand_db_attributes(cls, attrs):
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        ids = [id_of(attrs) for attrs in attrs_list]
        terms = terms_by_id(pk for pk in ids if pk)
        return [opening_tag(terms.get(pk)) for pk in ids]

    @classmethod
    def extract_references(cls, attrs):
        if pk := id_of(attrs):
            yield GlossaryTerm, str(pk), "", ""


def id_of(attrs) -> int | None:
    """The id as a number the database can hold; None for a damaged one."""
    written = attrs.get("id", "")
    return int(written) if re.fullmatch(r"[0-9]{1,18}", written) else None


# ---- the editor ---------------------------------------------------------------------------------------------------


class TermElementHandler(LinkElementHandler):
    """Stored text → editor. A term that is gone keeps its id, so that the editor sees and mends it."""

    def get_attribute_data(self, attrs):
        pk = id_of(attrs)
        term = GlossaryTerm.objects.filter(pk=pk).first() if pk else None
        return entity_data(term) if term else {"id": attrs.get("id", "")}


def entity_data(term) -> dict:
    """What the editor keeps of a term. Only the id is stored."""
    return {"id": str(term.pk), "term": term.term, "live": term.live, "url": AdminURLFinder().get_edit_url(term)}


def term_entity(props):
    """Editor → stored text."""
    return DOM.create_element("a", {"linktype": FEATURE, "id": props.get("id")}, props["children"])


def register_feature(features):
    """Tell Wagtail's rich text about the entity: how it is shown, edited, stored and pasted."""
    features.register_link_type(GlossaryTermLinkHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "openquote",
                "description": _("Glossary term"),
                # what survives copy and paste: these attributes, and only with a number as id
                "attributes": ["id", "term", "live", "url"],
                "allowlist": {"id": "^[0-9]+$"},
                "chooserUrls": {"termChooser": reverse_lazy("wagtailsnippetchoosers_conditions_glossaryterm:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "conditions/js/glossary_entity.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'a[linktype="{FEATURE}"]': TermElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: term_entity}},
        },
    )
