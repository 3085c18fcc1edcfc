"""Doctors and locations in the site's search, in its suggestions and in the sitemap."""

import re

import pytest

from tests.directory.makers import make_doctor, make_place
from tests.factories import make_guide, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    make_home()
    guide = make_guide("Liver metastases")
    main = make_place("Main Campus", services=["imaging"])
    make_place("North Clinic", city="Northfield")
    ana = make_doctor("Rivera", treats=[guide], specialties=["liver-surgery"], languages=["en", "es"], places=[main])
    ben = make_doctor("Lorem", given_name="Ben", specialties=["medical-oncology"])
    make_doctor("Gone", is_active=False)
    return {"ana": ana, "ben": ben}


def found(client, query):
    people = client.get("/search/", {"q": query}).context["people"]
    return [doctor.family_name for doctor in people.doctors], [place.name for place in people.places]


@pytest.mark.parametrize(
    ("query", "doctors", "places"),
    [
        ("Rivera", ["Rivera"], []),
        ("dr. ana rivéra", ["Rivera"], []),
        ("surgeon", ["Rivera"], []),
        ("liver surgeon", ["Rivera"], []),
        ("spanish speaking doctor", ["Rivera"], []),
        ("doctor for liver metastases", ["Rivera"], []),
        ("oncologist", ["Lorem"], []),
        ("Gone", [], []),
        ("liver metastases", [], []),
        ("skin surgeon", [], []),
        ("north clinic", [], ["North Clinic"]),
        ("northfield address", [], ["North Clinic"]),
        ("main campus parking", [], ["Main Campus"]),
        ("doctor", [], []),
        ("the", [], []),
    ],
)
def test_the_search_finds_people_and_places_by_every_word(client, query, doctors, places):
    assert found(client, query) == (doctors, places)


def test_a_name_is_not_corrected_and_comes_first(client):
    html = client.get("/search/", {"q": "lorem"}).content.decode()
    assert "Showing results for" not in html
    assert re.search(r'role="status">\s*1 result\s*<', html)
    assert "Nothing found" not in html


def test_a_name_that_is_begun_is_suggested(client, house):
    rows = client.get("/search/suggestions/", {"q": "ana riv"}).json()["suggestions"]
    assert {"title": "Ana Rivera", "url": house["ana"].get_absolute_url(), "name": ""} in rows


def test_the_sitemap_has_the_directory_without_those_who_retired(client):
    addresses = re.findall(
        r"<loc>http://(?:localhost|testserver)(.*?)</loc>", client.get("/sitemap.xml").content.decode()
    )
    own = [address for address in addresses if address.startswith(("/find-a-doctor/", "/locations/"))]
    assert sorted(own) == [
        "/find-a-doctor/",
        "/find-a-doctor/ana-rivera/",
        "/find-a-doctor/ben-lorem/",
        "/locations/",
        "/locations/main-campus/",
        "/locations/north-clinic/",
    ]
