"""Fits how sure a diagnosis by the guidelines is (coding/guided/certainty.yaml).

    python benchmarks/fit_certainty.py [--home HOME] [--set SET] [--write]

The set is one of benchmarks/diagnoses.py that nothing was tuned on: the codes of notes that were
tuned on are right too often to learn from. What is printed is five-fold: each fifth of the notes
judged by weights fitted on the others. Of the codes of each fifth of confidence: how many there
are, the mean that was said and the share that was right; last, one JSON object. Diagnoses by the
lexicon of the cards take no part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from diagnoses import SETS, expected_of

from superbill.coding.guided.certainty import FILE, features
from superbill.coding.guided.condition import Case
from superbill.coding.guided.gathered import gathered
from superbill.coding.guided.guide import guide
from superbill.coding.learning.regression import chance, fit
from superbill.coding.mentioned import linker_of, mentioned
from superbill.coding.phrase_book import phrase_book
from superbill.notes.attributes import measured
from superbill.notes.reading import read
from superbill.tools.context import Context

RIDGE = 10.0
FOLDS = 5
BINS = 5


class Row(NamedTuple):
    note: str
    found: dict[str, float]
    right: bool


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--set", default="held_out_2")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    with Context(given.home) as context:
        rows = _rows(given.set, context)
    names = sorted({name for row in rows for name in row.found})
    notes = sorted({row.note for row in rows})
    said = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = np.array([notes.index(row.note) % FOLDS == fold for row in rows])
        weights = _fitted([r for r, out in zip(rows, held, strict=True) if not out], names)
        said[held] = chance(np.asarray(_matrix(rows, names)[held] @ weights, dtype=np.float64))
    print(json.dumps({"codes": len(rows), "notes": len(notes), **_reliability(said, rows)}))
    if given.write:
        _write(names, _fitted(rows, names).tolist(), given.set)


def _fitted(rows: Sequence[Row], names: Sequence[str]) -> np.ndarray:
    return fit(_matrix(rows, names), _right(rows), ridge=RIDGE)


def _rows(name: str, context: Context) -> list[Row]:
    rows: list[Row] = []
    book = phrase_book(context.index)
    if book is None:
        raise SystemExit("no ICD-10-CM in the index")
    for one in expected_of(name):
        text = (SETS / name / f"{one.note}.txt").read_text(encoding="utf-8")
        reading = read(text, name=one.note, lexicon=context.lexicon, names=book.names)
        document = reading.document
        case = Case(document, one.on, one.setting, context.book, measured(document))
        linker = linker_of(book, context.book, one.on)
        found = mentioned(reading.disorders, document, linker, book)
        done = guide(gathered((), found, book, case), case)
        right = frozenset[str]().union(*one.needed, *one.optional)
        rows += [
            Row(one.note, features(c, case), c.code in right) for c in done.conditions if c.stands
        ]
    return rows


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> np.ndarray:
    return np.array([[row.found.get(n, 0.0) for n in names] for row in rows], dtype=np.float64)


def _right(rows: Sequence[Row]) -> np.ndarray:
    return np.array([float(row.right) for row in rows])


def _reliability(said: np.ndarray, rows: Sequence[Row]) -> dict[str, float]:
    right, order = _right(rows), np.argsort(said)
    error = 0.0
    print("  codes   said  right")
    for part in np.array_split(order, BINS):
        print(f"  {len(part):5} {said[part].mean():6.3f} {right[part].mean():6.3f}")
        error += len(part) * abs(float(said[part].mean() - right[part].mean()))
    brier = float(((said - right) ** 2).mean())
    base = float(right.mean() * (1 - right.mean()))
    return {"calibration_error": round(error / len(rows), 4), "brier": round(brier, 4),
            "brier_of_the_mean": round(base, 4)}  # fmt: skip


def _write(names: Sequence[str], weights: Sequence[float], fitted_on: str) -> None:
    lines = ["# Written by benchmarks/fit_certainty.py; certainty.py says what each feature is.",
             f"fitted_on: {fitted_on}", f"fitted: {datetime.now(UTC).date()}",
             "weights:"]  # fmt: skip
    lines += [f"  {name}: {weight:.3f}" for name, weight in zip(names, weights, strict=True)]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
