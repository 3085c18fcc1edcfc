"""Whole pages for anonymous readers, kept in the memory of each process as long as `page_cache` says that they are true."""

import hashlib
import time
from gzip import compress

from django.conf import settings
from django.core.handlers.wsgi import get_path_info, get_str_from_wsgi
from django.http import HttpResponse, HttpResponseNotModified, parse_cookie
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from portal.page_cache import BANNER_COOKIE, MAX_AGE, generation
from portal.shelf import Shelf

MAX_BYTES = 200 * 1024 * 1024  # of one process
SHELF = "portal.kept_pages"  # the key of a request's environment under which the front hands on what it looks through


class Kept:
    """One stored answer: body, compressed body and the headers of each, ready to be sent."""

    __slots__ = ("body", "etag", "expires", "gzipped", "headers", "headers_gzipped", "lines", "lines_gzipped", "size")

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
        self.lines, self.lines_gzipped = tuple(self.headers.items()), tuple(self.headers_gzipped.items())

    def response(self, request) -> HttpResponse:
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known and self.etag in parse_etags(known):
            return self.not_modified()
        zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = self.gzipped if zipped else self.body
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        response.headers = self.headers_gzipped if zipped else self.headers  # shared: nobody outside changes them
        return response

    def not_modified(self) -> HttpResponse:
        response = HttpResponseNotModified()
        response.headers = ResponseHeaders(
            {name: value for name, value in self.headers.items() if name not in ("Content-Type", "Content-Length")}
        )
        return response


def key_of(environ, path: str) -> tuple | None:
    """Under which name the answer to this request is kept; None for whatever is not the same for everybody."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
        return None
    cookies = parse_cookie(get_str_from_wsgi(environ, "HTTP_COOKIE", "")) if environ.get("HTTP_COOKIE") else ()
    if settings.SESSION_COOKIE_NAME in cookies or environ.get("HTTP_AUTHORIZATION"):
        return None
    name = generation()
    if name is None:
        return None
    proxy = settings.SECURE_PROXY_SSL_HEADER
    return (
        name,
        environ.get("HTTP_HOST", ""),
        (environ.get("wsgi.url_scheme"), proxy and environ.get(proxy[0])),
        (environ.get("SCRIPT_NAME", ""), path),  # both are part of every link
        BANNER_COOKIE in cookies,
    )


def kept_pages_first(application):
    """The WSGI application behind a look at the kept pages: what is read most need not become a Django request.

    What asks for more than a page as it is (HEAD, If-None-Match, a content type) goes the whole way.
    """
    shelf = Shelf(MAX_BYTES)

    def front(environ, start_response):
        is_plain = (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("CONTENT_TYPE")
            and "HTTP_IF_NONE_MATCH" not in environ
        )
        if not (is_plain and (key := key_of(environ, get_path_info(environ))) and (kept := shelf.find(key))):
            return application(environ | {SHELF: shelf}, start_response)
        zipped = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        start_response("200 OK", list(kept.lines_gzipped if zipped else kept.lines))
        return [kept.gzipped if zipped else kept.body]

    return front


class PageCacheMiddleware:
    """Outermost. Serves and keeps 200 answers to anonymous GET requests without a query string."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.shelf = Shelf(MAX_BYTES)  # where nothing stands in front

    def __call__(self, request):
        shelf, key = request.META.get(SHELF, self.shelf), key_of(request.META, request.path_info)
        if key is None:
            return self.get_response(request)
        if kept := shelf.find(key):
            return kept.response(request)
        response = self.get_response(request)
        expires = self.expiry(request, response)
        if expires is None:
            return response
        self.mark_public(response)
        kept = Kept(response, expires)
        shelf.keep(key, kept)
        return kept.response(request)

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
