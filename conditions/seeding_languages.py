"""The demo's medicine in Spanish and Arabic, from the folders of conditions/demo."""

from conditions.importing import GuideImporter
from conditions.models import Anatomy, ConditionIndexPage, ConditionPage, GlossaryTerm, QuestionPrompt
from conditions.seeding import DEMO
from portal.documents import demo_document, demo_rows
from portal.seeding_languages import demo_languages, translated_home
from portal.translations import tie


def seed_languages(home):
    """What exists is left as it is; a translation is signed by an example reviewer who reads its language."""
    for code in demo_languages(DEMO):
        translated, folder = translated_home(home, code), DEMO / code
        for row in rows_of(folder / "indexes.yaml"):
            seed_index(row, home, translated)
        for row in rows_of(folder / "glossary.yaml"):
            values = row | {"definition": f"<p>{row['definition']}</p>"}
            seed_row(GlossaryTerm, values, home.locale, translated.locale)
        for row in rows_of(folder / "anatomy.yaml"):
            seed_row(Anatomy, row | {"drawing": row["translates"]}, home.locale, translated.locale)
        importer = GuideImporter(translated, publish_as_example=True)
        for path in sorted((folder / "guides").glob("*.yaml")):
            importer.take(demo_document(path))
        for row in rows_of(folder / "questions.yaml"):
            seed_question(row, translated)


def rows_of(path) -> list:
    return demo_rows(path) if path.exists() else []


def seed_index(row, home, translated):
    original = ConditionIndexPage.objects.child_of(home).get(slug=row["translates"])
    if original.get_translation_or_none(translated.locale):
        return
    page = ConditionIndexPage(
        title=row["title"],
        slug=row["slug"],
        short_title=row.get("short_title", ""),
        summary=row["summary"],
        search_description=row["summary"][:155],
        age_group=original.age_group,
        locale=translated.locale,
    )
    tie(page, original)
    translated.add_child(instance=page)


def seed_row(model, row, default, locale):
    """A term or an organ as the translation of the one that has this name in the default language."""
    original = model.objects.get(slug=row.pop("translates"), locale=default)
    model.objects.get_or_create(
        translation_key=original.translation_key,
        locale=locale,
        defaults={"slug": original.slug} | row,
    )


def seed_question(row, translated):
    condition = ConditionPage.objects.filter(slug=row.get("condition"), locale=translated.locale).first()
    QuestionPrompt.objects.get_or_create(
        question=row["question"], locale=translated.locale, defaults={"aspect": row["aspect"], "condition": condition}
    )
