"""Lists of diagnoses, less the codes that do not matter to a rule (rules/meeting.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from superbill.claims.book import ClaimBook, Places
from superbill.rules.columns import Ints
from superbill.rules.meeting import Meeting

_MATRIX = 5_000
"""Distinct codes up to which all pairs of them are held as a matrix."""

_WITHOUT = -1

Listed = tuple[tuple[str, ...], Places]
"""A list of diagnoses, and the claims that have it."""


class Lists:
    """The lists of some claims. codes: the distinct diagnoses; days: those of the claims."""

    def __init__(self, book: ClaimBook, claims: Places):
        lists = book.claims.diagnoses
        self._used: Places = np.unique(lists.places[claims]).astype(np.int64)
        numbers: dict[str, int] = {}
        coded = [
            [numbers.setdefault(code, len(numbers)) for code in lists.values[at]]
            for at in self._used.tolist()
        ]
        width = max(map(len, coded), default=0)
        self._grid = np.full((len(coded), max(width, 1)), _WITHOUT, np.int64)
        for row, places in zip(self._grid, coded, strict=True):
            row[: len(places)] = places
        self._claims = claims
        # The place of each claim's list in the grid.
        self._rows = np.searchsorted(self._used, lists.places[claims])
        self.codes = tuple(numbers)
        days: list[int] = np.unique(book.claims.on[claims]).tolist()
        self.days: tuple[date, ...] = tuple(book.days[at] for at in days)

    def by_code(self) -> Iterator[tuple[int, Places]]:
        """Each code, by its place, with the claims that have it."""
        rows = self._grid[self._rows]
        keys, at = rows[rows != _WITHOUT], np.nonzero(rows != _WITHOUT)[0]
        for some in alike_in(keys, np.arange(len(keys))):
            yield int(keys[some[0]]), np.unique(self._claims[at[some]])

    def whole(self, holding: Collection[int] | None = None) -> Iterator[Listed]:
        """Each distinct list, with its claims. holding: lists with any of these codes alone."""
        matters = self._grid != _WITHOUT
        if holding is not None:
            held = np.flatnonzero(~self._among(holding)[self._grid].any(axis=1))
            matters[held] = False
        yield from self._reduced(matters)

    def of_meeting(self, meeting: Meeting, spoken: Collection[int]) -> Iterator[Listed]:
        """Each distinct list of the codes that matter, with the claims of which they are.

        spoken: codes of which the rule says something alone
        """
        grid = self._grid
        present = grid != _WITHOUT
        matters = self._among({*meeting.alone, *meeting.wide, *spoken})[grid] & present
        if meeting.pairs:
            pairs = _Pairs(meeting, len(self.codes))
            for one, other in combinations(range(grid.shape[1]), 2):
                both = np.flatnonzero(present[:, other])
                held = both[pairs.holds(grid[both, one], grid[both, other])]
                matters[held, one] = matters[held, other] = True
        matters |= (self._among(meeting.wide)[grid] & present).any(axis=1)[:, None] & present
        if meeting.first:
            matters[:, 0] |= matters.any(axis=1)
        yield from self._reduced(matters)

    def _among(self, codes: Collection[int]) -> NDArray[np.bool_]:
        """For each code whether it is one of these; one more, that no cell has, is none."""
        found = np.zeros(len(self.codes) + 1, np.bool_)
        found[list(codes)] = True
        found[_WITHOUT] = False
        return found

    def _reduced(self, matters: NDArray[np.bool_]) -> Iterator[Listed]:
        some = np.flatnonzero(matters.any(axis=1))
        if not len(some):
            return
        kept = np.where(matters[some], self._grid[some], _WITHOUT)
        order = np.argsort(~matters[some], axis=1, kind="stable")
        kept = np.take_along_axis(kept, order, axis=1)
        group = np.full(len(self._grid), _WITHOUT, np.int64)
        distinct, group[some] = _distinct_rows(kept)
        of_claim = group[self._rows]
        asked = np.flatnonzero(of_claim != _WITHOUT)
        for claims in alike_in(of_claim[asked], asked):
            row: list[int] = distinct[of_claim[claims[0]]].tolist()
            codes = tuple(self.codes[at] for at in row if at != _WITHOUT)
            yield codes, self._claims[claims]


class _Pairs:
    """The pairs of a meeting, to be asked of many at once."""

    def __init__(self, meeting: Meeting, count: int):
        self._count = count
        self._keys = np.array(sorted(a * count + b for a, b in meeting.pairs), np.int64)
        self._matrix: NDArray[np.bool_] | None = None
        if count <= _MATRIX:
            self._matrix = np.zeros(count * count, np.bool_)
            self._matrix[self._keys] = True

    def holds(self, one: Places, other: Places) -> NDArray[np.bool_]:
        key = np.minimum(one, other) * self._count + np.maximum(one, other)
        return np.isin(key, self._keys) if self._matrix is None else self._matrix[key]


def _distinct_rows(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Places]:
    """The distinct rows, and the place of each row's own among them."""
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    places = np.empty(len(rows), np.int64)
    places[order] = np.cumsum(new) - 1
    return ordered[new], places


def alike_in(column: Ints | Places, parts: Places) -> Iterator[Places]:
    """The parts, those together that are the same in a column."""
    if len(parts):
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        yield from np.split(parts[order], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)
