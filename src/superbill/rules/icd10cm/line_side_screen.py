"""The screen of `icd10cm.line_side`: claims with a line whose modifiers state a side."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.icd10cm.line_side import sides_of_modifiers


def screen(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Claims in which a line has a modifier of a side."""
    known = sides_of_modifiers()
    sided = np.array([any(m in known for m in s) for s in columns.modifier_sets], dtype=bool)
    if not sided.any():
        return np.empty(0, dtype=np.int32)
    return np.unique(columns.claim[sided[columns.modifiers]])
