"""Candidates of many notes as columns: what the ranking of a system is fitted on.

A candidate's features are some forty numbers of a hundred and thirty: as objects they would take
more room than all else of a course.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from superbill.coding.learning.note_words import Numbers
from superbill.coding.learning.regression import Matrix


@dataclass
class Cases:
    """The candidates of one system, added one by one."""

    _names: dict[str, int] = field(default_factory=dict[str, int])
    _note: array[int] = field(default_factory=lambda: array("q"))
    _right: array[int] = field(default_factory=lambda: array("b"))
    _ends: array[int] = field(default_factory=lambda: array("q"))
    _columns: array[int] = field(default_factory=lambda: array("h"))
    _values: array[float] = field(default_factory=lambda: array("d"))

    def add(self, note: int, features: Mapping[str, float], *, right: bool) -> None:
        """A candidate of a note, and whether the note has the code."""
        names = self._names
        self._note.append(note)
        self._right.append(right)
        self._columns.extend(names.setdefault(name, len(names)) for name in features)
        self._values.extend(features.values())
        self._ends.append(len(self._values))

    def __len__(self) -> int:
        return len(self._note)

    @property
    def names(self) -> list[str]:
        """The features, in order."""
        return sorted(self._names)

    @property
    def note(self) -> Numbers:
        return np.array(self._note, dtype=np.int64)

    @property
    def right(self) -> Matrix:
        return np.array(self._right, dtype=np.float64)

    def table(self) -> Matrix:
        """A row for each candidate, a column for each of `names`."""
        place = {name: n for n, name in enumerate(self.names)}
        at = np.array([place[name] for name in self._names], dtype=np.int64)
        made = np.zeros((len(self), len(place)))
        rows = np.repeat(np.arange(len(self)), np.diff(np.array(self._ends), prepend=0))
        made[rows, at[np.array(self._columns, dtype=np.int64)]] = np.array(self._values)
        return made
