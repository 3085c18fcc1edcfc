"""The reading grade: what it counts, and that easy text comes out easier than hard text."""

import pytest

from portal.readability import grade, sentences, syllables

EASY = "The cat sat on the mat. It was a big red mat. The cat liked it a lot. Then it went out to play in the sun."
PLAIN = (
    "Your care team will talk with you about each test. You can bring a friend or someone from your family. "
    "Ask what the test is for and when you will hear about the result. Most tests do not hurt."
)
HARD = (
    "Multidisciplinary oncological consultation necessitates comprehensive interdisciplinary communication regarding "
    "individualized pharmacological interventions, radiological characterization, immunohistochemical differentiation "
    "and subsequent histopathological classification procedures."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("the", 1),
        ("liver", 2),
        ("table", 2),
        ("name", 1),
        ("named", 1),
        ("needed", 2),
        ("names", 1),
        ("places", 2),
        ("tumor", 2),
        ("metastasis", 4),
        ("CT", 1),
        ("don’t", 1),
        ("", 1),
    ],
)
def test_syllables_are_counted_roughly_as_people_speak(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One", "Two", "Three"]),
        ("You may feel:\nsick\ntired", ["You may feel", "sick", "tired"]),
        ("About 1.5 liters a day. Or a little more. 3.", ["About 1.5 liters a day", "Or a little more"]),
        ("", []),
        ("... !!!", []),
    ],
)
def test_a_sentence_ends_at_a_stop_or_a_new_line(text, found):
    assert sentences(text) == found


def test_harder_text_has_a_higher_grade():
    assert grade(EASY) < 2 < grade(PLAIN) < 8 < 15 < grade(HARD)


def test_the_grade_is_the_median_of_two_formulas_for_short_texts():
    text = (
        "We draw a little blood. The needle stings for a moment. You can go home at once. "
        "We will call you when the results come in."
    )
    words, count, letters, number = 26, 30, 94, 4  # counted by hand
    assert (len(text.split()), len(sentences(text))) == (words, number)
    assert sum(map(syllables, text.replace(".", "").split())) == count
    assert sum(letter.isalpha() for letter in text) == letters
    kincaid = 0.39 * words / number + 11.8 * count / words - 15.59
    coleman = 5.88 * letters / words - 29.6 * number / words - 15.8
    assert grade(text) == round((kincaid + coleman) / 2, 1)


def test_long_texts_count_words_of_three_syllables_too():
    short = "The family doctor can help. " * 29
    assert grade(short) != grade(short + "The family doctor can help. ")


@pytest.mark.parametrize("text", ["", "Too short to say.", "word " * 19, "1 2 3 " * 20])
def test_too_little_text_has_no_grade(text):
    assert grade(text) is None


def test_twenty_words_are_enough():
    assert grade("word " * 20) is not None


def test_other_languages_are_measured_without_syllables():
    text = "El equipo le explica cada prueba con calma. " * 3
    # LIX: 8 words a sentence, and two of eight (explica, prueba has six letters) longer than six letters
    assert grade(text, "es") == round(8 + 100 * 1 / 8, 1)
    assert grade(text, "ar") == grade(text, "es") != grade(text, "en-us")
