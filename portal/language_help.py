"""Links in many languages to the notice that help is free (US 45 CFR 92.10–92.11), one for each line of that page."""

from django.conf import settings
from django.utils.translation import get_language

from portal.models import LegalPage
from portal.models.pages import LegalKind


def language_help() -> list[dict]:
    """[{code, name, url}] from the live notice of language help, the reader's own where there is one. One query."""
    notices = LegalPage.objects.live().filter(kind=LegalKind.LANGUAGE, alias_of=None).select_related("locale")
    by_language = {notice.locale.language_code: notice for notice in notices}
    notice = by_language.get(get_language()) or by_language.get(settings.LANGUAGE_CODE)
    if notice is None:
        return []
    return [
        {"code": line["language"], "name": line["name"], "url": f"{notice.url}#lang-{line['language'].lower()}"}
        for line in language_lines(list(notice.body.raw_data))
    ]


def language_lines(node) -> list[dict]:
    """The lines of every LanguageLinesBlock below this stored stream."""
    if isinstance(node, dict):
        if node.get("type") == "language_lines":
            return [row.get("value", row) for row in node["value"]["lines"]]
        node = list(node.values())
    if isinstance(node, list):
        return [line for child in node for line in language_lines(child)]
    return []
