"""The columnar screens of `mpfs.therapy` and `mpfs.imaging`: claims with two units or more of the
multiple procedure indicators that they go by."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.mpfs import imaging, therapy
from superbill.rules.mpfs.fee_columns import claims_of, fee_columns, judged
from superbill.rules.mpfs.fee_row import FeeRow


def screen_therapy(columns: ClaimColumns, book: ScreenBook) -> Claims:
    return _screen(columns, book, therapy.INDICATORS)


def screen_imaging(columns: ClaimColumns, book: ScreenBook) -> Claims:
    return _screen(columns, book, imaging.INDICATORS)


def _screen(columns: ClaimColumns, book: ScreenBook, indicators: tuple[str, ...]) -> Claims:
    """The day is left to the rule: units of one indicator are added up over the claim."""
    if not judged(columns):
        return claims_of()

    def pick(row: FeeRow) -> int:
        value = row.indicator("multiple_procedure")
        return indicators.index(value) if value in indicators else -1

    fees = fee_columns(columns, book)
    of_lines = fees.of_lines(pick)
    named = [fees.unanswered]
    units = np.maximum(columns.units, 0)
    for number in range(len(indicators)):
        of_kind = of_lines == number
        total = np.bincount(columns.claim[of_kind], units[of_kind], minlength=columns.count)
        named.append(np.flatnonzero(total > 1).astype(np.int32))
    return claims_of(*named)
