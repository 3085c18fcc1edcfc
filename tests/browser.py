"""The Chromium that the journeys drive: one that is there, one that can be installed, or a line saying what to install.

`python -m tests.browser` installs; the tests themselves only look.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_BINARIES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-mac*/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
)
# as root, in containers with little shared memory, and without a word to anybody's servers
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
ADVICE = (
    "No Chromium was found and none could be installed. Install one (Debian: apt-get install chromium; macOS: brew "
    "install --cask chromium; anywhere: .venv/bin/python -m playwright install --with-deps chromium), or name one "
    "in CHROMIUM=."
)


def find_chromium() -> str | None:
    """The path of a Chromium that starts. CHROMIUM, when set, is the only candidate."""
    if named := os.environ.get("CHROMIUM"):
        return named if starts(named) else None
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> list[str]:
    on_path = [path for name in NAMES if (path := shutil.which(name))]
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(own)] if own and own != "0" else [Path(folder).expanduser() for folder in PLAYWRIGHT_FOLDERS]
    downloads = [str(path) for folder in folders for pattern in PLAYWRIGHT_BINARIES for path in folder.glob(pattern)]
    return [*on_path, *MAC, *downloads]


def starts(path: str) -> bool:
    """Ubuntu's chromium is a placeholder that only names a snap: a file alone proves nothing."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def install_chromium() -> None:
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may_be_root = not as_root or run("sudo", "-n", "true", quiet=True)
    if shutil.which("apt-get") and may_be_root:
        print("Installing Chromium with apt-get ...", flush=True)
        run(*as_root, "apt-get", "update", "-qq")
        run(*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "chromium")
        if find_chromium():
            return
    print("Installing Chromium with Playwright ...", flush=True)
    run(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if may_be_root else []), "chromium")


def run(*command: str, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode == 0
    except OSError:
        return False


def main() -> str | None:
    if os.environ.get("CHROMIUM"):
        return None if find_chromium() else f"CHROMIUM={os.environ['CHROMIUM']} does not start."
    if not find_chromium():
        install_chromium()
    return None if find_chromium() else ADVICE


if __name__ == "__main__":
    sys.exit(main())
