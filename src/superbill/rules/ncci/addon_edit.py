"""The add-on code edits of a code on a day.

CMS Change Request 7501 (Transmittal 2636, from 1 April 2013) and the file's own columns: an add-on
code is paid only beside a primary code, by the same practitioner on the same day. Type 1: the
primaries listed are all there are; 2: the contractor defines them; 3: some are listed. An edit is
in force while neither it, nor the add-on code, nor the primary code has ended.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from superbill.rules.book import Rows
from superbill.rules.claim import Setting

CLOSED, CONTRACTOR, SOME_LISTED = 1, 2, 3
"""Types of add-on code: the primaries are all listed, the contractor's, or some of them listed."""

_ENDS = ("deletion_date", "addon_deletion_date", "primary_deletion_date")


class AddOn(NamedTuple):
    """An add-on code on a day.

    type: None where every edit of it had ended, or none has begun
    primaries: the listed codes in force, in the file's order
    others: the contractor may accept others
    instructions: special instructions of its edits in force
    not_here: the instruction that keeps the code itself to another setting, if there is one
    last: the last day of its edits where none is in force, if any has ended
    """

    code: str
    type: int | None
    primaries: tuple[str, ...]
    others: bool
    instructions: tuple[str, ...]
    not_here: str | None
    last: date | None


def add_on(rows: Rows, code: str, *, on: date, setting: Setting) -> AddOn | None:
    """The edits of an add-on code on a day; None: the file has no such add-on code."""
    found = rows.find(code)
    if not found:
        return None
    there = [row for row in found if in_force(row, on)]
    if not there:
        ended = [d for row in found if (d := last_day(row)) is not None and d < on]
        return AddOn(code, None, (), False, (), None, max(ended, default=None))
    here = [row for row in there if not _elsewhere(row, setting, "primary")]
    types = {row["type"] for row in there}
    kept = next((i for row in there if (i := _elsewhere(row, setting, "addon"))), None)
    return AddOn(
        code,
        # Should the file give a code two types, the strictest counts: 1, then 3, then 2.
        next(t for t in (CLOSED, SOME_LISTED, CONTRACTOR) if t in types),
        tuple(row["primary"] for row in here if row["primary"]),
        any(row["primary"] is None for row in here),
        tuple(dict.fromkeys(row["instructions"] for row in there if row["instructions"])),
        kept,
        None,
    )


def in_force(row: dict[str, Any], on: date) -> bool:
    """Whether an edit of the file applies on a day; deleted on its first day, it never did."""
    first, last = row["effective_date"], last_day(row)
    if first is not None and (on < first or row["deletion_date"] == first):
        return False
    return last is None or on <= last


def last_day(row: dict[str, Any]) -> date | None:
    """The last day of an edit: its own, or that of either code, whichever is first."""
    return min((row[end] for end in _ENDS if row[end] is not None), default=None)


def _elsewhere(row: dict[str, Any], setting: Setting, about: str) -> str | None:
    """The instruction that says that an edit is not of this setting."""
    text = row["instructions"]
    if not text:
        return None
    from superbill.rules.ncci.addon_parameters import parameters  # few edits have instructions

    for entry in parameters().instructions:
        if entry.about == about and entry.contains in text and setting not in entry.settings:
            return text
    return None
