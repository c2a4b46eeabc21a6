"""Fits the ranking of the search on the development half of a term benchmark.

    python benchmarks/fit_search.py --terms ../shared/bench/term_search_dev.tsv [--write]

Terms: a table with the columns `term` and `gold` (codes, apart by `|`). A candidate is right in
full where it is a gold code and a quarter right where it lies below one. The weights are those of a
linear listwise model (softmax over a query's candidates), with a small penalty on their size.
Printed first: five-fold figures, folds apart by category of the gold, which are the honest ones.
`--write` puts the weights of all rows into `search/ranking.yaml`.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from superbill.search.asking import ask
from superbill.search.candidates import comparable
from superbill.search.features import FEATURES
from superbill.search.ranking import RANKING, SAME_WORDS, WORD_FOR_WORD
from superbill.tools.context import Context

FOLDS = 5
PENALTY = 1e-3
STEPS = 300
BELOW = 0.25


class Row(NamedTuple):
    """One query: its gold, its candidates, and their features."""

    gold: tuple[str, ...]
    codes: list[str]
    table: Any


def read_rows(terms: Path, context: Context) -> list[Row]:
    index = context.index
    rows: list[Row] = []
    with terms.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            asked = ask(line["term"], index.vocabulary, index.speller)
            codes, table, _ = comparable(index, "icd10cm", asked)
            gold = tuple(line["gold"].split("|"))
            rows.append(Row(gold, codes, np.array(table, dtype=np.float64)))
    return rows


def right(row: Row) -> Any:
    """How right each candidate is."""
    return np.array([
        1.0 if code in row.gold else BELOW if code.startswith(row.gold) else 0.0
        for code in row.codes
    ])  # fmt: skip


def fitted(rows: list[Row]) -> Any:
    """Weights of FEATURES that put the right candidates first most often."""
    taught = [(row.table, goal / goal.sum()) for row in rows if (goal := right(row)).any()]
    table = np.concatenate([t for t, _ in taught])
    goal = np.concatenate([g for _, g in taught])
    mean, spread = table.mean(0), table.std(0) + 1e-6
    scaled = (table - mean) / spread
    starts = np.cumsum([0, *(len(t) for t, _ in taught)])[:-1]
    query = np.repeat(np.arange(len(taught)), [len(t) for t, _ in taught])
    weights = np.zeros(table.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):  # Adam, Kingma and Ba 2015
        sums = scaled @ weights
        raised = np.exp(sums - np.maximum.reduceat(sums, starts)[query])
        share = raised / np.add.reduceat(raised, starts)[query]
        slope = scaled.T @ (share - goal) / len(taught) + PENALTY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        moved = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights -= 0.05 * moved
    return weights / spread


def best_first(row: Row, weights: Any) -> list[str]:
    if not row.codes:
        return []
    order = np.argsort(-(row.table @ weights), kind="stable")
    return [row.codes[place] for place in order]


def curve(rows: list[Row], weights: Any) -> tuple[float, float]:
    """Slope and offset of the logistic curve from a first answer's sum to how often it is right."""
    told = [row for row in rows if row.codes]
    sums = np.array([(row.table @ weights).max() for row in told])
    good = np.array([best_first(row, weights)[0].startswith(row.gold) for row in told], dtype=float)
    slope, offset = 0.5, 0.0
    for _ in range(5000):
        error = 1 / (1 + np.exp(-(slope * sums + offset))) - good
        slope -= 0.05 * float((error * sums).mean())
        offset -= 0.1 * float(error.mean())
    return slope, offset


def report(name: str, rows: list[Row], answers: list[list[str]]) -> None:
    pairs = list(zip(rows, answers, strict=True))
    figures = {
        "exact@1": np.mean([bool(set(a[:1]) & set(r.gold)) for r, a in pairs]),
        "under@1": np.mean([any(c.startswith(r.gold) for c in a[:1]) for r, a in pairs]),
        "under@10": np.mean([any(c.startswith(r.gold) for c in a[:10]) for r, a in pairs]),
        "cat3@10": np.mean(
            [bool({c[:3] for c in a[:10]} & {g[:3] for g in r.gold}) for r, a in pairs]
        ),
    }
    print(f"{name:<22}", "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))


def cross_validated(rows: list[Row]) -> list[list[str]]:
    fold = [zlib.crc32(row.gold[0][:3].encode()) % FOLDS for row in rows]
    answers: list[list[str]] = [[] for _ in rows]
    for held_out in range(FOLDS):
        weights = fitted([r for r, f in zip(rows, fold, strict=True) if f != held_out])
        for place, row in enumerate(rows):
            if fold[place] == held_out:
                answers[place] = best_first(row, weights)
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--terms", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with Context(given.home, notice=print) as context:
        rows = read_rows(given.terms, context)
    report("likeness alone", rows, [row.codes for row in rows])
    report("five folds", rows, cross_validated(rows))
    weights = fitted(rows)
    as_ranked = weights.copy()
    as_ranked[SAME_WORDS] += WORD_FOR_WORD
    report("all rows", rows, [best_first(row, as_ranked) for row in rows])
    for name, weight in sorted(zip(FEATURES, weights, strict=True), key=lambda p: -abs(p[1])):
        print(f"{weight:8.3f}  {name}")
    if given.write:
        slope, offset = curve(rows, as_ranked)
        write(weights, slope, offset, len(rows))


def write(weights: Any, slope: float, offset: float, rows: int) -> None:
    said = {
        "fitted": {"on": date.today().isoformat(), "rows": rows},  # noqa: DTZ011
        "score": {"slope": round(slope, 4), "offset": round(offset, 4)},
        "weights": {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)},
    }
    head = "# Written by benchmarks/fit_search.py; features.py says what each feature is.\n"
    RANKING.write_text(head + yaml.safe_dump(said, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
