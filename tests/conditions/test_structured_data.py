"""The graph of a medical page: valid, complete, absolute, without empty values, and harmless whatever a title says."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache

from conditions.models import AlternateName, ConditionPage
from conditions.structured_data import prune
from portal.models import BrandSettings, OrganizationSettings
from tests import factories

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "guide.jsonld"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
DATES = {"datePublished", "dateModified", "lastReviewed"}


def graph_in(client, page) -> dict[str, dict]:
    """The nodes of a page by type."""
    html = client.get(page.url).content.decode()
    [text] = SCRIPT.findall(html)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def everything_in(node, key=""):
    """(key, value) of all that is not a container."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from everything_in(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from everything_in(value, key)
    else:
        yield key, node


@pytest.fixture
def guide():
    """An invented guide with one of everything."""
    brand, organization = BrandSettings.load(), OrganizationSettings.load()
    brand.name, organization.street, organization.city, organization.country = (
        "Invented Center",
        "1 Mill Road",
        "Larkmoor",
        "US",
    )
    organization.languages, organization.contact_point = "en, es", factories.make_contact_point()
    brand.save()
    organization.save()
    source = factories.make_citation("s", title="A guideline", authors="A. Author", year=2024, doi="10.1000/x")
    with time_machine.travel(datetime(2026, 11, 24, 15, tzinfo=UTC), tick=False):
        guide = factories.make_guide(
            "Lantern gland tumor",
            medical_name="Lanternoma",
            scope_note="Of the gland, not of the lamp.",
            search_description="What it is.",
            code_icd10="C99.9",
            code_umls="C9000001",
            citations=[source],
            anatomy=[factories.make_anatomy("Lantern gland")],
            chapters=["symptoms", "support"],
            reviewer=factories.make_reviewer("Dr. Rosa Real", credentials="MD"),
        )
        other = factories.make_guide("Button rash")
        factories.make_relation(guide, other, "confused_with")
        factories.make_relation(guide, factories.make_guide("Paper fever"), "spreads_from", frequency="rare")
        factories.make_condition_treatment(guide, factories.make_treatment("Lamp test", kind="test"), "diagnosed_by")
        factories.make_condition_treatment(guide, factories.make_treatment("Rest"), "treated_by")
        AlternateName.objects.create(page=guide, name="LGT", kind="abbreviation")
        AlternateName.objects.create(page=guide, name="Lantren gland", kind="misspelling")
    cache.clear()
    return ConditionPage.objects.get(pk=guide.pk)


def every_kind_of_page(guide):
    return [
        guide,
        *guide.live_chapters,
        guide.condition_treatments.first().treatment,
        guide.condition_treatments.last().treatment,
        factories.make_support("Lamp group"),
    ]


def test_the_graph_of_a_guide_is_as_it_was_agreed(client, guide):
    """Write the new graph into the file when a change of it is wanted."""
    assert graph_in(client, guide) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_all_addresses_are_absolute(client, guide):
    for page in every_kind_of_page(guide):
        for key, value in everything_in(graph_in(client, page)):
            if key in {
                "url",
                "@id",
                "item",
                "logo",
                "relatedLink",
                "hasHealthAspect",
                "publishingPrinciples",
                "dayOfWeek",
            }:
                assert re.match(r"https?://[a-z]", value), (page, key, value)


def test_all_dates_are_iso_dates(client, guide):
    seen = set()
    for page in every_kind_of_page(guide):
        for key, value in everything_in(graph_in(client, page)):
            if key in DATES and value != "2024":  # a year is a date, too
                seen.add(key)
                datetime.fromisoformat(value)
    assert seen == DATES


def test_no_value_is_empty(client, guide):
    for page in every_kind_of_page(guide):
        graph = graph_in(client, page)
        assert graph == prune(graph)
        assert [key for key, value in everything_in(graph) if value in ("", None, "None")] == []


def test_ids_that_are_named_exist(client, guide):
    """Within a page, or on the page whose address the id starts with."""
    graphs = {page.full_url: graph_in(client, page) for page in every_kind_of_page(guide)}
    known = {node["@id"] for graph in graphs.values() for node in graph.values()}
    named = {value for graph in graphs.values() for key, value in everything_in(graph) if key == "@id"}
    assert named - known == set()


def test_a_chapter_belongs_to_its_guide(client, guide):
    symptoms, support = guide.live_chapters
    node = graph_in(client, symptoms)["MedicalWebPage"]
    assert node["isPartOf"] == {"@id": f"{guide.full_url}#webpage"}
    assert node["about"] == {"@id": f"{guide.full_url}#condition"}
    assert node["mainContentOfPage"]["hasHealthAspect"] == "https://schema.org/SymptomsHealthAspect"
    assert node["lastReviewed"] == guide.reviewed_on.isoformat()
    assert "MedicalCondition" not in graph_in(client, support)


@pytest.mark.parametrize(("kind", "node_type"), [("test", "MedicalTest"), ("treatment", "MedicalTherapy")])
def test_a_treatment_is_described(client, kind, node_type):
    page = factories.make_treatment("Rest", kind=kind, synonyms=["Repose"])
    node = graph_in(client, page)[node_type]
    assert (node["name"], node["alternateName"], node["description"]) == ("Rest", ["Repose"], "Rest in short.")
    assert ("howPerformed" in node) == (kind == "treatment")


def test_an_invented_reviewer_is_not_told_to_search_engines(client):
    guide = factories.make_guide(reviewer=factories.make_reviewer("Dr. Ana Example", is_example=True))
    node = graph_in(client, guide)["MedicalWebPage"]
    assert "reviewedBy" not in node
    assert "Dr. Ana Example" not in json.dumps(node)


def test_the_day_of_a_change_is_told(client):
    guide = factories.make_guide()
    guide.content_changed_on = date(2026, 3, 1)
    guide.save()
    assert graph_in(client, guide)["MedicalWebPage"]["dateModified"] == "2026-03-01"


NASTY = [
    "</script><script>alert(1)</script>",
    "<!--",
    "]]>",
    '"quoted" \\ and back',
    "a & b < c",
    "line\u2028separator",
    "emoji 🎗",
]


@pytest.mark.parametrize("title", NASTY)
def test_no_title_can_break_out(client, title):
    guide = factories.make_guide(title, slug="nasty", search_description=title, scope_note=title, medical_name=title)
    AlternateName.objects.create(page=guide, name=title + " too")
    factories.make_relation(guide, factories.make_guide(f"{title} again", slug="again"), "confused_with")
    [text] = SCRIPT.findall(client.get(guide.url).content.decode())
    assert not set("<>&") & set(text)
    node = graph_in(client, guide)["MedicalCondition"]
    assert node["name"] == node["disambiguatingDescription"] == title
    assert node["alternateName"] == [f"{title} too", title]
    assert node["differentialDiagnosis"][0]["diagnosis"]["name"] == f"{title} again"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"a": "", "b": None, "c": [], "d": {}, "e": {"f": [""]}}, {}),
        ({"a": 0, "b": False, "c": 1.5, "d": "x"}, {"a": 0, "b": False, "c": 1.5, "d": "x"}),
        ({"a": [{"b": ""}, {"b": "x"}, None]}, {"a": [{"b": "x"}]}),
        ((1, ""), [1]),
    ],
)
def test_empty_values_are_left_out_at_any_depth(value, kept):
    assert prune(value) == kept
