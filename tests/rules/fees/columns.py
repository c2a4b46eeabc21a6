"""Claims turned into columns, as `superbill scrub` hands them to a screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from superbill.rules.claim import ClaimLines, Payer, Setting
from superbill.rules.columns import ClaimColumns

EPOCH = date(1970, 1, 1)


def columns_of(
    claims: Sequence[ClaimLines], *, on: date, setting: Setting, payer: Payer,
    patients: Sequence[int] | None = None,
) -> ClaimColumns:  # fmt: skip
    codes: dict[tuple[str, str], int] = {}
    sets: dict[tuple[str, ...], int] = {}
    rows: list[tuple[int, int, int, int, int]] = [
        (
            number,
            codes.setdefault((line.code, line.system), len(codes)),
            sets.setdefault(line.modifiers, len(sets)),
            line.units,
            ((line.on or on) - EPOCH).days,
        )
        for number, claim in enumerate(claims)
        for line in claim.lines
    ]
    whole: Any = np.array(rows, dtype=np.int32).reshape(-1, 5).T
    return ClaimColumns(
        setting, payer, len(claims), *whole, codes=tuple(codes), modifier_sets=tuple(sets),
        patient=None if patients is None else np.array(patients, dtype=np.int32),
    )  # fmt: skip
