"""The sides that a sentence says of a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from superbill.notes.values import Side

if TYPE_CHECKING:
    from superbill.notes.disorders import Told

REACH = 4
"""Telling words before and after a name among which what is said of it is looked for."""

_EACH: tuple[Side, ...] = ("right", "left")


def sides_of(
    places: Sequence[int], words: Sequence[Told], run: Sequence[int], named: Set[int]
) -> tuple[Side, ...]:
    """The side words within a name, else the next before it, else the next after it; none beyond
    another name.

    places: of the name's words among all telling words; run: which part of a sentence each of
    these belongs to; named: the places of all names
    """
    first, last = places[0], places[-1]
    before = range(first - 1, max(first - REACH, 0) - 1, -1)
    after = range(last + 1, min(last + REACH + 1, len(words)))
    told = [side for p in _own_part(places, words) if (side := words[p].side)]
    for around in (before, after):
        told = told or list(_next(around, words, run, named, part=run[first]))
    return tuple(s for s in _EACH if s in told) if "bilateral" not in told else ("bilateral",)


def _own_part(places: Sequence[int], words: Sequence[Told]) -> list[int]:
    """The places from the first word of a name to its last, less what belongs to a word between
    that it leaves out: of `right knee and left hip arthritis` the left is the hip's."""
    own = list(places)
    for a, b in pairwise(places):
        left_out = [p for p in range(a + 1, b) if words[p].kind == "telling"]
        own += range((left_out[-1] if left_out else a) + 1, b)
    return sorted(own)


def _next(
    around: range, words: Sequence[Told], run: Sequence[int], named: Set[int], *, part: int
) -> Iterator[Side]:
    found = False
    for p in around:
        side = words[p].side
        if run[p] != part or (p in named and not side) or (found and not side):
            return
        if side:
            found = True
            yield side
