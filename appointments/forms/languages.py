"""Languages a call may be in, each under its own name, with the English name for whoever helps."""

from django.utils.translation import gettext_lazy

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
