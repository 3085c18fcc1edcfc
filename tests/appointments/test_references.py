"""References: what people read out over the phone is understood, and slips are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.references import ALPHABET, check_character, new_reference, read_reference, shown

seven = st.text(ALPHABET, min_size=7, max_size=7)


@pytest.mark.parametrize("text", ["7K4M-2Q9B", "ABCD-EFGC", "1234-567Y", "ZZZZ-ZZZC"])
def test_known_references_are_read(text):
    assert shown(read_reference(text)) == text


@pytest.mark.parametrize("text", ["7k4m 2q9b", " 7K4M2Q9B ", "7K4M–2Q9B", "7-K-4-M-2-Q-9-B"])
def test_case_spaces_and_hyphens_do_not_matter(text):
    assert read_reference(text) == "7K4M2Q9B"


@pytest.mark.parametrize(("text", "stored"), [("I234-567Y", "1234567Y"), ("l234-567y", "1234567Y")])
def test_letters_that_look_like_digits_are_read_as_digits(text, stored):
    assert read_reference(text) == stored


@pytest.mark.parametrize("text", ["", "7K4M", "7K4M-2Q9C", "UUUU-UUUU", "7K4M-2Q9B-1", "七K4M-2Q9B", "\0" * 8])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"reference|check character"):
        read_reference(text)


@given(seven, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(seven, place, character):
    reference = seven + check_character(seven)
    wrong = reference[:place] + character + reference[place + 1 :]
    if wrong != reference:
        with pytest.raises(ValueError, match="check character"):
            read_reference(wrong)


@given(seven, st.integers(0, 7), st.integers(0, 7))
def test_every_swap_of_two_characters_is_noticed(seven, a, b):
    letters = list(seven + check_character(seven))
    letters[a], letters[b] = letters[b], letters[a]
    wrong = "".join(letters)
    if wrong != seven + check_character(seven):
        with pytest.raises(ValueError, match="check character"):
            read_reference(wrong)


def test_new_references_can_be_read_and_differ():
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(read_reference(reference) == reference for reference in references)
