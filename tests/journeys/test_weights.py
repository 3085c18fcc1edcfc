"""What a phone has to load for a guide that it has never seen: the budgets of the design, compressed."""

import gzip

import pytest

from tests.journeys.places import GUIDE

KB = 1024
TEXT = ("document", "stylesheet", "script")  # the production server compresses what the test server sends as it is
BUDGETS = {"document": 40 * KB, "stylesheet": 20 * KB, "script": 20 * KB, "font": 60 * KB, "image": 110 * KB}
VISITORS = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3},
    "laptop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1},
}


@pytest.fixture(params=VISITORS)
def weights(request, page_factory):
    """Bytes by kind of resource, of everything that the first view asks for."""
    page = page_factory(**VISITORS[request.param])
    finished = []
    page.on("requestfinished", lambda asked: finished.append(asked))
    page.goto(GUIDE, wait_until="networkidle")
    total = {}
    for asked in finished:
        kind, body = asked.resource_type, asked.response().body()
        total[kind] = total.get(kind, 0) + len(
            gzip.compress(body, 6) if kind in TEXT or b"<svg" in body[:200] else body
        )
    print(total, sum(total.values()))
    return total


def test_a_guide_keeps_its_budgets(weights):
    assert set(weights) <= {*BUDGETS, "other"}
    assert {kind: size for kind, size in weights.items() if size > BUDGETS.get(kind, 5 * KB)} == {}
    assert sum(weights.values()) <= 250 * KB


def test_the_hero_is_loaded_first_and_small(page):
    page.goto(GUIDE, wait_until="networkidle")
    hero = page.locator("main img").first
    assert hero.get_attribute("fetchpriority") == "high"
    assert hero.get_attribute("loading") != "lazy"
    chosen = hero.evaluate("(image) => image.currentSrc")
    assert chosen.endswith(".avif")
    assert len(page.request.get(chosen).body()) <= 80 * KB
