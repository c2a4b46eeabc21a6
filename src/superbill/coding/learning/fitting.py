"""From a course to what is learned of it.

The notes are dealt into folds. What each fold is coded by is counted on the others only, so the
weights of the ranking, its threshold and the measured scores rest on notes that the phrases have
not seen; the phrases that are kept are then counted on all of them.

Measured on 2026-11-25 with `shared/bench/codiesp.py` (CodiEsp in English, learned from its 500
notes of training, scored on the 250 of development, `--policy mentions`): diagnoses F1 0.548, MAP
0.434 (0.532 and 0.423 without evidence); first four characters of procedures F1 0.405, MAP 0.278.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from superbill.coding.learning.association import (
    Counted,
    Seen,
    Vocabulary,
    counted,
    seen,
    together,
    weigh,
)
from superbill.coding.learning.candidates import Learnable, candidates
from superbill.coding.learning.cases import Cases
from superbill.coding.learning.course import SYSTEMS
from superbill.coding.learning.learned import HeldOut, Ranking
from superbill.coding.learning.lexicon import (
    Likely,
    Phrase,
    Table,
    all_of,
    kept_of,
    likely,
    phrases_of,
    table_of,
)
from superbill.coding.learning.mining import BLOCK, Block, Flags, Miner, Read
from superbill.coding.learning.note_words import Numbers, WordReader
from superbill.coding.learning.rates import Named, Rates, rates_of
from superbill.coding.learning.regression import Matrix, chance, fit
from superbill.coding.mentioned import Mentioned
from superbill.coding.phrase_book import PhraseBook

FOLDS = 5
SCORED = 600
"""Notes at most that are scored, each by what the other folds teach."""
_RIDGE = 3.0
_SLACK = 0.01
"""What of the best F1 is given for reporting more, and so for a better ranking."""
_LEAST, _MOST, _STEP = 0.05, 0.9, 0.01
_SUREST = {"icd10pcs": 0.4}
"""Confidence that a system's codes need in any case: of a procedure only a part is told."""
_DECIMALS = 3
_BINS = 10

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
    """A note of the course, read. named: each code that the built-in book finds in it, with its
    names there (see rates.py); found: the mentions themselves, of notes that are scored only"""

    read: Read
    named: Named
    found: tuple[Mentioned, ...] = ()


def scored_of(notes: int) -> Flags:
    """Which notes of a course are scored: all of up to SCORED, else so many, evenly spread. The
    weights of a hundred features need no more, and what is counted is counted on all."""
    chosen = np.zeros(notes, dtype=np.bool_)
    chosen[np.linspace(0, notes - 1, min(notes, SCORED)).round().astype(np.int64)] = True
    return chosen


def fitted(course: Sequence[Studied], book: PhraseBook, *, tell: Tell) -> Fitted:
    """What the course teaches. tell: is told what is under way, and how far it is."""
    school = _School(course, book, tell)
    weights = school.weighed()
    skip = round(float(weights[-1]), _DECIMALS)
    kept = school.kept(weights)
    cases = {system: Cases() for system in SYSTEMS}
    for n in range(school.folds):
        tell("learning the ranking", n + 1, school.folds)
        for number, one in school.coded(n, table_of(kept[n], school.miner, skip)):
            right = one.code in course[number].read.note.codes
            cases[one.code.system].add(number, one.features, right=right)
    phrases = phrases_of(kept[-1], school.miner, WordReader(book))
    reads = [studied.read for studied in course]
    chosen: list[bool] = school.miner.scored.tolist()
    del school, kept
    rankings: dict[str, Ranking] = {}
    held_out: dict[str, HeldOut] = {}
    for system, own in cases.items():
        if len(own):
            rankings[system], measured = _ranking(own, reads, chosen, system)
            if len(course) > 1:  # one note is held out from nothing
                held_out[system] = measured
    return Fitted(tuple(phrases), _rates(course), rankings, held_out, skip,
                  min(FOLDS, len(course)))  # fmt: skip


class _School:
    """A course dealt into folds. With one note only, it is its own other part."""

    def __init__(self, course: Sequence[Studied], book: PhraseBook, tell: Tell):
        self._course, self._book, self._tell = course, book, tell
        reads = [studied.read for studied in course]
        codes = sorted({code for read in reads for code in read.note.codes})
        self.folds = min(FOLDS, len(course))
        self._fold = [n % self.folds for n in range(len(course))]
        self.miner = Miner(reads, codes, self._fold, scored_of(len(course)).tolist())
        self._vocabulary = Vocabulary(book.index, book.kin, codes)
        self._given = self._given_without()
        self._blocks = math.ceil(len(self.miner.runs.key) / BLOCK)
        self._wanted = [self.miner.looked_for(n) for n in range(self.folds)]

    def _given_without(self) -> list[Numbers]:
        """By code, the notes that have it: of those that a fold is not made of, and of all."""
        given = self.miner.given
        note = np.repeat(np.arange(len(self._course)), np.diff(given.at))
        wide = len(self.miner.codes)
        whole = np.bincount(given.codes, minlength=wide)
        own = [
            np.bincount(given.codes[self.miner.fold[note] == n], minlength=wide)
            for n in range(self.folds)
        ]
        return [whole - part if self.folds > 1 else whole for part in own] + [whole]

    def weighed(self) -> Matrix:
        """What the features of a pair weigh, by the weighed notes of each fold."""
        parts: list[list[Seen]] = [[] for _ in range(self.folds)]
        for number, block in enumerate(self.miner.blocks(), 1):
            self._tell("learning phrases", number, 2 * self._blocks)
            for n in range(self.folds):
                found = self._counted(block, n)
                parts[n].append(seen(found, block, n))
        joined: list[Seen] = []
        while parts:  # a fold at a time, so that no two of a fold's parts lie about
            joined.append(together(parts.pop(0)))
        return weigh(joined)

    def kept(self, weights: Matrix) -> list[Likely]:
        """The phrases that stand, as each fold's other notes tell and, last, as all do. A fold's
        are those that its scored notes may have."""
        parts: list[list[Likely]] = [[] for _ in range(self.folds + 1)]
        for number, block in enumerate(self.miner.blocks(), self._blocks + 1):
            self._tell("learning phrases", min(number, 2 * self._blocks), 2 * self._blocks)
            for n, own in enumerate(parts):
                found = self._counted(block, n if n < self.folds else None)
                own.append(likely(found, block, weights))
        return [kept_of(all_of(own), self.miner) for own in parts]

    def _counted(self, block: Block, fold: int | None) -> Counted:
        given = self._given[-1 if fold is None else fold]
        among = None if fold is None else self._wanted[fold]
        return counted(block, self._vocabulary, fold, given, among=among)

    def coded(self, fold: int, table: Table) -> Iterator[tuple[int, Learnable]]:
        """The candidates of a fold's scored notes, by what the other notes teach."""
        rates = _rates([s for s, f in zip(self._course, self._fold, strict=True)
                        if f != fold or self.folds == 1])  # fmt: skip
        for number, studied in enumerate(self._course):
            if self._fold[number] == fold and self.miner.scored[number]:
                places = table.find(studied.read.words)
                for system in SYSTEMS:
                    for one in candidates(
                        studied.read.document, places, studied.found, rates, self._book,
                        system=system,
                    ):  # fmt: skip
                        yield number, one


def _rates(course: Sequence[Studied]) -> Rates:
    return rates_of([(s.named, s.read.note.codes) for s in course])


def _ranking(
    cases: Cases, reads: Sequence[Read], scored: Sequence[bool], system: str
) -> tuple[Ranking, HeldOut]:
    table, right, note = cases.table(), cases.right, cases.note
    total = sum(
        code.system == system
        for read, chosen in zip(reads, scored, strict=True) if chosen
        for code in read.note.codes
    )  # fmt: skip
    sure = np.zeros(len(right))
    folds = min(FOLDS, len(reads))
    for n in range(folds):  # the weights, too, are measured on notes they were not fitted on
        own = note % folds == n
        rest = ~own if folds > 1 else own
        sure[own] = chance(table[own] @ fit(table[rest], right[rest], ridge=_RIDGE))
    least = max(_threshold(sure, right, total), _SUREST.get(system, 0.0))
    weights = np.round(fit(table, right, ridge=_RIDGE), _DECIMALS)
    ranking = Ranking(round(least, 2), dict(zip(cases.names, weights.tolist(), strict=True)))
    own = [sum(code.system == system for code in read.note.codes) for read in reads]
    counts = {n: own[n] for n, chosen in enumerate(scored) if chosen}
    return ranking, _measured(sure, right, note, least, counts)


def _threshold(sure: Matrix, right: Matrix, total: int) -> float:
    """The least confidence whose F1 is all but the best."""
    steps = np.arange(_LEAST, _MOST, _STEP)
    f1 = [_f1(int(right[sure >= s].sum()), int((sure >= s).sum()), total) for s in steps]
    return float(next(s for s, value in zip(steps, f1, strict=True) if value >= max(f1) - _SLACK))


def _f1(right: int, told_of: int, total: int) -> float:
    return 2 * right / max(1, told_of + total)


def _measured(
    sure: Matrix, right: Matrix, note: Numbers, least: float, given: Mapping[int, int]
) -> HeldOut:
    """given: by number of each scored note, the codes that it has."""
    kept = np.flatnonzero(sure >= least)
    kept = kept[np.lexsort((-sure[kept], note[kept]))]
    starts = np.searchsorted(note[kept], list(given))
    ends = np.searchsorted(note[kept], list(given), side="right")
    averages: list[float] = []
    for own, start, end in zip(given.values(), starts.tolist(), ends.tolist(), strict=True):
        if own:
            hits = right[kept[start:end]]
            ranks = np.cumsum(hits) / np.arange(1, len(hits) + 1)
            averages.append(float((ranks * hits).sum()) / own)
    hit, told_of, total = int(right[kept].sum()), len(kept), sum(given.values())
    return HeldOut(
        round(_f1(hit, told_of, total), 3), round(hit / max(1, told_of), 3),
        round(hit / max(1, total), 3), round(sum(averages) / max(1, len(averages)), 3),
        round(_calibration_error(sure[kept], right[kept]), 3),
    )  # fmt: skip


def _calibration_error(sure: Matrix, right: Matrix) -> float:
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    apart: Any = np.bincount(bins, weights=sure - right, minlength=_BINS)
    return float(np.abs(apart).sum()) / max(1, len(sure))
