"""Signs that a machine filled in a form. Together they make a person look at the request first; nothing is ever refused.

Shared counters live in the cache and count per network; a whole hospital may be one address, so they only add up.
"""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from appointments.audit import keyed_hash
from portal.origin import network

HONEYPOT = "website"
FASTEST = 3  # seconds from the start of a form to its end; nobody types so fast
WINDOW = 600  # seconds
MANY, TOO_MANY = 5, 30  # sendings of one network in a window
TOO_MANY_STARTS = 200  # forms begun by one network in a window
BUSY_SITE = 120  # sendings of all in a minute
BITS, HARDER_BITS = 12, 15
PROOF_LASTS = 6 * 3600  # seconds

HONEYPOT_FILLED, TOO_FAST, NO_PROOF, WRONG_PROOF, BUSY_NETWORK, LINKS, GIBBERISH = (
    "honeypot",
    "too_fast",
    "no_proof",
    "wrong_proof",
    "busy_network",
    "links",
    "gibberish",
)
WEIGHTS = {
    HONEYPOT_FILLED: 2,
    TOO_FAST: 2,
    WRONG_PROOF: 2,
    LINKS: 2,
    NO_PROOF: 1,
    BUSY_NETWORK: 1,
    GIBBERISH: 1,
}
HELD_FROM = 2

LINK = re.compile(r"https?://|www\.|\[url|<a\s|\b[\w-]+\.(?:ru|xyz|top|info|click|shop)\b", re.IGNORECASE)


@dataclass
class Load:
    """How often this network, and everybody, sent forms lately."""

    network: int = 0
    site: int = 0

    @property
    def is_busy(self) -> bool:
        return self.network > MANY or self.site > BUSY_SITE

    @property
    def is_too_much(self) -> bool:
        return self.network > TOO_MANY


@dataclass
class Sending:
    """What is known about one sending, apart from its answers."""

    started_at: object
    trap: str = ""
    proof: str = ""
    nonce: str = ""
    load: Load = field(default_factory=Load)


def signs_of(sending: Sending, text: str) -> list[str]:
    """Signs that, together, hold a request; empty when it goes to the queue.

    What reads as if a person wrote it is never held, whatever a browser filled in by itself.
    """
    found = [
        *([HONEYPOT_FILLED] if sending.trap else []),
        *([TOO_FAST] if (timezone.now() - sending.started_at).total_seconds() < FASTEST else []),
        *proof_signs(sending),
        *([BUSY_NETWORK] if sending.load.is_busy else []),
        *text_signs(text),
    ]
    if reads_as_human(text) or sum(WEIGHTS[sign] for sign in found) < HELD_FROM:
        return []
    return found


def text_signs(text) -> list[str]:
    signs = [LINKS] if LINK.search(text) else []
    return [*signs, GIBBERISH] if is_gibberish(text) else signs


def is_gibberish(text) -> bool:
    """One long word, or hardly any letters."""
    letters = sum(letter.isalpha() or letter.isspace() for letter in text)
    longest = max((len(word) for word in text.split()), default=0)
    return len(text) >= 20 and (longest > 60 or letters < len(text) / 2)


def reads_as_human(text) -> bool:
    """A few words without links. Scripts without spaces count by their length."""
    few_words = len(text.split()) >= 3 or (len(text) >= 8 and not text.isascii())
    return few_words and not text_signs(text)


# ---- load ------------------------------------------------------------------------------------------------------------


def network_of(request) -> str:
    """Hashed, since it is kept for a while; all that are unknown are one."""
    return keyed_hash(network(request) or "unknown", "network", 16)


def count_sending(request) -> Load:
    """Count one more. When the cache is away nobody is counted, and nobody is stopped."""
    window, minute = int(time.time() // WINDOW), int(time.time() // 60)
    try:
        return Load(
            network=counted(f"sendings:{network_of(request)}:{window}", WINDOW),
            site=counted(f"sendings:{minute}", 120),
        )
    except Exception:  # each cache has errors of its own
        return Load()


def starts_too_often(request) -> bool:
    """A form that is begun is a row in the database: a flood of them is stopped before it costs."""
    try:
        return counted(f"starts:{network_of(request)}:{int(time.time() // WINDOW)}", WINDOW) > TOO_MANY_STARTS
    except Exception:
        return False


def present_load(request) -> Load:
    """As counted so far, without counting this look."""
    try:
        return Load(network=cache.get(f"sendings:{network_of(request)}:{int(time.time() // WINDOW)}", 0))
    except Exception:
        return Load()


def counted(key, seconds) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # dropped in between
        return 1


def seconds_left() -> int:
    return WINDOW - int(time.time() % WINDOW)


# ---- proof of work ---------------------------------------------------------------------------------------------------


def challenge_for(nonce, load: Load | None = None) -> dict:
    """What the browser has to work on: {text, bits}. Harder on a busy network, never impossible."""
    bits = HARDER_BITS if load and load.network >= MANY else BITS
    text = f"{nonce}.{int(time.time())}.{bits}"
    return {"text": f"{text}.{signature(text)}", "bits": bits}


def signature(text) -> str:
    key = f"proof:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def proof_signs(sending) -> list[str]:
    if not sending.proof:
        return [NO_PROOF]
    return [] if is_proof(sending.proof, sending.nonce) else [WRONG_PROOF]


def is_proof(proof, nonce) -> bool:
    """Is it ours, for this form, young enough, worked for, and not used before?"""
    challenge, _colon, number = proof.rpartition(":")
    text, _dot, given = challenge.rpartition(".")
    parts = text.split(".")
    if len(proof) > 200 or len(parts) != 3 or not hmac.compare_digest(signature(text).encode(), given.encode()):
        return False
    signed_nonce, made_at, bits = parts
    is_fresh = 0 <= time.time() - int(made_at) <= PROOF_LASTS
    if signed_nonce != str(nonce) or not is_fresh or zero_bits(f"{challenge}:{number}") < int(bits):
        return False
    try:
        return cache.add(f"proof:{given}", 1, timeout=PROOF_LASTS)
    except Exception:
        return True


def zero_bits(text) -> int:
    digest = hashlib.sha256(text.encode()).digest()
    return 256 - int.from_bytes(digest).bit_length()


def work(challenge) -> str:
    """What the script in the browser does; for tests and for measuring."""
    number = 0
    while zero_bits(f"{challenge['text']}:{number}") < challenge["bits"]:
        number += 1
    return f"{challenge['text']}:{number}"
