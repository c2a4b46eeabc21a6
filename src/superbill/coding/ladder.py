"""From a heading to the code under it that the words of a note support, and no further."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from superbill.codesets.answers import Status
from superbill.search.index import Index
from superbill.search.layout import Part
from superbill.search.wording import stem, wording

Ask = Callable[[str], Status | None]
"""The status of a code on the day; None where no list at hand speaks of it."""

_LITTLE = 0.25
"""Words of less than this share of an ordinary word's weight add nothing to a title."""

_OPEN = ("unspecified", "nos")
_PLAIN = re.compile(
    r"\b(?:without|uncomplicated)\b|\bnot (?:specified|intractable)\b", re.IGNORECASE
)
_WITH = re.compile(r"(?<!whether )\bwith\b(?! or without)", re.IGNORECASE)
"""Titles of the plain case, which stands where a note says no more, and of one with something
more: `type 2 diabetes mellitus without complications`, `with unspecified complications`."""
_NONE = ("without", "uncomplicated", "complication")
_SIDES = ("right", "left", "bilateral", "unilateral")
_DOMINANT = {"right": ("dominant",), "left": ("nondominant", "non")}
"""Where the note doesn't say which side is dominant, the right is: Guidelines I.C.6.a."""
_LENGTH, _FIRST_ENCOUNTER = 7, "A"
"""Characters of a code with a 7th character, and that of active treatment: Guidelines I.C.19.a."""


class Step(NamedTuple):
    """Where the ladder ends. said: titles' words below the heading that the note says; guessed: of
    the steps, how many neither the note's words nor a title's `unspecified` chose."""

    code: str
    said: int
    guessed: int


class Ladder:
    """The codes of an index from heading to code. What is in force is asked by `ask`."""

    def __init__(self, index: Index, part: Part, ask: Ask):
        self._part, self._ask = part, ask
        self._number = {code: n for n, code in enumerate(part.codes)}
        number = index.vocabulary.number
        self._open = {number[w] for w in map(stem, _OPEN) if w in number}
        self._none = {number[w] for w in map(stem, _NONE) if w in number}
        self._sides = {number[w] for w in map(stem, _SIDES) if w in number}
        self._dominance = {
            number[side]: {number[w] for w in words if w in number}
            for side, words in _DOMINANT.items()
            if side in number
        }
        self._non, self._dominant = number.get("non", -1), number.get("dominant", -1)
        light = {w for w, share in wording().light.items() if share < _LITTLE}
        self._light = {number[w] for w in light if w in number} - self._open
        self._titles: dict[int, frozenset[int]] = {}

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        above = np.asarray(self._part.above)
        below: dict[int, list[int]] = {}
        for number in np.flatnonzero(above >= 0).tolist():
            below.setdefault(int(above[number]), []).append(number)
        return below

    def descend(self, code: str, said: frozenset[int]) -> Step | None:
        """The code in force at or under `code`: at each heading the one whose title adds only
        words that the note says, else the unspecified one. None where there is none."""
        gained = guessed = 0
        said = said.union(*(more for side, more in self._dominance.items() if side in said))
        while (status := self._ask(code)) is not None and not status.active:
            if status.status != "header":
                return None
            following = self._next(code, said)
            if following is None:
                whole = self._first_encounter(code)
                return Step(whole, gained, guessed) if whole else None
            code = following.code
            gained, guessed = gained + following.said, guessed + following.guessed
        return Step(code, gained, guessed) if status is not None else None

    def refine(self, code: str, said: frozenset[int]) -> Step:
        """A sibling of an unspecified code that the note's words name (`right knee` of `unspecified
        knee`), else the code itself."""
        number = self._number.get(code)
        if number is not None and self._is_open(number):
            above = int(self._part.above[number])
            if above >= 0:
                found = self.descend(self._part.codes[above], said)
                if found is not None and found.said and not found.guessed:
                    return found
        return Step(code, 0, 0)

    def _next(self, code: str, said: frozenset[int]) -> Step | None:
        number = self._number.get(code)
        if number is None:
            return None
        below = [
            n for n in self._children.get(number, [])
            if (s := self._ask(self._part.codes[n])) and s.status in ("active", "header")
        ]  # fmt: skip
        if not below:
            return None
        # What all of them say tells none from another (`upper limb` below carpal tunnel syndrome).
        own = set(self._words(below[0])).intersection(*map(self._words, below))
        own |= self._words(number)
        best = min(self._ranked(n, number, own, said) for n in below)[2]
        return best._replace(guessed=0) if len(below) == 1 else best

    def _ranked(
        self, child: int, number: int, own: set[int], said: frozenset[int]
    ) -> tuple[tuple[float, ...], str, Step]:
        """The place of a code among those below a heading, the smallest first."""
        name, title = self._part.codes[child], self._title(child)
        more = self._words(child) - own
        unsaid = more - said - self._open - self._none
        if self._non in more & said:
            unsaid -= {self._dominant}  # `non-dominant`, in two words
        gained = len(more & said) if not unsaid else 0
        plain = _PLAIN.search(title) is not None
        more_than = bool(_WITH.search(title)) and not _WITH.search(self._title(number))
        is_open = self._is_open(child) or plain
        rank = (
            -gained, more_than and not plain, not is_open, bool(unsaid & self._sides),
            not name.endswith("9"), len(unsaid),
        )  # fmt: skip
        return rank, name, Step(name, gained, int(not gained and not is_open))

    def _first_encounter(self, code: str) -> str | None:
        head, dot, tail = code.partition(".")
        whole = f"{head}{dot or '.'}{tail.ljust(_LENGTH - 1 - len(head), 'X')}{_FIRST_ENCOUNTER}"
        status = self._ask(whole)
        return whole if status is not None and status.active else None

    def _is_open(self, number: int) -> bool:
        return bool(self._open & self._words(number))

    def _title(self, number: int) -> str:
        term = int(self._part.titled[number])
        return self._part.text(term) if term >= 0 else ""

    def _words(self, number: int) -> frozenset[int]:
        """The telling words of a title, and those of `unspecified`."""
        known = self._titles.get(number)
        if known is None:
            term = int(self._part.titled[number])
            words = self._part.words(term) if term >= 0 else []
            known = frozenset(w for w in words if w >= 0 and w not in self._light)
            self._titles[number] = known
        return known
