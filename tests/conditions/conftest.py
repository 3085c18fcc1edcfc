"""The demo as a visitor meets it, for tests that read it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest


@pytest.fixture(scope="session")
def seeded_site(django_db_setup, worker_id):
    """Environment of a site that `manage.py prepare` filled; its database and uploads are this session's own."""
    from tests.live_portal import journey_database

    with journey_database(f"demo_{worker_id}") as (environment, _accounts):
        yield environment


@pytest.fixture(scope="module")
def demo(seeded_site, django_db_blocker):
    """For one module, the tests' database is the seeded one. Take `db` as well; what a test writes is rolled back."""
    from django.db import connection
    from django.test import override_settings

    media = Path(seeded_site["STATE_DIR"]) / "tests" / "main" / "media"
    usual, seeded = connection.settings_dict["NAME"], urlsplit(seeded_site["DATABASE_URL"]).path.strip("/")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        connection.close()
        connection.settings_dict["NAME"] = seeded
        yield seeded_site
        connection.close()
        connection.settings_dict["NAME"] = usual
