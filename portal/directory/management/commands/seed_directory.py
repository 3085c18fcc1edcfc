from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.directory.models import Doctor, Location

DEMO = Path(__file__).resolve().parents[2] / "demo"
LISTS = {Location: "locations.csv", Doctor: "doctors.csv"}


class Command(BaseCommand):
    help = "Load the demo's locations and doctors into an empty directory, by the import that a hospital uses."

    def handle(self, **options):
        for model, name in LISTS.items():
            if not model.objects.exists():
                call_command("import_directory", DEMO / name, stdout=self.stdout, verbosity=0)
