"""A code book that keeps what its tables answered: a book of claims asks of few codes, often."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

Late = dict[str, tuple[str, date]]
"""Release -> its family or system, and a day that is later than it speaks of."""

KEPT = 500_000
"""Answers of a table that are kept at once."""


class KeptRows:
    """A table's rows by key, each key searched once."""

    def __init__(self, rows: Any):
        self._rows = rows
        self._found: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    def find(self, *key: str) -> list[dict[str, Any]]:
        """The rows with this key, or its first parts. They are shared: nobody changes them."""
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= KEPT:
                self._found.clear()
            found = self._found[key] = self._rows.find(*key)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)


class KeptTable(NamedTuple):
    """A table as a code book gives it (codesets.shelf.TableView), its rows kept."""

    release: Any
    rows: KeptRows
    stale: bool


class KeptBook:
    """A code book whose tables are kept; all else is its own.

    late: takes in each edition that answered for a later day than it speaks of, with that day
    """

    def __init__(self, book: Any, late: Late):
        self._book = book
        self._late = late
        self._rows: dict[int, KeptRows] = {}
        self._tables: dict[tuple[str, str, date], KeptTable] = {}
        self._status = book.status
        self._concept = getattr(book, "concept", None)

    def status(self, code: str, system: str, *, on: date) -> Any:
        found = self._status(code, system, on=on)
        if found.stale:
            self._note(found.release or system, system, on)
        return found

    def concept(self, code: str, system: str, *, on: date) -> Any:
        assert self._concept is not None, "asked only of a book that has concepts"
        found = self._concept(code, system, on=on)
        if found.status.stale:
            self._note(found.status.release or system, system, on)
        return found

    def _note(self, release: str, family: str, on: date) -> None:
        self._late.setdefault(release, (family, on))

    def table(self, family: str, name: str, *, on: date) -> KeptTable:
        found = self._tables.get((family, name, on))
        if found is None:
            given = self._book.table(family, name, on=on)
            rows = self._rows.setdefault(id(given.rows), KeptRows(given.rows))
            found = KeptTable(given.release, rows, given.stale)
            self._tables[family, name, on] = found
            if given.stale:
                self._note(given.release.id, family, on)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)
