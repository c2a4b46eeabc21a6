"""A code book that keeps what its tables answered: a book of claims asks of few codes, often."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

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
    """A code book whose tables are kept; all else is its own."""

    def __init__(self, book: Any):
        self._book = book
        self._rows: dict[int, KeptRows] = {}
        self._tables: dict[tuple[str, str, date], KeptTable] = {}
        self.status = book.status
        self.concept = getattr(book, "concept", None)

    def table(self, family: str, name: str, *, on: date) -> KeptTable:
        found = self._tables.get((family, name, on))
        if found is None:
            given = self._book.table(family, name, on=on)
            rows = self._rows.setdefault(id(given.rows), KeptRows(given.rows))
            found = KeptTable(given.release, rows, given.stale)
            self._tables[family, name, on] = found
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)
