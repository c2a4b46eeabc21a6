"""The columnar screen of `ncci.mue`: claims in which the units of a code and day exceed its value.

The sum of a day is never below a line of it, so the one comparison serves every adjudication
indicator; the rule says which line, or that none, is above.
"""

from __future__ import annotations

import numpy as np

from superbill.rules.book import Table
from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.ncci.edits import edits_of
from superbill.rules.ncci.screening import Wide, claims_of, group_of, tables_of

_MOST = np.iinfo(np.int64).max


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with more units of a code on a day than its published value; and one claim of each
    day for which no table is loaded, so that the rule says so."""
    edits = edits_of("mue", columns.payer, columns.setting)
    if edits is None:
        return claims_of([])
    tables = tables_of(columns, lambda on: book.table(edits.family, edits.table, on=on))
    group = group_of(columns, tables)
    if not tables.views:
        return claims_of([tables.unanswered])
    most = np.stack([_values(columns, view) for view in tables.views])
    above = group.units > most[group.view, group.code]
    return claims_of([tables.unanswered, group.claim[above]])


def _values(columns: ClaimColumns, view: Table) -> Wide:
    """The value of each distinct code; no bound where none is published."""
    found = np.full(len(columns.codes), _MOST, dtype=np.int64)
    for place, (code, _) in enumerate(columns.codes):
        rows = view.rows.find(code)
        if rows:
            found[place] = rows[0]["value"]
    return found
