"""What the seven characters of an ICD-10-PCS code mean, read from a release that states it.

A character's meaning depends on those before it, so each row of the table `axis` has a scope: the
beginning of the codes in which it holds. SCOPES says how long a scope may be for each axis; where
several hold, the longest wins. A scope of seven characters is one code: in a few New Technology
tables the sixth character means one thing or another by the seventh.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

SCOPES: Mapping[int, tuple[int, ...]] = {
    1: (0,),
    2: (1,),
    3: (2,),
    4: (3, 7),
    5: (1, 3, 7),
    6: (3, 7),
    7: (3, 7),
}
"""Axis -> lengths of the scopes that its rows have, shortest first."""

LISTED = {1: 0, 2: 1, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}
"""Axis -> length of the shortest scope whose rows list the values in use; shorter scopes hold
definitions, and values that only some tables have."""

NAMES = "axes"
"""Property of a section (a JSON list): what its seven axes are called."""

_PROBES = tuple((n, length) for n, lengths in SCOPES.items() for length in lengths if length < 7)
_NAMES_OF = """
SELECT 0, value, NULL, NULL FROM property
WHERE system = 'icd10pcs' AND code = ? AND name = 'axes'
"""
_MEANING = """
SELECT axis, label, definition, explanation FROM axis
WHERE system = 'icd10pcs' AND scope = ? AND axis = ? AND value = ?
"""
_OF_ONE_CODE = """
SELECT axis, label, definition, explanation FROM axis WHERE system = 'icd10pcs' AND scope = ?
"""
# One statement for all probes is several times faster than a statement for each. By the number
# of characters asked about:
_QUERIES = tuple(
    " UNION ALL ".join(
        [_NAMES_OF]
        + [_MEANING for number, _ in _PROBES if number <= length]
        + ([_OF_ONE_CODE] if length == 7 else [])
    )
    for length in range(8)
)
_LISTED = """
SELECT value, label, scope FROM axis
WHERE system = 'icd10pcs' AND axis = ? AND scope IN (?, ?)
ORDER BY value, length(scope)
"""
_BY_LATER_AXIS = """
SELECT value, label FROM axis
WHERE system = 'icd10pcs' AND scope > ? AND scope < ? AND length(scope) = 7 AND axis = ?
ORDER BY value, label
"""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Axis:
    """One character of a code.

    number: 1 to 7
    name: what the axis is called in this section: Section, Body Part, Contrast
    label: what the value means; None where no source at hand says so with certainty
    definition, explanation: CMS's, of root operations and approaches, else None
    """

    number: int
    name: str
    value: str
    label: str | None
    definition: str | None = None
    explanation: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        return {
            "axis": self.number,
            "name": self.name,
            "value": self.value,
            "label": self.label,
            "definition": self.definition,
            "explanation": self.explanation,
        }


def axes(db: sqlite3.Connection, code: str) -> tuple[Axis, ...]:
    """The axes of a code, or of the beginning of one: as many as it has characters, at most 7.

    Empty where the release doesn't know the section.
    """
    length = len(code)
    asked: list[str | int] = [code[:1]]
    for number, scope in _PROBES:
        if number <= length:
            asked += (code[:scope], number, code[number - 1])
    if length == 7:
        asked.append(code)
    names: list[str] = []
    meant: dict[int, tuple[str, str | None, str | None]] = {}
    # The longest scope of an axis comes last and gives the label; what it lacks stays.
    for number, label, definition, explanation in db.execute(_QUERIES[length], asked):
        before = meant.get(number)
        if number == 0:
            names = json.loads(label)
        elif before is not None and before[0] == label:
            meant[number] = (label, definition or before[1], explanation or before[2])
        else:
            meant[number] = (label, definition, explanation)
    if not names:
        return ()
    return tuple(
        Axis(n, names[n - 1], value, *meant.get(n, (None,))) for n, value in enumerate(code, 1)
    )


def values(db: sqlite3.Connection, prefix: str) -> tuple[tuple[str, str], ...]:
    """The values that the axis after `prefix` takes, with their labels, in the order of values.

    From the fourth axis on they are those of the whole table, of which not every row takes each:
    whether a code exists, the lists of codes say. Values whose meaning isn't known are missing.
    Where a later axis decides the meaning, the label is every meaning, joined by `or`.
    """
    return () if len(prefix) >= 7 else _values_at(db, prefix, len(prefix) + 1)


def value_of(db: sqlite3.Connection, prefix: str, axis: int, label: str) -> str | None:
    """The value at `axis` (1 to 7) that means `label` in codes that begin with `prefix`.

    Compared without regard to case and, failing that, to the order of words, so that `Left Hand`
    finds `Hand, Left`. None where no value means that, or several do.
    """
    listed = _values_at(db, prefix[: axis - 1], axis)
    wanted = label.casefold()
    found = [value for value, known in listed if known.casefold() == wanted]
    if not found:
        words = _words(label)
        found = [value for value, known in listed if _words(known) == words]
    return found[0] if len(found) == 1 else None


def _values_at(db: sqlite3.Connection, prefix: str, axis: int) -> tuple[tuple[str, str], ...]:
    lengths = [n for n in SCOPES[axis] if LISTED[axis] <= n <= len(prefix)]
    scopes = [prefix[:n] for n in lengths]
    found: dict[str, str] = {}
    if scopes:
        rows = db.execute(_LISTED, (axis, scopes[0], scopes[-1]))
        found = {value: label for value, label, _ in rows}
    if axis > 3 and len(prefix) >= 3:
        later: dict[str, list[str]] = {}
        for value, label in db.execute(_BY_LATER_AXIS, (prefix, prefix + "~", axis)):
            if value not in found and label not in later.setdefault(value, []):
                later[value].append(label)
        found.update({value: " or ".join(labels) for value, labels in later.items()})
    return tuple(sorted(found.items()))


def _words(label: str) -> list[str]:
    return sorted(_WORD.findall(label.casefold()))
