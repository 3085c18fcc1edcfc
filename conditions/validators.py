"""What editors may enter where a field takes more than the site can use."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def only_words(value) -> tuple[str, ...]:
    """The texts in a list that may hold anything: older entries were never checked."""
    return tuple(word for word in value if is_word(word)) if isinstance(value, (list, tuple)) else ()


def is_word(value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def list_of_words(value):
    if not isinstance(value, list) or not all(map(is_word, value)):
        raise ValidationError(_("Enter a list of words, each in quotation marks: [“…”, “…”]"))
