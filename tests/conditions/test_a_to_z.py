"""The A to Z makes itself: letters folded, other names as “see”, and only what everybody may read."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from conditions.a_to_z import by_body_part, by_letter, entries_of, letter_of, sort_key
from conditions.models import AlternateName
from tests import factories


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Colon cancer", "C"),
        ("colon cancer", "C"),
        ("  Colon cancer", "C"),
        ("Éwing sarcoma", "E"),
        ("Östrogen", "O"),
        ("Øsophagus", "O"),
        ("Łymphoma", "L"),
        ("œsophagus", "O"),
        ("ﬁbroma", "F"),
        ("5-year-old", "0-9"),
        ("(Uveal) melanoma", "0-9"),
        ("", "0-9"),
        ("  ", "0-9"),
        ("سرطان", "س"),
        ("السرطان", "س"),
        ("أورام", "ا"),
        ("Рак", "Р"),
    ],
)
def test_a_name_is_filed_under_its_folded_first_letter(name, letter):
    assert letter_of(name) == letter


def test_names_are_sorted_without_regard_to_case_and_accents():
    names = ["Zoster", "łipoma", "Éwing sarcoma", "lymphoma", "Eye cancer", "estrogen"]
    assert sorted(names, key=sort_key) == ["estrogen", "Éwing sarcoma", "Eye cancer", "łipoma", "lymphoma", "Zoster"]


def test_arabic_has_its_own_alphabet():
    with override("ar"):
        rows = by_letter([{"name": "الكبد"}])
    assert len(rows) == 28 and rows[0]["letter"] == "ا"
    assert [row["letter"] for row in rows if row["entries"]] == ["ك"]


def test_all_letters_are_there_and_others_only_where_they_are_used():
    rows = by_letter([{"name": "Melanoma"}, {"name": "5q syndrome"}])
    assert "".join(row["letter"] for row in rows) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ0-9"
    assert {row["letter"]: [entry["name"] for entry in row["entries"]] for row in rows if row["entries"]} == {
        "M": ["Melanoma"],
        "0-9": ["5q syndrome"],
    }


# ---- guides ----------------------------------------------------------------------------------------------------------


def listed(index) -> dict[str, str | None]:
    """Name → what it says to see."""
    return {entry["name"]: entry["see"] for row in entries_of(index) for entry in row["entries"]}


def name(guide, words, kind="synonym"):
    AlternateName.objects.create(page=guide, name=words, kind=kind)


@pytest.mark.django_db
def test_other_names_point_to_the_title():
    guide = factories.make_guide("Liver metastases")
    for words, kind in [
        ("Hepatic metastases", "synonym"),
        ("HM", "abbreviation"),
        ("Spread to the liver", "lay"),
        ("Old name", "former"),
    ]:
        name(guide, words, kind)
    assert listed(factories.make_index()) == {
        "Liver metastases": None,
        "Hepatic metastases": "Liver metastases",
        "HM": "Liver metastases",
        "Spread to the liver": "Liver metastases",
        "Old name": "Liver metastases",
    }


@pytest.mark.django_db
def test_misspellings_are_never_shown(client):
    name(factories.make_guide("Leukemia"), "Lukemia", "misspelling")
    assert "Lukemia" not in listed(factories.make_index())
    html = client.get(factories.make_index().url).content.decode()
    assert "Leukemia" in html and "Lukemia" not in html


@pytest.mark.django_db
def test_a_name_that_differs_in_accents_only_is_not_listed_again():
    name(factories.make_guide("Sezary syndrome"), "SÉZARY syndrome")
    assert list(listed(factories.make_index())) == ["Sezary syndrome"]


@pytest.mark.django_db
def test_drafts_are_never_listed():
    name(factories.make_guide("Draft cancer", live=False), "Other name of a draft")
    assert listed(factories.make_index()) == {}


@pytest.mark.django_db
def test_guides_that_were_taken_down_are_not_listed():
    guide = factories.make_guide("Old cancer")
    name(guide, "Other name")
    guide.unpublish()
    assert listed(factories.make_index()) == {}


@pytest.mark.django_db
def test_private_guides_are_never_listed():
    guide = factories.make_guide("Private cancer", anatomy=[factories.make_anatomy()])
    name(guide, "Other name of a private guide")
    PageViewRestriction.objects.create(page=guide, restriction_type="login")
    assert listed(factories.make_index()) == {}
    assert by_body_part(factories.make_index()) == []


@pytest.mark.django_db
def test_each_index_lists_its_own_guides():
    factories.make_guide("Colon cancer")
    factories.make_guide("Childhood leukemia", index=factories.make_index("child"), age_group="child")
    assert list(listed(factories.make_index())) == ["Colon cancer"]
    assert list(listed(factories.make_index("child"))) == ["Childhood leukemia"]


@pytest.mark.django_db
def test_guides_are_grouped_by_body_part():
    liver, bowel = factories.make_anatomy("Liver"), factories.make_anatomy("Bowel")
    factories.make_guide("Liver metastases", anatomy=[liver])
    factories.make_guide("Colon cancer", anatomy=[bowel, liver])
    factories.make_guide("Skin cancer")
    parts = {
        part["name"]: [entry["title"] for entry in part["entries"]] for part in by_body_part(factories.make_index())
    }
    assert parts == {"Bowel": ["Colon cancer"], "Liver": ["Colon cancer", "Liver metastases"]}
    assert list(parts) == ["Bowel", "Liver"]


@pytest.mark.django_db
def test_entries_lead_to_the_guides_and_letters_to_their_sections(client):
    name(factories.make_guide("Éwing sarcoma"), "5q growth")
    html = client.get(factories.make_index().url).content.decode()
    assert '<a href="/cancer-types/ewing-sarcoma/">Éwing sarcoma</a>' in html
    assert '5q growth: see <a href="/cancer-types/ewing-sarcoma/">' in html
    for anchor in ("letter-e", "letter-0-9"):
        assert html.count(f'href="#{anchor}"') == html.count(f'id="{anchor}"') == 1
    assert 'href="#letter-b"' not in html


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_guides(client):
    anatomy, url = [factories.make_anatomy()], factories.make_index().url
    guides = [factories.make_guide(f"Cancer {number}", live=False, anatomy=anatomy) for number in range(40)]
    for guide in guides:
        name(guide, f"Other name of {guide.title}")

    def queries_with(count):
        for guide in guides[:count]:
            if not guide.live:
                guide.live = bool(factories.sign_and_publish(guide))
        client.get(url)  # content types and sites, which are looked up once in a process
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            html = client.get(url).content.decode()
        assert html.count("Other name of") == count
        return len(queries)

    assert queries_with(5) == queries_with(40)
