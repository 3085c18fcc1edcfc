"""Invented documents in the import format, and what the tests of the import share."""

import copy
import json
from pathlib import Path

from wagtail.models import Page, PageLogEntry, Revision

from conditions.importing import GuideImporter
from conditions.models import Citation, ReviewRecord
from portal.models import ImportRecord
from tests import factories

FILE = Path(__file__).resolve().parents[1] / "data" / "guides.jsonl"
LANTERN, PAPER_FEVER, BUTTON_RASH = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())


def make_site():
    """Home, both indexes and an example reviewer. Returns the home page."""
    factories.make_index("adult")
    factories.make_index("child")
    factories.make_team()
    factories.make_reviewer("Dr. Ana Example", is_example=True)
    return factories.make_home()


def take(document, *, publish=False):
    """One run of the import with one document: its outcome."""
    return GuideImporter(factories.make_home(), publish_as_example=publish).take(document)


def changed(document, **values):
    return copy.deepcopy(document) | values


def with_overview(*blocks, **values):
    """A document with these blocks in its overview."""
    return changed(BUTTON_RASH, sections=[{"id": "s1", "chapter": "overview", "blocks": list(blocks)}], **values)


def paragraph(text):
    return {"type": "paragraph", "text": text}


def traces() -> dict[str, int]:
    """How many rows an import may leave, by kind."""
    models = (Page, Revision, PageLogEntry, ReviewRecord, Citation, ImportRecord)
    return {model.__name__: model.objects.count() for model in models}
