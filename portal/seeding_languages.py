"""The demo in Spanish and Arabic: home pages, words of the frame, standard pages, from the folders of portal/demo."""

from pathlib import Path

from django.conf import settings
from wagtail.models import Locale, Page

from portal.documents import demo_document, demo_rows
from portal.importing import StandardImporter
from portal.models import HomePage, Wording
from portal.seeding import DEMO, HomeImporter


def demo_languages(folder: Path) -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and (folder / code).is_dir()]


def translated_home(home, code, title="Home") -> HomePage:
    """The home page of another language beside the first; an empty draft where there was none."""
    locale, _created = Locale.objects.get_or_create(language_code=code)
    found = home.get_translation_or_none(locale)
    if found:
        return found
    page = HomePage(
        title=title,
        heading=title,
        slug=f"{home.slug}-{code}",
        locale=locale,
        translation_key=home.translation_key,
        live=False,
    )
    return Page.objects.get(pk=home.get_parent().pk).add_child(instance=page)


def seed_languages(home):
    """Run again it completes what could not be linked the first time; an editor's work is left alone."""
    for code in demo_languages(DEMO):
        site = demo_rows(DEMO / code / "site.yaml")
        translated = translated_home(home, code, site["home"]["title"])
        for source, text in site["words"].items():
            Wording.objects.get_or_create(language=code, source=source, defaults={"text": text})
        HomeImporter(translated, publish=True).take(site["home"] | {"id": f"{code}/home", "translates": "home"})
        importer = StandardImporter(translated, publish=True)
        for path in sorted((DEMO / code / "pages").glob("*.yaml"), key=lambda p: (p.stem.count("__"), p.stem)):
            importer.take(demo_document(path))
