"""The way from a page to the request for an appointment names no illness."""

import pytest

from portal import source_page
from tests.factories import make_guide

pytestmark = pytest.mark.django_db


def test_the_request_link_of_a_guide_carries_the_page_without_its_name(client):
    guide = make_guide(title="Liver metastases", slug="liver-metastases")
    link = source_page.request_url(guide)
    assert f'href="{link.split("=")[0]}=' in client.get(guide.url).content.decode()
    assert "liver" not in link
    assert "Liver metastases" in client.get(link).content.decode()


@pytest.mark.parametrize("token", ["", "nonsense", "1:2:3", "NjE:1xVaa7:utpPk9FK8zoRajiYq55mt8WFITN1A0OSnfb1pQVYV_U"])
def test_a_bad_signature_is_ignored_without_an_error(client, token):
    make_guide(title="Liver metastases")
    response = client.get("/appointments/request/", {"from": token})
    assert response.status_code == 200
    assert response.context["source"] is None


def test_a_page_that_did_not_change_is_drawn_the_same_again(client, clock):
    guide = make_guide(title="Liver metastases")
    first = client.get(guide.url)
    clock.shift(3600)
    second = client.get(guide.url)
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


def test_a_page_that_is_no_longer_live_is_not_named(client):
    guide = make_guide(title="Liver metastases")
    link = source_page.request_url(guide)
    guide.unpublish()
    assert "Liver metastases" not in client.get(link).content.decode()
