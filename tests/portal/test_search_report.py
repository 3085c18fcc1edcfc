"""Editors see what was looked for in vain, and mend it with one click."""

import pytest
from django.utils import timezone

from portal.models import SearchSynonym, SearchTermCount
from portal.search import counts
from tests.factories import make_home, make_locale, make_superuser, make_user

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/searches/"


@pytest.fixture
def staff(client):
    make_home()
    client.force_login(make_superuser("boss"))
    return client


def test_the_report_leads_from_a_search_to_a_synonym(staff):
    day = timezone.localdate()
    SearchTermCount.objects.create(day=day, language="en", term="car <park>", hits=counts.ENOUGH)
    SearchTermCount.objects.create(day=day, language="en", term="rare words", hits=1)
    html = staff.get(REPORT).content.decode()
    assert "car &lt;park&gt;" in html and "rare words" not in html
    add = "/admin/snippets/portal/searchsynonym/add/?words=car%20%3Cpark%3E"
    assert f'href="{add}"' in html
    response = staff.get(add)
    assert 'value="car &lt;park&gt;"' in response.content.decode()


def test_the_report_can_be_taken_along_as_a_table(staff):
    SearchTermCount.objects.create(day=timezone.localdate(), language="en", term="=car", hits=counts.ENOUGH)
    rows = b"".join(staff.get(REPORT, {"export": "csv"}).streaming_content).decode().splitlines()
    assert rows[1] == f"'=car,en,{counts.ENOUGH}"


def test_a_synonym_is_stored_by_the_form(staff):
    fields = {"words": "carpark", "meaning": "parking", "locale": make_locale().pk}
    assert staff.post("/admin/snippets/portal/searchsynonym/add/", fields).status_code == 302
    assert SearchSynonym.objects.get().meaning == "parking"


def test_the_report_is_for_those_who_keep_synonyms(client):
    make_home()
    user = make_user("reader")
    client.force_login(user)
    assert client.get(REPORT).status_code in (302, 403)
