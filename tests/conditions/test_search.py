"""Search in medical content: the chapter that was asked for, hard words, look-alikes, everyday words."""

import pytest

from conditions.models import AlternateName
from tests.factories import make_chapter, make_guide, make_relation, make_term

pytestmark = pytest.mark.django_db

ASPECTS = ("symptoms", "risk_causes", "diagnosis", "stages", "treatment", "outlook")


@pytest.fixture
def guide():
    guide = make_guide("Stomach cancer")
    for aspect in ASPECTS:
        make_chapter(guide, aspect, title=f"Chapter on {aspect}")
    return guide


def search(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return response


def first(client, query):
    return search(client, query).context["results"][0]


@pytest.mark.parametrize(
    ("query", "aspect"),
    [
        ("signs of stomach cancer", "symptoms"),
        ("how is stomach cancer treated", "treatment"),
        ("stomach cancer survival", "outlook"),
        ("what are my chances with stomach cancer", "outlook"),
        ("who gets stomach cancer", "risk_causes"),
        ("is stomach cancer hereditary", "risk_causes"),
        ("how do doctors find stomach cancer", "diagnosis"),
        ("stage 2 stomach cancer", "stages"),
        ("stomach cancer therapies", "treatment"),
        ("gastric cancer symptoms", "symptoms"),
    ],
)
def test_the_chapter_that_was_asked_for_answers(client, guide, query, aspect):
    row = first(client, query)
    assert (row["title"], row["context"]) == (f"Chapter on {aspect}", "Stomach cancer")


@pytest.mark.parametrize("query", ["stomach cancer", "what is stomach cancer", "tell me about stomach cancer"])
def test_the_guide_answers_when_no_chapter_was_asked_for(client, guide, query):
    assert first(client, query)["title"] == "Stomach cancer"


def test_a_guide_without_the_chapter_answers_itself(client):
    make_guide("Stomach cancer")
    assert first(client, "signs of stomach cancer")["title"] == "Stomach cancer"


def test_a_guide_stands_once_in_the_results(client, guide):
    results = search(client, "stomach cancer").context["results"]
    assert [row["url"] for row in results if "/stomach-cancer/" in row["url"]] == ["/cancer-types/stomach-cancer/"]
    assert len(results[0]["more"]) <= 3


def test_a_draft_of_a_chapter_does_not_answer(client):
    guide = make_guide("Stomach cancer")
    make_chapter(guide, "symptoms", title="Secret symptoms", live=False)
    response = search(client, "signs of stomach cancer")
    assert response.context["results"][0]["title"] == "Stomach cancer"
    assert "Secret symptoms" not in response.content.decode()


def test_a_hard_word_is_explained_above_the_results(client, guide):
    make_term("Ascites", short_definition="Fluid in the belly.", synonyms=["belly fluid"])
    for query in ("ascites", "what is ascites", "belly fluid"):
        assert search(client, query).context["answer"].title == "Ascites", query
    assert "Fluid in the belly." in search(client, "ascites").content.decode()
    assert search(client, "stomach cancer").context["answer"] is None
    assert search(client, "treatment of ascites").context["answer"] is None


def test_a_hard_word_that_is_a_draft_is_not_explained(client, guide):
    make_term("Ascites", live=False)
    assert search(client, "ascites").context["answer"] is None


@pytest.fixture
def look_alikes():
    primary, secondary = make_guide("Primary liver cancer"), make_guide("Liver metastases")
    secondary.other_names.add(AlternateName(name="secondary liver cancer"))
    secondary.save_revision().publish()
    make_relation(secondary, primary, "confused_with")
    return primary, secondary


def test_a_name_that_two_guides_may_mean_is_asked_about_first(client, look_alikes):
    response = search(client, "liver cancer")
    assert {row["title"] for row in response.context["which_one"]} == {"Primary liver cancer", "Liver metastases"}
    assert "Which one do you mean?" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["secondary liver cancer", "liver metastases", "primary liver cancer", "liver", "lung"]
)
def test_what_only_one_of_them_can_mean_is_not_asked_about(client, look_alikes, query):
    assert search(client, query).context["which_one"] == []


def test_a_look_alike_that_is_not_public_is_not_offered(client, look_alikes):
    look_alikes[0].unpublish()
    response = search(client, "liver cancer")
    assert response.context["which_one"] == []
    assert "Primary liver cancer" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("womb cancer", "Endometrial cancer"),
        ("cancer of the gullet", "Esophageal cancer"),
        ("oesophagus tumour", "Esophageal cancer"),
        ("kidney cancer in kids", "Childhood kidney tumors"),
        ("voice box cancer", "Laryngeal cancer"),
        ("kidney cancer", "Renal cell cancer"),
    ],
)
def test_everyday_words_find_what_pages_call_otherwise(client, query, title):
    for name in (
        "Endometrial cancer",
        "Esophageal cancer",
        "Childhood kidney tumors",
        "Laryngeal cancer",
        "Renal cell cancer",
    ):
        make_guide(name)
    assert first(client, query)["title"] == title
