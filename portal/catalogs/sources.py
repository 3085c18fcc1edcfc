"""Which words of the code readers may meet: those are translated. The rooms of the staff stay in English.

What is not named as staff's here counts as the readers': a forgotten string fails a test, it does not go out in English.
"""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = ("portal", "conditions", "appointments", "templates")
STAFF_ONLY = re.compile(
    r"/admin/|/desk/|/editorial/|/page_checks|/reports/|/management/|/migrations/|/wagtail(?:admin|core|users|snippets)/"
    r"|/(?:wagtail_hooks|viewsets|checks|login|reviews|seeding|validators|admin_\w+|review_\w+|importing\w*)\.py$"
    r"|^portal/(?:avatars|forms|image_form|link_blocks|opening_hours|models/settings)\.py$"
    r"|^templates/portal/sent_mail\.html$"
    r"|^portal/directory/(?:models|fields|sheet)\.py$"
    r"|^conditions/(?:editors_help|export_view|home_panels|signing|minor_changes|withdrawn|models/guide_part|models/workflow)\.py$"
    r"|^appointments/(?:alarms|amendments|guards|permissions|refusals|retention|steps|transitions|triage)\.py$"
    r"|^appointments/models/(?!choices)|^templates/conditions/email/|^portal/models/(?:search|contact|media|words)\.py$"
    r"|/email/(?:break_glass|delivery_failed|new_request|no_opening_hours|sla_\w+|taken_over)\.txt$"
)
# Fields and blocks are described to editors; readers meet their choices and what their methods say.
DESCRIPTIONS = re.compile(r"/models/|blocks\.py$|/block_base\.py$|conditions/forms\.py$|portal/forms\.py$")
FOR_EDITORS = {
    "description",
    "group",
    "heading",
    "help_text",
    "label",
    "page_description",
    "verbose_name",
    "verbose_name_plural",
    "violation_error_message",
}
ARGUMENTS = {"gettext": ("singular",), "ngettext": ("singular", "plural"), "pgettext": ("context", "singular")}
SHORT_NAMES = {"_", "_lazy", "_now"}


class Message(NamedTuple):
    file: str
    singular: str
    plural: str = ""
    context: str = ""


def messages() -> Iterator[Message]:
    """Every message a reader may meet, with the file that says it."""
    for path in sorted(file for package in PACKAGES for file in (settings.BASE_DIR / package).rglob("*")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if STAFF_ONLY.search(name):
            continue
        if path.suffix == ".py":
            yield from of_code(path.read_text(), name)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from of_template(path.read_text(), name)


def of_code(source: str, name: str) -> Iterator[Message]:
    describes = bool(DESCRIPTIONS.search(name))
    stack = [ast.parse(source)]
    while stack:
        node = stack.pop()
        if describes and is_for_editors(node):
            continue
        if message := message_of(node, name):
            yield message
        stack.extend(ast.iter_child_nodes(node))


def is_for_editors(node) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in FOR_EDITORS for target in node.targets)
    return isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg in FOR_EDITORS)


def message_of(node, name) -> Message | None:
    if not isinstance(node, ast.Call):
        return None
    called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    parts = ARGUMENTS.get("gettext" if called in SHORT_NAMES else re.sub("_(lazy|noop)$", "", called))
    words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    if not parts or len(words) < len(parts) or not all(isinstance(word, str) and word for word in words[: len(parts)]):
        return None
    return Message(name, **dict(zip(parts, words, strict=False)))


def of_template(source: str, name: str) -> Iterator[Message]:
    """Django blots out all that is not to be translated; what remains are calls in Python's notation."""
    for call in re.finditer(r"\b(?:[np]?gettext|_)\(.*?\)(?=\s|\)|X|$)", templatize(source), re.DOTALL):
        yield from filter(None, (message_of(node, name) for node in ast.walk(ast.parse(call[0]))))
