"""What stands on many pages, in the reader's language (see Wording)."""

from django.conf import settings
from django.utils.translation import get_language

from portal.page_cache import remembered


class Said(str):
    """A text, and the language it is in where that is not the reader's: templates mark it with `lang`."""

    lang = ""

    def __new__(cls, text, lang=""):
        said = super().__new__(cls, text)
        said.lang = lang
        return said


def said(text) -> Said:
    """A text of the site's settings in the reader's language, or in English and marked so."""
    text, language = str(text or ""), get_language()
    if not text or language in (None, settings.LANGUAGE_CODE):
        return Said(text)
    translated = remembered("wordings", load).get((language, text))
    return Said(translated) if translated else Said(text, settings.LANGUAGE_CODE)


def load() -> dict[tuple[str, str], str]:
    from portal.models import Wording

    return {
        (language, source): text for language, source, text in Wording.objects.values_list("language", "source", "text")
    }
