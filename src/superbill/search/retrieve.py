"""Finds the terms that share most of what they say with a query: the lexical half of the search.

How alike two wordings are is twice the weight of the words they share over the weight of all words
of both (Dice's measure), so a term is held to what it says beyond the query as much as to what it
leaves out.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from superbill.search.layout import Ints, Kin, Part, Reals

UNKNOWN_WEIGHT = 0.9
"""Weight of a word that no term holds: as a rare one's."""

NUMBER_WEIGHT = 0.25
"""Share of its weight that a number of the query has: of many families only some members have a
code of their own, and a number that differs is told by a feature."""

LEAST_SAID = 0.3
"""Share of the query's weight that a term must say to be looked at."""

LEAST_WEIGHT = 0.04
"""Share of the query's weight below which a word finds nothing by itself."""

NEAR_BEST = 0.35
"""... and of what the term that says most of it says."""


class Sought(NamedTuple):
    """One word of a query.

    word: as it was folded; number: in the vocabulary, or None
    kin: vocabulary number -> nearness, the word itself at 1
    weight: how much it tells, in the part that is searched
    """

    word: str
    number: int | None
    kin: dict[int, float]
    weight: float


def seek(
    word: str, number: int | None, kin: Kin, weights: Reals, also: Mapping[int, float]
) -> Sought:
    """A word with what may stand for it. also: further stand-ins, as corrected spellings."""
    near: dict[int, float] = {}
    if number is not None:
        begin, end = int(kin.at[number]), int(kin.at[number + 1])
        near = dict(zip(kin.word[begin:end].tolist(), kin.near[begin:end].tolist(), strict=True))
        near[number] = 1.0
    for other, nearness in also.items():
        near[other] = max(near.get(other, 0.0), nearness)
    if number is not None:
        weight = float(weights[number])
    elif also:
        weight = max(float(weights[w]) for w in also)
    else:
        weight = UNKNOWN_WEIGHT
    return Sought(word, number, near, weight)


def likest(part: Part, sought: Sequence[Sought], *, most: int) -> tuple[list[int], list[float]]:
    """The terms of a part most like the query, best first, with their likeness, 0 to 1."""
    asked = sum(one.weight for one in sought)
    shared, gained = _scratch(len(part.code))
    at, held = part.held_at, part.held_by
    touched: list[Ints] = []
    for one in sought:
        # What tells next to nothing stands in a tenth of all terms, and is compared later.
        if one.weight < LEAST_WEIGHT * asked:
            continue
        places = [
            held[at[word] : at[word + 1]] for word in sorted(one.kin, key=one.kin.__getitem__)
        ]
        for terms, near in zip(places, sorted(one.kin.values()), strict=True):
            gained[terms] = near * one.weight
        for terms in places:
            # The second time a term comes, nothing is left to add.
            shared[terms] += gained[terms]
            gained[terms] = 0.0
        touched += places
    floor = max(LEAST_SAID * asked, NEAR_BEST * float(shared.max(initial=0.0)))
    some = np.flatnonzero(shared > floor)
    likeness = 2.0 * shared[some] / (asked + part.mass[some])
    for terms in touched:
        shared[terms] = 0.0
    if len(some) > most:
        best = np.argpartition(likeness, len(some) - most)[-most:]
        some, likeness = some[best], likeness[best]
    order = np.lexsort((some, -likeness))
    return some[order].tolist(), likeness[order].tolist()


_of_thread = threading.local()


def _scratch(terms: int) -> tuple[Reals, Reals]:
    """Two arrays of zeros, as long as the part has terms; whoever takes them leaves them so.
    Making them anew would take longer than the search."""
    known: dict[int, tuple[Reals, Reals]] = _of_thread.__dict__.setdefault("arrays", {})
    if terms not in known:
        known[terms] = (np.zeros(terms, dtype=np.float32), np.zeros(terms, dtype=np.float32))
    return known[terms]
