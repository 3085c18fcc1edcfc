"""`make run`: what stops it with one clear line, and one whole run with the real processes."""

import ast
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import namedtuple
from pathlib import Path

import pytest

from portal import run, supervisor
from portal.embedded_postgres import command_line
from portal.run import Refusal
from tests.live_portal import _free_port, journey_database

NEWER_SYNTAX = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Match)


@pytest.fixture(autouse=True)
def state_dir(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "STATE_DIR", str(tmp_path))
    return tmp_path


def refusal_of(action, *arguments):
    with pytest.raises(Refusal) as refusal:
        action(*arguments)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_an_old_python_can_read_the_first_file():
    tree = ast.parse(Path(run.__file__).read_text(), feature_version=(3, 7))
    assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, NEWER_SYNTAX)] == []


def test_an_old_python_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    assert refusal_of(run.start_again_with_newer_python) == "Python 3.9 is too old: install Python 3.11 or newer."


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch):
    called = []
    monkeypatch.setattr(run.shutil, "which", lambda name: sys.executable if name == "python3.12" else None)
    monkeypatch.setattr(run.os, "execv", lambda *arguments: called.append(arguments) or sys.exit())
    with pytest.raises(SystemExit):
        run.start_again_with_newer_python()
    assert called[0][0] == sys.executable


def test_a_full_disk(monkeypatch):
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 2 * 10**8)
    monkeypatch.setattr(run.shutil, "disk_usage", lambda path: usage)
    assert "The disk is full: 0.2 GB free" in refusal_of(run.refuse_full_disk)


def test_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"make run PORT={port + 1}" in refusal_of(run.refuse_taken_port, port)


@pytest.mark.parametrize("text", ["eighty", "-1", "0", "65536", "8000x", "80.5"])
def test_a_port_that_is_none(text):
    assert f"PORT={text} is no port number" in refusal_of(run.wanted_port, text)


@pytest.mark.parametrize(("text", "port"), [(None, 8000), ("", 8000), ("8123", 8123)])
def test_the_port(text, port):
    assert run.wanted_port(text) == port


def test_a_second_run_in_one_checkout_is_told_where_the_first_is():
    with run.lock_this_checkout(8123):
        assert "already runs from this checkout (process" in refusal_of(run.lock_this_checkout, 8124)
        assert "http://127.0.0.1:8123/" in refusal_of(run.lock_this_checkout, 8124)
    run.lock_this_checkout(8124).close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://portal:secret@127.0.0.1:1/portal", "cannot be reached: "),
        ("mysql://portal:secret@127.0.0.1/portal", "cannot be read: write postgresql://"),
        ("secret", "cannot be read: write postgresql://"),
    ],
)
def test_an_unreachable_database_is_named_without_its_password(url, words):
    text = refusal_of(supervisor.refuse_unreachable_database, url)
    assert "DATABASE_URL" in text
    assert words in text
    assert "secret" not in text


def test_packages_are_installed_only_when_the_list_changed(tmp_path, monkeypatch):
    commands = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "VENV", str(tmp_path))
    monkeypatch.setattr(run, "VENV_PYTHON", sys.executable)
    monkeypatch.setattr(run, "watch", lambda command, purpose: commands.append(command))
    for content in ("one", "one", "two"):
        Path("requirements.txt").write_text(content)
        run.install(["requirements.txt"])
    assert len(commands) == 2
    assert "--require-hashes" in commands[0]


def test_a_failed_installation_shows_its_end_and_is_tried_again(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "VENV", str(tmp_path))
    monkeypatch.setattr(run, "VENV_PYTHON", sys.executable)
    monkeypatch.setattr(run, "installer", lambda: [sys.executable, "-c", "import sys; print('no route'); sys.exit(1)"])
    Path("requirements.txt").write_text("one")
    assert "Could not install the packages" in refusal_of(run.install, ["requirements.txt"])
    assert "no route" in capfd.readouterr().err
    assert not run.stamped(["requirements.txt"])


def test_cleaning_stays_inside_the_checkout(monkeypatch, tmp_path):
    assert "remove it yourself" in refusal_of(run.clean)
    assert tmp_path.exists()


def test_a_child_that_keeps_dying_ends_the_run():
    child = supervisor.Child("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    for _death in range(supervisor.RESTARTS):
        child.process.wait()
        assert child.revive()
    child.process.wait()
    assert "keeps stopping (status 3)" in refusal_of(child.revive)


def test_a_child_that_ignores_the_request_to_stop_is_ended(monkeypatch, capsys):
    monkeypatch.setattr(supervisor, "GRACE", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = supervisor.Child("worker", [sys.executable, "-c", deaf])
    child.start()
    child.ask_to_stop()
    child.stop()
    assert child.process.returncode in (-signal.SIGKILL, -signal.SIGTERM)


def test_a_whole_run(worker_id):
    with journey_database(f"run_{worker_id}") as (environment, accounts):
        del environment["STATIC_ROOT"]  # a manifest of its own
        port = _free_port()
        address = f"http://127.0.0.1:{port}/"
        process = start(environment | {"PORT": str(port)})
        try:
            printed = read_until(process, "Ctrl-C stops everything.")
            assert address in printed
            assert address + "admin/" in printed
            for username, password in accounts.values():
                assert username in printed
                assert password in printed
            assert get(port, "/health/") == (200, b'{"database": "ok", "worker": "ok"}')
            assert get(port, "/")[0] == 200

            children = noted(environment)
            assert len(children) == 2
            os.killpg(children[0], signal.SIGKILL)
            read_until(process, "The background worker stopped (status -9); starting it again (1 of 5)")
            children += noted(environment)

            process.terminate()
            assert process.wait(20) == 0
            assert not any("portal" in command_line(pid) for pid in children)
            with pytest.raises(OSError, match="refused"):
                get(port, "/")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def test_what_a_killed_run_left_behind_is_ended(tmp_path):
    code = "print('here', flush=True); import time; time.sleep(600)"
    command = [sys.executable, "-c", code, "portal.wsgi"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE)
    process.stdout.readline()
    (tmp_path / "run.pids").write_text(str(process.pid))
    try:
        threading.Thread(target=process.wait, daemon=True).start()  # as the system does for orphans
        supervisor.Supervisor(tmp_path).stop_leftovers()
        assert process.wait(10) == -signal.SIGTERM
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("noted", ["", "999999999", "1"])
def test_nobody_elses_process_is_ended(tmp_path, noted):
    (tmp_path / "run.pids").write_text(noted)
    supervisor.Supervisor(tmp_path).stop_leftovers()
    assert command_line(1)


# --- helpers ----------------------------------------------------------------------------------------------------------


def start(environment):
    command = [sys.executable, "-m", "portal.supervisor"]
    return subprocess.Popen(
        command, cwd=run.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(process, text):
    printed = ""
    for line in process.stdout:
        printed += line
        if text in line:
            return printed
    raise AssertionError(f"{text!r} was not printed, but:\n{printed}")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def noted(environment):
    return [int(pid) for pid in Path(environment["STATE_DIR"], "run.pids").read_text().split()]
