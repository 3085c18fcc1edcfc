"""Lists of doctors and locations become rows. The list is the truth for the columns it has; what it lacks stays as it is."""

from collections import Counter
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.directory import registry
from portal.directory.models import BY_HAND, Doctor, Location
from portal.directory.sheet import KEY, NAMED_BY, Refused, model_of, parts, value_of

MOST_RETIRED = 20  # percent of the active entries; more than that is taken for a broken file


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RETIRED = "retired"
    REFUSED = "refused"


class DirectoryImporter:
    """`take` a row at a time; then, on request, `retire_missing`. Counts are in `outcomes`."""

    def __init__(self):
        self.outcomes: Counter = Counter()
        self.seen: dict[type, set[str]] = {}
        self.known = {name: column.known() for name, column in registry.columns.items()}

    def take(self, row: dict) -> Outcome:
        """Store one row, whole or not at all. Raises Refused in words for the person who made the list."""
        try:
            model = model_of(row)
            refuse_what_is_no_text(row)
            self.refuse_twice(model, row[KEY])
            with transaction.atomic():
                outcome = self.store(model, row)
        except Refused:
            self.outcomes[Outcome.REFUSED] += 1
            raise
        self.outcomes[outcome] += 1
        return outcome

    def refuse_twice(self, model, source_id):
        seen = self.seen.setdefault(model, set())
        if source_id in seen:
            raise Refused(_("%(id)s stands in this list twice.") % {"id": source_id})
        if not source_id:
            raise Refused(_("The column %(name)s is empty.") % {"name": KEY})
        seen.add(source_id)

    def store(self, model, row) -> Outcome:
        entry = model.objects.filter(source_id=row[KEY]).first() or model(source_id=row[KEY])
        is_new, was_active = entry.pk is None, entry.is_active
        changed = self.fill(entry, row)
        check(entry)
        if is_new:
            entry.save()
        elif changed:
            entry.save(update_fields=changed)
        changed = self.link(entry, row) or bool(changed)
        if is_new:
            return Outcome.ADDED
        if was_active and not entry.is_active:
            return Outcome.RETIRED
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def fill(self, entry, row) -> list[str]:
        """Set the columns of the entry's own table; names those that change. What somebody edits meanwhile stays."""
        changed = []
        for name, text in row.items():
            if name in (KEY, "locations", *registry.columns):
                continue
            field = entry._meta.get_field(name)
            if not text and (name == "slug" or (field.has_default() and not field.blank)):
                continue  # an empty cell asks for nothing where a value is needed
            try:
                value = named(field, text) if name in NAMED_BY else field.clean(value_of(field, text), entry)
            except (Refused, ValidationError) as problem:
                raise Refused(f"{name}: {words(problem)}") from None
            if getattr(entry, name) != value:
                setattr(entry, name, value)
                changed.append(name)
        return changed

    def link(self, entry, row) -> bool:
        """Places, and what other apps store about a doctor. Says whether that changes anything."""
        changed = False
        if "locations" in row:
            changed = link_places(entry, parts(row["locations"]))
        for name, column in registry.columns.items():
            if name in row:
                wanted = sorted(set(parts(row[name])))
                refuse_unknown(name, set(wanted) - self.known[name])
                if wanted != column.read([entry.pk]).get(entry.pk, []):
                    column.write(entry, wanted)
                    changed = True
        return changed

    def retire_missing(self, most: int = MOST_RETIRED) -> list:
        """Retire what the list no longer names; entries made by hand stay. Raises Refused when that looks wrong."""
        if self.outcomes[Outcome.REFUSED]:
            raise Refused(_("Nothing is retired: a line that was refused may be one of the missing entries."))
        retired = []
        for model, seen in self.seen.items():
            active = model.objects.filter(is_active=True)
            missing = active.exclude(source_id__in=seen).exclude(source_id__startswith=BY_HAND)
            if missing.count() * 100 > active.count() * most:
                raise Refused(
                    _("Nothing is retired: %(missing)s of %(all)s active entries are missing. Allow a larger share.")
                    % {"missing": missing.count(), "all": active.count()}
                )
            retired += missing
        for entry in retired:
            entry.is_active = False
            entry.save(update_fields=["is_active"])
        self.outcomes[Outcome.RETIRED] += len(retired)
        return retired


def refuse_what_is_no_text(row):
    """NUL and halves of surrogate pairs, which a database cannot hold."""
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for text in row.values() for letter in text):
        raise Refused(_("a character is no text (NUL or half a surrogate pair)"))


def check(entry):
    try:
        entry.full_clean()
    except ValidationError as problem:
        raise Refused(words(problem)) from None


def named(field, text: str):
    """The row of another table that a list names by a word."""
    if not text:
        return None
    found = field.related_model.objects.filter(**{NAMED_BY[field.name]: text}).first()
    if found is None:
        raise Refused(_("there is no “%(text)s”") % {"text": text})
    return found


def link_places(doctor: Doctor, wanted: list[str]) -> bool:
    places = {place.source_id: place for place in Location.objects.filter(source_id__in=wanted)}
    refuse_unknown("locations", set(wanted) - places.keys())
    if set(doctor.locations.all()) == set(places.values()):
        return False
    doctor.locations.set(places.values())
    return True


def refuse_unknown(name, unknown):
    if unknown:
        raise Refused(f"{name}: " + _("there is no “%(text)s”") % {"text": ", ".join(sorted(unknown))})


def words(problem) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    if hasattr(problem, "error_dict"):
        rows = problem.message_dict.items()
        return " ".join(f"{name}: {' '.join(texts)}" if name != "__all__" else " ".join(texts) for name, texts in rows)
    return " ".join(problem.messages)
