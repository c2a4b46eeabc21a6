"""The code book: what every part of superbill asks about a code, on a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.answers import Concept, Status
from superbill.codesets.catalogue import Catalogue
from superbill.codesets.shelf import BESIDE, Shelf, TableView, View
from superbill.codesets.standing import status_of
from superbill.codesets.systems import SYSTEMS
from superbill.codesets.whole import concept_of
from superbill.errors import StoreDamaged

if TYPE_CHECKING:
    from polars import LazyFrame

    from superbill.codesets.era import Eras
    from superbill.codesets.pcs_axes import Axis

KEPT_STATUSES = 65_536
KEPT_CONCEPTS = 4_096


class CodeBook:
    """Answers from one catalogue. Codes are given in display form (see systems.readings).

    known_on: answers as the files stood on that day
    caching: False answers every question from disk, for measurement and for tests

    Measured by `make bench` (docs/scorecard.md): status and title of a code not asked before in
    a few microseconds, the whole of it with inherited notes in under 300.
    """

    def __init__(
        self, home: Path, catalogue: Catalogue, *, known_on: date | None = None,
        caching: bool = True,
    ):  # fmt: skip
        self.home = home
        self.catalogue = catalogue
        self.known_on = known_on
        self._shelf = Shelf(home, catalogue, known_on=known_on)
        self._eras: Eras | None = None
        self._era: dict[tuple[str, date], Hashable] = {}
        self._status = lru_cache(KEPT_STATUSES)(self._read_status) if caching else self._read_status
        self._concept = (
            lru_cache(KEPT_CONCEPTS)(self._read_concept) if caching else self._read_concept
        )

    def status(self, code: str, system: str, *, on: date) -> Status:
        """Whether the code is in force that day, and its title.

        Raises NotLoaded where nothing at hand speaks of the system on that day.
        """
        return self._status(code, system, on)

    def concept(self, code: str, system: str, *, on: date) -> Concept:
        """The whole of the code on that day, with the notes it inherits. Raises NotLoaded."""
        return self._concept(code, system, on)

    def pcs_value(self, prefix: str, axis: int, label: str, *, on: date) -> str | None:
        """The character at `axis` (1 to 7) that means `label` in ICD-10-PCS codes that begin
        with `prefix`, or None. Raises NotLoaded."""
        from superbill.codesets import pcs_axes  # only a composer of codes asks

        view = self.view("icd10pcs", on)
        with _reading("icd10pcs"):
            return pcs_axes.value_of(view.axes.db, prefix, axis, label) if view.axes else None

    def pcs_axes(self, code: str, *, on: date) -> tuple[tuple[Axis, ...], str | None]:
        """The axes of an ICD-10-PCS code or prefix, and the release that explains them (None
        where none is at hand). Raises NotLoaded."""
        from superbill.codesets import pcs_axes  # only one of nine systems has axes

        book = self.view("icd10pcs", on).axes
        if book is None:
            return (), None
        with _reading("icd10pcs"):
            return pcs_axes.axes(book.db, code), book.release.id

    def view(self, system: str, on: date) -> View:
        """The releases that answer for a system on a day. Raises NotLoaded."""
        return self._shelf.view(system, on)

    def table(self, family: str, name: str, *, on: date) -> TableView:
        """The large table of a family (`ncci.ptp.practitioner`, `ptp`) that answers for a day.

        Raises NotLoaded.
        """
        return self._shelf.table(family, name, on)

    def era(self, system: str, on: date) -> Hashable:
        """Equal for days on which `status` and `concept` of the system's codes are the same, but
        for the day that they echo (see era.py). Raises NotLoaded."""
        found = self._era.get((system, on))
        if found is None:
            if self._eras is None:
                from superbill.codesets.era import Eras  # only books of claims ask

                self._eras = Eras()
            with _reading(system):
                found = self._era[system, on] = self._eras.of(self.view(system, on))
        return found

    def frame(self, family: str, name: str, *, on: date) -> LazyFrame:
        """The same table, to be scanned by Polars. Raises NotLoaded."""
        from polars import scan_parquet  # only batches scan

        return scan_parquet(self._shelf.frame_path(family, name, on))

    def close(self) -> None:
        self._shelf.close()

    def _read_status(self, code: str, system: str, on: date) -> Status:
        with _reading(system):
            return status_of(code, self._shelf.view(system, on))

    def _read_concept(self, code: str, system: str, on: date) -> Concept:
        with _reading(system):
            view = self._shelf.view(system, on)
            return concept_of(status_of(code, view), view)


class _reading:  # noqa: N801 -- a context manager; a generator would cost a microsecond
    """Turns what SQLite says of a damaged file into StoreDamaged."""

    __slots__ = ("_system",)

    def __init__(self, system: str):
        self._system = system

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            title = BESIDE.get(self._system) or SYSTEMS[self._system].title
            raise StoreDamaged(
                f"a release of {title} can't be read ({error}).",
                remedy="`superbill data verify --repair` builds it again.",
            ) from error
