from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.directory.importing import MOST_RETIRED, DirectoryImporter, Outcome
from portal.directory.sheet import Refused, rows_of


class Command(BaseCommand):
    help = (
        "Import a list of doctors or of locations (CSV, or JSON: a list of objects). Repeating a file changes nothing; "
        "columns that it lacks are left alone. An entry retires by is_active = no, or with --retire-missing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument(
            "--retire-missing",
            nargs="?",
            type=int,
            const=MOST_RETIRED,
            metavar="PERCENT",
            help=f"retire entries that a complete file no longer names, at most this share (default {MOST_RETIRED})",
        )

    def handle(self, *, file, dry_run, retire_missing, **options):
        rows, importer = self.rows_in(file), DirectoryImporter()
        with transaction.atomic():
            for number, row in rows:
                self.take(importer, number, row)
            problem = self.retire(importer, retire_missing)
            transaction.set_rollback(dry_run)
        counts = ", ".join(f"{importer.outcomes[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{'Dry run, nothing kept: ' if dry_run else ''}{counts}")
        if problem:
            raise CommandError(str(problem))
        if refused := importer.outcomes[Outcome.REFUSED]:
            others = "could be" if dry_run else "were"
            raise CommandError(f"{refused} line(s) could not be imported; the others {others}.")

    def rows_in(self, file) -> list:
        """All rows before the first is stored: a file that breaks in the middle changes nothing."""
        try:
            text = file.read_text(encoding="utf-8-sig")
            return list(rows_of(text, file.suffix.lower() == ".json"))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file}: this is no text in UTF-8") from None
        except Refused as problem:
            raise CommandError(f"{file}: {problem}") from None

    def take(self, importer, number, row):
        try:
            if isinstance(row, Refused):
                importer.outcomes[Outcome.REFUSED] += 1
                raise row
            outcome = importer.take(row)
        except Refused as problem:
            self.stderr.write(f"line {number}: {problem}")
            return
        if outcome is not Outcome.UNCHANGED:
            self.stdout.write(f"line {number}: {row['source_id']} {outcome}")

    def retire(self, importer, share) -> Refused | None:
        if share is None:
            return None
        try:
            for entry in importer.retire_missing(share):
                self.stdout.write(f"{entry.source_id} {Outcome.RETIRED}")
        except Refused as problem:
            return problem
        return None
