"""`make bench`: how fast the portal is under its production server, beside a bare Django view on the same machine.

    python -m tests.bench [--quick]

Each page is measured between two rounds of the bare view, round after round; ratios are medians over the rounds, so what
else the machine does at the time counts for both. Ends with an error when a ratio is too low or a number of queries grows
with the site.
"""

import argparse
import sys
import time
from itertools import repeat
from statistics import mean, median, quantiles
from typing import NamedTuple

from tests.bench import world
from tests.bench.load import CONNECTIONS, measure, own_limit


class Plan(NamedTuple):
    sizes: tuple[int, int]
    rounds: int
    seconds: float  # of one measurement


FULL = Plan((20, 5000), 5, 1.2)
QUICK = Plan((20, 5000), 2, 0.5)
MANY = 2000  # guides, enough to look at each only once
LEAST_CACHED, LEAST_UNCACHED = 0.8, 1 / 60
LIGHTHOUSE = """Lighthouse, beside `make run` (its default is a phone on a slow network):
  npx lighthouse http://127.0.0.1:8000/cancer-types/liver-metastases/ --view --chrome-flags="--headless=new\""""


class Row(NamedTuple):
    rate: float
    p50: float  # milliseconds
    p99: float
    ratio: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="fewer and shorter rounds: a first impression in two minutes"
    )
    plan = QUICK if parser.parse_args().quick else FULL
    started = time.monotonic()
    say("load generator alone …")
    limit = own_limit(plan.seconds)
    say("seeded site …")
    with world.seeded_site() as environment, world.server("tests.bench.bare:application", environment) as bare:
        measured, asked = [], []
        for size in plan.sizes:
            say(f"{size:,} guides …")
            guides = world.grow(environment, size)
            asked.append(world.queries(environment))
            with world.server("portal.wsgi", environment) as portal:
                measured.append(compare(bare, portal, guides, plan))
    print_rates(plan, measured, limit)
    print_queries(plan, asked)
    good = print_targets(measured, asked)
    print(f"\n{LIGHTHOUSE}\n\n{time.monotonic() - started:.0f} s")
    return 0 if good else 1


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- measuring --------------------------------------------------------------------------------------------------------


def compare(bare: int, portal: int, guides: list[str], plan: Plan) -> dict[world.Series | None, Row]:
    """Rows of all series; None is the bare view."""
    paths = {series: repeat(series.path) for series in world.SERIES}
    if len(guides) >= MANY:
        paths[world.FIRST_VIEW] = iter(guides)
    for series in world.SERIES:
        measure(portal, paths[series], 0.2)  # both workers import, compile templates and keep the page
    rates: dict = {series: [] for series in (None, *paths)}
    latencies: dict = {series: [] for series in rates}
    ratios: dict = {series: [] for series in rates}
    before = measure(bare, repeat("/"), plan.seconds)
    for _round in range(plan.rounds):
        for series in paths:
            result = measure(portal, paths[series], plan.seconds)
            after = measure(bare, repeat("/"), plan.seconds)
            for key, value in ((series, result), (None, after)):
                rates[key].append(value.rate)
                latencies[key] += value.latencies
            ratios[series].append(result.rate / mean([before.rate, after.rate]))
            ratios[None].append(after.rate / before.rate)
            before = after
    return {series: row(rates[series], latencies[series], ratios[series]) for series in rates}


def row(rates, latencies, ratios) -> Row:
    percentiles = quantiles(latencies, n=100)
    return Row(median(rates), 1000 * percentiles[49], 1000 * percentiles[98], median(ratios))


# --- printing ---------------------------------------------------------------------------------------------------------


def print_rates(plan: Plan, measured, limit: float) -> None:
    print(
        f"\ngunicorn as in portal/gunicorn.py, {CONNECTIONS} connections, medians of {plan.rounds} rounds of "
        f"{plan.seconds} s, alternating with the bare view.\nThe load generator alone reaches {limit:,.0f} answers a second.\n"
    )
    small, large = (f"{size:,} guides" for size in plan.sizes)
    columns = f"{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'× bare':>9}"
    print(f"{'':<20}{small:^35}   {large:^35}   {'change':>8}")
    print(f"{'':<20}{columns}   {columns}   {'of rate':>8}")
    for series in measured[1]:
        name = f"{series.name}, {series.kind}" if series else "bare view"
        rows = [size.get(series) for size in measured]
        change = f"{rows[1].rate / rows[0].rate:7.2f}×" if rows[0] else ""
        print(f"{name:<20}{'   '.join(map(cells, rows))}   {change}")


def cells(row: Row | None) -> str:
    return f"{row.rate:8,.0f}{row.p50:9.1f}{row.p99:9.1f}{ratio_text(row.ratio):>9}" if row else " " * 35


def ratio_text(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"


def print_queries(plan: Plan, asked) -> None:
    small, large = (f"{size:,} guides" for size in plan.sizes)
    print(f"\n{'queries, page cache empty':<27}{small:>13}{large:>15}   (in brackets: the first page after an edit)")
    for name in asked[0]["counts"]:
        numbers = [f"{warm} ({first})" for warm, first in (queries["counts"][name] for queries in asked)]
        print(f"{name:<27}{numbers[0]:>13}{numbers[1]:>15}")
    for size, queries in zip((small, large), asked, strict=True):
        search = queries["search"]
        print(
            f"search among {size}: {search['matches']:,} of {search['pages']:,} pages match, "
            f"{search['milliseconds']:.0f} ms in the database"
        )


def print_targets(measured, asked) -> bool:
    """Say which targets are reached; True when all are."""
    cached = min(size[series].ratio for size in measured for series in world.SERIES if series.kind == "cached")
    uncached = min(
        size[series].ratio for size in measured for series in world.SERIES if series[:2] == ("condition", "uncached")
    )
    constant = asked[0]["counts"] == asked[1]["counts"]
    targets = (
        ("every cached page at least 0.8 × bare", f"{cached:.2f}", cached >= LEAST_CACHED),
        ("uncached condition page at least 1/60 of bare", ratio_text(uncached), uncached >= LEAST_UNCACHED),
        ("as many queries on a large site as on a small one", "same" if constant else "more", constant),
    )
    print("\ntargets")
    for text, value, reached in targets:
        print(f"  {'reached' if reached else 'MISSED ':<9}{text}: {value}")
    return all(reached for _text, _value, reached in targets)


if __name__ == "__main__":
    sys.exit(main())
