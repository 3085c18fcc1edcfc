"""Tests: like a laptop, with a database of its own that need not survive a power cut."""

import os

from portal.embedded_postgres import database_url
from portal.settings.environment import STATE_DIR, env

os.environ["SECRET_KEY"] = "A fixed key, for tests only: it signs nothing that leaves this machine."
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["BASE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "smtp://127.0.0.1:9"  # nobody listens there; tests name a sink of their own
if not env.str("DATABASE_URL", default=""):
    os.environ["DATABASE_URL"] = database_url(STATE_DIR / "test-postgres", durable=False)

from portal.settings.base import *  # noqa: F403  (base reads the environment that was completed above)
from portal.settings.base import STATIC_ROOT, STORAGES
from portal.settings.plain_http import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is not there
TEST_DIR = STATE_DIR / "tests" / os.environ.get("PYTEST_XDIST_WORKER", "main")
MEDIA_ROOT = TEST_DIR / "media"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": TEST_DIR / "cache"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "mail"]}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HAS_DEMO = True
