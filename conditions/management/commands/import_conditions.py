"""Read guides from a file of JSON lines; see conditions/importing.py for the format."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Site

from conditions.importing import GuideImporter
from conditions.seeding import ensure_example_reviewers, ensure_indexes
from portal.documents import json_lines
from portal.importing import Outcome
from portal.progress import ProgressBar
from portal.seeding import ensure_home
from portal.streams import ImportProblem


class Command(BaseCommand):
    help = "Import guides with chapters as drafts. Repeating a file changes nothing; an editor's work is never overwritten."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument(
            "--publish-as-example", action="store_true", help="publish, signed by a reviewer marked as example"
        )

    def handle(self, *, file, dry_run, publish_as_example, **options):
        if not file.is_file():
            raise CommandError(f"{file}: no such file")
        self.outcomes, self.problems = Counter(), 0
        if dry_run:
            with transaction.atomic():
                self.read(file, publish_as_example)
                transaction.set_rollback(True)
            Site.clear_site_root_paths_cache()  # it may name a home page that is gone again
        else:
            self.read(file, publish_as_example)
        self.summarize(dry_run)

    def read(self, file, publish_as_example):
        home = ensure_home()
        ensure_indexes(home)
        if publish_as_example:
            ensure_example_reviewers()
        importer = GuideImporter(home, publish_as_example=publish_as_example)
        with ProgressBar(self.stdout, "import") as bar:
            total = file.stat().st_size
            for number, document, position in json_lines(file):
                self.take(importer, number, document)
                bar.show(position, total)

    def take(self, importer, number, document):
        try:
            if isinstance(document, ImportProblem):
                raise document
            outcome = importer.take(document)
        except ImportProblem as problem:
            self.problems += 1
            self.stderr.write(f"line {number}: {problem}")
            return
        self.outcomes[outcome] += 1
        if outcome is Outcome.EDITED:
            self.stdout.write(f"line {number}: “{document['title']}” {outcome}")
        for missing in sorted(importer.links.missing):
            self.stdout.write(f"line {number}: not found yet, import again to link it: {missing}")

    def summarize(self, dry_run):
        counts = ", ".join(f"{self.outcomes[outcome]} {outcome}" for outcome in Outcome if self.outcomes[outcome])
        self.stdout.write(f"{'Dry run, nothing kept: ' if dry_run else ''}{counts or 'nothing to do'}")
        if self.problems:
            others = "could be" if dry_run else "were"
            raise CommandError(f"{self.problems} line(s) could not be imported; the others {others}.")
