"""`make bench`: how fast the portal is under its production server, beside a bare Django view on the same machine.

    python -m tests.bench [--quick]

Each page is measured between two rounds of the bare view, round after round; ratios are medians over the rounds, so what
else the machine does at the time counts for both. Ends with an error when a number of queries grows with the site.
"""

import argparse
import sys
import time
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
LEAST_CACHED, LEAST_UNCACHED = 0.8, 1 / 60


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
        measured, counted = [], []
        for size in plan.sizes:
            say(f"{size:,} guides …")
            world.grow(environment, size)
            counted.append(world.query_counts(environment))
            with world.server("portal.wsgi", environment) as portal:
                measured.append(compare(bare, portal, plan))
    print_rates(plan, measured, limit)
    print_queries(plan, counted)
    good = print_targets(measured, counted)
    print(f"\n{time.monotonic() - started:.0f} s")
    return 0 if good else 1


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- measuring --------------------------------------------------------------------------------------------------------


def compare(bare: int, portal: int, plan: Plan) -> dict[world.Series | None, Row]:
    """Rows of all series; None is the bare view."""
    for series in world.SERIES:
        measure(portal, series.path, 0.2)  # both workers import, compile templates and keep the page
    rates: dict = {series: [] for series in (None, *world.SERIES)}
    latencies: dict = {series: [] for series in rates}
    ratios: dict = {series: [] for series in rates}
    before = measure(bare, "/", plan.seconds)
    for _round in range(plan.rounds):
        for series in world.SERIES:
            result, after = measure(portal, series.path, plan.seconds), measure(bare, "/", plan.seconds)
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
    for series in measured[0]:
        name = f"{series.name}, {series.kind}" if series else "bare view"
        rows = [size[series] for size in measured]
        cells = "   ".join(f"{r.rate:8,.0f}{r.p50:9.1f}{r.p99:9.1f}{ratio_text(r.ratio):>9}" for r in rows)
        print(f"{name:<20}{cells}   {rows[1].rate / rows[0].rate:7.2f}×")


def ratio_text(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"


def print_queries(plan: Plan, counted) -> None:
    small, large = (f"{size:,} guides" for size in plan.sizes)
    print(f"\n{'queries, page cache empty':<27}{small:>13}{large:>15}   (in brackets: the first page after an edit)")
    for name in counted[0]:
        cells = [f"{warm} ({first})" for warm, first in (counts[name] for counts in counted)]
        print(f"{name:<27}{cells[0]:>13}{cells[1]:>15}")


def print_targets(measured, counted) -> bool:
    """Say which targets are reached; True when no number of queries grows."""
    cached = min(size[series].ratio for size in measured for series in world.SERIES if series.kind == "cached")
    uncached = min(
        size[series].ratio for size in measured for series in world.SERIES if series[:2] == ("condition", "uncached")
    )
    constant = counted[0] == counted[1]
    print("\ntargets")
    for text, value, reached in (
        ("every cached page at least 0.8 × bare", f"{cached:.2f}", cached >= LEAST_CACHED),
        ("uncached condition page at least 1/60 of bare", ratio_text(uncached), uncached >= LEAST_UNCACHED),
        ("as many queries on a large site as on a small one", "same" if constant else "more", constant),
    ):
        print(f"  {'reached' if reached else 'MISSED ':<9}{text}: {value}")
    return constant


if __name__ == "__main__":
    sys.exit(main())
