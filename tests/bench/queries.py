"""How many queries each page costs, as JSON: `python -m tests.bench.queries` in the bench's environment.

Counted twice: with what every page shares at hand (as in a server that runs), and with nothing at hand (the first page
after an edit).
"""

import json
import logging

import django


def counts() -> dict[str, list[int]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.page_cache import new_generation
    from tests.bench.world import COUNTED

    client, counted = Client(SERVER_NAME="localhost"), {}
    for name, address in COUNTED.items():
        client.get(address)  # imports, templates
        new_generation()
        counted[name] = []
        for _round in ("first", "warm"):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
                counted[name].insert(0, connection.queries_log and len(captured))
            assert response.status_code == 200, address
    return counted


if __name__ == "__main__":
    django.setup()
    logging.disable()
    print(json.dumps(counts()))
