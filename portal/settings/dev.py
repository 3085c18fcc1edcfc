"""A laptop: plain http on loopback, an embedded PostgreSQL unless DATABASE_URL names one, a generated secret."""

import os

from portal.embedded_postgres import database_url
from portal.settings.environment import STATE_DIR, env, secret_kept_in

os.environ.setdefault("SECRET_KEY", secret_kept_in(STATE_DIR / "secret_key"))
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{env.str('PORT', default='8000')}")
os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:2525")  # `make run` starts a sink there or elsewhere
os.environ.setdefault("MAIL_FROM", "no-reply@larkmoor.example")
if not env.str("DATABASE_URL", default=""):
    os.environ["DATABASE_URL"] = database_url(STATE_DIR / "postgres")

from portal.settings.base import *  # noqa: F403  (base reads the environment that was completed above)
from portal.settings.plain_http import *  # noqa: F403

HAS_DEMO = True
MAIL_FOLDER = STATE_DIR / "mail"
