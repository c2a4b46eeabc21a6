"""The columnar screen of `mpfs.endoscopy`: claims with a member of an endoscopy family beside
another member of it or its base code."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.mpfs.endoscopy import FAMILY
from superbill.rules.mpfs.fee_columns import NONE, claims_of, fee_columns, judged
from superbill.rules.mpfs.fee_row import FeeRow


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """The day is left to the rule: a claim is named for two lines of a family, base code or
    member."""
    if not judged(columns):
        return claims_of()
    fees = fee_columns(columns, book)
    numbers: dict[str, int] = {}

    def member(row: FeeRow) -> int:
        base = row.values["endoscopic_base"]
        if row.indicator("multiple_procedure") != FAMILY or not base:
            return NONE
        return numbers.setdefault(base, len(numbers))

    family = fees.of_lines(member)
    of_code = np.array([numbers.get(code, NONE) for code, _ in columns.codes], dtype=np.int32)
    based = of_code[columns.code] if len(of_code) else family
    named = [fees.unanswered]
    # A base code may itself be a member of another family: it is counted in both.
    claim = np.concatenate([columns.claim[family != NONE], columns.claim[based != NONE]])
    number = np.concatenate([family[family != NONE], based[based != NONE]])
    keys, times = np.unique(
        claim.astype(np.int64) * max(len(numbers), 1) + number, return_counts=True
    )
    named.append((keys[times > 1] // max(len(numbers), 1)).astype(np.int32))
    return claims_of(*named)
