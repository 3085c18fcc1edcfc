"""Check that nobody changed the history: the hash of each row covers the row and all before it."""

from django.core.management.base import BaseCommand, CommandError

from appointments.chains import problems
from appointments.models import AccessLogEntry, RequestEvent

MOST_NAMED = 100


class Command(BaseCommand):
    help = "Check the chains of request events and of the access log; fails and names the rows that do not fit."

    def handle(self, **options):
        found = 0
        for found, problem in enumerate(problems(), start=1):
            if found <= MOST_NAMED:
                self.stdout.write(problem)
        if found:
            raise CommandError(f"{found} problems found.")
        events, accesses = RequestEvent.objects.count(), AccessLogEntry.objects.count()
        self.stdout.write(f"All is well: {events} events, {accesses} looks.")
