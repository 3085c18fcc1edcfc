"""How well the search finds: `make search-quality CORPUS=folder`.

The folder holds documents and graded queries (cancer.jsonl, search-dev.jsonl). They go into a database of their own, the
site's own search answers the queries, and nothing of them is kept afterwards.
"""

import json
import os
import sys
from pathlib import Path

import django

BASELINES = {  # nDCG@10 that the makers of the queries measured
    "PostgreSQL, every word": (0.93, 0.98, 0.47, 0.00, 0.00, 0.94, 0.99, 0.03, 0.86, 0.72, 0.593),
    "bm25s": (0.96, 0.94, 0.64, 0.72, 0.43, 0.96, 0.98, 0.88, 0.91, 0.93, 0.837),
    "FTS5 with spelling": (0.95, 0.95, 0.61, 0.94, 0.92, 0.96, 0.97, 0.92, 0.96, 0.92, 0.910),
    "FTS5, best without a model": (1.00, 1.00, 0.66, 0.98, 0.95, 0.98, 0.99, 0.96, 0.98, 0.97, 0.946),
    "language model": (1.00, 0.99, 0.83, 0.96, 0.87, 1.00, 1.00, 0.98, 0.98, 0.98, 0.958),
}
KINDS = ("title", "synonym", "lay", "typo", "misspell", "order", "partial", "prefix", "question", "question_var")


def main() -> int:
    folder = Path(os.environ.get("CORPUS", ""))
    documents, queries = folder / "cancer.jsonl", folder / "search-dev.jsonl"
    if not (os.environ.get("CORPUS") and documents.is_file() and queries.is_file()):
        print("No queries to measure with. Name the folder of cancer.jsonl and search-dev.jsonl: CORPUS=folder")
        return 1
    run = answered(documents, queries)
    django.setup()  # the names of chapters are the site's
    from tests.search_quality.score import evaluated

    report(evaluated(lines(queries), run, lines(documents)), run)
    return 0


def answered(documents: Path, queries: Path) -> list[dict]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.testing"
    import portal.settings.testing  # noqa: F401  starts the database, which tests use too
    from tests.live_portal import LivePortal, scratch_database

    with scratch_database("search_quality") as environment:
        site = LivePortal("", environment["DATABASE_URL"], environment, {})
        print("Importing documents; this takes some minutes.", flush=True)
        site.manage("import_conditions", str(documents.resolve()), "--publish-as-example")
        site.manage("update_index", "--verbosity", "0")
        written = Path(environment["STATE_DIR"]) / "run.jsonl"
        site.manage("search_run", str(queries.resolve()), str(written))
        return lines(written)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report(kinds: dict[str, dict[str, float]], run: list[dict]) -> None:
    measures = ["nDCG@10", "success@1", "MRR@10", "recall@10", "chapter@1"]
    print(f"{'kind':16}{'n':>5}" + "".join(f"{measure:>11}" for measure in measures))
    mean = {m: [row[m] for row in kinds.values() if m in row] for m in measures}
    rows = kinds | {"mean of kinds": {"n": len(run)} | {m: sum(v) / len(v) for m, v in mean.items() if v}}
    for kind, row in rows.items():
        cells = "".join(f"{row[m]:11.3f}" if m in row else f"{'–':>11}" for m in measures)
        print(f"{kind:16}{row['n']:5}{cells}")
    print("\nnDCG@10" + " " * 21 + "".join(f"{kind[:7]:>8}" for kind in [*KINDS, "mean"]))
    ours = [*(kinds[kind]["nDCG@10"] for kind in KINDS if kind in kinds), rows["mean of kinds"]["nDCG@10"]]
    for name, values in (BASELINES | {"this site": ours}).items():
        print(f"{name:28}" + "".join(f"{value:8.3f}" for value in values))
    times = sorted(answer["milliseconds"] for answer in run)
    print(f"\nmilliseconds: p50 {times[len(times) // 2]:.0f}, p95 {times[len(times) * 95 // 100]:.0f}")


if __name__ == "__main__":
    sys.exit(main())
