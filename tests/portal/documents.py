"""Blocks of documents, and stored streams without their ids."""


def paragraph(text):
    return {"type": "paragraph", "text": text}


def heading(level, text):
    return {"type": "heading", "level": level, "text": text}


def without_ids(rows):
    """(type, value) of stored rows, at all depths."""
    if isinstance(rows, list):
        return [(row["type"], without_ids(row["value"])) if is_row(row) else without_ids(row) for row in rows]
    if isinstance(rows, dict):
        return {name: without_ids(value) for name, value in rows.items()}
    return rows


def is_row(row):
    return isinstance(row, dict) and {"type", "value"} <= row.keys()
