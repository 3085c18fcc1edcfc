"""Pages for when something is wrong. They stand on nothing that may itself be broken: no form, no session, no database.

Only "not found" tries to help with menus and search; if that fails, it is a plain page like the others.
"""

import json
import logging
import sys
import time

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)

TITLES = {
    400: "We could not read this request",
    403: "This is not allowed",
    404: "Page not found",
    500: "Something went wrong",
    503: "Please try again soon",
}
LAST_RESORT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>Please go back, or start again at the <a href="/">home page</a>.</p></main></body>
</html>
"""


def static_page(status: int) -> HttpResponse:
    """The page of this status, made without the request: Django's own handlers read its body again, and may fail on it."""
    try:
        body = loader.render_to_string(f"{status}.html")
    except Exception:  # an error page must not raise, whatever is broken
        logger.exception("No page for status %s", status)
        body = LAST_RESORT.format(title=TITLES[status])
    return HttpResponse(body, status=status)


def bad_request(request, exception=None):
    return static_page(400)


def forbidden(request, exception=None):
    return static_page(403)


def not_found(request, exception=None, **kwargs):
    """Also a view, for addresses that shall not exist."""
    try:
        return HttpResponse(loader.render_to_string("404.html", request=request), status=404)
    except Exception:
        logger.exception("The helpful page for status 404 failed")
        return HttpResponse(LAST_RESORT.format(title=TITLES[404]), status=404)


def server_error(request):
    """Django calls this while it handles the exception. A database that is away comes back: the browser may try again."""
    if isinstance(sys.exc_info()[1], (InterfaceError, OperationalError)):
        response = static_page(503)
        response["Retry-After"] = "30"
        return response
    return static_page(500)


# --- reports of browsers that the content security policy stopped something -----------------------------------------

LONGEST_REPORT = 16 * 1024  # bytes
LINES_A_MINUTE = 30  # of one process; a flood of reports must not fill the log
DIRECTIVES = frozenset(
    [
        "base-uri",
        "connect-src",
        "default-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src",
        "style-src-attr",
        "style-src-elem",
        "worker-src",
    ]
)


class LineBudget:
    """How many lines may still be logged in this minute. Workers count for themselves; exactness is not worth a lock."""

    def __init__(self):
        self.minute, self.spent = 0, 0

    def is_spent(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.spent = minute, 0
        return self.spent >= LINES_A_MINUTE

    def spend(self):
        self.spent += 1


budget = LineBudget()


@csrf_exempt
@require_POST
def csp_report(request):
    """Logs the route and the directive. Nothing else of a report: an address tells what somebody reads about."""
    if not budget.is_spent():
        for directive, route in violations(request):
            if budget.is_spent():
                break
            logger.warning("Content security policy: %s on route %s", directive, route)
            budget.spend()
    return HttpResponse(status=204)


def violations(request):
    """(directive, route) of each readable report, in the form of `report-uri` or of `report-to`."""
    if request.content_type not in ("application/csp-report", "application/reports+json", "application/json"):
        return
    body = request.read(LONGEST_REPORT + 1)
    if len(body) > LONGEST_REPORT:
        return
    try:
        reports = json.loads(body)
    except (ValueError, RecursionError):
        return
    for report in reports if isinstance(reports, list) else [reports]:
        if not isinstance(report, dict):
            continue
        details = report.get("csp-report") or report.get("body")
        if isinstance(details, dict):
            directive = (
                details.get("effective-directive")
                or details.get("effectiveDirective")
                or details.get("violated-directive")
            )
            address = details.get("document-uri") or details.get("documentURL")
            yield directive_named(directive), route_of(address)


def directive_named(text) -> str:
    name = str(text).partition(" ")[0]
    return name if name in DIRECTIVES else "unknown"


def route_of(address) -> str:
    """The pattern of the URLconf that serves this address, never the address."""
    path = "/" + str(address).partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]
    try:
        return resolve(path).route
    except (Resolver404, ValueError):
        return "unknown"
