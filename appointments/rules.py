"""What counts as a phone number, an NPI, a name, a date of birth. Pure rules; the words of refusals are for the person who typed."""

import unicodedata
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import override
from phonenumbers import Leniency, PhoneNumberMatcher, ValidationResult

from portal.directory.npi import validate_npi

REGION = "US"
LONGEST_PHONE = 60
LONGEST_EXTENSION = 10
OLDEST = 120  # years
OF_AGE = 18

# Direction overrides make a text read otherwise than it is stored; marks and joiners that scripts need are welcome.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_ENDS = frozenset("\u2028\u2029")


# ---- text ------------------------------------------------------------------------------------------------------------


def has_hidden(text: str, lines: bool = False) -> bool:
    """Does it hold control characters? `lines`: several lines are fine."""
    allowed = {"\n", "\t"} if lines else set()
    return any(
        (unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed)
        or letter in OVERRIDES
        or (letter in LINE_ENDS and not lines)
        for letter in text
    )


def is_visible(text: str) -> bool:
    """Is there anything that can be seen and read out? Joiners and spaces alone are no name."""
    return any(unicodedata.category(letter)[0] in "LMNPS" for letter in text)


def digits_of(text: str) -> str:
    """Decimal digits of any script as ASCII digits; other characters stay."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


# ---- phone -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Phone:
    e164: str
    extension: str = ""


def read_phone(text: str) -> Phone:
    """The number somebody typed, US unless it says otherwise. Only "possible" is asked for, since lists of ranges age.

    Around a number there may be words; what was typed is kept beside it. Raises ValidationError.
    """
    text = text.strip()
    if not text:
        raise ValidationError(_("Enter a phone number"), code="required")
    number, reason = parsed(text)
    if reason != ValidationResult.IS_POSSIBLE:
        number = next(filter(is_possible, numbers_within(text)), None)
    if number is not None:
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return Phone(e164, (number.extension or "")[:LONGEST_EXTENSION])
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise ValidationError(_("Add the area code"), code="area")
    raise ValidationError(
        _("Check the number: it has too few or too many digits. Examples: %(first)s, %(second)s"),
        code="length",
        params={"first": "212 555 0143", "second": "+44 20 7946 0018"},
    )


def parsed(text):
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None, None
    return number, phonenumbers.is_possible_number_with_reason(number)


def numbers_within(text):
    return (match.number for match in PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE))


def is_possible(number) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def shown_phone(e164: str) -> str:
    """As people write it: (212) 555-0143 at home, +44 20 7946 0018 abroad."""
    try:
        number = phonenumbers.parse(e164, REGION)
    except phonenumbers.NumberParseException:
        return e164
    is_home = number.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def check_extension(text: str) -> str:
    digits = digits_of(text.strip())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_EXTENSION):
        raise ValidationError(_("Use only digits for the extension"), code="extension")
    return digits


# ---- NPI -------------------------------------------------------------------------------------------------------------


def check_npi(text: str) -> str:
    """Ten digits that pass Luhn's check over 80840 and the NPI. Raises ValidationError."""
    digits = digits_of("".join(text.split())).replace("-", "")
    validate_npi(digits)
    return digits


# ---- date of birth ---------------------------------------------------------------------------------------------------


def read_birth_date(month: str, day: str, year: str, today: date) -> date:
    """A date from three fields. Raises ValidationError whose `code` names the field: month, day or year."""
    parts = {"month": month.strip(), "day": day.strip(), "year": year.strip()}
    missing = [name for name, value in parts.items() if not value]
    if len(missing) == len(parts):
        raise ValidationError(_("Enter the date of birth"), code="month")
    if missing:
        raise ValidationError([ValidationError(add_part(name), code=name) for name in missing])
    year_digits = digits_of(parts["year"])
    if len(year_digits) != 4 or not year_digits.isdigit():
        raise ValidationError(_("Write the year with 4 digits, like 1961"), code="year")
    born = real_date(int(year_digits), month_number(parts["month"]), digits_of(parts["day"]))
    if born >= today:
        raise ValidationError(_("The date of birth has to be before today"), code="year")
    if born < years_before(today, OLDEST):
        raise ValidationError(_("Check the year: it is more than 120 years ago"), code="year")
    return born


def add_part(name: str) -> str:
    return {
        "month": _("Add the month of birth"),
        "day": _("Add the day of birth"),
        "year": _("Add the year of birth"),
    }[name]


def real_date(year: int, month: int | None, day: str) -> date:
    try:
        return date(year, month or 0, int(day) if len(day) <= 2 else 0)
    except ValueError:
        code = "month" if month is None else "day"
        raise ValidationError(_("This date does not exist: check day and month"), code=code) from None


def month_number(text: str) -> int | None:
    """A month as number or name, in the language of the page or in English."""
    digits = digits_of(text)
    if digits.isascii() and digits.isdigit():
        number = int(digits) if len(digits) <= 2 else 0
        return number if 1 <= number <= 12 else None
    return month_names().get(folded(text))


def month_names() -> dict[str, int]:
    names = {}
    for language in ("en", None):
        with override(language) if language else nullcontext():
            for table in (MONTHS, MONTHS_3):
                names |= {folded(str(name)): number for number, name in table.items()}
    return names | {"sept": 9}


def folded(text: str) -> str:
    return text.strip().rstrip(".").casefold()


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def is_minor(born: date | None, today: date) -> bool:
    return born is not None and born > years_before(today, OF_AGE)
