"""Write guides as JSON lines, in the format that `import_conditions` reads."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from conditions.exporting import guide_document
from conditions.models import ConditionPage


class Command(BaseCommand):
    help = "Write guides with chapters, and what they name, as one JSON document a line. Signatures are never exported."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", help="guides to write; all when none is named")
        parser.add_argument("--file", type=Path, help="where to write; standard output otherwise")
        parser.add_argument("--drafts", action="store_true", help="newest texts, and guides that were never published")

    def handle(self, *, slugs, file, drafts, **options):
        guides = ConditionPage.objects.order_by("path")
        guides = guides if drafts else guides.live()
        if slugs:
            guides = guides.filter(slug__in=slugs)
            if missing := set(slugs) - set(guides.values_list("slug", flat=True)):
                raise CommandError(f"no such guide: {', '.join(sorted(missing))}")
        target = file.open("w", encoding="utf-8") if file else sys.stdout
        try:
            for guide in guides.iterator(chunk_size=20):
                target.write(json.dumps(guide_document(guide, drafts=drafts), ensure_ascii=False) + "\n")
        finally:
            if file:
                target.close()
        if file:
            self.stdout.write(f"{guides.count()} guide(s) in {file}")
