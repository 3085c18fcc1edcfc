from django.core.management.base import BaseCommand
from django.db import transaction

from conditions.seeding_reviews import seed_reviews


class Command(BaseCommand):
    help = "Let some of the demo's texts wait for review."

    @transaction.atomic
    def handle(self, **options):
        self.stdout.write(f"conditions: {seed_reviews()} texts wait, came back or fall due")
