"""What rules ask of the code book: `codesets.book.CodeBook`, or a small one in a test."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from superbill.codesets.answers import Concept, Status
from superbill.codesets.release import Release


class Rows(Protocol):
    """A large table, searched by its key (codesets.tables.sorted_table)."""

    def find(self, *key: str) -> list[dict[str, Any]]: ...

    def positions(self, *key: str) -> range:
        """Where the rows with a key, or its first parts, stand."""
        ...

    def value(self, column: str, position: int) -> Any: ...


class Table(Protocol):
    """The table that answers for a day. stale: the day is later than its release speaks of."""

    @property
    def release(self) -> Release: ...

    @property
    def rows(self) -> Rows: ...

    @property
    def stale(self) -> bool: ...


class RuleBook(Protocol):
    """Codes are in display form. All raise NotLoaded where nothing at hand speaks of the system,
    or no table of the family, on that day."""

    def status(self, code: str, system: str, *, on: date) -> Status: ...

    def concept(self, code: str, system: str, *, on: date) -> Concept: ...

    def table(self, family: str, name: str, *, on: date) -> Table: ...
