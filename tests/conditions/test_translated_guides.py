"""A guide in another language shows the relations and treatments of the one it translates: facts are entered once."""

import pytest

from conditions.models import ConditionPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    """English, about a cancer that can start in the colon and is treated by ablation."""
    guide = factories.make_guide("Liver metastases")
    factories.make_relation(guide, factories.make_guide("Colon cancer"), "spreads_from", frequency="common")
    factories.make_condition_treatment(guide, factories.make_treatment("Ablation"))
    return guide


def translated(page, **fields):
    copy = page.copy_for_translation(factories.make_locale("es"), copy_parents=True)
    for name, value in fields.items():
        setattr(copy, name, value)
    if isinstance(copy, ConditionPage):
        factories.sign_and_publish(copy)
    else:
        copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


@pytest.fixture
def guia(guide):
    translated(factories.make_home(), title="Inicio", heading="Inicio")
    translated(guide.get_parent().specific, title="Tipos de cáncer", slug="tipos")
    return translated(guide, title="Metástasis en el hígado", slug="metastasis")


def test_a_translated_guide_has_the_relations_of_its_original_each_once(client, guide, guia):
    html = client.get(guia.url).content.decode()
    link = '<a href="/cancer-types/colon-cancer/" hreflang="en" lang="en" dir="auto">Colon cancer (English)</a>'
    assert html.count(link) == 1
    assert html.count('hreflang="en">Ablation (English)</a>') == 1
    assert "Con más frecuencia" in html


def test_what_is_translated_too_is_shown_in_that_language(client, guide, guia):
    colon = ConditionPage.objects.get(slug="colon-cancer")
    translated(colon, title="Cáncer de colon", slug="cancer-de-colon")
    html = client.get(guia.url).content.decode()
    assert '<a href="/es/tipos/cancer-de-colon/">Cáncer de colon</a>' in html
    assert "Colon cancer" not in html.partition("<main")[2].partition("</main")[0]


def test_english_readers_see_no_translation_among_their_relations(client, guide, guia):
    for page in (guide, ConditionPage.objects.get(slug="colon-cancer")):
        html = client.get(page.url).content.decode().partition("<main")[2]
        assert "Metástasis" not in html


def test_a_translation_is_not_signed_with_its_original(guide):
    translated(factories.make_home(), title="Inicio", heading="Inicio")
    translated(guide.get_parent().specific, title="Tipos de cáncer", slug="tipos")
    copy = guide.copy_for_translation(factories.make_locale("es"))
    assert not copy.live and copy.reviewed_by_id is None and copy.reviewed_text_hash == ""
    assert copy.translated_from_revision_id == (guide.live_revision_id or guide.latest_revision_id)
