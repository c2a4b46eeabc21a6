"""Choices of a few diagnoses out of each claim's list, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from superbill.claims.book import ClaimBook, Places
from superbill.rules.columns import Ints
from superbill.rules.meeting import Meeting

_ROOM = 4_000_000
"""Choices that are held at once."""

PAIR = 2


class Choices:
    """The diagnoses of some claims. codes: the distinct ones; days: those of the claims."""

    def __init__(self, book: ClaimBook, claims: Places):
        lists = book.claims.diagnoses
        used: list[int] = np.unique(lists.places[claims]).tolist()
        numbers: dict[str, int] = {}
        coded = [
            [numbers.setdefault(code, len(numbers)) for code in lists.values[at]] for at in used
        ]
        self._width = max(map(len, coded), default=0)
        self._grid = np.full((len(lists.values), max(self._width, 1)), -1, np.int64)
        for at, places in zip(used, coded, strict=True):
            self._grid[at, : len(places)] = places
        self._lists = lists.places
        self._claims = claims
        self.codes = tuple(numbers)
        days: list[int] = np.unique(book.claims.on[claims]).tolist()
        self.days: tuple[date, ...] = tuple(book.days[at] for at in days)

    def of(
        self, size: int, *, met: Sequence[Meeting | None]
    ) -> Iterator[tuple[tuple[int, ...], Places]]:
        """Each distinct choice of so many, as places in `codes`, with the claims that it is of.

        met: of pairs, leaves out those that no meeting holds; a meeting None holds all
        """
        choices = list(combinations(range(self._width), size))
        step = max(_ROOM // max(len(choices), 1), 1)
        filtering = size == PAIR and met and all(m is not None for m in met)
        table = _Met([m for m in met if m is not None], len(self.codes)) if filtering else None
        for begin in range(0, len(self._claims), step):
            some = self._claims[begin : begin + step]
            rows = self._grid[self._lists[some]]
            keys = [some[:0]]
            holders = [some[:0]]
            for choice in choices:
                has = rows[:, choice[-1]] >= 0
                if table is not None:
                    has[has] = table.holds(rows[has, choice[0]], rows[has, choice[1]])
                key = np.zeros(int(has.sum()), np.int64)
                for place in choice:
                    key = key * len(self.codes) + rows[has, place]
                keys.append(key)
                holders.append(some[has])
            key, holder = np.concatenate(keys), np.concatenate(holders)
            for of_key in alike_in(key, np.arange(len(key))):
                yield _digits(int(key[of_key[0]]), len(self.codes), size), holder[of_key]


class _Met:
    """The pairs that any of some meetings holds, to be asked of many at once."""

    def __init__(self, met: Sequence[Meeting], count: int):
        self._count = count
        self._wide = np.zeros(max(count, 1), np.bool_)
        for meeting in met:
            self._wide[list(meeting.wide)] = True
        keys = {a * count + b for meeting in met for a, b in meeting.pairs}
        self._pairs = np.array(sorted(keys), np.int64)

    def holds(self, one: Places, other: Places) -> NDArray[np.bool_]:
        key = np.minimum(one, other) * self._count + np.maximum(one, other)
        return self._wide[one] | self._wide[other] | np.isin(key, self._pairs)


def _digits(number: int, base: int, size: int) -> tuple[int, ...]:
    found: list[int] = []
    for _ in range(size):
        number, rest = divmod(number, base)
        found.append(rest)
    return tuple(found[::-1])


def alike_in(column: Ints | Places, parts: Places) -> Iterator[Places]:
    """The parts, those together that are the same in a column."""
    if len(parts):
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        yield from np.split(parts[order], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)
