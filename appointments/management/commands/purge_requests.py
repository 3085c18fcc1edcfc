"""Remove what has been kept long enough; the worker does so daily."""

from django.core.management.base import BaseCommand, CommandError

from appointments import retention


class Command(BaseCommand):
    help = "Remove drafts, answers of finished requests, and history, each after its time. Legal hold is honoured."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run, **options):
        done = retention.run(is_dry_run=dry_run)
        title = "Would be removed" if dry_run else "Removed"
        self.stdout.write(f"{title}: " + ", ".join(f"{number} {name}" for name, number in done.counts.items()))
        if done.error:
            raise CommandError(f"Some requests could not be removed ({done.error}); the log says which.")
