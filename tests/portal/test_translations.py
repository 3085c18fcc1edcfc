"""A translation knows which English text it was made from; readers and editors are told when that has changed."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from portal.models import BannerSettings, ContactPoint, NavigationSettings, StandardPage, Wording
from portal.reports.languages import Translations
from portal.words import said
from tests.factories import make_contact_point, make_home, make_locale, make_standard, make_user

pytestmark = pytest.mark.django_db
NOTICE = "translation-notice"


@pytest.fixture
def home():
    return published(make_home())


@pytest.fixture
def inicio(home):
    return published(home.copy_for_translation(make_locale("es")), title="Inicio", heading="Inicio")


@pytest.fixture
def visiting(inicio):
    return published(make_standard("Visiting", slug="visiting", body=[("text", "<p>Come at ten.</p>")]))


@pytest.fixture
def visitas(visiting):
    return published(visiting.copy_for_translation(make_locale("es")), title="Visitas", slug="visitas")


def published(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def an_editor():
    user = make_user()
    user.groups.add(Group.objects.get(name="Editor"))
    return user


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- drift ------------------------------------------------------------------------------------------------------------


def test_a_new_translation_is_in_step(client, visiting, visitas):
    assert visitas.translated_from_revision_id == visiting.live_revision_id
    assert NOTICE not in page_of(client, visitas.url)


def test_readers_are_told_that_the_english_text_has_changed(client, visiting, visitas):
    published(visiting, body=[("text", "<p>Come at nine.</p>")])
    html = page_of(client, visitas.url)
    assert NOTICE in html
    assert 'href="/visiting/" hreflang="en" lang="en"' in html
    assert NOTICE not in page_of(client, "/visiting/")


def test_a_new_english_version_with_the_same_words_leaves_the_translation_in_step(client, visiting, visitas):
    published(visiting, seo_title="Visiting hours", body=[("text", "<p data-block-key='x'>Come  at ten.</p>")])
    visitas.refresh_from_db()
    visiting.refresh_from_db()
    assert visitas.translated_from_revision_id == visiting.live_revision_id
    assert NOTICE not in page_of(client, visitas.url)


def test_a_correction_of_the_translation_alone_does_not_hide_that_it_is_behind(client, visiting, visitas):
    published(visiting, title="Visiting us")
    html = page_of(client, published(visitas, summary="Venga a las diez.").url)
    assert NOTICE in html


def test_an_editor_says_that_the_translation_fits_again(client, visiting, visitas):
    published(visiting, title="Visiting us")
    client.force_login(an_editor())
    address = reverse("translation_in_step", args=[visitas.pk])
    assert "See what changed in English" in page_of(client, address)
    assert client.post(address, seen_on(client, address)).status_code == 302
    client.logout()
    assert NOTICE not in page_of(client, visitas.url)
    later = published(StandardPage.objects.get(pk=visitas.pk).get_latest_revision_as_object(), summary="Nuevo.")
    assert NOTICE not in page_of(client, later.url), "the newest version knows it, too"


def test_nobody_says_that_it_fits_an_english_text_that_came_after_the_look(client, visiting, visitas):
    published(visiting, title="Visiting us")
    client.force_login(an_editor())
    address = reverse("translation_in_step", args=[visitas.pk])
    seen = seen_on(client, address)
    visiting = published(visiting, title="Visiting us at nine")
    for data in (seen, {}):
        response = client.post(address, data)
        assert response.status_code == 409 and "changed while you compared" in response.content.decode()
    visitas.refresh_from_db()
    assert visitas.translated_from_revision_id not in (None, visiting.live_revision_id)
    assert client.post(address, seen_on(client, address)).status_code == 302
    visitas.refresh_from_db()
    assert visitas.translated_from_revision_id == visiting.live_revision_id


def seen_on(client, address) -> dict:
    """What the form sends along."""
    html = page_of(client, address)
    return {"seen": html.partition('name="seen" value="')[2].partition('"')[0]}


def test_only_who_may_edit_a_page_says_that_it_fits(client, visiting, visitas):
    address = reverse("translation_in_step", args=[visitas.pk])
    client.force_login(make_user())
    assert client.post(address).status_code in (302, 403, 404)
    published(visiting, title="Visiting us")
    assert NOTICE in page_of(client, visitas.url)
    client.force_login(an_editor())
    assert client.get(reverse("translation_in_step", args=[visiting.pk])).status_code == 404


# --- the matrix -------------------------------------------------------------------------------------------------------


def states():
    return {row.title: (row.state_es, row.state_ar) for row in Translations().rows()}


def test_the_matrix_says_where_each_page_stands(visiting, visitas, django_assert_num_queries):
    make_standard("Parking", slug="parking").copy_for_translation(make_locale("es"))
    make_standard("Garage", slug="garage")
    expected = {
        "Home": ("in step", "missing"),
        "Visiting": ("in step", "missing"),
        "Parking": ("draft", "missing"),
        "Garage": ("missing", "missing"),
    }
    with django_assert_num_queries(1):
        assert states() == expected
    published(visiting, title="Visiting us")
    assert states()["Visiting us"] == ("behind", "missing")


def test_editors_read_the_matrix_and_take_it_along(client, visiting, visitas):
    published(visiting, title="Visiting us")
    client.force_login(an_editor())
    html = page_of(client, reverse("report_translations"))
    assert f'href="{reverse("translation_in_step", args=[visitas.pk])}"' in html
    assert f'href="{reverse("simple_translation:submit_page_translation", args=[visiting.pk])}"' in html
    file = client.get(reverse("report_translations"), {"export": "csv"})
    rows = b"".join(file.streaming_content).decode().splitlines()
    assert rows[0] == "Page,Spanish,Arabic"
    assert "Visiting us,behind,missing" in rows


# --- links and words of the frame -------------------------------------------------------------------------------------


def test_links_lead_to_the_page_in_the_readers_language_or_say_that_it_is_english(client, visiting, visitas):
    garage = make_standard("Garage", slug="garage")
    text = f'<p><a linktype="page" id="{visiting.pk}">a</a> <a linktype="page" id="{garage.pk}">b</a></p>'
    published(visitas, body=[("text", text)])
    html = page_of(client, visitas.url)
    assert '<a href="/es/visitas/">a</a>' in html
    assert '<a href="/garage/" hreflang="en">b</a>' in html


def test_the_menu_speaks_the_language_of_the_page(client, visiting, visitas):
    garage = make_standard("Garage", slug="garage")
    settings = NavigationSettings.load()
    links = [("Visiting", visiting.pk, ""), ("Garage", garage.pk, ""), ("Glossary", None, "/glossary/")]
    settings.menu = [
        {"type": "entry", "value": {"link": {"title": t, "page": pk, "address": a}, "children": []}}
        for t, pk, a in links
    ]
    settings.save()
    Wording.objects.create(language="es", source="Visiting", text="Visitas")
    menu = client.get(visitas.url).context["frame"]["menu"]
    assert [(entry["title"], entry["title"].lang, entry["url"]) for entry in menu] == [
        ("Visitas", "", "/es/visitas/"),
        ("Garage", "en", "/garage/"),
        ("Glossary", "en", "/es/glossary/"),
    ]
    assert menu[1]["foreign"] == {"code": "en", "name": "English"}
    assert [entry["title"] for entry in client.get("/visiting/").context["frame"]["menu"]] == [t for t, *_ in links]


def test_a_changed_english_word_is_shown_in_english_rather_than_with_an_old_translation(client, visitas):
    make_contact_point()
    ContactPoint.objects.update(title="Front desk")
    Wording.objects.create(language="es", source="Front desk", text="Recepción")
    with translation.override("es"):
        assert (said("Front desk"), said("Front desk").lang) == ("Recepción", "")
        assert (said("Front office"), said("Front office").lang) == ("Front office", "en")
    with translation.override("en"):
        assert (said("Front desk"), said("Front desk").lang) == ("Front desk", "")
    banner = BannerSettings.load()
    banner.text = "Call us"
    banner.save()
    assert '<span lang="en" dir="auto">Call us</span>' in page_of(client, visitas.url)


def test_the_search_shows_english_pages_where_there_is_nothing_else_and_says_so(client, visiting, visitas):
    make_standard("Garage", slug="garage")
    own = client.get("/es/search/?q=visitas")
    assert [row["url"] for row in own.context["results"]] == ["/es/visitas/"]
    assert own.context["in_other"] is None
    other = client.get("/es/search/?q=garage")
    assert [row["url"] for row in other.context["results"]] == ["/garage/"]
    assert '<ul class="search-results__list" lang="en" dir="auto">' in other.content.decode()
    assert client.get("/search/?q=visitas").context["results"] == []
