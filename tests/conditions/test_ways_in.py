"""The lists that make themselves: as many queries for many as for few, and right on the very next request."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conditions.models import ConditionPage
from tests.factories import (
    make_anatomy,
    make_guide,
    make_home,
    make_index,
    make_relation,
    make_treatment,
    make_treatment_index,
)

pytestmark = pytest.mark.django_db


def adult(name):
    return make_guide(name, index=make_index())


def child(name):
    return make_guide(name, index=make_index("child"))


def by_body_part(name):
    guide = adult(name)
    guide.anatomy.add(make_anatomy(f"Organ of {name}"))
    guide.save()
    return guide


def related(name):
    guide = adult(name)
    make_relation(guide, center(), "subtype_of")
    return guide


def center():
    return ConditionPage.objects.filter(slug="center").first() or make_guide("Center")


def treatment(name):
    make_treatment_index()
    return make_treatment(name)


WAYS = {
    "adults A to Z": (adult, lambda: make_index().url),
    "children A to Z": (child, lambda: make_index("child").url),
    "by part of the body": (by_body_part, lambda: make_index().url),
    "related guides, seen from the other end": (related, lambda: center().url),
    "tests and treatments": (treatment, lambda: make_treatment_index().url),
}


def queries_of(client, address) -> int:
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("way", WAYS)
def test_a_list_costs_the_same_for_many_as_for_few(client, way):
    make_home()
    make, address = WAYS[way]
    counts = []
    for numbers in (range(2), range(2, 12)):
        for number in numbers:
            make(f"Entry {number}")
        counts.append(queries_of(client, address()))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_is_seen_on_the_next_request(client, django_capture_on_commit_callbacks, way):
    make_home()
    make, address = WAYS[way]
    page = make("Old name")
    assert "Old name" in client.get(address()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert "Old name" not in client.get(address()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        make("New name")
    assert "New name" in client.get(address()).content.decode()
