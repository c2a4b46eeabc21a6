"""What the columnar screens of this family share: which table answers for which line, and the
distinct codes of each claim and day with their pairs. Arrays are parallel, one element a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from superbill.codesets.tables.packing import packed
from superbill.errors import NotLoaded
from superbill.rules.book import Table
from superbill.rules.columns import ClaimColumns, Claims
from superbill.rules.ncci.edits import SYSTEMS

WIDTH = 5
_EPOCH = date(1970, 1, 1)

Bools = NDArray[np.bool_]
Wide = NDArray[np.int64]


class Tables(NamedTuple):
    """views: the distinct tables that answer; of_line: the number of each line's, -1 where the line
    isn't concerned or its day has none; unanswered: a claim of each day that has none."""

    views: tuple[Table, ...]
    of_line: NDArray[np.int32]
    unanswered: Wide


class Group(NamedTuple):
    """The distinct (claim, day, code) of lines with a table, in that order. units: billed, summed
    over lines that bill any; code: place in the columns' codes; view: number of the table."""

    claim: Wide
    on: Wide
    code: Wide
    view: Wide
    units: Wide


def tables_of(columns: ClaimColumns, table_on: Callable[[date], Table]) -> Tables:
    """The tables that answer for the days of the columns. table_on: the one of a day, or raises
    NotLoaded."""
    concerned = np.array([system in SYSTEMS for _, system in columns.codes], dtype=np.bool_)
    days, place = np.unique(columns.on, return_inverse=True)
    of_day = np.full(len(days), -1, dtype=np.int32)
    views: dict[str, int] = {}
    answering: list[Table] = []
    for i, number in enumerate(days.tolist()):
        try:
            view = table_on(_EPOCH + timedelta(days=number))
        except NotLoaded:
            continue
        if view.release.id not in views:
            views[view.release.id] = len(answering)
            answering.append(view)
        of_day[i] = views[view.release.id]
    of_line = of_day[place]
    is_concerned = concerned[columns.code] if len(columns.codes) else np.zeros(0, dtype=np.bool_)
    without = np.flatnonzero((of_line < 0) & is_concerned)
    _, first = np.unique(columns.on[without], return_index=True)
    of_line = np.where(is_concerned, of_line, -1).astype(np.int32)
    return Tables(tuple(answering), of_line, columns.claim[without[first]].astype(np.int64))


def group_of(columns: ClaimColumns, tables: Tables) -> Group:
    """The distinct (claim, day, code) of the lines that have a table."""
    lines = np.flatnonzero(tables.of_line >= 0)
    days, day = np.unique(columns.on[lines], return_inverse=True)
    codes, count = max(len(columns.codes), 1), max(len(days), 1)
    key = (columns.claim[lines].astype(np.int64) * count + day) * codes + columns.code[lines]
    distinct, first, place = np.unique(key, return_index=True, return_inverse=True)
    billed = np.maximum(columns.units[lines].astype(np.int64), 0)
    units = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(units, place, billed)
    of = lines[first]
    return Group(
        columns.claim[of].astype(np.int64),
        columns.on[of].astype(np.int64),
        columns.code[of].astype(np.int64),
        tables.of_line[of].astype(np.int64),
        units,
    )


def pairs_in(group: Group) -> Iterator[tuple[Wide, Wide]]:
    """Every two rows of one claim and day, once, as arrays of the first and of the second; one
    pair of arrays for each distance between them, so that no claim takes much memory."""
    rows = np.arange(len(group.claim), dtype=np.int64)
    distance = 0
    while len(rows):
        distance += 1
        rows = rows[rows + distance < len(group.claim)]
        other = rows + distance
        together = (group.claim[rows] == group.claim[other]) & (group.on[rows] == group.on[other])
        rows = rows[together]
        if len(rows):
            yield rows, rows + distance


def pack_codes(columns: ClaimColumns) -> NDArray[np.uint64]:
    """The packed form of each distinct code; the largest number for what no table can hold."""
    found = np.empty(len(columns.codes), dtype=np.uint64)
    for place, (code, _) in enumerate(columns.codes):
        try:
            found[place] = packed(code, WIDTH)
        except ValueError:
            found[place] = 37**WIDTH  # beyond every code: a search for it meets nothing of its own
    return found


def claims_of(parts: Iterable[NDArray[Any]]) -> Claims:
    """The claims of all parts, ascending, each once."""
    whole = [np.zeros(0, dtype=np.int64), *parts]
    return np.unique(np.concatenate(whole)).astype(np.int32)
