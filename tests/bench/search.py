"""How fast the search answers, and its suggestions, among a hundred, a thousand and five thousand guides.

    python -m tests.bench.search [--quick]

One reader at a time says how long a person waits; eight at once say how many the server bears. No text is asked twice in
a row, and what was never asked before stands among what everybody asks. Ends with an error when suggestions are too slow.
"""

import argparse
import sys
from itertools import cycle
from statistics import quantiles
from urllib.parse import quote

from tests.bench import world
from tests.bench.grow import word
from tests.bench.load import CONNECTIONS, measure

SIZES = (100, 1000, 5000)
SLOWEST_SUGGESTION = 50  # milliseconds, for 95 of 100, with a single reader
ASKED = (
    "liver metastases", "liver mets", "kemotherapy", "bowl cancer", "is it in my blood", "signs of lung cancer",
    "how is stomach cancer treated", "survival", "hepatic", "cancer that came back", "can i work during treatment",
)  # fmt: skip
TYPED = ("liv", "live", "liver", "liver m", "kem", "kemo", "bow", "hepatic me", "met", "cancer", "stomac", "can")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="shorter rounds")
    seconds = 2 if parser.parse_args().quick else 6
    rows = []
    with world.seeded_site() as environment:
        for size in SIZES:
            print(f"{size:,} guides …", file=sys.stderr, flush=True)
            world.grow(environment, size)
            with world.server("portal.wsgi", environment) as port:
                rows += [(size, name, *series(port, address, texts, seconds)) for name, address, texts in SERIES]
    return tell(rows)


def with_names(texts):
    """The texts, and between them names of guides that were copied, each another one."""
    return [text for number, text in enumerate(texts * 20) for text in (text, f"{word(number)[:5]} liver")]


SERIES = (
    ("search", "/search/?q=", with_names(ASKED)),
    ("suggestions", "/search/suggestions/?q=", with_names(TYPED)),
)


def series(port: int, address: str, texts: list[str], seconds: float) -> tuple[float, float, float, float, float]:
    """p50 and p95 in milliseconds for one reader; answers per second, p50 and p95 for eight."""
    paths = cycle([address + quote(text) for text in texts])
    measure(port, paths, 1)  # each process reads the names once
    alone, together = measure(port, paths, seconds, 1), measure(port, paths, seconds)
    return *middle_and_end(alone.latencies), together.rate, *middle_and_end(together.latencies)


def middle_and_end(latencies) -> tuple[float, float]:
    percentiles = quantiles(latencies, n=100)
    return 1000 * percentiles[49], 1000 * percentiles[94]


def tell(rows) -> int:
    print(f"\n{'':>24}{'one reader':^20}{f'{CONNECTIONS} at once':^30}")
    print(f"{'guides':>8} {'':<15}{'p50 ms':>10}{'p95 ms':>10}{'per s':>10}{'p50 ms':>10}{'p95 ms':>10}")
    for size, name, *figures in rows:
        print(f"{size:>8,} {name:<15}" + "".join(f"{figure:>10.1f}" for figure in figures))
    slowest = max(row[3] for row in rows if row[1] == "suggestions")
    reached = slowest <= SLOWEST_SUGGESTION
    print(
        f"\n  {'reached' if reached else 'MISSED'}  suggestions in {SLOWEST_SUGGESTION} ms for 95 of 100: {slowest:.0f}"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
