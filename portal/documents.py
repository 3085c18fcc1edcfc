"""Reads documents from disk: YAML for people, JSON lines for machines."""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from portal.streams import ImportProblem


def demo_document(path: Path) -> dict:
    """A demo page: YAML with inline markup."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) | {"markup": "inline"}


def demo_rows(path: Path):
    """A YAML list or mapping."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def json_lines(path: Path) -> Iterator[tuple[int, dict | ImportProblem, int]]:
    """(line number, document, bytes read), one line in memory at a time; a broken line gives the problem instead."""
    position = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            position += len(line)
            if not line.strip():
                continue
            try:
                document = json.loads(line)
            except json.JSONDecodeError as error:
                document = ImportProblem(f"not valid JSON: {error.msg} (character {error.pos + 1})")
            except (ValueError, RecursionError) as error:
                document = ImportProblem(f"not valid JSON: {error}")
            yield number, document, position
