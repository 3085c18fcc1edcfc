"""What only the journeys need: the whole site over plain HTTP, and a page that notes what a browser complains about."""

import pytest

from tests.journeys.crawl import Site


@pytest.fixture(scope="session")
def site(live_portal):
    return Site(live_portal.url)


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
