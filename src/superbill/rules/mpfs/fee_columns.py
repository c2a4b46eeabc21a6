"""The fee schedule beside the lines of a book of claims, for the screens of its rules.

Each distinct code is looked up once in each edition, as the rules themselves look it up; a screen
is then arithmetic over the columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from superbill.errors import NotLoaded
from superbill.rules.columns import ClaimColumns, Claims, Ints, ScreenBook
from superbill.rules.mpfs.fee_row import COMPONENTS, FeeRow, edition, fee_row
from superbill.rules.mpfs.judging import SYSTEMS

EPOCH = date(1970, 1, 1)

NONE = -1


@dataclass(frozen=True, slots=True)
class FeeColumns:
    """Which edition answers for each line.

    edition: its number in `days`, NONE where no edition is loaded for the day
    days: a day of each edition
    unanswered: one claim of each day that no edition answers for, so that the rule says so
    """

    columns: ClaimColumns
    book: ScreenBook
    edition: Ints
    days: tuple[date, ...]
    unanswered: Claims

    def of_lines(
        self, pick: Callable[[FeeRow], int], combine: Callable[[int, int], int] = max
    ) -> Ints:
        """A number for each line, which `pick` makes of the rows of its code, that of the whole
        service and those of its components, combined; NONE where there is no row."""
        codes = self.columns.codes
        numbers = np.full((len(self.days), max(len(codes), 1)), NONE, dtype=np.int32)
        for place, on in enumerate(self.days):
            of_edition: list[int] = np.unique(self.columns.code[self.edition == place]).tolist()
            for code in of_edition:
                picked = [pick(row) for row in self._rows(codes[code], on)]
                numbers[place, code] = reduce(combine, picked) if picked else NONE
        known = self.edition != NONE
        found = np.full(len(self.columns.code), NONE, dtype=np.int32)
        found[known] = numbers[self.edition[known], self.columns.code[known]]
        return found

    def _rows(self, coded: tuple[str, str], on: date) -> list[FeeRow]:
        code, system = coded
        if system not in SYSTEMS:
            return []
        asked = ((), *((component,) for component in COMPONENTS))
        rows = (fee_row(self.book, code, on=on, modifiers=modifiers) for modifiers in asked)
        return [row for row in rows if row is not None]


def fee_columns(columns: ClaimColumns, book: ScreenBook) -> FeeColumns:
    """Which editions of the fee schedule answer for the lines."""
    editions: dict[str, int] = {}
    days: list[date] = []
    of_day: dict[int, int] = {}
    for number in np.unique(columns.on).tolist():
        on = EPOCH + timedelta(days=number)
        try:
            named = edition(book, on=on)
        except NotLoaded:
            of_day[number] = NONE
            continue
        if named not in editions:
            editions[named] = len(days)
            days.append(on)
        of_day[number] = editions[named]
    distinct, inverse = np.unique(columns.on, return_inverse=True)
    numbers = np.array([of_day[n] for n in distinct.tolist()], dtype=np.int32)
    found = numbers[inverse] if len(distinct) else np.zeros(0, dtype=np.int32)
    missing = found == NONE
    _, first = np.unique(columns.on[missing], return_index=True)
    return FeeColumns(columns, book, found, tuple(days), claims_of(columns.claim[missing][first]))


def with_modifier(columns: ClaimColumns, modifiers: frozenset[str]) -> NDArray[np.bool_]:
    """Which lines carry one of these modifiers."""
    of_set = np.array([not modifiers.isdisjoint(s) for s in columns.modifier_sets], dtype=bool)
    if not len(of_set):
        return np.zeros(len(columns.code), dtype=bool)
    return of_set[columns.modifiers]


def claims_of(*named: NDArray[Any]) -> Claims:
    """Claims, ascending, each once."""
    whole = np.concatenate([np.zeros(0, np.int32), *(np.asarray(n, np.int32) for n in named)])
    return np.unique(whole).astype(np.int32)


def judged(columns: ClaimColumns) -> bool:
    """Whether the fee schedule's rules speak of claims of this setting and payer."""
    return columns.setting == "practitioner" and columns.payer == "medicare"
