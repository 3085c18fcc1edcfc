"""English without a prefix, other languages below /es/ and /ar/, and nothing there before it is written."""

import re

import pytest
from django.test import Client

from portal.models import HomePage, StandardPage
from tests.factories import (
    make_contact_point,
    make_guide,
    make_home,
    make_legal,
    make_locale,
    make_standard,
    make_term,
    term_link,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home():
    return make_home()


@pytest.fixture
def inicio(home):
    return translated(home, title="Inicio", heading="Inicio")


def translated(page, language="es", **fields):
    """The page in another language, as Wagtail's own translation makes it, and live."""
    copy = page.copy_for_translation(make_locale(language), copy_parents=True)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code} {response.get('Location', '')}"
    return response.content.decode()


def opening_tag(html):
    return re.search(r"<html[^>]*>", html)[0]


def alternates(html):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def choice(client, path):
    """Language code → (address, language of the content) of the choice in the header."""
    languages = client.get(path).context["frame"]["languages"]
    return {row["code"]: (row["url"], row["content_code"]) for row in languages}


# --- one language -----------------------------------------------------------------------------------------------------


def test_english_needs_no_prefix(client):
    assert opening_tag(html_of(client, "/")) == '<html lang="en" dir="ltr">'
    assert client.get("/en/").status_code == 404


def test_with_one_language_there_is_no_choice(client):
    html = html_of(client, "/")
    assert "language-choice" not in html
    assert alternates(html) == {}


UNWRITTEN = [
    ("/es/", "/"),
    ("/es", "/"),
    ("/ar/", "/"),
    ("/es/visiting/", "/visiting/"),
    ("/es/glossary/", "/glossary/"),
    ("/es/search/?q=liver&page=2", "/search/?q=liver&page=2"),
    ("/es/appointments/request/", "/appointments/request/"),
    ("/es/cancer-types/liver-metastases/all/", "/cancer-types/liver-metastases/all/"),
    ("/es/h%C3%ADgado/", "/h%C3%ADgado/"),
    ("/es//evil.example/", "/evil.example/"),
    ("/es/%5Cevil.example/", "/%5Cevil.example/"),
]


@pytest.mark.parametrize(("path", "target"), UNWRITTEN)
def test_a_language_that_is_not_written_yet_leads_to_the_english_address(client, path, target):
    make_standard(slug="visiting")
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, target)


def test_a_draft_home_page_does_not_bring_a_language_in(client, home):
    home.copy_for_translation(make_locale("es"))
    assert client.get("/es/").status_code == 302
    assert "language-choice" not in html_of(client, "/")


def test_a_home_page_that_only_repeats_english_does_not_bring_a_language_in(client):
    translated(make_standard("Visiting", slug="visiting"), title="Visitas")
    assert HomePage.objects.get(locale__language_code="es").alias_of_id
    assert client.get("/es/visiting/")["Location"] == "/visiting/"


# --- two languages ----------------------------------------------------------------------------------------------------


def test_a_spanish_page_is_served_below_its_prefix_in_spanish(client, inicio):
    translated(make_standard("Visiting", slug="visiting"), title="Visitas", slug="visitas")
    assert opening_tag(html_of(client, "/es/")) == '<html lang="es" dir="ltr">'
    html = html_of(client, "/es/visitas/")
    assert opening_tag(html) == '<html lang="es" dir="ltr">'
    assert "<h1>Visitas</h1>" in html
    assert client.get("/es/visiting/").status_code == 404
    assert client.get("/visitas/").status_code == 404
    assert opening_tag(html_of(client, "/visiting/")) == '<html lang="en" dir="ltr">'


def test_arabic_runs_from_right_to_left(client, home):
    translated(home, "ar", title="الرئيسية", heading="الرئيسية")
    assert opening_tag(html_of(client, "/ar/")) == '<html lang="ar" dir="rtl">'


def test_translations_name_each_other_for_search_engines(client, inicio):
    translated(make_standard("Visiting", slug="visiting"), title="Visitas", slug="visitas")
    expected = {
        "en": "http://localhost/visiting/",
        "es": "http://localhost/es/visitas/",
        "x-default": "http://localhost/visiting/",
    }
    for path, canonical in (("/visiting/", expected["en"]), ("/es/visitas/", expected["es"])):
        html = html_of(client, path)
        assert alternates(html) == expected
        assert f'<link rel="canonical" href="{canonical}">' in html


def test_only_live_translations_are_named(client, inicio):
    page = make_standard("Visiting", slug="visiting")
    draft = page.copy_for_translation(make_locale("es"))
    assert alternates(html_of(client, "/visiting/")) == {}
    draft.save_revision().publish()
    client = Client()
    assert set(alternates(html_of(client, "/visiting/"))) == {"en", "es", "x-default"}


def test_the_choice_leads_to_the_same_page_in_the_other_language(client, inicio):
    translated(make_standard("Visiting", slug="visiting"), title="Visitas", slug="visitas")
    both = {"en": ("/visiting/", "en"), "es": ("/es/visitas/", "es")}
    assert choice(client, "/visiting/") == both
    assert choice(client, "/es/visitas/") == both
    html = html_of(client, "/visiting/")
    assert (
        '<a class="language-choice__link" href="/visiting/" hreflang="en" lang="en" dir="auto" aria-current="true">English</a>'
        in html
    )
    assert '<a class="language-choice__link" href="/es/visitas/" hreflang="es" lang="es" dir="auto">Español</a>' in html


def test_without_a_translation_the_choice_leads_to_the_english_page_marked_as_english(client, home, inicio):
    translated(home, "ar", title="الرئيسية", heading="الرئيسية")
    translated(make_standard("Visiting", slug="visiting"), title="Visitas", slug="visitas")
    assert choice(client, "/es/visitas/")["ar"] == ("/visiting/", "en")
    html = html_of(client, "/es/visitas/")
    assert (
        'href="/visiting/" hreflang="en" lang="ar" dir="auto">العربيّة <span lang="en" dir="auto">(English)</span></a>'
        in html
    )


def test_a_page_that_exists_only_in_spanish_leads_to_the_english_home_page(client, inicio):
    page = StandardPage(title="Solo aquí", slug="solo", summary="Solo en español.", locale=inicio.locale)
    inicio.add_child(instance=page)
    assert choice(client, "/es/solo/") == {"en": ("/", "en"), "es": ("/es/solo/", "es")}
    assert alternates(html_of(client, "/es/solo/")) == {}


def test_an_address_that_leads_nowhere_offers_the_home_pages(client, inicio):
    response = client.get("/es/nowhere/")
    assert response.status_code == 404
    assert response["X-Robots-Tag"] == "noindex" and response["Cache-Control"] == "no-store, private"
    assert opening_tag(response.content.decode()) == '<html lang="es" dir="ltr">'
    assert choice(client, "/es/nowhere/") == {"en": ("/", "en"), "es": ("/es/", "es")}


@pytest.mark.parametrize("path", ["/glossary/", "/search/", "/appointments/request/", "/appointments/refer/"])
def test_views_without_a_page_have_both_languages(client, inicio, path):
    make_contact_point()
    assert choice(client, path) == {"en": (path, "en"), "es": (f"/es{path}", "es")}
    assert opening_tag(html_of(client, f"/es{path}")) == '<html lang="es" dir="ltr">'


def test_the_glossary_is_in_the_language_of_the_address(client, inicio):
    term = make_term("Biopsy")
    make_term("Biopsia", language="es", translation_key=term.translation_key)
    make_term("Scan")
    assert "Biopsia" in html_of(client, "/es/glossary/") and "Scan" not in html_of(client, "/es/glossary/")
    assert "Biopsia" not in html_of(client, "/glossary/")
    both = {"en": "http://testserver/glossary/biopsy/", "es": "http://testserver/es/glossary/biopsia/"}
    for path in ("/glossary/biopsy/", "/es/glossary/biopsia/"):
        assert alternates(html_of(client, path)) == both | {"x-default": both["en"]}
    assert choice(client, "/glossary/scan/")["es"] == ("/glossary/scan/", "en")
    assert client.get("/es/glossary/scan/").status_code == 404


def test_an_alias_says_in_which_language_its_words_are(client, home):
    """Wagtail makes aliases for what stands above a translated page; they hold English words."""
    translated(home, "ar", title="الرئيسية", heading="الرئيسية")
    section = make_standard("Visiting", slug="visiting")
    translated(make_standard("Parking", slug="parking", parent=section), "ar", title="مواقف", slug="parking-ar")
    assert opening_tag(html_of(client, "/ar/visiting/")) == '<html lang="en" dir="ltr">'
    assert opening_tag(html_of(client, "/ar/visiting/parking-ar/")) == '<html lang="ar" dir="rtl">'
    assert alternates(html_of(client, "/visiting/")) == {}, "an alias is no translation"


def test_a_guide_has_only_guides_of_its_language_around_it(client, inicio):
    guide = make_guide("Liver metastases")
    index = translated(guide.get_parent().specific, title="Tipos de cáncer", slug="tipos")
    html = html_of(client, index.url)
    assert "Liver metastases" not in html
    assert choice(client, guide.url)["es"] == (guide.url, "en")


def test_the_language_of_the_browser_changes_nothing(client, inicio):
    make_standard(slug="visiting")
    for header in ("es", "ar,es;q=0.5", "xx"):
        response = client.get("/visiting/", headers={"accept-language": header})
        assert opening_tag(response.content.decode()) == '<html lang="en" dir="ltr">'


def test_texts_in_both_languages_lead_to_the_terms_of_their_own(client, inicio):
    term = make_term("Biopsy")
    make_term("Biopsia", language="es", translation_key=term.translation_key)
    page = make_standard("Tests", slug="tests", body=[("text", f"<p>{term_link(term)}</p>")])
    translated(page, title="Pruebas", slug="pruebas")
    assert 'href="/glossary/biopsy/"' in html_of(client, "/tests/")
    assert 'href="/es/glossary/biopsia/"' in html_of(client, "/es/pruebas/")


def test_legal_pages_have_a_choice_too(client, inicio):
    translated(make_legal("Privacy"), title="Privacidad", slug="privacidad")
    assert choice(client, "/privacy/")["es"] == ("/es/privacidad/", "es")
