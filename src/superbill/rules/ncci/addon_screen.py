"""The columnar screen of `ncci.addon`: claims with an add-on line that no listed primary in force
stands beside on its day. Type 2 has no listed primaries: each such claim is named."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from superbill.rules.book import Table
from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.ncci.addon import table_for
from superbill.rules.ncci.addon_edit import last_day
from superbill.rules.ncci.addon_parameters import limits_setting
from superbill.rules.ncci.edits import edits_of
from superbill.rules.ncci.screening import (
    Bools,
    Group,
    Wide,
    claims_of,
    group_of,
    pairs_in,
    tables_of,
)  # fmt: skip

_EPOCH = date(1970, 1, 1)
_ALWAYS = np.iinfo(np.int64).max


class Listed(NamedTuple):
    """Add-on code and primary in one number, ascending, with the first and last day of the edit."""

    pair: Wide
    first: Wide
    last: Wide


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with an add-on code that has no listed primary in force beside it on its day; and
    one claim of each day for which no table is loaded, so that the rule says so."""
    edits = edits_of("addon", columns.payer, columns.setting)
    if edits is None:
        return claims_of([])
    payer, setting = columns.payer, columns.setting
    tables = tables_of(
        columns, lambda on: table_for(book, edits, payer=payer, setting=setting, on=on)[0]
    )
    group = group_of(columns, tables)
    named = [tables.unanswered]
    for number, view in enumerate(tables.views):
        is_addon, listed = _edits(columns, view)
        mine = Group(*(column[group.view == number] for column in group))
        lone = is_addon[mine.code] & ~_beside(mine, is_addon, listed)
        named.append(mine.claim[lone])
    return claims_of(named)


def _edits(columns: ClaimColumns, view: Table) -> tuple[Bools, Listed]:
    """Whether each distinct code is an add-on code of the file, of whatever day; and the edits
    between distinct codes that hold in every setting."""
    place_of = {code: place for place, (code, _) in enumerate(columns.codes)}
    is_addon = np.zeros(len(columns.codes), dtype=np.bool_)
    found: list[tuple[int, int, int]] = []
    for place, (code, _) in enumerate(columns.codes):
        for row in view.rows.find(code):
            is_addon[place] = True
            primary = place_of.get(row["primary"] or "")
            never = (
                row["deletion_date"] is not None and row["deletion_date"] == row["effective_date"]
            )
            if primary is None or never or limits_setting(row["instructions"]):
                continue
            first, last = row["effective_date"], last_day(row)
            found.append((
                place * len(columns.codes) + primary,
                (first - _EPOCH).days if first else -_ALWAYS,
                (last - _EPOCH).days if last else _ALWAYS,
            ))  # fmt: skip
    table = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    return is_addon, Listed(table[:, 0], table[:, 1], table[:, 2])


def _beside(group: Group, is_addon: Bools, listed: Listed) -> Bools:
    """Whether a listed primary in force stands beside each row on its day."""
    codes, is_asked = len(is_addon), is_addon[group.code]
    found = np.zeros(len(group.claim), dtype=np.bool_)
    for one, other in pairs_in(group):
        for addon, primary in ((one, other), (other, one)):
            addon, primary = addon[is_asked[addon]], primary[is_asked[addon]]  # noqa: PLW2901
            pair = group.code[addon] * codes + group.code[primary]
            found[addon[_in_force(pair, group.on[addon], listed)]] = True
    return found


def _in_force(pair: Wide, on: Wide, listed: Listed) -> Bools:
    start = np.searchsorted(listed.pair, pair, side="left")
    end = np.searchsorted(listed.pair, pair, side="right")
    found = np.zeros(len(pair), dtype=np.bool_)
    # A pair has a row for each period of its edit: one or two.
    for period in range(int((end - start).max(initial=0))):
        row = np.minimum(start + period, len(listed.pair) - 1)
        holds = (start + period < end) & (listed.first[row] <= on) & (on <= listed.last[row])
        found |= holds
    return found
