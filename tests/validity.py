"""HTML validity of saved pages: the Nu checker where Java and npm are, else the parser of the HTML standard in strict mode.

The Nu checker (npm package vnu-jar) is kept in the state folder after its first use.
"""

import fcntl
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path

from portal.settings.environment import STATE_DIR

VNU = "vnu-jar@26.9.27"
# What the checker says and we decide otherwise; each with its reason.
ALLOWED: dict[str, str] = {}


class CoarseCheckWarning(UserWarning):
    """The pages were checked by the lesser of the two checkers."""


def problems(folder: Path) -> list[tuple[str, str]]:
    """(file name, complaint) for every error and warning in the *.html files of a folder."""
    jar, reason = find_vnu()
    if jar:
        found = check_with_vnu(jar, folder)
    else:
        message = f"HTML validity was checked by html5lib only, which knows syntax but no vocabulary: {reason}"
        warnings.warn(message, CoarseCheckWarning, stacklevel=2)
        found = check_with_html5lib(folder)
    return [(name, text) for name, text in found if not any(re.search(pattern, text) for pattern in ALLOWED)]


def find_vnu() -> tuple[Path | None, str]:
    """The checker's jar, or why there is none."""
    if not (shutil.which("java") and runs("java", "-version")):
        return None, "java is missing"
    home = STATE_DIR / "tests" / VNU
    jar = home / "node_modules/vnu-jar/build/dist/vnu.jar"
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jar.exists():
            if not shutil.which("npm"):
                return None, "npm is missing"
            # its install script would fetch a Java of its own
            runs(
                "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", str(home), VNU
            )
    return (jar, "") if jar.exists() else (None, f"npm could not install {VNU}")


def runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=300).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def check_with_vnu(jar: Path, folder: Path) -> list[tuple[str, str]]:
    command = ["java", "-Xss1m", "-jar", str(jar), "--skip-non-html", "--format", "json", str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    try:
        messages = json.loads(ended.stderr)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"The Nu checker did not finish:\n{ended.stderr[-2000:]}") from error
    return [
        (Path(message.get("url", "")).name, " ".join(f"{message['message']} {message.get('extract', '')}".split()))
        for message in messages
    ]


def check_with_html5lib(folder: Path) -> list[tuple[str, str]]:
    import html5lib

    found = []
    for path in sorted(folder.glob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes(), transport_encoding="utf-8")
        found += [(path.name, f"line {line}: {code} {data}") for (line, _column), code, data in parser.errors]
    return found
