"""The portal as it really runs, for journeys: gunicorn on a copy of a database that was migrated and seeded once.

Templates are kept between runs in the test server, named by a digest of what went into them.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from portal.embedded_postgres import command_line
from portal.settings.environment import BASE_DIR, STATE_DIR
from portal.supervisor import health_status

PACKAGES = ("portal", "conditions", "appointments")
TESTS_DIR = STATE_DIR / "tests"
TEMPLATE_DIR = TESTS_DIR / "journey-template"  # uploads, accounts and static files of the seeded site
START_TIMEOUT = 60


# reads lines of Python, as JSON, and answers what each printed or how it failed
SHELL = """
import contextlib, io, json, sys, traceback
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
        answer = {"said": said.getvalue()}
    except Exception:
        answer = {"failed": traceback.format_exc()}
    print(json.dumps(answer), flush=True)
"""


@dataclass
class LivePortal:
    """A running server and its world. Accounts are a dictionary: role -> (user name, password)."""

    url: str
    database_url: str
    environment: dict[str, str]
    accounts: dict[str, tuple[str, str]]

    def manage(self, *arguments: str) -> str:
        """Run a Django command in the server's world and return what it printed."""
        return _manage(self.environment, *arguments)

    def run(self, code: str) -> str:
        """Run Python in the server's world and return what it printed. One process serves all: each start takes seconds."""
        shell = self._shell
        shell.stdin.write(json.dumps(code) + "\n")
        shell.stdin.flush()
        answer = json.loads(shell.stdout.readline())
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer["said"]

    @cached_property
    def _shell(self) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SHELL]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=BASE_DIR, env=self.environment, stdin=pipe, stdout=pipe, text=True)

    def close(self) -> None:
        if "_shell" in self.__dict__:
            self._shell.communicate()  # ends with its input


@contextmanager
def serve(name: str) -> Iterator[LivePortal]:
    """The portal on a fresh copy of the seeded database; `name` keeps parallel copies apart."""
    with journey_database(name) as (environment, accounts):
        port = _free_port()
        environment |= {"PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn.py", "portal.wsgi"]
        _stop_leftover(name)
        with open(Path(environment["STATE_DIR"]) / "server.log", "wb") as log:
            server = subprocess.Popen(
                command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            _pid_file(name).write_text(str(server.pid))
            try:
                _wait_until_it_answers(port, server, log.name)
                portal = LivePortal(environment["BASE_URL"], environment["DATABASE_URL"], environment, accounts)
                yield portal
                portal.close()
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextmanager
def journey_database(name: str) -> Iterator[tuple[dict[str, str], dict[str, tuple[str, str]]]]:
    """Environment and accounts of a seeded site of one's own: database, uploads, cache and static files."""
    template = seeded_template()
    state_dir, database = TESTS_DIR / f"journey-{name}", f"journey_{name}"
    shutil.rmtree(state_dir, ignore_errors=True)
    shutil.copytree(TEMPLATE_DIR, state_dir, ignore=shutil.ignore_patterns("static"))
    _copy_database(template, database)
    try:
        yield _environment(database, state_dir), _accounts(state_dir)
    finally:
        _drop_database(database)
        shutil.rmtree(state_dir, ignore_errors=True)


@contextmanager
def scratch_database(name: str) -> Iterator[dict[str, str]]:
    """Environment of a site of one's own with all tables and nothing in them."""
    template = migrated_template()
    state_dir, database = TESTS_DIR / f"scratch-{name}", f"scratch_{name}"
    _copy_database(template, database)
    try:
        yield _environment(database, state_dir)
    finally:
        _drop_database(database)
        shutil.rmtree(state_dir, ignore_errors=True)


# --- templates --------------------------------------------------------------------------------------------------------


def migrated_template() -> str:
    """The name of a database with all tables and nothing that a seed makes."""
    name = f"portal_migrated_{_digest('**/migrations/*.py', 'requirements.txt')}"
    with _one_at_a_time():
        if not _exists(name):
            _build(name, "portal_migrated_", "migrate")
    return name


def seeded_template() -> str:
    """The name of a database with the demo content; what goes with it is in TEMPLATE_DIR."""
    migrated = migrated_template()
    digest = _digest("**/*.py", "**/demo/**/*", "static/**/*", "requirements.txt")
    name, complete = f"journey_template_{digest}", TEMPLATE_DIR / digest
    with _one_at_a_time():
        if not (_exists(name) and complete.exists()):
            shutil.rmtree(TEMPLATE_DIR, ignore_errors=True)
            _build(name, "journey_template_", "prepare", template=migrated)
            complete.touch()
    return name


def _build(name: str, family: str, command: str, template: str = "template0") -> None:
    """Let a Django command fill a new database, name it when it is complete, and drop older ones of its family."""
    unfinished = f"unfinished_{name}"
    _copy_database(template, unfinished)
    _manage(_environment(unfinished, TEMPLATE_DIR), command)
    with _administrator() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
        for (old,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )


def _digest(*patterns: str) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        roots = [BASE_DIR / package for package in PACKAGES] if pattern.startswith("**") else [BASE_DIR]
        for path in sorted(path for root in roots for path in root.glob(pattern) if path.is_file()):
            digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    TESTS_DIR.mkdir(parents=True, exist_ok=True)
    with open(TESTS_DIR / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- databases --------------------------------------------------------------------------------------------------------


def _server_url(database: str) -> str:
    """The test server's URL with another database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return f"{url.scheme}://{url.netloc}/{database}" + (f"?{url.query}" if url.query else "")  # a socket has no netloc


@contextmanager
def _administrator():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True  # CREATE DATABASE runs outside transactions
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _exists(database: str) -> bool:
    with _administrator() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def _copy_database(template: str, database: str) -> None:
    _drop_database(database)
    with _administrator() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        )


def _drop_database(database: str) -> None:
    with _administrator() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


# --- processes --------------------------------------------------------------------------------------------------------


def _environment(database: str, state_dir: Path) -> dict[str, str]:
    state_dir.mkdir(parents=True, exist_ok=True)
    ours = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
        "DATABASE_URL": _server_url(database),
        "STATE_DIR": str(state_dir),
        "STATIC_ROOT": str(TEMPLATE_DIR / "static"),
        "PYTEST_XDIST_WORKER": "main",
    }
    return os.environ | ours


def _manage(environment: dict[str, str], *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=environment, capture_output=True, text=True
    )
    if ended.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{ended.stdout[-2000:]}{ended.stderr[-4000:]}")
    return ended.stdout


def _accounts(state_dir: Path) -> dict[str, tuple[str, str]]:
    rows = [line.split("\t") for line in (state_dir / "accounts.txt").read_text().splitlines()]
    return {role: (username, password) for role, username, password in rows}


def _pid_file(name: str) -> Path:
    return TESTS_DIR / f"journey-{name}.pid"


def _stop_leftover(name: str) -> None:
    """End the server of a test run that was killed and could not."""
    pid = int(_pid_file(name).read_text()) if _pid_file(name).exists() else 0
    if pid and "portal.wsgi" in command_line(pid):
        os.killpg(pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(port: int, server: subprocess.Popen, log: str) -> None:
    """Any answer of the health check will do: no worker runs beside the journeys, so it says 503."""
    give_up = time.monotonic() + START_TIMEOUT
    while server.poll() is None and time.monotonic() < give_up:
        if health_status(port):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The portal does not start:\n{Path(log).read_text()[-4000:]}")
