"""Find a doctor, and locations: what readers see, in how many queries, and until when."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conditions.directory import views
from conditions.models import TreatedCondition
from portal.directory.models import Doctor
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_calendar, make_contact_point, make_guide, make_home, make_image

pytestmark = pytest.mark.django_db


def lists():
    return [reverse("directory:doctors"), reverse("directory:locations")]


@pytest.fixture
def house():
    """Two places, three doctors, one of them retired."""
    make_home()
    make_contact_point()
    guide = make_guide("Liver metastases")
    main = make_place(calendar=make_calendar("Doors"), contact_point=make_contact_point("main"), services=["clinic"])
    north = make_place("North Clinic", services=["infusion"])
    ana = make_doctor(
        "Example",
        places=[main],
        treats=[guide],
        specialties=["liver-surgery"],
        languages=["en", "es"],
        npi="9999900019",
    )
    ben = make_doctor(
        "Sample", given_name="Ben", places=[north, main], specialties=["pathology"], accepting_new_patients=False
    )
    gone = make_doctor("Gone", is_active=False, places=[main], treats=[guide])
    return {"guide": guide, "main": main, "north": north, "ana": ana, "ben": ben, "gone": gone}


def names_on(client, query=""):
    response = client.get(f"/find-a-doctor/{query}")
    assert response.status_code == 200
    return [card["doctor"].family_name for card in response.context["cards"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Example", "Sample"]),
        ("?specialty=liver-surgery", ["Example"]),
        ("?language=es", ["Example"]),
        ("?location=north-clinic", ["Sample"]),
        ("?location=main-campus", ["Example", "Sample"]),
        ("?accepting=1", ["Example"]),
        ("?condition=liver-metastases", ["Example"]),
        ("?name=exám", ["Example"]),
        ("?name=ben+sam", ["Sample"]),
        ("?name=gone", []),
        ("?location=north-clinic&accepting=1", []),
        ("?specialty=banana&language=%F0%9F%92%9A", ["Example", "Sample"]),
        ("?page=9", ["Example", "Sample"]),
    ],
)
def test_the_address_says_which_doctors_are_shown(client, house, query, expected):
    assert names_on(client, query) == expected


@pytest.mark.parametrize("query", ["?page=x", "?page=-1", "?name=%00"])
def test_what_is_no_page_is_a_bad_request_and_never_an_error(client, house, query):
    assert client.get(f"/find-a-doctor/{query}").status_code == 400


def test_the_count_is_announced_and_each_filter_can_be_taken_away_alone(client, house):
    html = client.get("/find-a-doctor/?language=es&specialty=liver-surgery").content.decode()
    assert re.search(r'role="status"><h2[^>]*>\s*1 doctor\s*<', html)
    assert 'href="/find-a-doctor/?language=es#results"' in html
    assert 'href="/find-a-doctor/?specialty=liver-surgery#results"' in html
    assert 'content="noindex, follow"' in html


def test_a_list_without_hits_says_what_helps(client, house):
    html = client.get("/find-a-doctor/?name=zzz").content.decode()
    assert "No doctor fits all of this" in html
    assert "tel:+12125550140" in html


def test_filters_offer_only_what_leads_to_somebody(client, house):
    fields = client.get("/find-a-doctor/").context["filters"].fields
    assert [code for code, _label in fields["specialty"].choices] == ["", "liver-surgery", "pathology"]
    assert [value for value, _title in fields["condition"].choices] == ["", "liver-metastases"]


def test_a_doctor_page_leads_to_guides_places_and_the_request(client, house):
    html = client.get(house["ana"].get_absolute_url()).content.decode()
    assert f'href="{house["guide"].url}"' in html
    assert f'href="{house["main"].get_absolute_url()}"' in html
    token = re.search(r'href="(/appointments/request/\?from=[^"]+)"', html)[1]
    assert "example" not in token.lower()
    assert "Ana Example" in client.get(token).content.decode()


@pytest.mark.parametrize("entry", ["gone"])
def test_a_retired_doctor_has_no_page_and_stands_on_none(client, house, entry):
    assert client.get(house[entry].get_absolute_url()).status_code == 404
    for address in (house["guide"].url, house["main"].get_absolute_url(), *lists()):
        assert "Gone" not in client.get(address).content.decode(), address


def test_a_guide_lists_its_doctors_and_places(client, house):
    html = client.get(house["guide"].url).content.decode()
    assert f'href="{house["ana"].get_absolute_url()}"' in html
    assert f'href="{house["main"].get_absolute_url()}"' in html
    assert house["ben"].get_absolute_url() not in html


@pytest.mark.parametrize(("moment", "words"), [(15, "Open now"), (23, "Closed now")])
def test_a_location_says_whether_it_is_open(client, house, clock, moment, words):
    clock.move_to(datetime(2026, 11, 24, moment, tzinfo=UTC))
    html = client.get(house["main"].get_absolute_url()).content.decode()
    assert words in html


def test_a_kept_location_page_never_lies_about_its_hours(client, house, clock):
    address = house["main"].get_absolute_url()
    assert "Open now" in client.get(address).content.decode()
    clock.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert "Open now" not in client.get(address).content.decode()


def test_an_edit_is_seen_on_the_next_request(client, house, django_capture_on_commit_callbacks):
    addresses = [house["guide"].url, house["main"].get_absolute_url(), *lists()]
    for address in addresses:
        client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        house["ana"].display_name = "Dr. Ana Newname"
        house["ana"].save()
    for address in (a for a in addresses if a != reverse("directory:locations")):
        assert "Dr. Ana Newname" in client.get(address).content.decode(), address


def test_lists_and_pages_are_kept_for_anonymous_readers(client, house, django_assert_num_queries):
    for address in (*lists(), house["ana"].get_absolute_url(), house["main"].get_absolute_url()):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache"
        with django_assert_num_queries(0):
            client.get(address)


def hire(house, numbers):
    for number in numbers:
        place = make_place(f"Place {number}", calendar=make_calendar(f"Doors {number}"))
        guide = make_guide(f"Guide {number}")
        treats = [guide, house["guide"]]
        make_doctor(
            f"Person {number}", places=[place, house["main"]], treats=treats, photo=make_image(f"Face {number}")
        )
        house["ana"].locations.add(place)
        TreatedCondition.objects.create(doctor=house["ana"], condition=guide)


def queries_of(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_how_many_there_are(client, house):
    addresses = [*lists(), house["ana"].get_absolute_url(), house["main"].get_absolute_url(), house["guide"].url]
    counts = []
    for numbers in (range(9), range(9, 18)):
        hire(house, numbers)
        for address in addresses:
            queries_of(client, address)  # pictures are cut when they are first shown
        counts.append({address: queries_of(client, address) for address in addresses})
    assert counts[0] == counts[1]


def test_structured_data_names_doctor_and_hospital(client, house):
    html = client.get(house["ana"].get_absolute_url()).content.decode()
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])["@graph"]
    kinds = {str(node["@type"]): node for node in graph}
    physician = kinds["['Physician', 'IndividualPhysician']"]
    assert physician["usNPI"] == "9999900019"
    assert physician["isAcceptingNewPatients"] is True
    assert kinds["Person"]["knowsLanguage"] == ["en", "es"]
    hospitals = [node for node in graph if node["@type"] == "Hospital"]
    assert {"#org", "#location"} == {"#" + node["@id"].partition("#")[2] for node in hospitals}
    assert physician["practicesAt"] == [{"@id": f"http://localhost{house['main'].get_absolute_url()}#location"}]


def test_a_map_is_only_a_link(client, house):
    place = make_place("River", latitude="43.60000", longitude="-77.90000")
    html = client.get(place.get_absolute_url()).content.decode()
    assert html.count("openstreetmap") == 2  # the link, and the address in the structured data
    assert "iframe" not in html


def test_the_last_of_many_doctors_can_be_reached(client, monkeypatch):
    make_home()
    monkeypatch.setattr(views, "PER_PAGE", 1)
    Doctor.objects.bulk_create(
        Doctor(family_name=f"Example {number:02}", slug=f"example-{number}", source_id=f"many-{number}")
        for number in range(60)
    )
    page = client.get(f"{reverse('directory:doctors')}?page=51").context["page_obj"]
    assert page.number == 51
