"""The demo in Spanish and Arabic says what the English one says: same figures, same sources, same order, no word left out."""

import pytest

from conditions.seeding import DEMO
from portal.documents import demo_rows
from portal.seeding import DEMO as SITE
from portal.seeding_languages import demo_languages

LANGUAGES = demo_languages(DEMO)
GUIDES = sorted(path.relative_to(DEMO).as_posix() for code in LANGUAGES for path in (DEMO / code / "guides").glob("*"))


def chapters(document):
    return {section["chapter"]: section for section in document["sections"]}


def figures(section):
    """Every figure with its source, in the order of the page."""
    keys = ("count", "of", "citation")
    return [tuple(block.get(key) for key in keys) for block in section["blocks"] if block["type"] == "statistic"]


def test_the_demo_speaks_both_languages():
    assert LANGUAGES == ["es", "ar"] and GUIDES == [
        "ar/guides/liver-metastases.yaml",
        "es/guides/liver-metastases.yaml",
    ]


@pytest.mark.parametrize("name", GUIDES)
def test_a_translated_guide_keeps_figures_sources_and_urgent_advice(name):
    translated = demo_rows(DEMO / name)
    original = demo_rows(DEMO / "guides" / f"{translated['translates']}.yaml")
    assert translated["citations"] == original["citations"]
    assert len(translated["emergency"]["items"]) == len(original["emergency"]["items"])
    for chapter, section in chapters(translated).items():
        source = chapters(original)[chapter]
        assert figures(section) == figures(source), chapter
        assert section.get("citations") == source.get("citations"), chapter
        urgent = [
            (block["urgency"], len(block.get("items", ()))) for block in section["blocks"] if block["type"] == "callout"
        ]
        assert urgent == [
            (block["urgency"], len(block.get("items", ()))) for block in source["blocks"] if block["type"] == "callout"
        ], chapter


def test_the_spanish_guide_is_whole():
    translated, original = (demo_rows(DEMO / path) for path in (GUIDES[1], "guides/liver-metastases.yaml"))
    assert list(chapters(translated)) == list(chapters(original))
    for chapter, section in chapters(translated).items():
        shape = [(block["type"], len(block.get("items") or block.get("rows") or ())) for block in section["blocks"]]
        source = chapters(original)[chapter]["blocks"]
        expected = [(block["type"], len(block.get("items") or block.get("rows") or ())) for block in source]
        if chapter == "overview":  # “liver mets” has no Spanish sister
            expected = [("list", 3) if row == ("list", 4) and place < 6 else row for place, row in enumerate(expected)]
        assert shape == expected, chapter


@pytest.mark.parametrize("code", LANGUAGES)
def test_terms_and_organs_translate_one_that_exists(code):
    for name in ("glossary.yaml", "anatomy.yaml"):
        known = {row["slug"] for row in demo_rows(DEMO / name)}
        rows = demo_rows(DEMO / code / name)
        translated = [row["translates"] for row in rows]
        assert len(set(translated)) == len(translated) and set(translated) <= known
        slugs = [row.get("slug", row["translates"]) for row in rows]
        assert len(set(slugs)) == len(slugs)
        assert all(len(row.get("short_definition", "")) <= 160 for row in rows)


def test_every_term_is_explained_in_spanish():
    english, spanish = demo_rows(DEMO / "glossary.yaml"), demo_rows(DEMO / "es" / "glossary.yaml")
    assert {row["slug"] for row in english} == {row["translates"] for row in spanish}


def frame_words(site) -> set[str]:
    links = [*site["legal_links"], *site["navigation"]]
    links += [
        link for row in (*site["navigation"], *site["footer_groups"]) for link in row.get("children", row.get("links"))
    ]
    rows = [*site["contact_points"], *links, *site["footer_groups"]]
    days = [row["name"] for row in (*site["closed_days"], *site["special_hours"])]
    return {site["brand"]["disclaimer"], site["banner"]["text"], *(row["title"] for row in rows), *days}


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_words_of_menu_footer_banner_and_calendar_are_translated(code):
    words = demo_rows(SITE / code / "site.yaml")["words"]
    assert frame_words(demo_rows(SITE / "site.yaml")) - set(words) == set()
    assert all(len(text) <= 500 for row in words.items() for text in row)
