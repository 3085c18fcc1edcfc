"""How fast requests are sent, listed, opened and claimed, with a thousand, ten thousand and a hundred thousand of them.

    python -m tests.bench.appointments [--quick]

Ends with an error when the list is too slow or a number of queries grows with the requests.
"""

import argparse
import json
import os
import sys
import time
from statistics import median, quantiles

from tests.bench import world

SIZES = (1_000, 10_000, 100_000)
CLIENTS, SENDINGS, CLAIMS, LOOKS = 8, 240, 30, 15
LONGEST_LIST = 150  # milliseconds
QUEUE = "/admin/appointments/"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="a thousand and ten thousand requests only")
    sizes = SIZES[:2] if parser.parse_args().quick else SIZES
    print("seeded site …", file=sys.stderr, flush=True)
    with world.seeded_site() as environment:
        with world.server("portal.wsgi", environment) as port:
            sending = ask(environment | {"PORT": str(port)}, "sending")
        rows = []
        for size in sizes:
            print(f"{size:,} requests …", file=sys.stderr, flush=True)
            ask(environment, "growing", str(size))
            with world.server("portal.wsgi", environment) as port:
                looking = ask(environment | {"PORT": str(port)}, "looking")
            rows.append((size, looking | ask(environment, "counting") | ask(environment, "claiming")))
    return tell(sending, rows)


def ask(environment, part, *arguments) -> dict:
    return json.loads(world.python(environment, "-m", "tests.bench.appointments_parts", part, *arguments))


def tell(sending, rows) -> int:
    print(f"\nsending a request, {CLIENTS} clients: {sending['rate']:.0f} a second, ", end="")
    print(f"p50 {sending['p50']:.0f} ms, p95 {sending['p95']:.0f} ms, answers besides: {sending['odd'] or 'none'}\n")
    columns = ("list ms", "detail ms", "claim p50 ms", "claim p95 ms", "list queries", "detail queries")
    names = ("list", "detail", "claim_p50", "claim_p95", "list_queries", "detail_queries")
    print(f"{'requests':>10}" + "".join(f"{column:>16}" for column in columns))
    for size, figures in rows:
        print(f"{size:>10,}" + "".join(f"{figures[name]:>16.1f}" for name in names[:4]), end="")
        print("".join(f"{figures[name]:>16}" for name in names[4:]))
    slowest = max(figures["list"] for _size, figures in rows)
    same = {(figures["list_queries"], figures["detail_queries"]) for _size, figures in rows}
    targets = [
        (f"list in less than {LONGEST_LIST} ms: {slowest:.0f}", slowest < LONGEST_LIST),
        ("as many queries among many requests as among few", len(same) == 1),
        ("each sending was answered at once", not sending["odd"]),
    ]
    print("\ntargets")
    for text, is_reached in targets:
        print(f"  {'reached' if is_reached else 'MISSED ':<9}{text}")
    return 0 if all(is_reached for _text, is_reached in targets) else 1


def milliseconds(seconds: list[float]) -> dict:
    percentiles = quantiles([1000 * value for value in seconds], n=100)
    return {"p50": percentiles[49], "p95": percentiles[94]}


def timed(action) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def port_of_server() -> int:
    return int(os.environ["PORT"])


def middle(seconds: list[float]) -> float:
    return 1000 * median(seconds)


if __name__ == "__main__":
    sys.exit(main())
