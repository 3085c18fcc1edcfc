from django.conf import settings
from django.core.management.base import BaseCommand

from appointments.seeding import seed_appointments


class Command(BaseCommand):
    help = "Settings, demo accounts and demo requests. Safe to repeat; does nothing on a real site."

    def handle(self, *, verbosity, **options):
        if not settings.HAS_DEMO:
            self.stdout.write("No demo requests: this is a real site.")
            return
        made = seed_appointments()
        if verbosity > 1:
            self.stdout.write(f"{made} demo requests")
