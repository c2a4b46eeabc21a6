"""The columnar screen of `own.payer` (rules/columns.py)."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.own.patterns import matches
from superbill.rules.own.payer import FOLDER, home_of
from superbill.rules.own.rule_file import own_rules


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims of the payer with a code that one of the rules is about."""
    home = home_of(book)
    patterns = tuple(
        pattern
        for rule in (own_rules(home / FOLDER).rules if home is not None else ())
        if rule.stated.payer == columns.payer
        for pattern in rule.stated.when.codes
    )
    wanted = [at for at, (code, _) in enumerate(columns.codes) if matches(code, patterns)]
    return np.unique(columns.claim[np.isin(columns.code, wanted)]).astype(np.int32)
