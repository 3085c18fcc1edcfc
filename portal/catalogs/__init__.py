"""The interface in Spanish and Arabic: `portal/locale/*.po` are written by hand, gettext's binary files are made of them.

Nobody has to remember that: whoever starts Django gets them made where they are missing or old, without any program
that would have to be installed first.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.checks import Error, register

LOCALES = Path(__file__).resolve().parent.parent / "locale"


def catalog_files() -> list[Path]:
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def compile_where_needed() -> None:
    """A folder that may not be written is left alone here; the system check of this room says so in words."""
    for path in catalog_files():
        if is_old(path):
            with contextlib.suppress(OSError):
                compile_one(path)


@register()
def catalogs_are_compiled(app_configs, **kwargs):
    return [
        Error(
            f"{path} has no compiled catalog of its age beside it, and none could be written.",
            hint="Run any management command once as a user who may write there.",
            id="portal.E010",
        )
        for path in catalog_files()
        if is_old(path)
    ]


def is_old(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns


def compile_one(path: Path) -> None:
    """Write beside it, then rename: several processes may do this at once, and one of them may be reading."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalog = read_po(source, locale=path.parent.parent.name)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as target:
        write_mo(target, catalog)
    Path(target.name).chmod(0o644)
    os.replace(target.name, path.with_suffix(".mo"))
