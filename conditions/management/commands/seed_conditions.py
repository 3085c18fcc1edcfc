from django.core.management.base import BaseCommand

from conditions.seeding import seed_conditions
from conditions.seeding_languages import seed_languages
from portal.progress import ProgressBar
from portal.seeding import ensure_home


class Command(BaseCommand):
    help = "Load the demo's guides, treatments, support programs and glossary."

    def handle(self, **options):
        with ProgressBar(self.stdout, "guides, treatments, support") as bar:
            home = ensure_home()
            seed_conditions(home, report=bar.show)
            seed_languages(home)
