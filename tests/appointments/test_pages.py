"""Where both forms begin: the phone and the hours first, what is asked, and no link that leads nowhere."""

import re
from urllib.parse import urlsplit

import pytest

from portal.models import BannerSettings
from portal.source_page import request_url
from tests.factories import make_alert, make_contact_point, make_guide, make_home, make_index

pytestmark = pytest.mark.django_db

REQUEST, REFER = "/appointments/request/", "/appointments/refer/"


@pytest.fixture(autouse=True)
def site(clock):
    make_contact_point()
    make_index()
    return make_home()


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("path", "heading"), [(REQUEST, "Make an appointment"), (REFER, "Refer a patient")])
def test_the_page_gives_the_number_the_hours_and_what_happens_next(client, path, heading):
    html = read(client, path)
    assert f"<h1>{heading}</h1>" in html
    assert 'href="tel:+12125550140"' in html and "(212) 555-0140" in html
    assert "Open now until 6 p.m. Eastern" in html and "Monday to Friday" in html
    assert "We ask:" in html and "Emergency: call 911" in html
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count("<form") == 1 and "<input" not in main, "one button, no question"


@pytest.mark.parametrize("path", [REQUEST, REFER])
def test_no_link_leads_nowhere(client, path):
    addresses = set(re.findall(r'<a [^>]*href="(/[^"]*)"', read(client, path)))
    assert addresses
    for address in addresses:
        assert client.get(urlsplit(address).path).status_code == 200, address


@pytest.mark.parametrize("path", [REQUEST, REFER])
def test_it_is_neither_indexed_nor_stored(client, path):
    response = client.get(path)
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies


@pytest.mark.parametrize("path", [REQUEST, REFER])
def test_nothing_else_asks_for_attention(client, path):
    BannerSettings.objects.create(text="We are here for you")
    make_alert("Snow storm")
    html = read(client, path)
    assert "We are here for you" not in html and "Snow storm" not in html


def test_without_a_contact_point_the_page_still_stands(client):
    from portal.models import ContactPoint

    ContactPoint.objects.all().delete()
    html = read(client, REQUEST)
    assert "We ask:" in html and "Start now" in html and "tel:" not in html


def test_a_guide_leads_here(client):
    guide = make_guide("Liver metastases")
    html = read(client, guide.url)
    assert f'href="{request_url(guide).split("=")[0]}=' in html
    assert f'href="{REQUEST}' in read(client, "/")


@pytest.mark.parametrize("path", [REQUEST, REFER])
def test_it_is_only_read(client, path):
    assert client.post(path, {"name": "x"}).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/appointments/", "/appointments/nowhere/", "/appointments/request/1/"])
def test_there_is_nothing_else_here(client, path):
    assert client.get(path).status_code == 404
