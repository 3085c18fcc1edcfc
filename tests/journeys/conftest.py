"""What only the journeys need: the whole site over plain HTTP, and a page that notes what a browser complains about."""

import re

import pytest

from tests.journeys.crawl import Site


@pytest.fixture(scope="session")
def site(live_portal):
    return Site(live_portal.url)


OPEN_AT_ALL_HOURS = """
from datetime import time
from appointments.models import AppointmentSettings, AppointmentRequest
from portal.models import OpeningSpan
calendar = AppointmentSettings.load().contact_point.calendar
calendar.spans = [OpeningSpan(weekday=day, opens=time(0), closes=time(0)) for day in range(7)]
calendar.save()
AppointmentRequest.objects.filter(status="new").update(queue_id=AppointmentRequest.objects.values("queue_id")[:1])
"""
AT_THE_DESK = """
from appointments.models import *
from portal.models import User
from tests.appointments.makers import make_request, take
me = User.objects.get(username="scheduler")
"""


@pytest.fixture(scope="module")
def desk(live_portal):
    """Makes requests in the server's world: `desk("code that prints an id")`; `whole`: all it prints. The hospital never closes there."""
    live_portal.run(OPEN_AT_ALL_HOURS)

    def make(code, whole=False):
        printed = live_portal.run(AT_THE_DESK + code)
        return printed if whole else re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", printed)[0]

    return make


@pytest.fixture(scope="module")
def sessions():
    """Role → cookies: each role of a module types its password once."""
    return {}


@pytest.fixture
def sign_in(page_factory, live_portal, sessions):
    """A page of somebody who has signed in: `sign_in("Scheduling manager", viewport=...)`."""

    def enter(role="Scheduler", **options):
        page = page_factory(**{"reduced_motion": "reduce"} | options)
        if role in sessions:
            page.context.add_cookies(sessions[role])
            return page
        name, password = live_portal.accounts[role]
        page.goto("/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/**")
        sessions[role] = page.context.cookies()
        return page

    return enter


@pytest.fixture
def complaints(page):
    """What the console, the network and the content security policy say about the pages that `page` opens."""
    said = []
    page.add_init_script(
        """addEventListener("securitypolicyviolation",
            (event) => console.error(`CSP: ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`))"""
    )
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(f"error in a script: {error}"))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url} {request.failure}"))
    return said
