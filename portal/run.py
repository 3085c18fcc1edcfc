"""`make run` and every other wish begin here: a checkout becomes a virtual environment with the pinned packages.

This file starts under any Python 3, so that an old one is told so: it keeps to old syntax and the standard library, and
hands over to portal/supervisor.py inside the environment.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STATE_DIR = os.environ.get("STATE_DIR") or os.path.join(ROOT, ".portal")
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STARTED = float(os.environ.setdefault("PORTAL_STARTED", str(time.time())))
OLDEST_PYTHON = (3, 11)
NEEDED_BYTES = 1000**3
REQUIREMENTS = "requirements.txt"
REQUIREMENTS_DEV = "requirements-dev.txt"


class Refusal(Exception):
    """Why it cannot go on, in one line for the person at the keyboard."""


def main(arguments):
    os.chdir(ROOT)
    try:
        if sys.version_info < OLDEST_PYTHON:
            start_again_with_newer_python()
        if arguments == ["install"]:
            install([REQUIREMENTS])
        elif arguments == ["install-dev"]:
            install([REQUIREMENTS, REQUIREMENTS_DEV])
        elif arguments == ["clean"]:
            clean()
        else:
            start()
    except Refusal as refusal:
        return "\n{}\n".format(refusal)
    except PermissionError as error:
        return "\nThis user may not write {}: it belongs to another user.\n".format(error.filename)
    except KeyboardInterrupt:
        return 130


def start():
    refuse_full_disk()
    port = wanted_port(os.environ.get("PORT"))
    lock = lock_this_checkout(port)
    if not os.path.exists(os.path.join(STATE_DIR, "run.pids")):  # else an earlier run may hold it, which ends soon
        refuse_taken_port(port)
    install([REQUIREMENTS])
    os.set_inheritable(lock.fileno(), True)
    os.environ["PORTAL_LOCK"] = str(lock.fileno())
    sys.stdout.flush()
    os.execv(VENV_PYTHON, [VENV_PYTHON, "-m", "portal.supervisor"])


def say(text):
    print("[{:6.1f} s] {}".format(time.time() - STARTED, text), flush=True)


# --- what must be so before anything starts ---------------------------------------------------------------------------


def start_again_with_newer_python():
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        newer = shutil.which("python3.{}".format(minor))
        if newer and subprocess.call([newer, "-c", "import venv"], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer] + sys.argv)
    raise Refusal("Python {}.{} is too old: install Python 3.11 or newer.".format(*sys.version_info))


def refuse_full_disk():
    os.makedirs(STATE_DIR, exist_ok=True)
    free = shutil.disk_usage(STATE_DIR).free
    if free < NEEDED_BYTES:
        raise Refusal("The disk is full: {:.1f} GB free, 1 GB needed in {}.".format(free / 1000**3, ROOT))


def wanted_port(text):
    if not text:
        return 8000
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Refusal("PORT={} is no port number: choose one from 1024 to 65535.".format(text))


def refuse_taken_port(port):
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal("Port {} needs an administrator: choose another, `make run PORT=8001`.".format(port))
        except OSError:
            raise Refusal(
                "Port {} is taken by another program: choose another, `make run PORT={}`.".format(port, port + 1)
            )


def lock_this_checkout(port=None):
    """The open lock file, held until this process and what it becomes by exec have ended."""
    os.makedirs(STATE_DIR, exist_ok=True)
    lock = open(os.path.join(STATE_DIR, "run.lock"), "a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with lock:
            lock.seek(0)
            where = lock.read().strip()
        raise Refusal("The portal already runs from this checkout ({}). Stop it there first.".format(where))
    lock.truncate(0)
    if port:
        lock.write("process {}, http://127.0.0.1:{}/".format(os.getpid(), port))
        lock.flush()
    return lock


# --- the virtual environment ------------------------------------------------------------------------------------------


def install(files):
    """Make .venv hold what these files pin; nothing happens when it already does."""
    if stamped(files):
        return
    os.makedirs(STATE_DIR, exist_ok=True)
    with open(os.path.join(STATE_DIR, "install.lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two wishes at once install one after the other
        if stamped(files):
            return
        make_environment()
        say("Installing packages ...")
        watch(installer() + [part for name in files for part in ("-r", name)], "install the packages")
        for name in files:
            with open(stamp_of(name), "w") as stamp:
                stamp.write(digest(name))
        say("Packages installed")


def stamped(files):
    if not os.path.exists(VENV_PYTHON):
        return False
    for name in files:
        if not os.path.exists(stamp_of(name)):
            return False
        with open(stamp_of(name)) as stamp:
            if stamp.read() != digest(name):
                return False
    return True


def stamp_of(name):
    return os.path.join(VENV, "installed-" + name)


def digest(name):
    with open(name, "rb") as file:
        return hashlib.sha256(file.read() + ROOT.encode("utf-8", "replace")).hexdigest()


def make_environment():
    test = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST_PYTHON)
    if not shutil.which("uv"):
        test = "import pip; " + test  # uv's environments have none
    if os.path.exists(VENV_PYTHON) and subprocess.call([VENV_PYTHON, "-c", test], stderr=subprocess.DEVNULL) == 0:
        return
    say("Making the virtual environment ...")
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv"):
        watch(["uv", "venv", "--python", sys.executable, VENV], "make a virtual environment")
    else:
        if not has_ensurepip():
            install_ensurepip()
        watch([sys.executable, "-m", "venv", VENV], "make a virtual environment")


def has_ensurepip():
    return subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) == 0


def install_ensurepip():
    """Debian ships Python without it. With the right to install packages we do so; otherwise we say what to install."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or subprocess.call(as_root + ["true"], stderr=subprocess.DEVNULL) == 0):
        say("Installing {} ...".format(package))
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", package]):
            subprocess.call(as_root + command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if not has_ensurepip():
        raise Refusal(
            "This Python cannot make virtual environments: run `sudo apt install {}`, or install uv.".format(package)
        )


def installer():
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", VENV_PYTHON, "--require-hashes"]
    return [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]


def watch(command, purpose):
    """Run a command, its output in a log file, with a sign of life every ten seconds."""
    log = os.path.join(STATE_DIR, "install.log")
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        while True:
            try:
                status = process.wait(10)
                break
            except subprocess.TimeoutExpired:
                say("  still at it ...")
    if status:
        with open(log, errors="replace") as output:
            print("".join(output.readlines()[-12:]), file=sys.stderr)
        raise Refusal("Could not {}; the last lines of {} are above.".format(purpose, log))


# --- back to the beginning --------------------------------------------------------------------------------------------


def clean():
    if os.path.dirname(os.path.abspath(STATE_DIR)) != ROOT:
        raise Refusal("STATE_DIR names {}, outside this checkout: remove it yourself.".format(STATE_DIR))
    lock = lock_this_checkout()
    sys.path[0] = ROOT  # instead of this folder
    from portal.embedded_postgres import stop

    for name in ("postgres", "test-postgres"):
        stop(os.path.join(STATE_DIR, name))
    lock.close()
    for folder in (STATE_DIR, VENV):
        shutil.rmtree(folder, ignore_errors=True)
        if os.path.exists(folder):
            raise Refusal("{} holds files of another user: remove it as that user.".format(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
