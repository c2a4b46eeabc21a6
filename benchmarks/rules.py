"""Speed of the rules, in process, over the tables of a data home.

    python benchmarks/rules.py [--home DIR] [--count 10000]

Prints a table of medians and, last, one JSON object. What needs a table that isn't loaded is left
out, and said. Exit status 1 where a floor is missed by more than half, so that noise alone does
not fail a build. To add a figure: a function of the context and the count, named in MEASURES.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from superbill.codesets.book import CodeBook
from superbill.errors import NotLoaded
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.ncci import ptp
from superbill.rules.ncci.ptp_edit import ptp_edit
from superbill.tools.context import Context

ON = date(2024, 7, 15)

# what, unit -> highest allowed (issue 5)
FLOORS = {
    "PTP pair with an edit (µs)": 20.0,
    "PTP pair without one (µs)": 20.0,
}


def microseconds(ask: Callable[[Any], object], asked: list[Any]) -> float:
    """Median over five passes of the mean time of one question."""
    passes: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for one in asked:
            ask(one)
        passes.append((time.perf_counter() - start) / len(asked) * 1e6)
    return statistics.median(passes)


def ptp_pairs(context: Context, count: int) -> dict[str, float]:
    """One pair on a day, the table found anew each time, in a book that has read nothing else."""
    book = CodeBook(context.home, context.catalogue)
    rows = book.table("ncci.ptp.practitioner", "ptp", on=ON).rows
    rng = random.Random(20240715)
    some = [rows.row(place) for place in rng.choices(range(len(rows)), k=count)]
    there = [(row["column1"], row["column2"]) for row in some]
    turned = [(two, one) for one, two in there]

    def ask(pair: tuple[str, str]) -> object:
        return ptp_edit(book.table("ncci.ptp.practitioner", "ptp", on=ON).rows, *pair, on=ON)

    lines = tuple(Line(code, "cpt") for code in dict.fromkeys(one for one, _ in there[:200]))[:10]
    scene = Scene(ClaimLines(lines), book, (), ON, "practitioner", "medicare")
    return {
        "PTP pair with an edit (µs)": microseconds(ask, there),
        "PTP pair without one (µs)": microseconds(ask, turned),
        "PTP rule, a claim of ten codes (µs)": microseconds(ptp.check, [scene] * 50),
    }


MEASURES: tuple[Callable[[Context, int], dict[str, float]], ...] = (ptp_pairs,)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    given = parser.parse_args()
    figures: dict[str, float] = {}
    with Context(given.home) as context:
        for measure in MEASURES:
            try:
                figures |= measure(context, given.count)
            except NotLoaded as missing:
                print(f"{measure.__name__}: left out. {missing}", file=sys.stderr)
    for name, value in figures.items():
        floor = FLOORS.get(name)
        print(f"{name:<40}{value:>10.2f}{f'   at most {floor:g}' if floor else ''}")
    print(json.dumps({"bench": "rules", **{k: round(v, 3) for k, v in figures.items()}}))
    return int(any(figures.get(name, 0.0) > 1.5 * floor for name, floor in FLOORS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
