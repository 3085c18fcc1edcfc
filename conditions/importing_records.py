"""What a document brings along: sources, terms, organs and a team that a new site does not have yet."""

from conditions.models import Anatomy, Citation, GlossaryTerm
from portal.models import Team

RECORDS = {"citations": [dict], "terms": [dict], "anatomy": [dict], "teams": [dict]}


def ensure_records(document, locale) -> bool:
    """Make what is missing; what exists is left as it is. Terms start as drafts. True when anything was made."""
    records, made = document.get("records") or {}, False
    for row in records.get("teams") or ():
        made |= ensure(Team, row, "slug")
    for row in records.get("citations") or ():
        made |= ensure(Citation, row, "source_id")
    for row in records.get("anatomy") or ():
        made |= ensure(Anatomy, row, "slug", locale=locale)
    for row in records.get("terms") or ():
        made |= ensure(GlossaryTerm, row, "slug", locale=locale, live=False)
    return made


def ensure(model, row, key, **values) -> bool:
    scope = {name: value for name, value in values.items() if name == "locale"}
    if model.objects.filter(**{key: row[key]}, **scope).exists():
        return False
    allowed = {field.name for field in model._meta.concrete_fields} - {"id", "live", "locale"}
    record = model(**{name: value for name, value in row.items() if name in allowed}, **values)
    record.full_clean(exclude=["latest_revision", "live_revision"] if hasattr(record, "live") else None)
    record.save()
    return True
