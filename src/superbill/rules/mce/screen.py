"""The screen of `mce.edits` and of `icd10cm.poa`: stays. The editor is asked of each of them: that
takes less than reading its diagnoses into columns would."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook


def medicare_stays(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Every claim of a Medicare inpatient book, none of another."""
    asked = columns.setting == "inpatient" and columns.payer == "medicare"
    return np.arange(columns.count if asked else 0, dtype=np.int32)


def stays(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Every claim of an inpatient book, none of another."""
    asked = columns.setting == "inpatient"
    return np.arange(columns.count if asked else 0, dtype=np.int32)
