"""What pages ask of the database, as JSON: `python -m tests.bench.queries` in the bench's environment.

Queries are counted twice: with what every page shares at hand (as in a server that runs), and with nothing at hand (the
first page after an edit).
"""

import json
import logging

import django

from tests.bench.world import COUNTED, SEARCH


def report() -> dict:
    return {"counts": {name: counts_of(address) for name, address in COUNTED.items()}, "search": search_times()}


def counts_of(address: str) -> list[int]:
    """Queries of a page when it is warm, and when it is the first one."""
    from portal.page_cache import new_generation

    ask(address)  # imports, templates
    new_generation()
    first = len(ask(address))
    return [len(ask(address)), first]


def search_times() -> dict:
    """How many pages the search matches, of how many, and the best of five times its queries took, in milliseconds."""
    from wagtail.models import Page

    from portal.views.search import found

    times = [sum(float(query["time"]) for query in ask(SEARCH)) for _round in range(5)]
    words = SEARCH.partition("=")[2].replace("+", " ")
    return {"matches": found(words).count(), "pages": Page.objects.count(), "milliseconds": 1000 * min(times)}


def ask(address: str) -> list[dict]:
    """The queries of one request."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert Client(SERVER_NAME="localhost").get(address).status_code == 200, address
    return captured.captured_queries


if __name__ == "__main__":
    django.setup()
    logging.disable()
    print(json.dumps(report()))
