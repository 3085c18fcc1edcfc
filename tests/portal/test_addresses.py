"""The addresses are a contract: each answers, and an old one leads to where its page is now."""

from functools import partial

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from tests.factories import (
    make_contact_point,
    make_guide,
    make_home,
    make_index,
    make_legal,
    make_standard,
    make_support,
    make_term,
    make_treatment,
    sign_and_publish,
)

pytestmark = pytest.mark.django_db

GUIDE = "/cancer-types/liver-metastases/"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` what happens inside is committed at its end, and redirects are made."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def guide():
    return make_guide("Liver metastases", chapters=["symptoms", "treatment"])


def redirect_of(client, path):
    response = client.get(path)
    return response.status_code, response.get("Location")


# --- what answers -----------------------------------------------------------------------------------------------------

CONTRACT = {
    "/": "text/html",
    "/cancer-types/": "text/html",
    GUIDE: "text/html",
    f"{GUIDE}symptoms/": "text/html",
    f"{GUIDE}all/": "text/html",
    "/child-and-teen-cancer-types/": "text/html",
    "/treatments/": "text/html",
    "/treatments/ablation/": "text/html",
    "/support/": "text/html",
    "/support/nutrition/": "text/html",
    "/glossary/": "text/html",
    "/glossary/bile/": "text/html",
    "/about/": "text/html",
    "/about/mission/": "text/html",
    "/search/": "text/html",
    "/search/?q=liver": "text/html",
    "/legal/": "text/html",
    "/legal/privacy/": "text/html",
    "/appointments/request/": "text/html",
    "/appointments/refer/": "text/html",
    "/admin/login/": "text/html",
    "/sitemap.xml": "application/xml",
    "/robots.txt": "text/plain",
}


@pytest.fixture
def whole_site(guide):
    make_contact_point()
    make_index("child")
    make_treatment("Ablation")
    make_support("Nutrition")
    make_term("Bile")
    make_standard("Mission", parent=make_standard("About"))
    privacy = make_legal("Privacy")
    privacy.move(make_standard("Legal"), pos="last-child")


@pytest.mark.usefixtures("whole_site")
@pytest.mark.parametrize(("path", "kind"), CONTRACT.items())
def test_every_address_of_the_contract_answers(client, path, kind):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)


@pytest.mark.parametrize(
    "path", ["/", "/search/", "/glossary/", "/appointments/request/", "/sitemap.xml", "/robots.txt"]
)
def test_a_site_with_nothing_but_a_home_page_answers(client, path):
    make_home()
    assert client.get(path).status_code == 200


def test_the_admin_asks_who_is_there(client):
    assert redirect_of(client, "/admin/") == (302, "/admin/login/?next=/admin/")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/cancer-types", "/cancer-types/"),
        (GUIDE.rstrip("/"), GUIDE),
        (f"{GUIDE}all", f"{GUIDE}all/"),
        (f"{GUIDE}symptoms?print=1", f"{GUIDE}symptoms/?print=1"),
        ("/glossary", "/glossary/"),
        ("/search?q=liver", "/search/?q=liver"),
        ("/appointments/request", "/appointments/request/"),
    ],
)
def test_a_missing_slash_at_the_end_is_added(client, guide, path, target):
    assert redirect_of(client, path) == (301, target)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        f"{GUIDE}nowhere/",
        f"{GUIDE}symptoms/all/",
        f"{GUIDE}symptoms/nowhere/",
        f"{GUIDE}all/symptoms/",
        "/liver-metastases/",
        "/cancer-types/symptoms/",
        "/front-en/",
        "/glossary/nowhere/",
        "/appointments/",
        "/treatments/",
    ],
)
def test_what_does_not_exist_is_not_found(client, guide, path):
    for _visit in range(2):
        response = client.get(path)
        assert response.status_code == 404
        assert "We cannot find this page" in response.content.decode()


def test_a_draft_is_not_found_and_neither_is_its_whole_guide(client):
    make_guide("Liver metastases", live=False)
    assert [client.get(path).status_code for path in (GUIDE, f"{GUIDE}all/")] == [404, 404]


def test_finding_a_page_costs_the_same_however_deep_it_is(client, django_assert_max_num_queries):
    parent = None
    for number in range(6):
        parent = make_standard(f"Level {number}", parent=parent)
    client.get("/level-0/")
    with django_assert_max_num_queries(12):
        assert client.get(parent.url).status_code == 200


# --- what has moved ---------------------------------------------------------------------------------------------------


def test_a_guide_with_another_slug_is_found_at_its_old_addresses(client, guide, commit):
    for path in (GUIDE, f"{GUIDE}symptoms/", f"{GUIDE}all/"):
        assert client.get(path).status_code == 200
    with commit():
        guide.slug = "spread-to-the-liver"
        guide.save_revision().publish()
    new = "/cancer-types/spread-to-the-liver/"
    for ending in ("", "symptoms/", "treatment/", "all/"):
        assert redirect_of(client, f"{GUIDE}{ending}") == (301, f"{new}{ending}")
        assert client.get(f"{new}{ending}").status_code == 200
    assert redirect_of(client, f"{GUIDE.rstrip('/')}?x=1")[0] == 301


def test_a_guide_that_moved_is_found_at_its_old_addresses(client, guide, commit):
    child = make_index("child")
    with commit():
        guide.move(child, pos="last-child")
    for ending in ("", "symptoms/", "all/"):
        target = f"{child.url}liver-metastases/{ending}"
        assert redirect_of(client, f"{GUIDE}{ending}") == (301, target)
        assert client.get(target).status_code == 200


def test_a_section_that_moves_takes_all_its_pages_along(client, commit):
    about = make_standard("About")
    section = make_standard("Visiting")
    deep = make_standard("Garage", parent=make_standard("Parking", parent=section))
    old = deep.url
    with commit():
        section.move(about, pos="last-child")
    assert redirect_of(client, old) == (301, "/about/visiting/parking/garage/")


def test_two_changes_lead_straight_to_the_last_address(client, guide, commit):
    for slug in ("second", "third"):
        with commit():
            guide.refresh_from_db()
            guide.slug = slug
            guide.save_revision().publish()
    assert redirect_of(client, f"{GUIDE}symptoms/") == (301, "/cancer-types/third/symptoms/")
    assert redirect_of(client, "/cancer-types/second/all/") == (301, "/cancer-types/third/all/")


def test_a_slug_that_comes_back_is_a_page_again(client, guide, commit):
    for slug in ("other", "liver-metastases"):
        with commit():
            guide.refresh_from_db()
            guide.slug = slug
            guide.save_revision().publish()
    assert client.get(GUIDE).status_code == 200
    assert redirect_of(client, "/cancer-types/other/") == (301, GUIDE)


def test_a_page_that_went_away_after_coming_back_is_not_found_instead_of_led_in_circles(client, commit):
    page = make_standard("Visiting")
    for slug in ("other", "visiting"):
        with commit():
            page.slug = slug
            page.save_revision().publish()
    with commit():
        page.unpublish()
    for address in ("/visiting/", "/visiting/?x=1"):
        assert client.get(address).status_code == 404


def test_another_page_may_take_an_old_address(client, commit):
    page = make_standard("Visiting")
    with commit():
        page.slug = "come-here"
        page.save_revision().publish()
    assert redirect_of(client, "/visiting/") == (301, "/come-here/")
    with commit():
        make_standard("Visiting")
    assert client.get("/visiting/").status_code == 200


def test_the_old_addresses_of_a_deleted_page_are_not_found(client, commit):
    page = make_standard("Visiting")
    with commit():
        page.slug = "come-here"
        page.save_revision().publish()
    with commit():
        page.delete()
    assert client.get("/visiting/").status_code == 404
    assert not Redirect.objects.exists()


def test_a_draft_that_changes_its_slug_leaves_no_redirect(client, commit):
    guide = make_guide("Liver metastases", live=False)
    with commit():
        guide.slug = "second"
        guide.save_revision()
        guide.slug = "third"
        sign_and_publish(guide)
    assert client.get("/cancer-types/second/").status_code == 404
    assert client.get("/cancer-types/third/").status_code == 200


def test_an_old_address_leads_on_whatever_query_it_carries(client, guide, commit):
    with commit():
        guide.slug = "second"
        guide.save_revision().publish()
    assert redirect_of(client, f"{GUIDE}?feedback=thanks") == (301, "/cancer-types/second/")


def test_a_page_is_found_by_its_address_without_reading_all_pages(guide):
    with connection.cursor() as cursor:
        # a small table is read whole, or in its order, whatever indexes it has
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = Page.objects.filter(url_path__in=["/home/cancer-types/", guide.url_path]).explain()
    assert "portal_page_url_path" in plan
