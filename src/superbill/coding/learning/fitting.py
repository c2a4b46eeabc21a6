"""From a course to what is learned of it.

The notes are dealt into folds. What each fold is coded by is counted on the others only, so the
weights of the ranking, its threshold and the measured scores rest on notes that the phrases have
not seen; the phrases that are kept are then counted on all of them.

Measured on 2026-11-25 with `shared/bench/codiesp.py` (CodiEsp in English, learned from its 500
notes of training, scored on the 250 of development, `--policy mentions`): diagnoses F1 0.548, MAP
0.434 (0.532 and 0.423 without evidence); first four characters of procedures F1 0.405, MAP 0.278.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from superbill.coding.learning.association import Counted, Seen, Vocabulary, counted, seen, weigh
from superbill.coding.learning.candidates import Learnable, candidates, told
from superbill.coding.learning.course import SYSTEMS, Coded
from superbill.coding.learning.learned import HeldOut, Ranking
from superbill.coding.learning.lexicon import Phrase, Table, kept_of, phrases_of, table_of
from superbill.coding.learning.mining import Flags, Miner, Read
from superbill.coding.learning.note_words import Numbers, WordReader
from superbill.coding.learning.rates import Rates, rates_of
from superbill.coding.learning.regression import Matrix, chance, fit
from superbill.coding.mentioned import Mentioned
from superbill.coding.phrase_book import PhraseBook

FOLDS = 5
_RIDGE = 3.0
_SLACK = 0.01
"""What of the best F1 is given for reporting more, and so for a better ranking."""
_LEAST, _MOST, _STEP = 0.05, 0.9, 0.01
_SUREST = {"icd10pcs": 0.4}
"""Confidence that a system's codes need in any case: of a procedure only a part is told."""
_DECIMALS = 3

Tell = Callable[[str, int, int], None]


class Fitted(NamedTuple):
    phrases: tuple[Phrase, ...]
    rates: Rates
    ranking: dict[str, Ranking]
    held_out: dict[str, HeldOut]
    skip: float
    folds: int


@dataclass(frozen=True, slots=True)
class Studied:
    """A note of the course, read, with what the built-in book finds in it."""

    read: Read
    found: tuple[Mentioned, ...]


def fitted(course: Sequence[Studied], book: PhraseBook, *, tell: Tell) -> Fitted:
    """What the course teaches. tell: is told what is under way, and how far it is."""
    school = _School(course, book)
    steps = 2 * school.folds + 2
    made: list[tuple[Counted, Seen]] = []
    for n in range(school.folds):
        tell("learning", n + 1, steps)
        found = school.counted(school.others(n))
        made.append((found, seen(found, [s.read for s in school.of(n)], school.miner.codes)))
    weights = weigh(made)
    skip = round(float(weights[-1]), _DECIMALS)
    rows: list[tuple[int, Learnable]] = []
    for n, (found, _) in enumerate(made):
        tell("learning", school.folds + n + 1, steps)
        rows += school.coded(n, table_of(found, kept_of(found, school.miner, weights),
                                         school.miner, skip))  # fmt: skip
    whole = school.counted(np.ones(len(course), dtype=bool))
    kept = kept_of(whole, school.miner, weights)
    phrases = phrases_of(whole, kept, school.miner, WordReader(book))
    rankings: dict[str, Ranking] = {}
    held_out: dict[str, HeldOut] = {}
    reads = [studied.read for studied in course]
    for system in SYSTEMS:
        own = [(i, one) for i, one in rows if one.code.system == system]
        if own:
            rankings[system], held_out[system] = _ranking(own, reads, system)
    tell("learning", steps, steps)
    return Fitted(tuple(phrases), _rates(course), rankings, held_out, skip, school.folds)


class _School:
    """A course dealt into folds. With one note only, it is its own other part."""

    def __init__(self, course: Sequence[Studied], book: PhraseBook):
        self._course, self._book = course, book
        reads = [studied.read for studied in course]
        codes = sorted({code for read in reads for code in read.note.codes})
        self.folds = min(FOLDS, len(course))
        self.miner = Miner(reads, codes)
        self._vocabulary = Vocabulary(book.index, book.kin, codes)
        self._fold = [n % self.folds for n in range(len(course))]
        self._given = _given(reads, codes)

    def others(self, fold: int) -> Flags:
        """The notes that a fold is not made of."""
        return np.array([f != fold or self.folds == 1 for f in self._fold], dtype=bool)

    def of(self, fold: int) -> list[Studied]:
        return [s for s, f in zip(self._course, self._fold, strict=True) if f == fold]

    def counted(self, notes: Flags) -> Counted:
        given = np.asarray(self._given[notes].sum(axis=0), dtype=np.int64)
        return counted(self.miner, self._vocabulary, notes, given)

    def coded(self, fold: int, table: Table) -> Iterator[tuple[int, Learnable]]:
        """The candidates of a fold's notes, by what the other notes teach."""
        others: list[bool] = self.others(fold).tolist()
        rates = _rates([s for s, other in zip(self._course, others, strict=True) if other])
        for number, studied in enumerate(self._course):
            if self._fold[number] == fold:
                places = table.find(studied.read.words)
                for system in SYSTEMS:
                    for one in candidates(
                        studied.read.document, places, studied.found, rates, self._book,
                        system=system,
                    ):  # fmt: skip
                        yield number, one


def _given(reads: Sequence[Read], codes: Sequence[Coded]) -> Numbers:
    """By note and code, 1 where the note has it."""
    number = {code: n for n, code in enumerate(codes)}
    made = np.zeros((len(reads), len(codes)), dtype=np.int64)
    for n, read in enumerate(reads):
        made[n, [number[code] for code in read.note.codes]] = 1
    return made


def _rates(course: Sequence[Studied]) -> Rates:
    return rates_of([(told(s.found), s.read.note.codes) for s in course])


def _ranking(
    rows: Sequence[tuple[int, Learnable]], reads: Sequence[Read], system: str
) -> tuple[Ranking, HeldOut]:
    names = sorted({name for _, one in rows for name in one.features})
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for n, (_, one) in enumerate(rows):
        table[n, [place[name] for name in one.features]] = list(one.features.values())
    right = np.array([one.code in reads[i].note.codes for i, one in rows], dtype=np.float64)
    note = np.array([i for i, _ in rows], dtype=np.int64)
    total = sum(code.system == system for read in reads for code in read.note.codes)
    sure = np.zeros(len(rows))
    folds = min(FOLDS, len(reads))
    for n in range(folds):  # the weights, too, are measured on notes they were not fitted on
        own = note % folds == n
        rest = ~own if folds > 1 else own
        sure[own] = chance(table[own] @ fit(table[rest], right[rest], ridge=_RIDGE))
    least = max(_threshold(sure, right, total), _SUREST.get(system, 0.0))
    weights = np.round(fit(table, right, ridge=_RIDGE), _DECIMALS)
    ranking = Ranking(round(least, 2), dict(zip(names, weights.tolist(), strict=True)))
    return ranking, _measured(sure, right, note, least, reads, system)


def _threshold(sure: Matrix, right: Matrix, total: int) -> float:
    """The least confidence whose F1 is all but the best."""
    steps = np.arange(_LEAST, _MOST, _STEP)
    f1 = [_f1(int(right[sure >= s].sum()), int((sure >= s).sum()), total) for s in steps]
    return float(next(s for s, value in zip(steps, f1, strict=True) if value >= max(f1) - _SLACK))


def _f1(right: int, told_of: int, total: int) -> float:
    return 2 * right / max(1, told_of + total)


def _measured(
    sure: Matrix, right: Matrix, note: Numbers, least: float, reads: Sequence[Read], system: str
) -> HeldOut:
    kept = sure >= least
    total = 0
    averages: list[float] = []
    for n, read in enumerate(reads):
        own = sum(code.system == system for code in read.note.codes)
        total += own
        if own:
            at = np.flatnonzero(kept & (note == n))
            hits = right[at[np.argsort(-sure[at], kind="stable")]]
            ranks = np.cumsum(hits) / np.arange(1, len(hits) + 1)
            averages.append(float((ranks * hits).sum()) / own)
    hit, told_of = int(right[kept].sum()), int(kept.sum())
    return HeldOut(
        round(_f1(hit, told_of, total), 3), round(hit / max(1, told_of), 3),
        round(hit / max(1, total), 3), round(sum(averages) / max(1, len(averages)), 3),
    )  # fmt: skip
