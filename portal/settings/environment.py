"""Where settings come from: the process environment, the checkout, and one ignored folder for state."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / ".portal")))


def required(name: str, why: str) -> str:
    """The value of a variable that the site cannot do without.

    Raises ImproperlyConfigured, naming the variable and what it is for.
    """
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def signing_secret(name: str) -> str:
    """A secret of at least 50 characters that is not one of the keys shipped with examples."""
    value = required(name, "set a random text of at least 50 characters.")
    if len(value) < 50 or len(set(value)) < 10 or "demo" in value.lower() or value.startswith("django-insecure"):
        raise ImproperlyConfigured(f"{name} is too short or a demo value: set a random text of at least 50 characters.")
    return value


def secret_kept_in(path: Path) -> str:
    """The random secret in this file, made on first use and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()
