"""The columnar screen of `device.market` (rules/columns.py)."""

from __future__ import annotations

from functools import cache

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.device.market import cards_by_code


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with a code whose card states the market of a product."""
    del book
    wanted = [at for at, (code, _) in enumerate(columns.codes) if code in _codes()]
    return np.unique(columns.claim[np.isin(columns.code, wanted)]).astype(np.int32)


@cache
def _codes() -> frozenset[str]:
    # The cards from which the compiled release, which the rule reads, is made.
    from superbill.knowledge.cards import load_cards

    return frozenset(cards_by_code(load_cards()))
