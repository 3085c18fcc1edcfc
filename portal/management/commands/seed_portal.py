from django.core.management.base import BaseCommand
from django.db import transaction

from portal.seeding import seed_portal
from portal.seeding_languages import seed_languages


class Command(BaseCommand):
    help = "Load the demo's brand, phones, menu and standard pages."

    @transaction.atomic
    def handle(self, **options):
        seed_languages(seed_portal())
        self.stdout.write("portal: brand, phones, menu and pages are in place")
