from django.core.management.base import BaseCommand

from portal.catalogs.updating import update


class Command(BaseCommand):
    help = "Bring the catalogs of the interface (portal/locale) up to date with the words in the code."

    def handle(self, **options):
        for language, waiting in update().items():
            self.stdout.write(f"{language}: {waiting} messages wait for a translation")
