"""One NCCI procedure-to-procedure edit on a day.

CMS, National Correct Coding Initiative Policy Manual for Medicare Services, chapter I, sections A
and E, and the header of the file: column 2 is denied beside column 1; indicator 0: no modifier
bypasses the edit, 1: a proper one may, 9: the edit was deleted back to its first day. A pair may
have several rows, each with its own first (effective) and last (deletion) day.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from superbill.rules.book import Rows

DELETED_BACK = 9


class PtpEdit(NamedTuple):
    """effective_date: first day, None where the file does not state it; deletion_date: last day,
    None while there is none."""

    column1: str
    column2: str
    indicator: int
    effective_date: date | None
    deletion_date: date | None
    rationale: str | None

    def in_force(self, on: date) -> bool:
        """Whether the edit applies to services of that day.

        >>> day = date(2024, 7, 1)
        >>> PtpEdit("G0001", "G0002", 1, day, day, None).in_force(day)  # never in force
        False
        """
        first, last = self.effective_date, self.deletion_date
        if self.indicator == DELETED_BACK or (first is not None and on < first):
            return False
        return last is None or (on <= last and last != first)


def ptp_edit(rows: Rows, column1: str, column2: str, *, on: date) -> PtpEdit | None:
    """The edit with these columns in force on a day; None: the table has none.

    Some microseconds a pair over a mapped table (benchmarks/rules.py measures it).
    """
    found = rows.find(column1, column2)
    return in_force(ptp_rows(found), on) if found else None


def ptp_history(rows: Rows, column1: str, column2: str) -> tuple[PtpEdit, ...]:
    """Every row of the pair, ended ones too."""
    return ptp_rows(rows.find(column1, column2))


def ptp_rows(rows: list[dict[str, Any]]) -> tuple[PtpEdit, ...]:
    return tuple(
        PtpEdit(
            r["column1"], r["column2"], r["indicator"], r["effective_date"], r["deletion_date"],
            r["rationale"],
        )
        for r in rows
    )  # fmt: skip


def in_force(edits: tuple[PtpEdit, ...], on: date) -> PtpEdit | None:
    """The row of one pair that applies on a day.

    Periods of a pair do not overlap in CMS's file. Where they do, because first days are not
    stated, the row that began last and ends first is the one of the day.
    """
    there = [e for e in edits if e.in_force(on)]
    if len(there) < 2:
        return there[0] if there else None
    return min(
        there,
        key=lambda e: (
            -(e.effective_date.toordinal() if e.effective_date else 0),
            e.deletion_date or date.max,
        ),
    )
