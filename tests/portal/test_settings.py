"""Production settings: safe by default, and a start without what is needed ends with a clear line."""

import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import BASE_DIR, secret_kept_in, signing_secret

COMPLETE = {
    "SECRET_KEY": "k7V!pQ2z-mR9xW4sT8uY1aB6cD3eF5gH0jL+nP=oI_qS*dG7hJ2",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgresql://portal:made-up@db.example.org/portal",
}


def start(code="", **environment):
    """A Python that loads the production settings with this environment alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings.base as settings\n" + code],
        env=kept | environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("missing", COMPLETE)
def test_production_does_not_start_without(missing):
    ended = start(**{name: value for name, value in COMPLETE.items() if name != missing})
    assert ended.returncode != 0
    assert f"{missing} is not set: " in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("secret", ["short", "demo-" * 20, "a" * 60, "django-insecure-" + COMPLETE["SECRET_KEY"]])
def test_a_guessable_secret_stops_the_start(monkeypatch, secret):
    monkeypatch.setenv("SECRET_KEY", secret)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is too short or a demo value"):
        signing_secret("SECRET_KEY")


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgresql://portal:made-up@db.example.org/portal", {"connect_timeout": 5}),
        ("postgresql:///portal?host=/run/postgresql", {"host": "/run/postgresql", "connect_timeout": 5}),
        ("postgresql://db.example.org/portal?connect_timeout=9", {"connect_timeout": 9}),
    ],
)
def test_a_database_that_is_away_is_given_up_soon(url, options):
    code = f"assert settings.DATABASES['default']['OPTIONS'] == {options}, settings.DATABASES['default']['OPTIONS']"
    ended = start(code, **COMPLETE | {"DATABASE_URL": url})
    assert ended.returncode == 0, ended.stderr


def test_production_is_safe_by_default():
    code = """
import sys
assert settings.DEBUG is False
assert settings.SECURE_SSL_REDIRECT is True
assert settings.SECURE_HSTS_SECONDS >= 31_536_000
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
assert settings.SESSION_COOKIE_NAME.startswith("__Host-") and settings.CSRF_COOKIE_NAME.startswith("__Host-")
assert settings.ALLOWED_HOSTS == ["portal.example.org"]
assert not hasattr(settings, "SECURE_PROXY_SSL_HEADER")
assert "portal.embedded_postgres" not in sys.modules
"""
    ended = start(code, **COMPLETE)
    assert ended.returncode == 0, ended.stderr


def test_a_kept_secret_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "state" / "secret_key"
    secret = secret_kept_in(path)
    assert len(secret) >= 50
    assert secret_kept_in(path) == secret
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_variable_is_documented(document):
    sources = [*(BASE_DIR / "portal" / "settings").glob("*.py"), BASE_DIR / "portal" / "gunicorn.py"]
    read = re.compile(r"""(?:env\.\w+|required|signing_secret|environ\.get)\(\s*"([A-Z_]+)\"""")
    variables = {name for source in sources for name in read.findall(source.read_text())} - {"PYTEST_XDIST_WORKER"}
    text = (BASE_DIR / document).read_text()
    assert {name for name in variables if not re.search(rf"\b{name}\b", text)} == set()
