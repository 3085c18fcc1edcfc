"""The house as files: imports point one way, nothing goes round the publish gate, nothing inline, no giant file."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["portal.directory", "portal", "conditions", "appointments"]  # an import may only point to the left
ROOF = ("portal.settings", "portal.urls")
# what starts a process stands outside the house
MAY_NAME_THE_ROOF = {"manage", "portal.wsgi", "portal.gunicorn", "portal.run", "portal.supervisor"}

PACKAGES = ["portal", "conditions", "appointments"]
OURS = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts
]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


EACH_MODULE = pytest.mark.parametrize("path", [ROOT / "manage.py", *OURS], ids=named)


# ---- imports ---------------------------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str, package: str) -> list[tuple[int, str]]:
    """(line, module) of every import, wherever it stands; `from a import b` names a.b, which may be a module."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and called(node) == "import_module" and isinstance(node.args[0], ast.Constant):
            found.append((node.lineno, node.args[0].value))
    return found


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_in(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


def is_roof(module: str) -> bool:
    return any(is_in(module, place) for place in ROOF)


def room_of(module: str) -> int | None:
    """Place of the module's room from left to right; None outside of the house."""
    return next((number for number, room in enumerate(ROOMS) if is_in(module, room)), None)


def wrong_arrows(module: str, source: str, package: str) -> list[str]:
    if is_roof(module) or module in MAY_NAME_THE_ROOF:
        return []
    wrong, own = [], room_of(module)
    for line, other in imported(source, package):
        room = room_of(other)
        if room is not None and (is_roof(other) or room > own):
            wrong.append(f"line {line}: {module} imports {other}")
    return wrong


@EACH_MODULE
def test_imports_point_to_the_left_and_nothing_imports_the_roof(path):
    module = module_name(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    assert wrong_arrows(module, path.read_text(encoding="utf-8"), package) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("portal.frame", "import conditions"),
        ("portal.frame", "from conditions.models import ConditionPage"),
        ("portal.frame", "def late():\n    from conditions import reviews"),
        ("portal.frame", "class A:\n    def late(self):\n        import appointments.views"),
        ("portal.frame", "from importlib import import_module\nimport_module('conditions.guide')"),
        ("portal.frame", "if TYPE_CHECKING:\n    from conditions.models import ConditionPage"),
        ("portal.frame", "from portal import urls"),
        ("portal.frame", "from portal.settings.environment import STATE_DIR"),
        ("portal.frame", "from .settings import base"),
        ("portal.directory.models", "from portal.models import Team"),
        ("portal.directory.models", "from ..models import Team"),
        ("conditions.guide", "from appointments import views"),
        ("conditions.guide", "from ..appointments import views"),
    ],
)
def test_an_arrow_to_the_right_is_seen(module, source):
    assert wrong_arrows(module, source, module.rpartition(".")[0])


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("portal.frame", "from portal.directory.models import Doctor"),
        ("portal.frame", "from django.conf import settings"),
        ("portal.frame", "import conditionsx, portalx.urls"),
        ("portal.models", "from .settings import BrandSettings"),
        ("portal.urls", "from appointments import views"),
        ("portal.settings.dev", "from portal.settings.base import *"),
        ("appointments.views", "from conditions.models import ConditionPage"),
    ],
)
def test_an_arrow_to_the_left_passes(module, source):
    package = module if module == "portal.models" else module.rpartition(".")[0]
    assert wrong_arrows(module, source, package) == []


# ---- the publish gate ------------------------------------------------------------------------------------------------

# Ways to write past `PublishGate.save`. Where one is used on something that is no page, it is named here.
HARMLESS = {
    ("portal/views/feedback.py", "update"),  # wipes old feedback texts
    ("portal/health.py", "cursor"),  # asks whether the database answers
    ("portal/login.py", "cursor"),  # takes a lock
    ("portal/search/texts.py", "cursor"),  # asks the index of texts
    ("portal/search/counts.py", "cursor"),  # counts searches
    ("portal/catalogs/updating.py", "update"),  # of a catalog of words
    ("portal/translations.py", "update"),  # keeps which version was translated, no words
    ("portal/page_checks/scanning.py", "bulk_create"),  # keeps what was read in pages
}
PAST_THE_MODEL = {
    "bulk_create",
    "bulk_update",
    "abulk_create",
    "abulk_update",
    "raw",
    "extra",
    "cursor",
    "RawSQL",
    "aupdate",
}


def ways_past_the_gate(source: str) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        # dict.update takes a mapping; QuerySet.update takes names of fields
        if (
            name in PAST_THE_MODEL
            or (name == "update" and node.keywords)
            or (name in ("save", "asave") and unclean(node))
        ):
            found.append((node.lineno, name))
    return found


def unclean(node: ast.Call) -> bool:
    clean = [word.value for word in node.keywords if word.arg == "clean"] + node.args[:1]
    return any(isinstance(value, ast.Constant) and value.value is False for value in clean)


PAGE_NAMED = re.compile(r"\bimport\b[^\n]*\b\w*Page\b|^    \w*Page,$|get_model\([^)]*Page", re.M)


def may_write_pages(path: Path) -> bool:
    """Requests are no pages: in `appointments` only a module that names a type of page could write one."""
    name = named(path)
    return name != "conditions/reviews.py" and (
        not name.startswith("appointments/") or bool(PAGE_NAMED.search(path.read_text(encoding="utf-8")))
    )


@pytest.mark.parametrize("path", [path for path in OURS if may_write_pages(path)], ids=named)
def test_nothing_writes_pages_past_the_publish_gate(path):
    found = ways_past_the_gate(path.read_text(encoding="utf-8"))
    assert [(line, way) for line, way in found if (named(path), way) not in HARMLESS] == []


@pytest.mark.parametrize(
    "source",
    [
        "ConditionPage.objects.filter(pk=1).update(live=True)",
        "pages.update(**values)",
        "page.save(clean=False)",
        "page.save(False)",
        "ConditionPage.objects.bulk_update(pages, ['live'])",
        "ConditionPage.objects.raw('UPDATE x')",
        "with connection.cursor() as cursor: pass",
    ],
)
def test_a_way_past_the_publish_gate_is_seen(source):
    assert ways_past_the_gate(source)


@pytest.mark.parametrize(
    "source", ["names.update(other)", "page.save()", "page.save_revision(clean=False)", "digest.update(b'')"]
)
def test_ordinary_writing_passes(source):
    assert ways_past_the_gate(source) == []


# ---- templates -------------------------------------------------------------------------------------------------------

MARKUP = sorted((ROOT / "templates").rglob("*.html")) + [
    path for package in PACKAGES for kind in ("*.html", "*.svg") for path in sorted((ROOT / package).rglob(kind))
]
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
DATA_TYPES = {"application/ld+json", "application/json"}


class InlineFinder(HTMLParser):
    """Collects what the content security policy forbids: styles, handlers and scripts that are not files."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [name for name in given if name == "style" or re.fullmatch(r"on[a-z]+", name)]
        self.found += [value for value in given.values() if value and value.strip().lower().startswith("javascript:")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES):
            self.found.append(f"<{tag}>")


def inline_parts(markup: str) -> list[str]:
    finder = InlineFinder()
    finder.feed(TEMPLATE_TAG.sub("x", markup))
    return finder.found


@pytest.mark.parametrize("path", MARKUP, ids=named)
def test_our_markup_has_no_inline_style_or_script(path):
    assert inline_parts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>start()</script>",
        '<script type="module">start()</script>',
        '<a href="javascript:go()">',
        '<body onload="go()">',
        '<img alt="{% translate "x" %}" onerror=go()>',
    ],
)
def test_inline_style_or_script_is_seen(markup):
    assert inline_parts(markup)


# ---- size ------------------------------------------------------------------------------------------------------------

LONGEST = 400
TEXTS = [
    path
    for folder in (*PACKAGES, "tests", "templates", "static/css", "static/js")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
]


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TEXTS}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
