"""The column of the list of doctors that says what each of them treats: addresses of guides below the home page."""

from collections import defaultdict

from wagtail.models import Locale

from conditions.models import ConditionPage, TreatedCondition
from portal.directory import registry

NAME = "conditions"


def guides_by_path() -> dict[str, ConditionPage]:
    """Address such as cancer-types/liver-metastases → guide in the default language, live or not."""
    pages = ConditionPage.objects.filter(locale=Locale.get_default()).only("url_path", "translation_key")
    return {path_below_home(page): page for page in pages}


def path_below_home(page) -> str:
    return page.url_path.strip("/").partition("/")[2]


def read(doctors=None) -> dict[int, list[str]]:
    """Doctor → sorted addresses; of all doctors, or of these."""
    paths = {page.translation_key: path for path, page in guides_by_path().items()}
    rows = TreatedCondition.objects.all() if doctors is None else TreatedCondition.objects.filter(doctor__in=doctors)
    found = defaultdict(set)
    for doctor, key in rows.values_list("doctor", "condition__translation_key"):
        if key in paths:
            found[doctor].add(paths[key])
    return {doctor: sorted(addresses) for doctor, addresses in found.items()}


def write(doctor, addresses):
    """Store exactly these."""
    pages = guides_by_path()
    set_treated(doctor, [pages[address] for address in addresses])


def set_treated(doctor, guides):
    keys = {guide.translation_key: guide for guide in guides}
    for row in doctor.treated_conditions.select_related("condition"):
        if keys.pop(row.condition.translation_key, None) is None:
            row.delete()
    for guide in keys.values():
        TreatedCondition.objects.create(doctor=doctor, condition=guide)


def register():
    registry.columns[NAME] = registry.Column(read=read, known=lambda: set(guides_by_path()), write=write)
