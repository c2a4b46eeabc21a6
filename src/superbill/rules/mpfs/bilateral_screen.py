"""The columnar screen of `mpfs.bilateral`: claims with 50, LT or RT, or several units, on a code
whose indicator may say something of it."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.mpfs.fee_columns import (
    NONE,
    claims_of,
    fee_columns,
    judged,
    with_modifier,
)
from superbill.rules.mpfs.fee_row import FeeRow

BITS = {"0": 1, "1": 2, "2": 4, "3": 8, "9": 16}
NEITHER = 32
"""Of a value that is not one of those: it is named, so that the rule says so."""


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """What indicators/bilateral.yaml says, as arithmetic; the pair of LT and RT of one code and
    day is left to the rule. One claim of each day without an edition is named too."""
    if not judged(columns):
        return claims_of()
    fees = fee_columns(columns, book)
    bits = fees.of_lines(_bit, _either)
    known = bits != NONE
    fifty, left, right = (with_modifier(columns, frozenset((m,))) for m in ("50", "LT", "RT"))
    several = columns.units > 1
    already, never_twice = bits & BITS["2"] != 0, bits & BITS["0"] != 0
    full = bits & ~(BITS["1"] | BITS["3"]) == 0
    pairs = np.intersect1d(columns.claim[left], columns.claim[right])
    paired = np.isin(columns.claim, pairs) & (left | right)
    named = fifty & (~full | several)
    named |= already & (left | right | several)
    named |= never_twice & paired
    return claims_of(columns.claim[named & known], fees.unanswered)


def _bit(row: FeeRow) -> int:
    return BITS.get(row.indicator("bilateral") or "", NEITHER)


def _either(one: int, other: int) -> int:
    return one | other
