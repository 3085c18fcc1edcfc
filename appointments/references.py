"""References of requests: eight characters, shown as XXXX-XXXX, that name a request and never open one.

Crockford's base 32: seven random characters and one that reveals any single wrong character and any swap of two.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
SEPARATORS = str.maketrans("", "", " -\t\u00a0\u2010\u2011\u2012\u2013")


def check_character(seven: str) -> str:
    """Horner's scheme in GF(32) over x^5 + x^2 + 1."""
    total = 0
    for character in seven:
        total = (total ^ ALPHABET.index(character)) << 1
        if total & 32:
            total ^= 0b100101
    return ALPHABET[total]


def new_reference() -> str:
    seven = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return seven + check_character(seven)


def shown(reference: str) -> str:
    return f"{reference[:4]}-{reference[4:]}"


def read_reference(text: str) -> str:
    """The stored form of what somebody typed or read out. ValueError when it is no reference."""
    letters = text.translate(SEPARATORS).upper().translate(READ_AS)
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        raise ValueError("not a reference")
    if check_character(letters[:-1]) != letters[-1]:
        raise ValueError("the check character does not fit")
    return letters
