"""What `make run` does inside the environment: database, content, worker and web server, until it is told to stop."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from django.core.exceptions import ImproperlyConfigured

from portal.embedded_postgres import command_line, database_url, is_running
from portal.run import (
    ROOT,
    STATE_DIR,
    Refusal,
    lock_this_checkout,
    refuse_full_disk,
    refuse_taken_port,
    say,
    wanted_port,
)

MANAGE = [sys.executable, "manage.py"]
WEB = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn.py", "portal.wsgi"]
SINK = [sys.executable, "-m", "portal.mail_sink"]
GRACE = 10  # seconds a child has to stop
RESTARTS, RESTART_WINDOW = 5, 60  # more deaths than this in so many seconds, and the whole run ends
START_TIMEOUT = 90


class Stop(Exception):
    """Somebody asked the run to end."""


class Child:
    """A process in a session of its own, so that Ctrl-C reaches only the supervisor, which stops the others in order."""

    def __init__(self, name: str, command: list[str]):
        self.name, self.command = name, command
        self.process: subprocess.Popen | None = None
        self.deaths: list[float] = []

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)

    def revive(self) -> bool:
        """Start it again if it has died; raises Refusal when it keeps dying."""
        status = self.process.poll()
        if status is None:
            return False
        self.stop()  # what it left behind in its session
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < RESTART_WINDOW] + [now]
        if len(self.deaths) > RESTARTS:
            raise Refusal(f"The {self.name} keeps stopping (status {status}); the lines above say why.")
        say(f"The {self.name} stopped (status {status}); starting it again ({len(self.deaths)} of {RESTARTS})")
        self.start()
        return True

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def stop(self) -> None:
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            say(f"The {self.name} does not stop; ending it")
        self._signal(signal.SIGKILL)  # the rest of its session too
        self.process.wait()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


class Supervisor:
    def __init__(self, state_dir: Path):
        self.state_dir = state_dir
        self.children: list[Child] = []
        self.parent = os.getppid()
        self.asked_to_stop = self.pausing = False

    def run(self) -> None:
        self.stop_leftovers()
        port = wanted_port(os.environ.get("PORT"))
        refuse_taken_port(port)
        os.environ["PORT"] = str(port)
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
        embedded = self.start_database()
        self.start_mail_sink()
        self.prepare()
        self.add("background worker", [*MANAGE, "worker"])
        self.add("web server", WEB)
        address = f"http://127.0.0.1:{port}/"
        self.wait_for_health(port)
        say("Ready")
        print(welcome(address, self.state_dir / "accounts.txt"), flush=True)
        while True:
            self.pause(1)
            if embedded and not is_running(embedded):
                say("The database stopped; starting it again")
                database_url(embedded)
            self.revive_children()

    # --- steps ---

    def start_database(self) -> Path | None:
        """The data folder of the embedded server that this process now holds; None with a database from elsewhere."""
        url = os.environ.get("DATABASE_URL")
        if url:
            refuse_unreachable_database(url)
            return None
        say("Starting the database ...")
        data_dir = self.state_dir / "postgres"
        os.environ["DATABASE_URL"] = database_url(data_dir)
        return data_dir

    def start_mail_sink(self) -> None:
        """Without a mail server of the environment, messages are kept in a folder."""
        if os.environ.get("EMAIL_URL"):
            return
        port = free_port()
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        self.add("mail sink", [*SINK, "--port", str(port), "--folder", str(self.state_dir / "mail")])

    def prepare(self) -> None:
        setup = self.add("set-up", [*MANAGE, "prepare"])
        while setup.process.poll() is None:
            self.pause(0.1)
        self.children.remove(setup)
        if setup.process.returncode:
            refuse_full_disk()
            raise Refusal("The portal could not be set up; the lines above say why.")

    def wait_for_health(self, port: int) -> None:
        give_up = time.monotonic() + START_TIMEOUT
        while (status := health_status(port)) in (None, 503):
            self.revive_children()
            if time.monotonic() > give_up:
                answer = "worker or database are down" if status else "nothing answers"
                raise Refusal(f"The portal does not get ready on port {port}: {answer}.")
            self.pause(0.2)

    # --- children ---

    def add(self, name: str, command: list[str]) -> Child:
        child = Child(name, command)
        self.children.append(child)
        child.start()
        self.note_children()
        return child

    def revive_children(self) -> None:
        revived = [child.revive() for child in self.children]
        if any(revived):
            self.note_children()

    def note_children(self) -> None:
        pids = [str(child.process.pid) for child in self.children]
        (self.state_dir / "run.pids").write_text("\n".join(pids))

    def stop_leftovers(self) -> None:
        """End what an earlier run could not stop because it was killed itself."""
        noted = self.state_dir / "run.pids"
        for pid in map(int, noted.read_text().split() if noted.exists() else []):
            command = command_line(pid)
            if any(name in command for name in ("manage.py", "portal.wsgi", "portal.mail_sink")):
                say(f"Ending process {pid}, which an earlier run left behind")
                end_session(pid)

    def stop(self) -> None:
        self.pausing = False  # what comes now runs to its end
        if self.children:
            say("Stopping ...")
        started = [child for child in self.children if child.process]
        for child in started:
            child.ask_to_stop()
        for child in started:
            child.stop()
        (self.state_dir / "run.pids").unlink(missing_ok=True)

    # --- the end ---

    def on_signal(self, number, frame) -> None:
        """Stops a pause at once and everything else at the next one: a child that is just being born must be noted."""
        self.asked_to_stop = True
        if self.pausing:
            self.pausing = False
            raise Stop

    def pause(self, seconds: float) -> None:
        if os.environ.get("MAKELEVEL") and os.getppid() != self.parent:  # make was killed and can pass no signal on
            raise Stop
        self.pausing = True
        if self.asked_to_stop:
            raise Stop
        time.sleep(seconds)
        self.pausing = False


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_session(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
        give_up = time.monotonic() + GRACE
        while time.monotonic() < give_up:
            os.killpg(pid, 0)
            time.sleep(0.1)
        os.killpg(pid, signal.SIGKILL)


def refuse_unreachable_database(url: str) -> None:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        reason = " ".join(str(error).split())
        raise Refusal(f"The database that DATABASE_URL names cannot be reached: {reason}") from error
    except psycopg2.Error as error:  # its words would repeat the password
        raise Refusal("DATABASE_URL cannot be read: write postgresql://user:password@host/name.") from error


def health_status(port: int) -> int | None:
    """What /health/ answers; None while nothing listens. No proxy of the environment stands between."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def welcome(address: str, accounts_file: Path) -> str:
    lines = ["", f"  Portal   {address}", f"  Admin    {address}admin/", f"  Mail     {address}mail/", ""]
    rows = [line.split("\t") for line in accounts_file.read_text().splitlines()] if accounts_file.exists() else []
    if rows:
        rows = [["Demo account", "User name", "Password"], *rows]
        widths = [max(len(row[column]) for row in rows) + 3 for column in range(3)]
        lines += ["  " + "".join(map(str.ljust, row, widths)).rstrip() for row in rows] + [""]
    return "\n".join([*lines, "  Ctrl-C stops everything.", ""])


def main() -> str | None:
    if inherited := os.environ.pop("PORTAL_LOCK", None):
        fcntl.fcntl(int(inherited), fcntl.F_SETFD, fcntl.FD_CLOEXEC)  # children must not hold it
    else:
        lock = lock_this_checkout()  # noqa: F841  held while this function runs
    supervisor = Supervisor(Path(STATE_DIR))

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup make run
            signal.signal(number, supervisor.on_signal)
    try:
        supervisor.run()
    except Stop:
        return None
    except (Refusal, ImproperlyConfigured) as refusal:
        return f"\n{refusal}\n"
    finally:
        supervisor.stop()


if __name__ == "__main__":
    sys.exit(main())
