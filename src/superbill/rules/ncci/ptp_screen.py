"""The columnar screen of `ncci.ptp`: claims with two codes of one day that stand in the table.

Pairs are packed as the table's keys are, and searched in the mapped keys many at once. Dates and
modifiers are left to the rule: a claim is named for an edit that has ended, too.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from superbill.codesets.tables.packing import BASE
from superbill.rules.book import Table
from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.ncci.edits import edits_of
from superbill.rules.ncci.screening import (
    WIDTH,
    Bools,
    Group,
    Wide,
    claims_of,
    group_of,
    pack_codes,
    pairs_in,
    tables_of,
)  # fmt: skip


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims in which two codes of a day have a row in the table that answers for it; and one
    claim of each day for which no table is loaded, so that the rule says so."""
    edits = edits_of("ptp", columns.payer, columns.setting)
    if edits is None:
        return claims_of([])
    tables = tables_of(columns, lambda on: book.table(edits.family, edits.table, on=on))
    group = group_of(columns, tables)
    code = pack_codes(columns)
    named = [tables.unanswered]
    for number, view in enumerate(tables.views):
        here = group if len(tables.views) == 1 else _of_view(group, number)
        keys = _keys(view)
        for first, second in pairs_in(here):
            found = _in_table(here.code[first], here.code[second], code, keys)
            named.append(here.claim[first[found]])
    return claims_of(named)


def _of_view(group: Group, number: int) -> Group:
    mine = group.view == number
    return Group(*(column[mine] for column in group))


def _keys(view: Table) -> NDArray[np.uint64]:
    # Only a memory-mapped table is searched this way; tests of rules have smaller ones.
    return np.frombuffer(cast(Any, view.rows).keys, dtype=np.uint64)


def _in_table(
    first: Wide, second: Wide, packed: NDArray[np.uint64], keys: NDArray[np.uint64]
) -> Bools:
    """Whether each pair of codes is in the table, in either order."""
    # Few pairs are distinct among many: each is searched once.
    count = np.int64(len(packed))
    distinct, place = np.unique(first * count + second, return_inverse=True)
    one, other = packed[distinct // count], packed[distinct % count]
    step = np.uint64(BASE**WIDTH)
    return (_holds(keys, one * step + other) | _holds(keys, other * step + one))[place]


def _holds(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> Bools:
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.bool_)
    place = np.searchsorted(keys, wanted)
    return keys[np.minimum(place, len(keys) - 1)] == wanted
