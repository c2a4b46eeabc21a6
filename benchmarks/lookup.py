"""Speed of the code book: in process, and as whole processes with a warm and a cold page cache.

    python benchmarks/lookup.py [--home DIR] [--codes 10000] [--runs 15]

Prints a table of medians and, last, one JSON object. The floors are those of docs/scorecard.md;
exit status 1 where one is missed by more than half, so that noise alone does not fail a build.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.tools.context import Context

ON = date(2026, 5, 15)

# what, unit -> highest allowed (issue: status and title, whole concept, repeated, process)
FLOORS = {
    "status and title, caches off (µs)": 20.0,
    "whole concept, caches off (µs)": 300.0,
    "status again (µs)": 1.0,
    "concept again (µs)": 1.0,
    "process, warm (ms)": 150.0,
    "process, peak (MB)": 80.0,
}


def sample(context: Context, count: int) -> list[str]:
    """Random valid ICD-10-CM codes, the same on every run."""
    db = context.book.view("icd10cm", ON).titles[0].db
    codes = [
        row[0]
        for row in db.execute(
            "SELECT code FROM concept WHERE system = 'icd10cm' AND billable = 1 ORDER BY code"
        )
    ]
    return random.Random(20260515).choices(codes, k=count)


def microseconds(ask: Callable[[str], object], codes: list[str]) -> float:
    """Median over five passes of the mean time of one question."""
    passes: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for code in codes:
            ask(code)
        passes.append((time.perf_counter() - start) / len(codes) * 1e6)
    return statistics.median(passes)


def in_process(home: Path, count: int) -> dict[str, float]:
    with Context(home) as context:
        codes = sample(context, count)
        plain = CodeBook(context.home, context.catalogue, caching=False)
        kept = CodeBook(context.home, context.catalogue)
        one = codes[0]
        return {
            "status and title, caches off (µs)": microseconds(
                lambda c: plain.status(c, "icd10cm", on=ON), codes
            ),
            "whole concept, caches off (µs)": microseconds(
                lambda c: plain.concept(c, "icd10cm", on=ON), codes
            ),
            "status again (µs)": microseconds(lambda _: kept.status(one, "icd10cm", on=ON), codes),
            "concept again (µs)": microseconds(
                lambda _: kept.concept(one, "icd10cm", on=ON), codes
            ),
        }


def process(home: Path, runs: int, *, drop: bool) -> tuple[float, float]:
    """Median wall time in ms and peak memory in MB of `superbill lookup E11.9 --json`."""
    command = [str(Path(sys.executable).parent / "superbill"), "lookup", "E11.9",
               "--on", ON.isoformat(), "--json", "--home", str(home)]  # fmt: skip
    walls: list[float] = []
    for _ in range(runs):
        if drop:
            os.sync()
            Path("/proc/sys/vm/drop_caches").write_text("3\n")
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        walls.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return statistics.median(walls), peak


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--codes", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    with Context(given.home) as context:
        home = context.home
    figures: dict[str, float] = {}
    # Processes first: the peak of children must not be that of an in-process measurement.
    figures["process, warm (ms)"], figures["process, peak (MB)"] = process(
        home, given.runs, drop=False
    )
    if os.access("/proc/sys/vm/drop_caches", os.W_OK):
        figures["process, page cache dropped (ms)"], _ = process(home, 3, drop=True)
    figures.update(in_process(home, given.codes))
    for name, value in figures.items():
        floor = FLOORS.get(name)
        print(f"{name:<40}{value:>10.2f}{f'   at most {floor:g}' if floor else ''}")
    print(json.dumps({"bench": "lookup", **{k: round(v, 3) for k, v in figures.items()}}))
    return int(any(figures[name] > 1.5 * floor for name, floor in FLOORS.items()))


if __name__ == "__main__":
    sys.exit(main())
