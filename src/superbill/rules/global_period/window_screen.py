"""The columnar screen of `global.window`: visits and procedures in whose neighbourhood the same
patient, or the same claim where the patient is not known, has a procedure with a package."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.global_period.calendar import window
from superbill.rules.modifier.code_groups import ever_in_group
from superbill.rules.mpfs.fee_columns import EPOCH, claims_of, fee_columns, judged
from superbill.rules.mpfs.fee_row import FeeRow

BEFORE, AFTER = 1, 90
"""The longest package: the days before and after its procedure (calendar.yaml)."""

_ROOM = 1 << 24
"""More than the days that there are; a key is group, then day."""

_MIDDLE = _ROOM >> 1

Numbers = NDArray[Any]


def screen(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Modifiers and practitioners are left to the rule. One claim of each day without an edition
    is named too."""
    if not judged(columns):
        return claims_of()
    fees = fee_columns(columns, book)
    procedure = fees.of_lines(_has_package) == 1
    visits = np.array([_is_visit(code) for code, _ in columns.codes], dtype=bool)
    visit = visits[columns.code] if len(visits) else procedure
    group = _group(columns)
    day = columns.on.astype(np.int64) + _MIDDLE
    opened = np.sort(group[procedure] * _ROOM + day[procedure])
    inside = _any_between(opened, group, day - AFTER, day + BEFORE)
    earlier = _any_between(opened, group, day - AFTER, day - 1)
    return claims_of(columns.claim[(visit & inside) | (procedure & earlier)], fees.unanswered)


def _group(columns: ClaimColumns) -> Numbers:
    """A number for each line: its patient, or its claim where the patient is not known."""
    claim = columns.claim.astype(np.int64)
    if columns.patient is None:
        return claim
    patient = columns.patient[columns.claim].astype(np.int64)
    return np.where(patient < 0, claim, patient + columns.count)


def _any_between(opened: Numbers, group: Numbers, first: Numbers, last: Numbers) -> Numbers:
    """Whether a procedure of the group falls on one of the days, both included."""
    begin = np.searchsorted(opened, group * _ROOM + first, side="left")
    end = np.searchsorted(opened, group * _ROOM + last, side="right")
    return end > begin


def _has_package(row: FeeRow) -> int:
    return int(window(row.indicator("global"), EPOCH) is not None)


def _is_visit(code: str) -> bool:
    return ever_in_group(code, "em_package")
