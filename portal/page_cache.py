"""What may be kept in the memory of a process, and for how long: all processes drop it at once.

A *generation* is a random name in the shared cache. Every change of content replaces it, after commit; whatever was kept
under another name is never served again. So an edit is visible on the next request, on every page that shows it, and
nobody has to know which pages those are. What depends on the clock (opening hours, alerts) says until when it is true.
"""

import logging
import os
import secrets
import sys
import threading
import time
from datetime import datetime

from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from portal.shelf import Shelf

logger = logging.getLogger(__name__)

GENERATION = "page-cache-generation"
MAX_AGE = 300  # seconds; a bound for the case that a process dies between a commit and its new generation
MAX_PIECES = 10_000  # of one process; most are a few hundred bytes
MAX_DRAWN = 64 * 1024 * 1024  # bytes of drawn pieces in one process
SETTLED = 2_000_000_000  # nanoseconds after which a file's time tells it from any later one
BANNER_COOKIE = "banner_closed"

# Content lives in these apps; what changes without changing a page is left out.
CONTENT_APPS = {
    "portal",
    "directory",
    "conditions",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailredirects",
    "wagtailsearchpromotions",
    "taggit",
}
NO_CONTENT = {
    "portal.User",
    "portal.OutsideAddress",
    "portal.PageFeedback",
    "portal.PageFinding",
    "portal.PageLink",
    "portal.PageScan",
    "portal.ImportRecord",
    "portal.PortalRendition",
    "conditions.ReviewAudit",
    "conditions.ReviewFinding",
    "conditions.ReviewMail",
    "conditions.ReviewReminder",
    "wagtailcore.Revision",
    "wagtailcore.PageLogEntry",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.PageSubscription",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.WorkflowState",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
}
DRAFT_FIELDS = {  # a save of these only is a draft or a lock
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
}


_seen: tuple = (None, "")  # a state of the cache's file, and the name it holds


_is_away = False  # the cache, when it was last asked


def generation() -> str | None:
    """The name under which this moment's content may be kept; None when the cache cannot say, and nothing may be."""
    global _seen
    state, (seen_state, name) = file_state(), _seen  # read in one go: another thread may replace it
    if state is None or state != seen_state:
        name = name_in_cache()
        _seen = (state, name) if name else (None, None)
    return name


def name_in_cache() -> str | None:
    global _is_away
    try:
        name = cache.get(GENERATION)
        if name is None:
            cache.add(GENERATION, secrets.token_hex(8), timeout=None)
            name = cache.get(GENERATION)
    except Exception as error:  # each cache has errors of its own
        cache_is_away(error)
        return None
    _is_away = False
    return name


def cache_is_away(error):
    """Said once, not for each of the requests that are answered without it."""
    global _is_away
    if not _is_away:
        logger.error("The shared cache does not answer (%s): pages are drawn anew each time", type(error).__name__)
    _is_away = True


def file_state() -> tuple | None:
    """What changes whenever the name does, for a small part of the cost of reading it: only where the cache is files.

    None for a file so young that one written now may bear the same time.
    """
    try:
        file = os.stat(cache._key_to_file(GENERATION))
    except (AttributeError, OSError):
        return None
    return (file.st_mtime_ns, file.st_ino) if time.time_ns() - file.st_mtime_ns > SETTLED else None


def new_generation():
    """Forget everything that was kept, in all processes, as soon as the running transaction is committed."""
    transaction.on_commit(_replace_generation)


def _replace_generation():
    try:
        cache.set(GENERATION, secrets.token_hex(8), timeout=None)
    except Exception as error:  # the content is saved; pages that others keep become too old after MAX_AGE
        cache_is_away(error)


def watch():
    """Start a new generation whenever content is saved or deleted."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_content_changed, dispatch_uid=f"page_cache.{id(signal)}")
    request_started.connect(_new_request, dispatch_uid="page_cache.request_started")
    request_finished.connect(_request_over, dispatch_uid="page_cache.request_finished")


def _content_changed(sender, **kwargs):
    label = sender._meta.label
    if DRAFT_FIELDS.issuperset(kwargs.get("update_fields") or [""]):
        return
    is_lost_picture = label == "portal.PortalRendition" and kwargs["signal"] is post_delete
    if is_lost_picture or (sender._meta.app_label in CONTENT_APPS and label not in NO_CONTENT):
        new_generation()


# --- pieces shared by many pages ----------------------------------------------------------------------------------------

_pieces: dict = {}
_local = threading.local()
UNASKED = ""


def _new_request(**kwargs):
    _local.generation = UNASKED


def _request_over(**kwargs):
    _local.__dict__.pop("generation", None)


def generation_of_request() -> str | None:
    """Within one request the generation is asked for once, so a page never mixes two."""
    name = getattr(_local, "generation", UNASKED)
    if name == UNASKED:
        name = generation()
        if hasattr(_local, "generation"):
            _local.generation = name
    return name


def remembered(key, build):
    """`build()` once per generation and process: menus, phones and other things that stand on every page."""
    name = generation_of_request()
    if name is None:
        return build()
    held, now = _pieces.get(key), time.time()
    if held is None or held[0] != name or held[1] <= now:
        if len(_pieces) >= MAX_PIECES:
            _pieces.clear()
        held = _pieces[key] = (name, now + MAX_AGE, build())
    return held[2]


# --- the clock --------------------------------------------------------------------------------------------------------


def valid_until(request, moment: datetime):
    """What is on this page is true until then (aware); the earliest such moment of a page decides."""
    held = getattr(request, "_valid_until", None)
    request._valid_until = min(held, moment) if held else moment


# --- drawn pieces -----------------------------------------------------------------------------------------------------


class Piece:
    """HTML, and until when it is true."""

    __slots__ = ("expires", "holds_until", "html", "size")

    def __init__(self, html, holds_until):
        self.html, self.holds_until, self.size = html, holds_until, sys.getsizeof(html)
        bound = time.time() + MAX_AGE
        self.expires = min(bound, holds_until.timestamp()) if holds_until else bound


_drawn = Shelf(MAX_DRAWN)


def drawn(request, key: tuple, draw):
    """`draw()` once per generation and process, and anew when the clock has made it untrue.

    What it says by `valid_until` is said to each request that shows the piece.
    """
    name = generation_of_request()
    if name is None:
        return draw()
    piece = _drawn.find((name, *key))
    if piece is None:
        outside = request.__dict__.pop("_valid_until", None)
        piece = Piece(draw(), request.__dict__.pop("_valid_until", None))
        if outside:
            valid_until(request, outside)
        _drawn.keep((name, *key), piece)
    if piece.holds_until:
        valid_until(request, piece.holds_until)
    return piece.html
