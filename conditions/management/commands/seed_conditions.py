from django.core.management.base import BaseCommand

from conditions.seeding import seed_conditions
from portal.progress import ProgressBar
from portal.seeding import ensure_home


class Command(BaseCommand):
    help = "Load the demo's guides, treatments, support programs and glossary."

    def handle(self, **options):
        with ProgressBar(self.stdout, "guides, treatments, support") as bar:
            seed_conditions(ensure_home(), report=bar.show)
