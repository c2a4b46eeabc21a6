"""Writes the files of a release into a folder: the store, and large tables beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.store import FILE_NAME, StoreWriter
from superbill.codesets.tables.table import Table

if TYPE_CHECKING:
    from polars import DataFrame


class ReleaseWriter(StoreWriter):
    """What an importer's `fill` is given: rows of the store by `add`, whole tables by `table`."""

    def __init__(self, folder: Path):
        super().__init__(folder / FILE_NAME)
        self._folder = folder

    def table(self, table: Table, frame: DataFrame) -> int:
        """Writes one of the tables of tables/schemas.py and gives the number of rows.

        Raises ReleaseRefused where a column that may not be blank is, or a code is no code.
        """
        from superbill.codesets.tables.writer import write_table  # polars: only for tables

        rows = write_table(self._folder, table, frame)
        self.counts[table.name] = self.counts.get(table.name, 0) + rows
        return rows
