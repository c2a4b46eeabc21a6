"""Mentions to codes against experts' codes: CodiEsp's development part, as it ships and learned.

    python benchmarks/mentions.py [--bench DIR] [--home HOME] [--sample N] [--no-learning]

`code --policy mentions` on each note in process; micro-F1 and mean average precision of ICD-10-CM
codes, how many of the right ones have evidence in a sentence that proves them, and the reliability
of `confidence`: of the codes reported in each tenth, how sure they were said to be and how many
were right. Learned: `superbill learn` on the training part, measured on the development part, which
nothing was fitted on. With them negation on the phrases of `negex_dev.tsv`, and milliseconds of
processor time a page. Prints tables and, last, one JSON object. Exit status 1 where a figure lies
under its floor (docs/scorecard.md), 0 with a notice where the data are not there.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from superbill.coding.code import code_reading
from superbill.coding.learning.applied import Applied
from superbill.coding.phrase_book import phrase_book
from superbill.coding.result import CodingResult
from superbill.notes.reading import read
from superbill.tools.assertion import assert_words
from superbill.tools.context import Context
from superbill.tools.learn import taught

ON = date(2026, 5, 15)
PAGE = 3_000
"""Characters."""
FLOORS = {
    "shipped": {"F1": 0.44, "MAP": 0.30, "evidence": 0.85},
    "learned": {"F1": 0.53, "MAP": 0.42, "evidence": 0.85},
}
NEGATION = 0.95
PAGE_AT_MOST_MS = 60.0
NOTES_A_MINUTE = 1_000
"""Asked of two cores."""
_SAMPLE_SLACK = 0.05
"""What a sample of sixty notes may lie under a floor for the whole, by chance."""
_CORES = 2


@dataclass(frozen=True, slots=True)
class Gold:
    """A note with the codes that experts gave it, without dots, and the sentences (places of lines)
    that prove each."""

    name: str
    text: str
    codes: frozenset[str]
    lines: Mapping[str, tuple[tuple[int, int], ...]]


class Said(NamedTuple):
    """A code that was reported: how sure, and whether the experts gave it."""

    note: int
    sure: float
    right: bool


@dataclass(slots=True)
class Tally:
    """What a run over the notes adds up to. evidence: of the right codes with a known sentence, how
    many touch it, and how many there are"""

    said: list[Said] = field(default_factory=list[Said])
    touching: int = 0
    provable: int = 0
    seconds: float = 0.0
    characters: int = 0


def plain(code: str) -> str:
    return code.replace(".", "").strip().lower()


def gold_of(part: Path, *, sample: int | None = None) -> list[Gold]:
    """The notes of a part of the corpus; sample: so many of them, evenly spread by name."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(part) as packed:
            packed.extractall(folder, filter="data")
        root = next(Path(folder).iterdir())
        codes: dict[str, set[str]] = defaultdict(set)
        for note, code, *_ in _rows(next(root.glob("*D.tsv"))):
            codes[note].add(plain(code))
        lines: dict[tuple[str, str], set[int]] = defaultdict(set)
        for note, kind, code, numbers in _rows(next(root.glob("*X_en_lines.tsv"))):
            if kind.startswith("DIAG"):
                lines[note, plain(code)] |= {int(n) for n in numbers.split(",") if n}
        files = sorted((root / "text_files_en").glob("*.txt"))
        if sample and sample < len(files):
            files = [files[n * len(files) // sample] for n in range(sample)]
        return [_gold(file, codes, lines) for file in files]


def _gold(
    file: Path, codes: Mapping[str, set[str]], lines: Mapping[tuple[str, str], set[int]]
) -> Gold:
    with file.open(encoding="utf-8", newline="") as opened:
        text = opened.read()
    places = list(_lines(text))
    own = frozenset(codes.get(file.stem, ()))
    told = {
        code: tuple(places[n] for n in sorted(lines.get((file.stem, code), ())) if n < len(places))
        for code in own
    }
    return Gold(file.stem, text, own, told)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [r for r in csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE) if r]


def run(notes: Sequence[Gold], context: Context, learned: Applied | None) -> Tally:
    """Every note coded, and what came of it."""
    book = phrase_book(context.index)
    assert book is not None
    tally = Tally()

    def coded(note: Gold) -> CodingResult:
        reading = read(note.text, name=note.name, lexicon=context.lexicon, names=book.names)
        return code_reading(
            reading, book=context.book, cards=context.cards, lexicon=context.lexicon, on=ON,
            setting="inpatient", payer="medicare", policy="mentions", phrases=book,
            learned=learned,
        )  # fmt: skip

    for note in notes[:5]:  # what is read on first use is no part of a note's time
        coded(note)
    for number, note in enumerate(notes):
        start = time.process_time()
        result = coded(note)
        tally.seconds += time.process_time() - start
        tally.characters += len(note.text)
        _count(number, note, result, tally)
    return tally


def _count(number: int, note: Gold, result: CodingResult, tally: Tally) -> None:
    for one in (c for c in result.codes if c.system == "icd10cm"):
        code = plain(one.code)
        right = code in note.codes
        tally.said.append(Said(number, one.confidence, right))
        places = note.lines.get(code, ()) if right else ()
        if places:
            tally.provable += 1
            tally.touching += any(
                e.start < end and start < e.end for e in one.evidence for start, end in places
            )


def scores(tally: Tally, notes: Sequence[Gold]) -> dict[str, float]:
    given = sum(len(n.codes) for n in notes)
    right = sum(s.right for s in tally.said)
    averages: list[float] = []
    for number, note in enumerate(notes):
        if note.codes:
            own = sorted((s for s in tally.said if s.note == number), key=lambda s: -s.sure)
            hits = np.array([s.right for s in own], dtype=float)
            ranks = np.cumsum(hits) / np.arange(1, len(hits) + 1)
            averages.append(float((ranks * hits).sum()) / len(note.codes))
    return {
        "F1": 2 * right / max(1, len(tally.said) + given),
        "P": right / max(1, len(tally.said)),
        "R": right / max(1, given),
        "MAP": sum(averages) / max(1, len(averages)),
        "evidence": tally.touching / max(1, tally.provable),
        "calibration error": calibration_error(tally.said),
        "page ms": 1000 * tally.seconds / max(1, tally.characters) * PAGE,
        "notes a minute on two cores": 60 * _CORES * len(notes) / tally.seconds,
    }


class Bin(NamedTuple):
    least: float
    codes: int
    said: float
    right: float


def reliability(said: Sequence[Said], bins: int = 10) -> list[Bin]:
    """The codes by tenths of confidence: how sure they were said to be, and how many were right."""
    made: list[Bin] = []
    for n in range(bins):
        own = [s for s in said if n == min(bins - 1, int(s.sure * bins))]
        if own:
            many = len(own)
            made.append(Bin(n / bins, many, sum(s.sure for s in own) / many,
                            sum(s.right for s in own) / many))  # fmt: skip
    return made


def calibration_error(said: Sequence[Said]) -> float:
    """The mean distance of what was said and what was right, by codes (ten bins)."""
    return sum(b.codes * abs(b.said - b.right) for b in reliability(said)) / max(1, len(said))


def negation(table: Path, context: Context) -> float:
    """F1 of `negated` on phrases of sentences that people marked."""
    hit = wrong = missed = 0
    with table.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE):
            told = assert_words(context, row["text"], int(row["start"]), int(row["end"]))
            got, gold = told.assertion == "negated", row["negation"] == "negated"
            hit, wrong, missed = hit + (got and gold), wrong + (got > gold), missed + (gold > got)
    return 2 * hit / max(1, 2 * hit + wrong + missed)


def report(name: str, tally: Tally, notes: Sequence[Gold]) -> dict[str, float]:
    found = scores(tally, notes)
    print(f"{name}: " + ", ".join(f"{k} {v:.3f}" for k, v in found.items()))
    for b in reliability(tally.said):
        print(f"  {b.least:.1f}: {b.codes:5} codes, said {b.said:.3f}, right {b.right:.3f}")
    return found


def missed_floors(name: str, found: Mapping[str, float], slack: float) -> list[str]:
    low = [f"{name} {k} {found[k]:.3f} under {v - slack:.3f}" for k, v in FLOORS[name].items()
           if found[k] < v - slack]  # fmt: skip
    if found["page ms"] > PAGE_AT_MOST_MS:
        low.append(f"{name} a page takes {found['page ms']:.0f} ms")
    if found["notes a minute on two cores"] < NOTES_A_MINUTE:
        low.append(f"{name} {found['notes a minute on two cores']:.0f} notes a minute")
    return low


def course_of(train: Path, folder: Path) -> Path:
    """The training part as a course, as a user would give it: JSONL with evidence."""
    file = folder / "course.jsonl"
    with file.open("w", encoding="utf-8") as opened:
        for note in gold_of(train):
            evidence = [{"code": c, "start": a, "end": b} for c, places in note.lines.items()
                        for a, b in places]  # fmt: skip
            row = {"note": note.text, "codes": sorted(note.codes), "evidence": evidence}
            opened.write(json.dumps(row) + "\n")
    return file


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "bench"
    asked.add_argument("--bench", type=Path, default=beside)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--sample", type=int, help="so many notes of the development part only")
    asked.add_argument("--no-learning", action="store_true")
    given = asked.parse_args()
    corpus = given.bench / "codiesp"
    if not (corpus / "dev.tar.gz").is_file():
        print(f"mentions: no notes at {corpus}; nothing is measured")
        return 0
    notes = gold_of(corpus / "dev.tar.gz", sample=given.sample)
    slack = _SAMPLE_SLACK if given.sample else 0.0
    out: dict[str, Any] = {"notes": len(notes)}
    low: list[str] = []
    with Context(given.home) as context, tempfile.TemporaryDirectory() as folder:
        runs: dict[str, Callable[[], Applied | None]] = {"shipped": lambda: None}
        if not given.no_learning:
            runs["learned"] = lambda: _learned(context, corpus / "train.tar.gz", Path(folder))
        for name, made in runs.items():
            out[name] = report(name, run(notes, context, made()), notes)
            low += missed_floors(name, out[name], slack)
        out["negation F1"] = negation(given.bench / "negex_dev.tsv", context)
        print(f"negation F1 {out['negation F1']:.3f}")
    if out["negation F1"] < NEGATION:
        low.append(f"negation {out['negation F1']:.3f} under {NEGATION}")
    print(*low, sep="\n", end="\n" if low else "")
    print(json.dumps(out))
    return 1 if low else 0


def _learned(context: Context, train: Path, folder: Path) -> Applied:
    book = phrase_book(context.index)
    assert book is not None
    made, _ = taught(context, course_of(train, folder), on=ON, name="codiesp")
    return Applied(made, book)


if __name__ == "__main__":
    sys.exit(main())
