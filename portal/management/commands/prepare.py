"""What must be done before the portal serves: tables, demo content for an empty site, static files."""

import hashlib
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.models import BrandSettings, ImportRecord
from portal.run import say


class Command(BaseCommand):
    help = "Migrate, load the demo content when the site is empty, and collect static files that changed."

    def handle(self, **options):
        self.migrate()
        self.seed()
        self.collect_static()

    def migrate(self):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"Preparing the database: {len(plan)} migrations ...")
            call_command("migrate", interactive=False, verbosity=1, stdout=Countdown(len(plan)))

    def seed(self):
        """A new version's demo is added to an older one; nothing that somebody wrote or changed is touched."""
        unfinished = settings.STATE_DIR / "seeding"  # stays when the first run is interrupted
        stamp, demo = settings.STATE_DIR / "demo.stamp", demo_files()
        is_older = has_demo() and not (stamp.exists() and stamp.read_text() == demo)
        if is_older:
            say("Adding what is new in the demo ...")
        again = unfinished.exists() or is_older
        unfinished.touch()
        call_command("seed", if_empty=not again)
        unfinished.unlink()
        stamp.write_text(demo)

    def collect_static(self):
        stamp, sources = settings.STATE_DIR / "static.stamp", static_sources()
        if stamp.exists() and stamp.read_text() == sources and Path(settings.STATIC_ROOT).exists():
            return
        say("Collecting static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(sources)


def has_demo() -> bool:
    """Was this database filled by `seed`, and not by somebody's own work?"""
    return ImportRecord.objects.filter(source_id=f"settings/{BrandSettings._meta.label_lower}").exists()


def demo_files() -> str:
    """A digest of the demo's texts and lists."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("demo/**/*.*")):
            digest.update(f"{app.label}/{path.name} ".encode() + path.read_bytes())
    return digest.hexdigest()


class Countdown:
    """Stands in for the output of migrate: a line every five seconds instead of one per migration."""

    def __init__(self, total: int):
        self.total, self.done, self.told = total, 0, time.monotonic()

    def write(self, text: str) -> None:
        self.done += text.lstrip().startswith("Applying")
        if time.monotonic() - self.told > 5:
            self.told = time.monotonic()
            say(f"  {self.done} of {self.total} migrations")

    def flush(self) -> None:
        """Output streams have one."""


def static_sources() -> str:
    """A digest of which static files there are, how long and how old."""
    digest = hashlib.sha256(f"{settings.STATIC_ROOT} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
