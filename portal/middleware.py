"""What every answer carries, and what no request may carry."""

import logging
import re

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDictKeyError

from portal.errors import bad_request

logger = logging.getLogger(__name__)

ADMIN = "/admin/"
NO_STORE = "no-store, private"

# Content-Security-Policy and Strict-Transport-Security come from their own middleware; the policy is in the settings.
HEADERS = {
    "Reporting-Endpoints": 'csp="/csp-report/"',
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(self), "
        "geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
FILE_HEADERS = {name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}
INERT_FILE = "default-src 'none'; sandbox; frame-ancestors 'none'"
FRAMED_BY_ADMIN = {"frame-ancestors": [SELF]}
ADMIN_POLICY = FRAMED_BY_ADMIN | {
    "frame-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],  # pictures that are about to be uploaded
    "style-src-elem": [SELF, UNSAFE_INLINE],  # the rich text editor writes its own; scripts need no such exception
}

NOT_CONTENT = "admin|appointments|close-banner|csp-report|feedback|health|robots.txt|search"
NOT_STORED = "admin|appointments|close-banner|csp-report|feedback|health|search"  # forms, and what people search for


class ResponseHeadersMiddleware:
    """The table above on every answer, and who may keep or index it. Stands inside django-csp's middleware."""

    def __init__(self, get_response):
        self.get_response = get_response
        languages = "|".join(re.escape(code) for code, _name in settings.LANGUAGES)
        self.is_no_content = re.compile(rf"/(?:(?:{languages})/)?(?:{NOT_CONTENT})(?:/|$)").match
        self.is_not_stored = re.compile(rf"/(?:(?:{languages})/)?(?:{NOT_STORED})(?:/|$)").match

    def __call__(self, request):
        response = self.get_response(request)
        path = request.path_info
        if response.status_code < 400 and path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            describe_file(response, is_ours=path.startswith(settings.STATIC_URL))
        else:
            describe_page(request, response)
            self.limit_use(request, response)
        return response

    def limit_use(self, request, response):
        path, headers = request.path_info, response.headers
        is_for_all = response.status_code < 400 and not is_preview(request)
        if not is_for_all or self.is_no_content(path):
            headers.setdefault("X-Robots-Tag", "noindex")
        may_be_kept = is_for_all and not self.is_not_stored(path) and request.method in ("GET", "HEAD")
        if not may_be_kept or (has_session(request) and "immutable" not in headers.get("Cache-Control", "")):
            headers["Cache-Control"] = NO_STORE


def describe_file(response, is_ours):
    """Static files are many: the short table. What people uploaded also gets a policy without any right."""
    for name, value in FILE_HEADERS.items():
        response.headers.setdefault(name, value)
    if is_ours:
        response._csp_exempt = True
    else:
        response.headers["Content-Security-Policy"] = INERT_FILE


def describe_page(request, response):
    headers = response.headers
    if is_document(request):
        headers["Content-Security-Policy"] = INERT_FILE
    elif is_preview(request):
        response._csp_replace = FRAMED_BY_ADMIN
        headers["X-Frame-Options"] = "SAMEORIGIN"
    elif request.path_info.startswith(ADMIN):
        response._csp_replace = ADMIN_POLICY
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def is_preview(request) -> bool:
    """A page drawn for the editor, under its public address."""
    return getattr(request, "is_dummy", False)


def is_document(request) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name == "wagtaildocs_serve"


def has_session(request) -> bool:
    """Somebody may be signed in; what they see (drafts, the editor's bar) is theirs alone."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


# --- input ------------------------------------------------------------------------------------------------------------

MOST_FIELDS = 200  # of a public form or address; the page editor needs thousands
LARGEST_UPLOAD = 64 * 1024 * 1024  # bytes of a whole request to the admin; its forms have finer limits and say so
LONGEST_NAME = 255  # between two slashes: no file system takes more, and no number of a page has so many digits
BAD_CONTENT_TYPE = "portal.bad_content_type"


class RefuseBadInputMiddleware:
    """Answers 400 to what no browser sends from our pages and what would break code that expects ordinary text.

    PostgreSQL knows no NUL character; Django decodes addresses with whatever charset a request names, and keeps file
    uploads of any size. Forms are looked at once the address is known to lead somewhere.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (is_plain(request) and is_small(request)):
            return bad_request(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and not (has_plain_form(request) and has_needed_field(request)):
            return bad_request(request)
        return None

    def process_exception(self, request, exception):
        """The fault of the request: a number too large for the database; a form that lacks what the page had put there.

        Of the exception only the kind is logged; its message may hold what was typed.
        """
        if isinstance(exception, (DataError, MultiValueDictKeyError)):
            route = request.resolver_match and request.resolver_match.route
            logger.warning("%s on route %s", type(exception).__name__, route)
            return bad_request(request)
        return None


def is_plain(request) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        BAD_CONTENT_TYPE not in request.META
        and (request.encoding or "utf-8").lower() in ("utf-8", "utf8")
        and "\0" not in request.path_info
        and all(len(name) <= LONGEST_NAME for name in request.path_info.split("/"))
        and "\0" not in query
        and "%00" not in query
        and not any("\0" in value for value in request.COOKIES.values())
    )


def is_small(request) -> bool:
    if request.path_info.startswith(ADMIN):
        return content_length(request) <= LARGEST_UPLOAD
    fields = request.META.get("QUERY_STRING", "").count("&") + 1
    return fields <= MOST_FIELDS and content_length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def content_length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # Django reads no body then


# Wagtail's forms that break without a field that their page always sends.
NEEDED_FIELDS = {
    "/admin/choose-external-link/": "external-link-chooser-url",
    "/admin/redirects/import/process/": "import_file_name",
}


def has_needed_field(request) -> bool:
    needed = NEEDED_FIELDS.get(request.path_info)
    return needed is None or needed in request.POST


def has_plain_form(request) -> bool:
    try:
        form, files = request.POST, request.FILES
    except (BadRequest, LookupError, MultiPartParserError, SuspiciousOperation, UnreadablePostError, ValueError):
        return False
    fields = sum(len(values) for _name, values in (*form.lists(), *files.lists()))
    if fields > MOST_FIELDS and not request.path_info.startswith(ADMIN):
        return False
    return not any("\0" in text for name, texts in form.lists() for text in (name, *texts))


def readable_content_type(application):
    """The WSGI application, guarded from Content-Type headers that make Django raise before any middleware runs.

    A charset makes it decode the address at once. What it cannot read is marked, and RefuseBadInputMiddleware answers.
    """

    def guarded(environ, start_response):
        if ";" in environ.get("CONTENT_TYPE", ""):
            try:
                WSGIRequest(dict(environ))
            except (LookupError, SuspiciousOperation, ValueError):
                environ |= {"CONTENT_TYPE": "", BAD_CONTENT_TYPE: True}
        return application(environ, start_response)

    return guarded
