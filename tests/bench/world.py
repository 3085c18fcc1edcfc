"""What is measured, and the servers that are: the seeded portal and the bare view, each under gunicorn as in production."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from tests.bench.load import measure

GUIDE = "/cancer-types/liver-metastases/"
UNCACHED = "?x=1"  # pages with a query string are never kept
SEARCH = "/search/?q=liver+metastases"


class Series(NamedTuple):
    name: str
    kind: str
    path: str


PAGES = {"home": "/", "condition": GUIDE, "chapter": f"{GUIDE}symptoms/", "A to Z": "/cancer-types/"}
SERIES = [
    *(
        Series(name, kind, path + query)
        for name, path in PAGES.items()
        for kind, query in (("cached", ""), ("uncached", UNCACHED))
    ),
    Series("search", "uncached", SEARCH),
]
FIRST_VIEW = Series("condition", "first view", "")  # each guide once, so that nothing of it can be at hand
COUNTED = {name: path + UNCACHED for name, path in PAGES.items()} | {
    "whole guide": f"{GUIDE}all/{UNCACHED}",
    "treatments": f"/treatments/{UNCACHED}",
    "support": f"/support/{UNCACHED}",
    "glossary": f"/glossary/{UNCACHED}",
    "children": f"/child-and-teen-cancer-types/{UNCACHED}",
    "search": SEARCH,
}


@contextmanager
def seeded_site() -> Iterator[dict[str, str]]:
    """Environment of a seeded site of the bench's own, with the settings of a server that runs without TLS."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.testing"
    import portal.settings.testing  # noqa: F401  starts the database, which tests use too
    from tests.live_portal import journey_database

    with journey_database("bench") as (environment, _accounts):
        state_dir = Path(environment["STATE_DIR"])
        environment |= {
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "STATIC_ROOT": str(state_dir / "static"),
            "MEDIA_ROOT": str(state_dir / "tests" / "main" / "media"),
            "LOG_LEVEL": "WARNING",
        }
        for name in ("WEB_CONCURRENCY", "WEB_THREADS", "BIND", "CACHE_URL"):
            environment.pop(name, None)
        python(environment, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        yield environment


def python(environment: dict[str, str], *arguments: str) -> str:
    ended = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{ended.stdout[-2000:]}{ended.stderr[-4000:]}")
    return ended.stdout


def grow(environment: dict[str, str], guides: int) -> list[str]:
    """Fill the site up to so many guides; returns their addresses."""
    return python(environment, "-m", "tests.bench.grow", str(guides)).split()


def queries(environment: dict[str, str]) -> dict:
    return json.loads(python(environment, "-m", "tests.bench.queries"))


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """A gunicorn with the portal's own configuration; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn.py", application]
    log = Path(environment["STATE_DIR"]) / f"{application}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment | {"PORT": str(port)}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        wait_until_it_answers(port, process, log)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def wait_until_it_answers(port: int, process: subprocess.Popen, log: Path) -> None:
    give_up = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < give_up:
        with suppress(OSError):
            measure(port, repeat("/"), 0.1)
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not start:\n{log.read_text()[-4000:]}")
