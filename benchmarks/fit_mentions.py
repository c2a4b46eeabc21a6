"""Fits the weights by which a mentioned diagnosis is believed (coding/mention_features.yaml).

    python benchmarks/fit_mentions.py TRAIN.tar.gz [--home HOME] [--write]

Logistic regression over generic features of mention and code, on the training part of CodiEsp;
what is printed is five-fold: each fifth of the notes scored by weights fitted on the others. The
reliability table says how often codes of each tenth of confidence were right.
"""

from __future__ import annotations

import argparse
import csv
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from superbill.coding.mention_features import FILE, features
from superbill.coding.mentioned import DENIED, linker_of, mentioned
from superbill.coding.phrase_book import phrase_book
from superbill.notes.disorders import find_disorders
from superbill.notes.document import parse
from superbill.tools.context import Context

ON = date(2026, 5, 15)
FOLDS = 5
RIDGE = 1.0
LEAST = 0.01
_FULL = 7
SLACK = 0.003
"""Steps in which the least confidence is looked for, and what of the best F1 is given for more."""


class Row(NamedTuple):
    note: str
    code: str
    found: Mapping[str, float]
    right: bool


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("train", type=Path)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(given.train) as packed:
            packed.extractall(folder, filter="data")
        rows, gold = _rows(next(Path(folder).iterdir()), given.home)
    notes = sorted(gold)
    scored: list[tuple[float, Row]] = []
    for fold in range(FOLDS):
        held = set(notes[fold::FOLDS])
        made = fit([r for r in rows if r.note not in held])
        scored += [(sure(made, r.found), r) for r in rows if r.note in held]
    total = sum(map(len, gold.values()))
    steps = {step: _f1(scored, step, total) for step in np.arange(0.05, 0.5, LEAST).tolist()}
    best = max(steps.values())
    least = min(step for step, f1 in steps.items() if f1 >= best - SLACK)
    print(f"{len(rows)} codes of {len(notes)} notes; five-fold F1 {best:.3f} at {least:.2f}")
    for low in np.arange(0, 1, 0.1).tolist():
        within = [(s, r.right) for s, r in scored if low <= s < low + 0.1]
        if within:
            said, right = np.mean([s for s, _ in within]), np.mean([r for _, r in within])
            print(f"  {low:.1f}: {len(within):5} codes, said {said:.2f}, right {right:.2f}")
    if given.write:
        _write(fit(rows), least, given.train.name)


def _rows(root: Path, home: Path | None) -> tuple[list[Row], dict[str, set[str]]]:
    (table,) = root.glob("*D.tsv")
    gold: dict[str, set[str]] = defaultdict(set)
    with table.open(encoding="utf-8", newline="") as file:
        for note, code, *_ in csv.reader(file, delimiter="\t"):
            gold[note].add(code.replace(".", "").lower())
    rows: list[Row] = []
    with Context(home) as context:
        book = phrase_book(context.index)
        assert book is not None
        linker = linker_of(book, context.book, ON)
        for path in sorted((root / "text_files_en").glob("*.txt")):
            document = parse(
                path.read_text(encoding="utf-8"), name=path.stem, lexicon=context.lexicon
            )
            found = mentioned(find_disorders(document, book.names), document, linker, book)
            codes = [m.code for m in found]
            for m in found:
                if m.best.disorder.evidence.assertion not in DENIED:
                    plain = m.code.replace(".", "").lower()
                    told = features(m.best, m.every, codes, book, length=len(document.text))
                    rows.append(Row(path.stem, plain, told, _right(plain, gold[path.stem])))
    return rows, gold


def _right(code: str, gold: set[str]) -> bool:
    """CodiEsp leaves the 7th character out; a code that only has it more is right."""
    return code in gold or (len(code) == _FULL and code[:-1] in gold | {g + "x" for g in gold}
                            | {g + "xx" for g in gold})  # fmt: skip


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Weights by Newton's method with a ridge."""
    names = sorted({name for row in rows for name in row.found})
    x = np.array([[row.found.get(name, 0.0) for name in names] for row in rows])
    y = np.array([row.right for row in rows], dtype=float)
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (p - y) + RIDGE * w
        curve = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names))
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return dict(zip(names, w.tolist(), strict=True))


def sure(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return float(1 / (1 + np.exp(-total)))


def _f1(scored: Sequence[tuple[float, Row]], least: float, gold: int) -> float:
    kept = [row.right for score, row in scored if score >= least]
    right = sum(kept)
    return 2 * right / (len(kept) + gold) if right else 0.0


def _write(weights: Mapping[str, float], least: float, data: str) -> None:
    lines = [
        "# Written by benchmarks/fit_mentions.py; mention_features.py says what each feature is.",
        f"fitted_on: CodiEsp v4, English, {data}",
        f"fitted: {datetime.now(tz=UTC).date().isoformat()}",
        f"least: {least:.2f}",
        "weights:",
        *(f"  {name if ',' not in name else repr(name)}: {w:.3f}" for name, w in
          sorted(weights.items())),
    ]  # fmt: skip
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
