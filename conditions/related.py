"""How a guide's relations to other conditions are shown, on both ends of each."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from conditions.models import ConditionRelation
from conditions.models.relations import Frequency, RelationKind
from portal.addresses import full_address_of, path_of
from portal.localized import foreign, is_original, original_of, shown_pages
from portal.privacy import is_public
from portal.words import said

# kind → (heading on the page that stores the relation, heading on the other page)
RELATION_HEADINGS = {
    RelationKind.SUBTYPE_OF: (gettext_lazy("Part of"), gettext_lazy("Types")),
    RelationKind.RISK_FACTOR_FOR: (gettext_lazy("Raises the risk of"), gettext_lazy("Made more likely by")),
    RelationKind.COMPLICATION_OF: (gettext_lazy("Can follow from"), gettext_lazy("Can lead to")),
}


def relations_of(guide) -> list[dict]:
    """Relations of either end whose other end is live: {kind, title, url, address, frequency, note, is_ours}.

    A draft has its own; those that other pages have with it are as stored.
    """
    original = guide if is_original(guide) else original_of(guide)
    ends = Q(page=original.pk) | Q(target=original.pk)
    stored = ConditionRelation.objects.filter(ends, page__locale=original.locale_id).order_by("sort_order", "pk")
    rows = [
        (target if page == original.pk else page, kind, frequency, note, page == original.pk)
        for page, target, kind, frequency, note in stored.values_list("page", "target", "kind", "frequency", "note")
    ]
    if is_draft(guide):
        ours = [(row.target_id, row.kind, row.frequency, row.note, True) for row in guide.relations.all()]
        rows = [*ours, *(row for row in rows if not row[-1])]
    others = Page.objects.only("title", "path", "url_path", "translation_key", "alias_of_id")
    shown = shown_pages({row[0] for row in rows}, others)
    pages = {pk: page for pk, page in shown.items() if is_public(page)}
    return [
        {
            "kind": kind,
            "title": pages[pk].title,
            "url": path_of(pages[pk]),
            "address": full_address_of(pages[pk]),
            "frequency": frequency,
            "note": said(note),
            "is_ours": is_ours,
        }
        | ({"foreign": in_other} if (in_other := foreign(pages[pk].language)) else {})
        for pk, kind, frequency, note, is_ours in rows
        if pk in pages
    ]


def is_draft(guide) -> bool:
    """Does it carry relations of its own, from a revision or a form? To ask always would cost a query more."""
    return "relations" in getattr(guide, "_cluster_related_objects", {})


def relation_item(row) -> dict:
    return {name: row[name] for name in ("title", "url", "note", "foreign") if name in row}


def which_one(guide, relations) -> list[dict]:
    """“Looking for …?” in both directions; the stored question fits the page that stores it."""
    items = []
    for row in relations:
        if row["kind"] == RelationKind.CONFUSED_WITH:
            question = (
                row["note"]
                if row["is_ours"] and row["note"] and not row["note"].lang
                else _("Looking for %(title)s?") % {"title": row["title"]}
            )
            items.append(relation_item(row) | {"question": question})
    return items


def relation_lists(guide, relations) -> list[dict]:
    lists = []
    starts = [row for row in relations if row["kind"] == RelationKind.SPREADS_FROM and row["is_ours"]]
    if starts:
        groups = [
            {
                "heading": str(frequency.label),
                "items": [relation_item(row) for row in starts if row["frequency"] == frequency],
            }
            for frequency in Frequency
        ]
        lists.append({"heading": _("Where it can start"), "groups": [group for group in groups if group["items"]]})
    spreads = [row for row in relations if row["kind"] == RelationKind.SPREADS_FROM and not row["is_ours"]]
    if spreads:
        lists.append(one_group(_("Where it can spread"), spreads))
    for kind, headings in RELATION_HEADINGS.items():
        for is_ours, heading in zip((True, False), headings, strict=True):
            rows = [row for row in relations if row["kind"] == kind and row["is_ours"] is is_ours]
            if rows:
                lists.append(one_group(heading, rows))
    return lists


def one_group(heading, rows) -> dict:
    return {"heading": str(heading), "groups": [{"heading": "", "items": list(map(relation_item, rows))}]}
