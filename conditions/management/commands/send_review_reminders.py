from django.core.management.base import BaseCommand

from conditions.review_reminders import remind


class Command(BaseCommand):
    help = "Tell teams which of their pages fall due for review. What was told once is not repeated."

    def handle(self, **options):
        self.stdout.write(f"{remind()} page(s) told about")
