"""A portal of its own that may be broken: database with fsync, gunicorn, worker, mail server; all on the loopback address."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from portal.embedded_postgres import command_line, database_url, stop
from portal.mail_sink import Session, Sink
from portal.settings.environment import BASE_DIR, STATE_DIR
from portal.supervisor import free_port

FOLDER = STATE_DIR / "chaos"
LEASE = 12  # seconds; in production ten minutes
MANAGE = [sys.executable, "manage.py"]
WEB = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn.py", "portal.wsgi"]


class World:
    """`environment` is what every process of this portal sees, and this process too."""

    def __init__(self, sink: Sink):
        self.sink, self.port = sink, free_port()
        self.log = (FOLDER / "log").open("ab")
        self.data_dir = FOLDER / "postgres"
        self.worker: subprocess.Popen | None = None
        self.web: subprocess.Popen | None = None
        self.guard = threading.RLock()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "STATE_DIR": str(FOLDER),
            "STATIC_ROOT": str(FOLDER / "static"),
            "PORT": str(self.port),
            "DATABASE_URL": database_url(self.data_dir, durable=False),  # while the tables are made
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.server_address[1]}",
            "EMAIL_TIMEOUT": "10",
            "OUTBOX_LEASE": str(LEASE),
            "LOG_LEVEL": "ERROR",
        }

    def prepare(self):
        for arguments in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([*MANAGE, *arguments], cwd=BASE_DIR, check=True, stdout=self.log, stderr=self.log)
        stop(self.data_dir)
        database_url(self.data_dir, durable=True)  # from here on it keeps what it says it keeps

    def start(self, command) -> subprocess.Popen:
        return subprocess.Popen(command, cwd=BASE_DIR, stdout=self.log, stderr=self.log, start_new_session=True)

    def keep_running(self):
        """Start what is not there, as an init system would."""
        with self.guard:
            if self.web is None or self.web.poll() is not None:
                self.web = self.start(WEB)
            if self.worker is None or self.worker.poll() is not None:
                self.worker = self.start([*MANAGE, "worker"])

    def web_workers(self) -> list[int]:
        """Processes that gunicorn forked."""
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children")
        with suppress(OSError):
            return [int(pid) for pid in children.read_text().split()]
        return []

    def kill_worker(self):
        with self.guard, suppress(ProcessLookupError):
            if self.worker is not None:
                os.kill(self.worker.pid, signal.SIGKILL)
                self.worker.wait()

    def restart_database(self):
        """As `pg_ctl restart -m immediate`: every session ends in the middle of what it does, and the server recovers."""
        pid = int((self.data_dir / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while command_line(pid).startswith(("postgres", "/")) and Path(f"/proc/{pid}").exists():
            time.sleep(0.02)
        database_url(self.data_dir, durable=True)

    def end(self):
        for process in (self.web, self.worker):
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        stop(self.data_dir)
        self.log.close()


class ChaosSession(Session):
    """Refuses while told so, and has the worker killed in the middle of a message when its turn has come."""

    def handle(self):
        if self.server.is_refusing:
            return self.connection.close()
        with suppress(OSError):  # the worker was killed
            return super().handle()

    def take(self, content):
        kill = self.server.next_kill()
        if kill == "before":  # it was read, and is forgotten
            return self.server.kill_worker()
        self.server.keep(self.sender, self.recipients, content)
        if kill == "after":  # it is kept, and nobody says so
            return self.server.kill_worker()
        return self.answer(250, "kept")


class ChaosSink(Sink):
    def __init__(self, folder):
        super().__init__(folder, session=ChaosSession)
        self.is_refusing = False
        self.every = 300  # messages from one kill to the next
        self.taken, self.kills = 0, {"before": 0, "after": 0}
        self.counting = threading.Lock()
        self.kill_worker = lambda: None

    def next_kill(self) -> str | None:
        with self.counting:
            self.taken += 1
            if self.taken % self.every:
                return None
            kind = "before" if self.kills["before"] < self.kills["after"] else "after"
            self.kills[kind] += 1
            return kind

    def handle_error(self, request, client_address):
        """A client that was killed."""


def fresh_folder():
    stop(FOLDER / "postgres")  # of a run that was killed
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
