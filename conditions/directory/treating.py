"""Who treats what, from both ends: the guides on a doctor's page, the doctors and places on a guide."""

from collections import defaultdict
from typing import NamedTuple

from wagtail.models import Locale

from conditions.models import ConditionPage, TreatedCondition
from portal.addresses import path_of
from portal.directory.choices import Specialty
from portal.page_cache import remembered
from portal.privacy import is_public
from portal.roster import roster


class Guide(NamedTuple):
    """A guide that everybody may read. `key` is the same for all its translations."""

    key: str
    value: str
    title: str
    url: str


def treated() -> dict[int, set[str]]:
    """Doctor → keys of guides."""
    return remembered("treated conditions", load_treated)


def load_treated() -> dict[int, set[str]]:
    keys = defaultdict(set)
    for doctor, key in TreatedCondition.objects.values_list("doctor", "condition__translation_key"):
        keys[doctor].add(key)
    return dict(keys)


def guides() -> dict[str, Guide]:
    """Key → guide in the language of this request, by title."""
    locale = Locale.get_active()
    return remembered(("treated guides", locale.pk), lambda: load_guides(locale))


def load_guides(locale) -> dict[str, Guide]:
    keys = TreatedCondition.objects.values("condition__translation_key")
    pages = ConditionPage.objects.live().filter(locale=locale, translation_key__in=keys).defer_streamfields()
    rows, taken = {}, set()
    for page in sorted(filter(is_public, pages), key=lambda page: page.title.casefold()):
        value = page.slug if page.slug not in taken else f"{page.slug}-{page.pk}"
        taken.add(value)
        rows[page.translation_key] = Guide(page.translation_key, value, page.title, path_of(page))
    return rows


def guides_of(doctor) -> list[Guide]:
    keys = treated().get(doctor.pk, ())
    return [guide for key, guide in guides().items() if key in keys]


def doctors_for(guide) -> list:
    """Active doctors who treat it, by name."""
    treating = {doctor for doctor, keys in treated().items() if guide.translation_key in keys}
    return [doctor for pk, doctor in roster().doctors.items() if pk in treating] if treating else []


def places_for(doctors) -> list:
    """Where they see patients, by name of the place."""
    if not doctors:
        return []
    places_of = roster().places_of
    used = {place.pk for doctor in doctors for place in places_of.get(doctor.pk, ())}
    return [place for pk, place in roster().places.items() if pk in used]


def by_specialty(doctors) -> list[dict]:
    """[{title, doctors}]: each doctor once, under the first of their specialties; those without one at the end."""
    groups: dict[str, list] = {code: [] for code in Specialty.values}
    rest = []
    for doctor in doctors:
        (groups.get(doctor.specialties[0], rest) if doctor.specialties else rest).append(doctor)
    named = [{"title": Specialty(code).label, "doctors": rows} for code, rows in groups.items() if rows]
    return named + ([{"title": "", "doctors": rest}] if rest else [])
