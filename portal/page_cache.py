"""Whole pages for anonymous readers, kept in the memory of each process and dropped by all processes at once.

A *generation* is a random name in the shared cache. Every change of content replaces it, after commit; whatever was kept
under another name is never served again. So an edit is visible on the next request, on every page that shows it, and
nobody has to know which pages those are. What depends on the clock (opening hours, alerts) says until when it is true.
"""

import secrets
import threading
import time
from collections import OrderedDict
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_started
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag

GENERATION = "page-cache-generation"
MAX_PAGES = 4000
MAX_AGE = 300  # seconds; a bound for the case that a process dies between a commit and its new generation
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


def generation() -> str:
    """The name under which this moment's content may be kept."""
    name = cache.get(GENERATION)
    if name is None:
        cache.add(GENERATION, secrets.token_hex(8), timeout=None)
        name = cache.get(GENERATION)
    return name


def new_generation():
    """Forget everything that was kept, in all processes, as soon as the running transaction is committed."""
    transaction.on_commit(lambda: cache.set(GENERATION, secrets.token_hex(8), timeout=None))


def watch():
    """Start a new generation whenever content is saved or deleted."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_content_changed, dispatch_uid=f"page_cache.{id(signal)}")
    request_started.connect(_new_request, dispatch_uid="page_cache.request_started")


def _content_changed(sender, **kwargs):
    if sender._meta.app_label in CONTENT_APPS and sender._meta.label not in NO_CONTENT:
        new_generation()


# --- pieces shared by many pages ----------------------------------------------------------------------------------------

_pieces: dict = {}
_local = threading.local()


def _new_request(**kwargs):
    _local.generation = None


def remembered(key, build):
    """`build()` once per generation and process: menus, phones and other things that stand on every page.

    Within one request the generation is asked for once, so a page never mixes two.
    """
    name = getattr(_local, "generation", None)
    if name is None:
        name = _local.generation = generation()
    held = _pieces.get(key)
    if held is None or held[0] != name:
        held = _pieces[key] = (name, build())
    return held[1]


# --- whole pages --------------------------------------------------------------------------------------------------------


def valid_until(request, moment: datetime):
    """What is on this page is true until then (aware); the earliest such moment of a page decides."""
    held = getattr(request, "_valid_until", None)
    request._valid_until = min(held, moment) if held else moment


class Kept:
    """One stored answer: body, compressed body and headers."""

    __slots__ = ("body", "etag", "expires", "gzipped", "headers")

    def __init__(self, response, expires):
        from gzip import compress

        self.body = response.content
        self.gzipped = compress(self.body, 6, mtime=0)
        self.expires = expires
        self.headers = dict(response.headers)
        self.etag = quote_etag(secrets.token_hex(8))

    def response(self, request) -> HttpResponse:
        if request.META.get("HTTP_IF_NONE_MATCH") == self.etag:
            response = HttpResponseNotModified()
        elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response = HttpResponse(self.gzipped)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(self.body)
        for name, value in self.headers.items():
            response.headers[name] = value
        response.headers["ETag"] = self.etag
        response.headers["Content-Length"] = str(len(response.content))
        return response


class PageCacheMiddleware:
    """Outermost. Serves and keeps 200 answers to anonymous GET requests without a query string."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages: OrderedDict = OrderedDict()
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
        with self.lock:
            self.pages[key] = kept
            while len(self.pages) > MAX_PAGES:
                self.pages.popitem(last=False)
        return kept.response(request)

    @staticmethod
    def key(request):
        """None for whatever is not the same for everybody."""
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return None
        cookies = request.META.get("HTTP_COOKIE", "")
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
            or "no-store" in response.headers.get("Cache-Control", "")
        ):
            return None
        moment = getattr(request, "_valid_until", None)
        limit = time.time() + MAX_AGE
        return min(limit, moment.timestamp()) if moment and moment > timezone.now() else limit

    @staticmethod
    def mark_public(response):
        """Browsers and proxies may keep it, but must ask each time whether it is still the same."""
        response.headers["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
