"""The number by which doctors in the US are known (National Provider Identifier)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LENGTH = 10
ISSUER = "80840"  # stands before the number when its check digit is computed


def has_digits(digits: str) -> bool:
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit()


def has_check_digit(digits: str) -> bool:
    """Luhn's check over the issuer and the ten digits."""
    doubled = (int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(ISSUER + digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def validate_npi(digits: str):
    if not has_digits(digits):
        raise ValidationError(_("The NPI has 10 digits"), code="digits")
    if not has_check_digit(digits):
        raise ValidationError(_("Check the NPI: its last digit does not fit the others"), code="check")
