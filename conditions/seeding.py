"""The demo's medicine: glossary, sources, organs, guides, treatments and support, from the files in conditions/demo.

Signed through `reviews.sign` by reviewers that are marked as examples.
"""

from pathlib import Path

from conditions.importing import GuideImporter
from conditions.importing_programs import SupportImporter, TreatmentImporter
from conditions.models import (
    Anatomy,
    Citation,
    ConditionIndexPage,
    ConditionPage,
    GlossaryTerm,
    QuestionPrompt,
    Reviewer,
    SupportIndexPage,
    TreatmentIndexPage,
)
from conditions.models.pages import AgeGroup
from portal.documents import demo_document, demo_rows
from portal.models import Team

DEMO = Path(__file__).resolve().parent / "demo"

INDEXES = {
    "cancer-types": (
        ConditionIndexPage,
        "Cancer types",
        "Guides for adults, from A to Z. Each tells you what the illness is, what may help and what to ask.",
        {"age_group": AgeGroup.ADULT},
    ),
    "child-and-teen-cancer-types": (
        ConditionIndexPage,
        "Child and teen cancer types",
        "Guides for families of children and teens with cancer, from A to Z.",
        {"age_group": AgeGroup.CHILD, "short_title": "Children and teens"},
    ),
    "treatments": (
        TreatmentIndexPage,
        "Tests and treatments",
        "What each test and treatment is, how to prepare, how it feels and what comes after.",
        {},
    ),
    "support": (
        SupportIndexPage,
        "Support",
        "Help for you and for those close to you, during treatment and after it.",
        {},
    ),
}


def ensure_indexes(home):
    """The index pages that guides, treatments and support programs stand under; made only where they are missing."""
    for slug, (model, title, summary, values) in INDEXES.items():
        if not model.objects.child_of(home).filter(slug=slug).exists():
            page = model(title=title, slug=slug, summary=summary, search_description=summary[:155], locale=home.locale)
            for name, value in values.items():
                setattr(page, name, value)
            home.add_child(instance=page)


def seed_conditions(home, report=lambda done, total: None):
    """Everything of conditions/demo. Run again it completes links to pages that did not exist the first time."""
    ensure_indexes(home)
    seed_records(home.locale)
    steps = [
        (GuideImporter(home, publish_as_example=True), "guides"),
        (TreatmentImporter(home, publish_as_example=True), "treatments"),
        (SupportImporter(home, publish_as_example=True), "support"),
    ]
    work = [(importer, path) for importer, folder in steps for path in sorted((DEMO / folder).glob("*.yaml"))]
    for done, (importer, path) in enumerate(work, start=1):
        importer.take(demo_document(path))
        report(done, len(work))
    for row in demo_rows(DEMO / "questions.yaml"):
        seed_question(row, home.locale)


def ensure_example_reviewers():
    """Invented people who may sign examples, and the teams that look after them; what exists is left as it is."""
    for row in demo_rows(DEMO / "teams.yaml"):
        Team.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in demo_rows(DEMO / "reviewers.yaml"):
        Reviewer.objects.get_or_create(slug=row["slug"], defaults=row | {"is_example": True})


def seed_records(locale):
    """Teams, reviewers, sources, terms and organs; what exists is left as it is."""
    ensure_example_reviewers()
    for path in sorted((DEMO / "citations").glob("*.yaml")):
        for row in demo_rows(path):
            values = {name: value for name, value in row.items() if name != "id" and value is not None}
            Citation.objects.get_or_create(source_id=row["id"], defaults=values)
    for row in demo_rows(DEMO / "glossary.yaml"):
        definition = f"<p>{row['definition']}</p>"
        GlossaryTerm.objects.get_or_create(slug=row["slug"], locale=locale, defaults=row | {"definition": definition})
    for row in demo_rows(DEMO / "anatomy.yaml"):
        Anatomy.objects.get_or_create(slug=row["slug"], locale=locale, defaults=row | {"drawing": row["slug"]})


def seed_question(row, locale):
    condition = ConditionPage.objects.filter(slug=row["condition"]).first() if row.get("condition") else None
    QuestionPrompt.objects.get_or_create(
        question=row["question"], locale=locale, defaults={"aspect": row["aspect"], "condition": condition}
    )
