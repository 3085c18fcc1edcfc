"""Languages a call may be in, each under its own name, with the English name for whoever helps."""

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

OTHER = "und"

LANGUAGES = [
    ("en", "English"),
    ("es", "Español (Spanish)"),
    ("ar", "العربية (Arabic)"),
    ("zh", "中文 (Chinese)"),
    ("fr", "Français (French)"),
    ("ht", "Kreyòl ayisyen (Haitian Creole)"),
    ("hi", "हिन्दी (Hindi)"),
    ("it", "Italiano (Italian)"),
    ("ja", "日本語 (Japanese)"),
    ("ko", "한국어 (Korean)"),
    ("fa", "فارسی (Persian)"),
    ("pl", "Polski (Polish)"),
    ("pt", "Português (Portuguese)"),
    ("ru", "Русский (Russian)"),
    ("tl", "Tagalog"),
    ("ur", "اردو (Urdu)"),
    ("vi", "Tiếng Việt (Vietnamese)"),
    ("yi", "ייִדיש (Yiddish)"),
    (OTHER, gettext_lazy("Another language: tell us on the call")),
]


def language_name(code) -> str:
    """“es” as “Spanish”, for staff; a code nobody named stays a code."""
    if code == OTHER:
        return _("Another language")
    try:
        return get_language_info(code.lower())["name_translated"]
    except KeyError:
        return str(dict(LANGUAGES).get(code, code))
