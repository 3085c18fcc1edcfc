"""Is a document built as its reader expects? Says where it is not, in words for the person who made the file."""

from portal.streams import ImportProblem

TEXT = (str, int, float)
NAMES = {
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    type(None): "nothing",
}


def check_shape(value, shape, place="the document"):
    """Raises ImportProblem where a value differs from its shape.

    A shape is a type, a dict (shapes of the keys that are known; each may be absent or null), a list (the shape of each
    row) or a tuple of shapes, one of which must fit.
    """
    kinds = shape if isinstance(shape, tuple) else (shape,)
    fitting = [kind for kind in kinds if isinstance(value, kind if isinstance(kind, type) else type(kind))]
    if not fitting:
        raise ImportProblem(
            f"{place} is {name_of(type(value))}, but should be {' or '.join(dict.fromkeys(map(name_of, kinds)))}"
        )
    for kind in fitting:
        if isinstance(kind, dict):
            for key in kind.keys() & value.keys():
                if value[key] is not None:
                    check_shape(value[key], kind[key], f"{place} → {key}")
        elif isinstance(kind, list):
            for number, row in enumerate(value, start=1):
                check_shape(row, kind[0], f"{place} → {number}")


def name_of(kind) -> str:
    return NAMES.get(kind if isinstance(kind, type) else type(kind), "something else")


def check_characters(value, place="the document"):
    """Raises ImportProblem for characters that a database cannot hold: NUL and halves of surrogate pairs."""
    if isinstance(value, dict):
        for key, item in value.items():
            check_characters(item, f"{place} → {key}")
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            check_characters(item, f"{place} → {number}")
    elif isinstance(value, str) and any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
        raise ImportProblem(f"{place} holds a character that is no text (NUL or half a surrogate pair)")


BLOCK = {"type": str, "text": TEXT, "level": int, "items": list, "title": TEXT, "summary": TEXT}
DOCUMENT = {
    "id": str,
    "translates": str,
    "title": str,
    "slug": str,
    "short_title": str,
    "summary": str,
    "description": str,
    "hero": {"image": str, "alt": str, "caption": str, "people": [{"name": str, "role": str}]},
    "blocks": [BLOCK],
    "care_here": [BLOCK],
}
