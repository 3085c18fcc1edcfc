"""Every route of the URLconf, a real address for each, and what a role gets there: for the matrix of roles."""

import re
import uuid

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.contrib.settings.registry import registry

from portal.models import PortalImage

ROLES = ("anon", "editor", "reviewer", "moderator", "scheduler", "manager", "auditor", "superuser")
METHODS = ("GET", "POST")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\([^?](?:[^()]|\([^()]*\))*\)")


WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)
MAY_BE_WRITTEN = {
    "django_session",  # when the person was last seen
    "appointments_accesslogentry",  # that somebody looked
    "portal_portalrendition",  # a picture in a size nobody asked for before
    "wagtailadmin_editingsession",  # who has a page open; Wagtail's own
    "wagtailcore_pagesubscription",  # made at the first look at a page's editor; Wagtail's own
    "wagtailusers_userprofile",  # made at the first look at one's account; Wagtail's own
}


class WriteWatch:
    """An execute wrapper that notes which tables are written to while `current` is asked for; None: it rests."""

    def __init__(self):
        self.current, self.written = None, set()

    def __call__(self, execute, sql, params, many, context):
        match = WRITE.match(sql) if self.current else None
        if match and match[1] not in MAY_BE_WRITTEN:
            self.written.add((match[1], self.current))
        return execute(sql, params, many, context)

    def forbidden(self) -> list:
        return sorted(self.written)


def look_once():
    """What is made at the first look, once and for all: rows of defaults, sizes of pictures."""
    for setting in registry:
        setting.load()
    for image in PortalImage.objects.all():
        image.get_file_size()


def routes():
    """(route as text, list of its parameters) of each pattern, in order; the same route twice is listed once."""
    found = {}
    walk(get_resolver().url_patterns, "", found)
    return found


def walk(patterns, prefix, found):
    for entry in patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLPattern):
            found.setdefault(route, entry)
        else:
            walk(entry.url_patterns, route, found)


def address_of(route, objects) -> str:
    """An address that this route matches. `objects` maps a start of a route to values of its parameters."""
    values = {}
    for start in sorted(objects, key=len):
        if route.startswith(start):
            values |= objects[start]

    def fill(match):
        name = match[2] or match[3] or ""
        if name in values:
            return str(values[name])
        kind = match[1] or ""
        return (
            str(uuid.UUID(int=7))
            if kind == "uuid"
            else "999999"
            if kind == "int" or "pk" in name or "id" in name
            else "x"
        )

    path = PARAMETER.sub(fill, re.sub(r"\([^?][^()]*\)\?", "", route))  # what may be left out is left out
    return "/" + re.sub(r"[\^$]|\(\?:|\)\?|\\", "", path).replace("/?", "/").replace(".*", "x")


def client_for(user) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def answer(client, method, address):
    """The answer, with everything it did undone."""
    cookies = client.cookies.output()
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        if hasattr(response, "streaming_content"):
            list(response.streaming_content)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.clear()
        for name, value in before.items():
            client.cookies[name] = value
    return response


def outcome(response) -> str:
    status = response.status_code
    if status in (301, 302, 303, 307):
        target = response["Location"].partition("?")[0]
        if target == reverse("wagtailadmin_login"):
            return "login"
        return "deny" if target == reverse("wagtailadmin_home") else "ok"
    if status < 300:
        return "ok"
    return {403: "deny", 404: "hidden", 503: "down"}.get(status, "bad" if status < 500 else f"broken({status})")
