"""Send the messages that are due, once; for cron where no worker runs."""

from django.core.management.base import BaseCommand

from appointments import outbox
from appointments.models import OutboxMessage


class Command(BaseCommand):
    help = "Send the messages that are due."

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="also those that were given up")

    def handle(self, *, again, **options):
        if again:
            self.stdout.write(f"{outbox.send_again(OutboxMessage.objects)} put back in line")
        counts = outbox.sweep(most=100_000)
        self.stdout.write(", ".join(f"{number} {result}" for result, number in sorted(counts.items())) or "nothing due")
