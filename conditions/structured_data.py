"""schema.org as one JSON-LD graph a page, built from model fields. Empty values are left out."""

import json

from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Locale

from conditions.models import ChapterPage, ConditionPage, SupportPage, TreatmentPage
from conditions.models.aspects import Aspect
from conditions.models.relations import RelationKind
from portal.addresses import full_address_of
from portal.localized import is_original, original_of
from portal.organization import organization_node, site_root
from portal.page_cache import remembered
from portal.trail import trail_above
from portal.visible_text import text_of

HEALTH_ASPECT = {
    Aspect.OVERVIEW: "OverviewHealthAspect",
    Aspect.SYMPTOMS: "SymptomsHealthAspect",
    Aspect.RISK_CAUSES: "CausesHealthAspect",
    Aspect.STAGES: "StagesHealthAspect",
    Aspect.TREATMENT: "TreatmentsHealthAspect",
    Aspect.OUTLOOK: "PrognosisHealthAspect",
    Aspect.PREVENTION: "PreventionHealthAspect",
    Aspect.LIVING_WITH: "LivingWithHealthAspect",
    Aspect.SUPPORT: "HowOrWhereHealthAspect",
}
AUDIENCE = {"patient": "Patient", "caregiver": "Caregiver", "clinician": "Clinician"}
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def graph_of(page, context) -> SafeString:
    """The page's graph as text for a `script type="application/ld+json"`: data, never run."""
    root = site_root(page)
    if not root:
        return mark_safe("")
    nodes = [web_page(page, context, root), organization_node(root), breadcrumb(page, root)]
    if isinstance(page, ConditionPage):
        nodes.append(condition_node(page, context))
    elif isinstance(page, TreatmentPage):
        nodes.append(treatment_node(page))
    return as_script(nodes)


def as_script(nodes) -> SafeString:
    """One graph of these nodes as text that cannot end the element it stands in."""
    text = json.dumps({"@context": "https://schema.org", "@graph": [prune(node) for node in nodes]}, ensure_ascii=False)
    return mark_safe(text.translate(UNSAFE))


def prune(value):
    """Without empty strings, lists, dicts and None, at any depth."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := prune(item)) not in ("", None, [], {})}
    if isinstance(value, (list, tuple)):
        return [kept for item in value if (kept := prune(item)) not in ("", None, [], {})]
    return value if isinstance(value, (int, float, bool)) or value is None else str(value)


def translated_work(page) -> dict | None:
    """The English page that this one translates."""
    original = page if is_original(page) else original_of(page)
    return {"@id": f"{full_address_of(original)}#webpage"} if original.pk != page.pk and original.live else None


def web_page(page, context, root) -> dict:
    url, review = full_address_of(page), context["review"]
    guide = context.get("guide")
    node = {
        "@type": "MedicalWebPage" if not isinstance(page, SupportPage) else "WebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": page.seo_title or page.title,
        "headline": page.title,
        "description": page.meta_description,
        "inLanguage": language_of(page),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.content_changed_on),
        "publisher": {"@id": f"{root}#org"},
        "audience": {"@type": "MedicalAudience", "audienceType": AUDIENCE[page.audience]},
        "citation": [citation_node(citation) for citation in context["sources"]],
        "breadcrumb": {"@id": f"{url}#breadcrumb"},
        "translationOfWork": translated_work(page),
    }
    if review["by_name"] and not review["is_example"]:
        node["reviewedBy"] = reviewer_node(review, root)
    if review["by_name"]:
        node["lastReviewed"] = iso(review["on"])
    if guide is not None:
        about = {"@id": f"{full_address_of(guide)}#condition"}
        aspect = HEALTH_ASPECT.get(getattr(page, "aspect", Aspect.OVERVIEW))
        node |= {"about": about, "mainEntity": about}
        node["mainContentOfPage"] = {
            "@type": "HealthTopicContent",
            "hasHealthAspect": aspect and f"https://schema.org/{aspect}",
        }
        if isinstance(page, ChapterPage):
            node["isPartOf"] = {"@id": f"{full_address_of(guide)}#webpage"}
        else:
            base = root.rstrip("/")
            node["hasPart"] = [{"@id": f"{base}{row['url']}#webpage"} for row in context["chapters"][1:]]
            node["relatedLink"] = [row["address"] for row in context["relations"]]
    elif isinstance(page, TreatmentPage):
        node["mainEntity"] = {"@id": f"{url}#treatment"}
    return node


def reviewer_node(review, root) -> dict:
    return {
        "@type": "Person",
        "name": review["by_name"],
        "honorificSuffix": review["by_credentials"],
        "jobTitle": review["by_role"],
        "affiliation": {"@id": f"{root}#org"},
    }


def citation_node(citation) -> dict:
    return {
        "@type": "ScholarlyArticle" if citation.pmid or citation.doi else "CreativeWork",
        "name": citation.title,
        "author": citation.authors,
        "datePublished": str(citation.year or ""),
        "url": citation.link,
    }


def condition_node(guide, context) -> dict:
    """MedicalCondition. “Spreads from” has no term in schema.org; it is told by text and related links only."""
    codes = [("ICD-10", guide.code_icd10), ("ICD-O-3", guide.code_icdo3), ("UMLS", guide.code_umls)]
    names = context["other_names"]
    confused = [row for row in context["relations"] if row["kind"] == RelationKind.CONFUSED_WITH]
    return {
        "@type": "MedicalCondition",
        "@id": f"{full_address_of(guide)}#condition",
        "name": guide.title,
        "alternateName": [*names, guide.medical_name] if guide.medical_name not in names else names,
        "code": [
            {"@type": "MedicalCode", "codingSystem": system, "codeValue": value} for system, value in codes if value
        ],
        "associatedAnatomy": [
            {"@type": "AnatomicalStructure", "name": name} for name in guide.anatomy.values_list("name", flat=True)
        ],
        "disambiguatingDescription": guide.scope_note,
        "typicalTest": [treatment_reference("MedicalTest", row) for row in context["tests"]],
        "possibleTreatment": [treatment_reference("MedicalTherapy", row) for row in context["treatments"]],
        "differentialDiagnosis": [
            {
                "@type": "DDxElement",
                "diagnosis": {"@type": "MedicalCondition", "name": row["title"], "url": row["address"]},
            }
            for row in confused
        ],
    }


def treatment_reference(kind, row) -> dict:
    return {"@type": kind, "name": row["title"]}


def treatment_node(page) -> dict:
    node = {
        "@type": "MedicalTest" if page.kind == "test" else "MedicalTherapy",
        "@id": f"{full_address_of(page)}#treatment",
        "name": page.title,
        "alternateName": page.synonyms,
        "description": page.summary,
    }
    if page.kind != "test":
        node["howPerformed"] = text_of(page.how_it_works)[:500]
        node["preparation"] = text_of(page.preparation)[:500]
    return node


def breadcrumb(page, root) -> dict:
    trail = trail_above(page)
    rows = [(row["title"], root.rstrip("/") + row["url"]) for row in trail] + [(page.title, full_address_of(page))]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{full_address_of(page)}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(rows, start=1)
        ],
    }


def language_of(page) -> str:
    return remembered("language codes", lambda: dict(Locale.objects.values_list("pk", "language_code")))[page.locale_id]


def iso(moment) -> str:
    return moment.isoformat() if moment else ""
