"""What counts as a phone number, an NPI, a date of birth, a name."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from appointments import rules
from portal.directory.npi import has_check_digit

TODAY = date(2026, 11, 24)
AREA = "Add the area code"
LENGTH = "Check the number: it has too few or too many digits. Examples: 212 555 0143, +44 20 7946 0018"


def refusal(function, *arguments, **named) -> tuple[str, str]:
    with pytest.raises(ValidationError) as error:
        function(*arguments, **named)
    return error.value.messages[0], error.value.error_list[0].code


# ---- phone -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("(212) 555-0143", "+12125550143", ""),
        ("212 555 0143 ext 12", "+12125550143", "12"),
        ("+44 7700 900982", "+447700900982", ""),
        ("+52 55 1234 5678", "+525512345678", ""),
        ("2125550143 call after 5", "+12125550143", ""),
        ("Ivo's phone: 212.555.0143", "+12125550143", ""),
        ("٢١٢ ٥٥٥ ٠١٤٣", "+12125550143", ""),
        ("011 44 20 7946 0018", "+442079460018", ""),
        ("+39 06 698 12345", "+390669812345", ""),
    ],
)
def test_a_possible_number_is_read(typed, e164, extension):
    assert rules.read_phone(typed) == rules.Phone(e164, extension)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter a phone number"),
        ("   ", "Enter a phone number"),
        ("555-0143", AREA),
        ("911", LENGTH),
        ("12", LENGTH),
        ("abc", LENGTH),
        ("2125550143212555014321255501432", LENGTH),
        ("+", LENGTH),
        ("tel:", LENGTH),
    ],
)
def test_no_number_says_what_is_missing(typed, message):
    assert refusal(rules.read_phone, typed)[0] == message


@pytest.mark.parametrize(("typed", "kept"), [("12", "12"), (" 0123456789 ", "0123456789"), ("", ""), ("٤٢", "42")])
def test_an_extension_is_digits(typed, kept):
    assert rules.check_extension(typed) == kept


@pytest.mark.parametrize("typed", ["x12", "1-2", "12345678901", "½"])
def test_other_extensions_are_refused(typed):
    assert refusal(rules.check_extension, typed)[0] == "Use only digits for the extension"


@pytest.mark.parametrize(
    ("e164", "shown"),
    [("+12125550143", "(212) 555-0143"), ("+442079460018", "+44 20 7946 0018"), ("rubbish", "rubbish")],
)
def test_a_number_is_shown_as_people_write_it(e164, shown):
    assert rules.shown_phone(e164) == shown


# ---- NPI -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1234567893", " 123 456 7893 ", "1234-567-893", "١٢٣٤٥٦٧٨٩٣"])
def test_an_npi_that_fits_passes(typed):
    assert rules.check_npi(typed) == "1234567893"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1234567890", "Check the NPI: its last digit does not fit the others"),
        ("123456789", "The NPI has 10 digits"),
        ("12345678934", "The NPI has 10 digits"),
        ("12345678A3", "The NPI has 10 digits"),
        ("", "The NPI has 10 digits"),
    ],
)
def test_an_npi_that_does_not_fit_is_refused(typed, message):
    assert refusal(rules.check_npi, typed)[0] == message


def test_any_single_wrong_digit_of_an_npi_is_found():
    for place in range(10):
        for digit in "0123456789":
            typed = "1234567893"[:place] + digit + "1234567893"[place + 1 :]
            assert has_check_digit(typed) == (typed == "1234567893"), typed


# ---- date of birth ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "day", "year", "born"),
    [
        ("3", "4", "1961", date(1961, 3, 4)),
        ("03", "04", "1961", date(1961, 3, 4)),
        ("March", "4", "1961", date(1961, 3, 4)),
        ("mar.", "4", "1961", date(1961, 3, 4)),
        ("Sept", "30", "2001", date(2001, 9, 30)),
        ("2", "29", "2024", date(2024, 2, 29)),
        ("11", "23", "2026", date(2026, 11, 23)),
        ("11", "24", "1906", date(1906, 11, 24)),
        ("٣", "٤", "١٩٦١", date(1961, 3, 4)),
    ],
)
def test_a_date_of_birth_is_read(month, day, year, born):
    assert rules.read_birth_date(month, day, year, TODAY) == born


def test_a_month_may_be_named_in_the_language_of_the_page():
    with override("es"):
        assert rules.read_birth_date("marzo", "4", "1961", TODAY) == date(1961, 3, 4)
        assert rules.read_birth_date("March", "4", "1961", TODAY) == date(1961, 3, 4)


NO_DATE = "This date does not exist: check day and month"


@pytest.mark.parametrize(
    ("month", "day", "year", "message", "field"),
    [
        ("", "", "", "Enter the date of birth", "month"),
        ("3", "4", "", "Add the year of birth", "year"),
        ("", "4", "1961", "Add the month of birth", "month"),
        ("3", " ", "1961", "Add the day of birth", "day"),
        ("3", "4", "61", "Write the year with 4 digits, like 1961", "year"),
        ("3", "4", "19611", "Write the year with 4 digits, like 1961", "year"),
        ("3", "4", "abcd", "Write the year with 4 digits, like 1961", "year"),
        ("2", "30", "1961", NO_DATE, "day"),
        ("2", "29", "2023", NO_DATE, "day"),
        ("13", "4", "1961", NO_DATE, "month"),
        ("Marsh", "4", "1961", NO_DATE, "month"),
        ("3", "x", "1961", NO_DATE, "day"),
        ("3", "-4", "1961", NO_DATE, "day"),
        ("3", "0004", "1961", NO_DATE, "day"),
        ("1", "1", "0000", NO_DATE, "day"),
        ("11", "24", "2026", "The date of birth has to be before today", "year"),
        ("3", "4", "2061", "The date of birth has to be before today", "year"),
        ("11", "23", "1906", "Check the year: it is more than 120 years ago", "year"),
    ],
)
def test_a_date_that_cannot_be_says_why_and_where(month, day, year, message, field):
    assert refusal(rules.read_birth_date, month, day, year, TODAY) == (message, field)


def test_all_missing_parts_are_named():
    with pytest.raises(ValidationError) as error:
        rules.read_birth_date("", "4", "", TODAY)
    assert error.value.messages == ["Add the month of birth", "Add the year of birth"]


@pytest.mark.parametrize(
    ("born", "is_minor"),
    [(date(2008, 11, 25), True), (date(2008, 11, 24), False), (date(1961, 3, 4), False), (None, False)],
)
def test_minors_are_under_eighteen(born, is_minor):
    assert rules.is_minor(born, TODAY) is is_minor


def test_who_was_born_on_a_leap_day_comes_of_age():
    assert rules.is_minor(date(2008, 2, 29), date(2026, 2, 27))
    assert not rules.is_minor(date(2008, 2, 29), date(2026, 3, 1))


# ---- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "أنا نوفاك",
        "毛",
        "Nguyễn Thị",
        "O’Brien-Smith",
        "مریم‌سادات",
        "אַנאַ",
        "क्षितिज",
        "X Æ A-12",
        "Ǆemal",
        "שרה\u200f",
    ],
)
def test_names_in_any_script_have_nothing_hidden(name):
    assert rules.is_visible(name) and not rules.has_hidden(name)


@pytest.mark.parametrize("text", ["Ana\x07", "An\x00a", "\u202eanA", "Ana\u2066", "Ana\nNovak", "Ana\x1b[31m"])
def test_control_characters_are_found(text):
    assert rules.has_hidden(text)


def test_several_lines_are_fine_where_there_may_be_lines():
    assert not rules.has_hidden("one\ntwo\tthree", lines=True)
    assert rules.has_hidden("one\x00", lines=True)


@pytest.mark.parametrize("text", ["", " ", "\u200d", "\u200b\u200c"])
def test_what_cannot_be_seen_is_no_answer(text):
    assert not rules.is_visible(text)
