"""Answer a file of queries with the site's own search, for measuring it."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale

from portal.models import ImportRecord
from portal.search.finding import find
from portal.search_text import clean


class Command(BaseCommand):
    help = "Write for each query of a JSON lines file the source ids that the search finds, best first."

    def add_arguments(self, parser):
        parser.add_argument("queries", type=Path, help='one {"qid", "query"} a line')
        parser.add_argument("run", type=Path)
        parser.add_argument("--most", type=int, default=100, help="results for each query")

    def handle(self, *, queries, run, most, **options):
        if not queries.is_file():
            raise CommandError(f"{queries}: no such file")
        sources = dict(ImportRecord.objects.values_list("page_id", "source_id"))
        locale = Locale.get_default()
        with queries.open(encoding="utf-8") as lines, run.open("w", encoding="utf-8") as written:
            for line in filter(str.strip, lines):
                row = json.loads(line)
                written.write(json.dumps(self.answered(row, locale, sources, most), ensure_ascii=False) + "\n")

    def answered(self, row, locale, sources, most) -> dict:
        start = time.perf_counter()
        found = find(clean(row["query"]), locale)
        milliseconds = 1000 * (time.perf_counter() - start)
        hits = [(sources[group.page], group.about) for group in found.groups if group.page in sources][:most]
        return {
            **{key: row[key] for key in ("qid", "query") if key in row},
            "docs": [source for source, _about in hits],
            "chapters": [about for _source, about in hits],
            "corrected": found.reading.corrected,
            "milliseconds": round(milliseconds, 1),
        }
