"""The sitemap: every public page in every language, with the day of its last real change."""

import re
from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import make_guide, make_home, make_index, make_locale, make_standard, sign_and_publish, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home():
    return make_home(content_changed_on=date(2026, 1, 2))


def entries(client):
    """Path → last change."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    rows = re.findall(
        r"<url><loc>http://localhost(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?</url>", response.content.decode()
    )
    assert len(rows) == response.content.decode().count("<url>")
    return dict(rows)


def test_every_public_page_is_listed_once(client):
    make_guide("Liver metastases", chapters=["symptoms"])
    make_standard("Visiting")
    assert list(entries(client)) == [
        "/",
        "/cancer-types/",
        "/cancer-types/liver-metastases/",
        "/cancer-types/liver-metastases/symptoms/",
        "/visiting/",
    ]


def test_the_last_change_is_the_day_of_the_last_real_change(client, clock):
    page = make_standard("Visiting", content_changed_on=date(2025, 5, 5))
    page.title = "Visiting us"
    page.save_revision().publish()
    assert entries(client)["/visiting/"] == "2025-05-05"


def test_a_medical_page_changes_with_its_signed_text(client, clock):
    guide = make_guide("Liver metastases", content_changed_on=date(2025, 5, 5))
    changed = entries(client)["/cancer-types/liver-metastases/"]
    clock.shift(30 * 24 * 3600)
    sign_and_publish(guide)
    assert entries(client)["/cancer-types/liver-metastases/"] == changed, "signed again without a change"
    guide.body = text("New words.")
    sign_and_publish(guide)
    assert entries(client)["/cancer-types/liver-metastases/"] == "2026-12-24"


def test_a_page_without_that_day_says_when_it_was_published(client, clock):
    page = make_standard("Visiting")
    page.save_revision().publish()
    type(page).objects.filter(pk=page.pk).update(content_changed_on=None)
    assert entries(client)["/visiting/"] == "2026-11-24"


HIDDEN = {
    "a draft": lambda: make_standard("Secret", live=False),
    "a page that asks not to be found": lambda: make_standard("Secret", hide_from_search=True),
    "a private page": lambda: keep_private(make_standard("Secret")),
    "a page below a private one": lambda: make_standard("Secret", parent=keep_private(make_standard("Staff"))),
}


def keep_private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_for_everybody_is_not_listed(client, make):
    make()
    assert list(entries(client)) == ["/"]


def test_pages_of_every_language_are_listed(client, home):
    home.copy_for_translation(make_locale("es")).save_revision().publish()
    make_standard("Visiting").copy_for_translation(make_locale("es")).save_revision().publish()
    make_standard("Parking").copy_for_translation(make_locale("es"))
    assert set(entries(client)) == {"/", "/visiting/", "/parking/", "/es/", "/es/visiting/"}


def test_a_site_in_one_language_lists_nothing_of_another(client, home):
    """A language without a home page of its own has no addresses."""
    make_standard("Visiting").copy_for_translation(make_locale("es"), copy_parents=True).save_revision().publish()
    assert set(entries(client)) == {"/", "/visiting/"}


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    make_index()
    client.get("/sitemap.xml")
    for number in range(12):
        make_standard(f"Page {number}")
    with django_assert_max_num_queries(12):
        assert len(entries(client)) == 14


def test_robots_are_told_where_it_is(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
