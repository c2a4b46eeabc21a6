"""The screen of the rules of MS-DRGs: every claim of a Medicare inpatient book, none of another.

The group hangs on the diagnoses, which the columns don't hold; a stay is grouped in about a
millisecond with its trace, so that all of them are judged.
"""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """The claims that may have a finding."""
    del book
    asked = columns.setting == "inpatient" and columns.payer == "medicare"
    return np.arange(columns.count if asked else 0, dtype=np.int32)
