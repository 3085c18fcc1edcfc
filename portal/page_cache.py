"""Whole pages for anonymous readers, kept in the memory of each process and dropped by all processes at once.

A *generation* is a random name in the shared cache. Every change of content replaces it, after commit; whatever was kept
under another name is never served again. So an edit is visible on the next request, on every page that shows it, and
nobody has to know which pages those are. What depends on the clock (opening hours, alerts) says until when it is true.
"""

import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from datetime import datetime
from gzip import compress

from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

GENERATION = "page-cache-generation"
MAX_BYTES = 200 * 1024 * 1024  # of one process
MAX_AGE = 300  # seconds; a bound for the case that a process dies between a commit and its new generation
SETTLED = 2_000_000_000  # nanoseconds after which a file's time tells it from any later one
BANNER_COOKIE = "banner_closed"

# Content lives in these apps; what changes without changing a page is left out.
CONTENT_APPS = {"portal", "conditions", "wagtailcore", "wagtailimages", "wagtaildocs", "wagtailredirects", "taggit"}
NO_CONTENT = {
    "portal.User",
    "portal.PageFeedback",
    "portal.ImportRecord",
    "portal.PortalRendition",
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


def generation() -> str:
    """The name under which this moment's content may be kept."""
    global _seen
    state, name = file_state(), _seen[1]
    if state is None or state != _seen[0]:
        name = cache.get(GENERATION)
        if name is None:
            cache.add(GENERATION, secrets.token_hex(8), timeout=None)
            name = cache.get(GENERATION)
        _seen = (state, name)
    return name


def file_state() -> tuple | None:
    """What changes whenever the name does, for a small part of the cost of reading it: only where the cache is files.

    None for a file so young that one written now may bear the same time.
    """
    try:
        file = os.stat(cache._key_to_file(GENERATION))
    except (AttributeError, FileNotFoundError):
        return None
    return (file.st_mtime_ns, file.st_ino) if time.time_ns() - file.st_mtime_ns > SETTLED else None


def new_generation():
    """Forget everything that was kept, in all processes, as soon as the running transaction is committed."""
    transaction.on_commit(lambda: cache.set(GENERATION, secrets.token_hex(8), timeout=None))


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


def _new_request(**kwargs):
    _local.generation = None


def _request_over(**kwargs):
    _local.__dict__.pop("generation", None)


def remembered(key, build):
    """`build()` once per generation and process: menus, phones and other things that stand on every page.

    Within one request the generation is asked for once, so a page never mixes two.
    """
    name = getattr(_local, "generation", None) or generation()
    if hasattr(_local, "generation"):
        _local.generation = name
    held, now = _pieces.get(key), time.time()
    if held is None or held[0] != name or held[1] <= now:
        held = _pieces[key] = (name, now + MAX_AGE, build())
    return held[2]


# --- whole pages --------------------------------------------------------------------------------------------------------


def valid_until(request, moment: datetime):
    """What is on this page is true until then (aware); the earliest such moment of a page decides."""
    held = getattr(request, "_valid_until", None)
    request._valid_until = min(held, moment) if held else moment


class Kept:
    """One stored answer: body, compressed body and the headers of each, ready to be sent."""

    __slots__ = ("body", "etag", "expires", "gzipped", "headers", "headers_gzipped", "size")

    def __init__(self, response, expires):
        self.body = response.content
        self.gzipped = compress(self.body, 6, mtime=0)
        self.size = len(self.body) + len(self.gzipped)
        self.expires = expires
        # weak, because it is the same for both forms of the body
        self.etag = f'W/"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'
        headers = dict(response.headers) | {"ETag": self.etag}
        self.headers = ResponseHeaders(headers | {"Content-Length": len(self.body)})
        self.headers_gzipped = ResponseHeaders(
            headers | {"Content-Length": len(self.gzipped), "Content-Encoding": "gzip"}
        )

    def response(self, request) -> HttpResponse:
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known and self.etag in parse_etags(known):
            return self.not_modified()
        zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = self.gzipped if zipped else self.body
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        response.headers = (
            self.headers_gzipped if zipped else self.headers
        )  # shared: nothing outside of us changes them
        return response

    def not_modified(self) -> HttpResponse:
        response = HttpResponseNotModified()
        response.headers = ResponseHeaders(
            {name: value for name, value in self.headers.items() if name not in ("Content-Type", "Content-Length")}
        )
        return response


class PageCacheMiddleware:
    """Outermost. Serves and keeps 200 answers to anonymous GET requests without a query string."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages: OrderedDict = OrderedDict()
        self.generation, self.size = "", 0
        self.lock = threading.Lock()

    def __call__(self, request):
        key = self.key(request)
        if key is None:
            return self.get_response(request)
        kept = self.pages.get(key)
        if kept is not None and kept.expires > time.time():
            return kept.response(request)
        response = self.get_response(request)
        expires = self.expiry(request, response)
        if expires is None:
            return response
        self.mark_public(response)
        kept = Kept(response, expires)
        self.keep(key, kept)
        return kept.response(request)

    def keep(self, key, kept):
        """Store an answer; what an earlier generation left, and the oldest beyond the bound, are let go."""
        with self.lock:
            if self.generation != key[0]:
                self.pages.clear()
                self.generation, self.size = key[0], 0
            expired = self.pages.pop(key, None)
            self.size += kept.size - (expired.size if expired else 0)
            self.pages[key] = kept
            while self.size > MAX_BYTES:
                self.size -= self.pages.popitem(last=False)[1].size

    @staticmethod
    def key(request):
        """None for whatever is not the same for everybody."""
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return None
        cookies = request.COOKIES if request.META.get("HTTP_COOKIE") else ()
        if settings.SESSION_COOKIE_NAME in cookies or request.META.get("HTTP_AUTHORIZATION"):
            return None
        return (
            generation(),
            request.META.get("HTTP_HOST", ""),
            request.scheme,
            request.path_info,
            BANNER_COOKIE in cookies,
        )

    @staticmethod
    def expiry(request, response) -> float | None:
        """Until when this answer may be kept (seconds since 1970), None when it may not."""
        if (
            response.status_code != 200
            or response.streaming
            or request.method != "GET"
            or not response.headers.get("Content-Type", "").startswith("text/html")
            or response.cookies
            or any(word in response.headers.get("Cache-Control", "") for word in ("no-store", "private"))
        ):
            return None
        moment, now = getattr(request, "_valid_until", None), time.time()
        expires = min(now + MAX_AGE, moment.timestamp()) if moment else now + MAX_AGE
        return expires if expires > now else None  # it became untrue while it was drawn

    @staticmethod
    def mark_public(response):
        """Browsers and proxies may keep it, but must ask each time whether it is still the same."""
        response.headers["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
