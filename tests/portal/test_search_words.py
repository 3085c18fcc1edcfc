"""Words as the search compares them, and what a misspelt one may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import spelling
from portal.search.words import fold, split, stem

WORDS = ["cancer", "liver", "chemotherapy", "leukemia", "melanoma", "lymphoma", "gallbladder", "pancreatic", "breast"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"),
        ("leukaemia", "leukemia"),
        ("oesophageal", "esophageal"),
        ("haemoglobin", "hemoglobin"),
        ("paediatric", "pediatric"),
        ("diarrhoea", "diarrhea"),
        ("Sézary", "sezary"),
        ("Hodgkin’s", "hodgkins"),
    ],
)
def test_two_spellings_are_one_word(british, american):
    assert fold(british) == american


@pytest.mark.parametrize("word", ["four", "hour", "does", "disease", "promise", "aerobic", "rise"])
def test_words_that_only_look_british_stay(word):
    assert fold(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("metastasis", "metastases"),
        ("cancers", "cancer"),
        ("carcinomata", "carcinoma"),
        ("diagnosis", "diagnoses"),
        ("bacterium", "bacterium"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other):
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kemotherapy", "chemotherapy"),
        ("lukemia", "leukemia"),
        ("melenoma", "melanoma"),
        ("limfoma", "lymphoma"),
        ("pancreatic", "pancreatic"),
        ("brest", "breast"),
        ("cnacer", "cancer"),
    ],
)
def test_the_nearest_word_is_the_one_that_was_meant(typed, meant):
    assert spelling.nearest(typed, WORDS)[0][0] == meant


@pytest.mark.parametrize("typed", ["xyz", "garage", "1234567", "parking", "zzzzzz"])
def test_what_is_far_from_every_word_is_left_alone(typed):
    assert spelling.nearest(typed, [*WORDS, "scc"]) == []


def test_two_words_written_as_one_are_parted():
    assert spelling.parted("breastcancer", set(WORDS)) == ("breast", "cancer")
    assert spelling.parted("breastcandle", set(WORDS)) is None


@given(st.text(max_size=60))
def test_any_text_has_words_without_marks(text):
    for word in split(text):
        assert word and not word.isspace()
        stem(word)
        spelling.sound(word)
