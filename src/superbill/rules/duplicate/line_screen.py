"""The screen of `duplicate.line`: claims in which a code stands twice on a day."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:  # noqa: ARG001 -- as all screens
    """Names a claim whatever the modifiers are: the rule looks at them."""
    order = np.lexsort((columns.on, columns.code, columns.claim))
    claim, code, on = columns.claim[order], columns.code[order], columns.on[order]
    again = (claim[1:] == claim[:-1]) & (code[1:] == code[:-1]) & (on[1:] == on[:-1])
    return np.unique(claim[1:][again]).astype(np.int32)
