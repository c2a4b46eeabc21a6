"""What the course says of the built-in book: how often its names are coded here, and each code."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import TypeAlias

from superbill.coding.learning.course import Coded
from superbill.coding.learning.note_words import DENIED
from superbill.coding.mentioned import Mentioned

_RIGHT, _WRONG = 0.5, 0.7
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class NameRate:
    """A name of the built-in phrase book and the code that it leads to. weight: log-odds that it is
    coded here, below zero where it usually isn't; right of `of` notes that mention it"""

    words: str
    code: str
    weight: float
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class CodeRate:
    """A code: notes of the course that have it; proposed by the built-in book, and rightly so."""

    system: str
    code: str
    notes: int
    proposed: int
    right: int


Named: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Each code that the built-in book finds in a note, apart from what the note denies, with the words
that it is told by."""


def log_odds(right: float, of: float) -> float:
    """Smoothed: few cases say little."""
    return round(math.log((right + _RIGHT) / (of - right + _WRONG)), _DECIMALS)


def names_of(one: Mentioned) -> set[str]:
    """The words that a mention is told by, each name once, in lower case."""
    told = (x.disorder for x in one.every if x.disorder.evidence.assertion not in DENIED)
    return {" ".join(d.evidence.text.lower().split()) for d in told}


def named(found: Sequence[Mentioned]) -> Named:
    """The codes of a note's mentions with their words, apart from those that are denied."""
    return tuple(
        (one.code, tuple(sorted(map(intern, names_of(one)))))
        for one in found
        if one.best.disorder.evidence.assertion not in DENIED
    )


class Rates:
    """Looked up by name, by code and by category."""

    def __init__(self, names: Iterable[NameRate], codes: Iterable[CodeRate]):
        self.names = tuple(names)
        self.codes = tuple(codes)
        self._names = {(n.words, n.code): n for n in self.names}
        self._codes = {Coded(c.system, c.code): c for c in self.codes}

    def name(self, words: str, code: str) -> NameRate | None:
        return self._names.get((words, code))

    def code(self, code: Coded) -> CodeRate | None:
        return self._codes.get(code)

    @cached_property
    def categories(self) -> Mapping[str, CodeRate]:
        """Each ICD-10-CM category, the sum of its codes."""
        sums: dict[str, list[int]] = {}
        for c in self.codes:
            if c.system == "icd10cm":
                total = sums.setdefault(c.code[:3], [0, 0, 0])
                for n, value in enumerate((c.notes, c.proposed, c.right)):
                    total[n] += value
        return {category: CodeRate("icd10cm", category, *t) for category, t in sums.items()}


def rates_of(
    notes: Sequence[tuple[Named, Iterable[Coded]]],
) -> Rates:
    """notes: what the built-in book finds in each, and its codes."""
    name_of: Counter[tuple[str, str]] = Counter()
    name_right: Counter[tuple[str, str]] = Counter()
    given: Counter[Coded] = Counter()
    proposed: Counter[Coded] = Counter()
    right: Counter[Coded] = Counter()
    for found, codes in notes:
        held = set(codes)
        given.update(held)
        for plain, names in found:
            code = Coded("icd10cm", plain)
            proposed[code] += 1
            right[code] += code in held
            for words in names:
                name_of[words, plain] += 1
                name_right[words, plain] += code in held
    return Rates(
        (
            NameRate(
                words, code, log_odds(name_right[words, code], of), name_right[words, code], of
            )
            for (words, code), of in sorted(name_of.items())
        ),
        (
            CodeRate(code.system, code.code, given[code], proposed[code], right[code])
            for code in sorted(given | proposed)
        ),
    )
