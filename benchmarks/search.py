"""Quality and speed of the search, with floors.

    python benchmarks/search.py [--home DIR] [--terms FILE.tsv] [--runs 3]

Quality needs a table of terms with the columns `term`, `gold` and `goldtype` (codes apart by `|`),
as ../shared/bench/term_search_dev.tsv; it is left out where there is none. exact: the first answer
is a gold code; under: it is one or lies below one; cat3: of its category; macro: the mean over gold
codes; billable: rows whose gold can be billed. Nonsense: seeded strings that mean nothing, and the
share that finds nothing. Speed is processor time in process, each query once: lexical where words
alone answered, meaning where they did not. Last, one JSON object. Exit status 1 where a floor is
missed (times: by more than half, so that noise alone does not fail a build).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core is measured; threads that wait would count

import numpy as np

from superbill.search.index import Index, open_index
from superbill.search.search import search
from superbill.tools.context import Context
from superbill.tools.search import complete_words

ON = date(2026, 5, 15)

# Shares may not fall below, with the embedded code book and with the alphabetic index too.
FLOORS = {
    "exact@1": 0.61,
    "under@1": 0.76,
    "cat3@10": 0.92,
    "macro exact@1": 0.68,
    "billable exact@1": 0.73,
    "nonsense empty": 0.99,
}
CEILINGS = {
    "lexical p95 (ms)": 5.0,
    "with meaning p95 (ms)": 35.0,
    "completion p95 (ms)": 5.0,
    "index built (s)": 30.0,
    "resident (MB)": 350.0,
}


class Row(NamedTuple):
    term: str
    gold: tuple[str, ...]
    billable: bool


def read_terms(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Row(r["term"], tuple(r["gold"].split("|")), r.get("goldtype") == "leaf") for r in lines
        ]


def quality(rows: list[Row], answers: list[list[str]]) -> dict[str, float]:
    told = list(zip(rows, answers, strict=True))
    exact = [bool(set(a[:1]) & set(r.gold)) for r, a in told]
    by_gold: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for (row, _), hit in zip(told, exact, strict=True):
        by_gold[row.gold].append(hit)
    return {
        "exact@1": float(np.mean(exact)),
        "exact@10": float(np.mean([bool(set(a[:10]) & set(r.gold)) for r, a in told])),
        "under@1": float(np.mean([any(c.startswith(r.gold) for c in a[:1]) for r, a in told])),
        "under@10": float(np.mean([any(c.startswith(r.gold) for c in a[:10]) for r, a in told])),
        "cat3@10": float(
            np.mean([bool({c[:3] for c in a[:10]} & {g[:3] for g in r.gold}) for r, a in told])
        ),
        "macro exact@1": float(np.mean([np.mean(hits) for hits in by_gold.values()])),
        "billable exact@1": float(
            np.mean([hit for (row, _), hit in zip(told, exact, strict=True) if row.billable])
        ),
    }


def nonsense(count: int) -> list[str]:
    """Strings that mean nothing: consonants in a row, syllables at random, letters and digits."""
    rng = random.Random(20261125)
    vowels, consonants = "aeiou", "bcdfghjklmnpqrstvwxyz"

    def word(kind: int) -> str:
        if kind == 0:
            return "".join(rng.choices(consonants, k=rng.randint(4, 9)))
        if kind == 1:
            pairs = (rng.choice(consonants) + rng.choice(vowels) for _ in range(rng.randint(2, 4)))
            return "".join(pairs)
        return "".join(rng.choices("0123456789abcxyz", k=rng.randint(6, 12)))

    return [" ".join(word(n % 3) for _ in range(rng.randint(1, 3))) for n in range(count)]


def asked(context: Context, queries: list[str]) -> tuple[list[list[str]], list[float], list[bool]]:
    """Codes, milliseconds of one core, and whether words alone answered: the first hit says just
    the query."""
    codes: list[list[str]] = []
    times: list[float] = []
    lexical: list[bool] = []
    for query in queries:
        start = time.process_time()
        found = search(context.index, context.book, query, on=ON, systems=("icd10cm",))
        times.append((time.process_time() - start) * 1e3)
        codes.append([hit.code for hit in found.hits])
        lexical.append(bool(found.hits) and found.hits[0].why.text.lower() == query.lower())
    return codes, times, lexical


def built(context: Context) -> float:
    """Seconds to write the whole index anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("releases", "catalogues", "CURRENT"):
            (home / name).symlink_to(context.home / name)
        start = time.perf_counter()
        open_index(home, context.catalogue, notice=lambda _: None)
        return time.perf_counter() - start


def completions(context: Context, rows: list[str]) -> list[float]:
    """Milliseconds of each keystroke of a sample of terms."""
    times: list[float] = []
    for term in random.Random(1).sample(rows, min(60, len(rows))):
        for end in range(1, min(len(term), 24) + 1):
            start = time.process_time()
            complete_words(context, term[:end], on=ON, system="icd10cm")
            times.append((time.process_time() - start) * 1e3)
    return times


def measured(context: Context, rows: list[Row]) -> dict[str, float]:
    index: Index = context.index
    plain = [row.term for row in rows] or list(_TERMS)
    asked(context, plain[:50])  # pages of the index come in
    codes, times, lexical = asked(context, plain)
    figures = quality(rows, codes) if rows else {}
    empty = [not found for found in asked(context, nonsense(1000))[0]]
    figures["nonsense empty"] = float(np.mean(empty))
    by_words = [t for t, alone in zip(times, lexical, strict=True) if alone] or times
    by_meaning = [t for t, alone in zip(times, lexical, strict=True) if not alone] or times
    figures["lexical p95 (ms)"] = float(np.percentile(by_words, 95))
    figures["with meaning p95 (ms)"] = float(np.percentile(by_meaning, 95))
    figures["median (ms)"] = float(np.median(times))
    figures["completion p95 (ms)"] = float(np.percentile(completions(context, plain), 95))
    figures["resident (MB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["index built (s)"] = built(context)  # last: it takes room that a search doesn't
    figures["terms"] = float(sum(len(p.code) for s in index.systems if (p := index.part(s))))
    return figures


_TERMS = (
    *("heart attack", "type 2 diabetes", "broken hip", "bladder cancer", "kidney stones"),
    *("water on the lung", "hypertenshun", "MS", "fourth nerve palsy", "tennis elbow"),
)


def missed(figures: dict[str, float]) -> list[str]:
    low = [n for n, floor in FLOORS.items() if figures.get(n, 1.0) < floor]
    return low + [n for n, most in CEILINGS.items() if figures[n] > 1.5 * most]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--terms", type=Path)
    given = parser.parse_args()
    rows = read_terms(given.terms) if given.terms and given.terms.is_file() else []
    # The index is written by another process: its making would count as a search's memory.
    making = "import sys; from superbill.cli.main import main; main(['search', 'x', *sys.argv[1:]])"
    home = ["--home", str(given.home)] if given.home else []
    subprocess.run([sys.executable, "-c", making, *home], stdout=subprocess.DEVNULL, check=True)
    with Context(given.home, notice=lambda text: print(text, file=sys.stderr)) as context:
        figures = measured(context, rows)
    bounds: dict[str, Any] = {**FLOORS, **CEILINGS}
    for name, value in figures.items():
        print(f"{name:<24} {value:10.3f}  {f'({bounds[name]})' if name in bounds else ''}")
    print(json.dumps({"bench": "search", **{n: round(v, 4) for n, v in figures.items()}}))
    wrong = missed(figures)
    if wrong:
        print(f"missed: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
