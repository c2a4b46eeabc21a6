"""Which header of a file is which column of a table, as declared in a `.columns.yaml` file.

    layout name:
      columns: {header: column}   the file's headers, in capitals, and the table's columns
      optional: [header]          headers that an edition may lack
      unused: {header: why}       headers that are read past
      places: {column: [1, 5]}    of fixed-width records: first and last place, from 1
      length: 171                 of fixed-width records
      rounded: true               numbers carry more places than the publisher prints
      remarks: [text]             what the layout loses
    values: {column: [text]}      what may stand in a column, in whatever layout

An unknown key, a column that the table hasn't, or a header given twice is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.grid import Line
from superbill.codesets.tables.table import Table
from superbill.errors import ReleaseRefused

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One layout of one table; see the module for its fields."""

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    optional: tuple[str, ...] = ()
    unused: Mapping[str, str] = field(default_factory=dict[str, str])
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    length: int = 0
    rounded: bool = False
    remarks: tuple[str, ...] = ()
    values: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether these are the headers of the layout, all of them and no other."""
        found = {h.upper() for h in headers if h}
        known = set(self.columns) | set(self.unused)
        return known - set(self.optional) <= found <= known

    def positions(self, path: Path, header: Line) -> dict[str, int]:
        """Column of the table -> cell. Raises ReleaseRefused, at the header's line, for a header
        that is missing, twice there, or unknown."""
        found: dict[str, int] = {}
        known = {**self.columns, **dict.fromkeys(self.unused, "")}
        for position, cell in enumerate(header.cells):
            name = cell.upper()
            if name and name not in known:
                raise refused(path, header.number, f"the column {cell[:60]!r} is not known.")
            column = known.get(name)
            if column in found:
                raise refused(path, header.number, f"the column {cell!r} stands twice.")
            if column:
                found[column] = position
        spared = {self.columns[name] for name in self.optional}
        for name, column in self.columns.items():
            if column not in found and column not in spared:
                raise refused(path, header.number, f"the column {name!r} is missing.")
        return found


@cache
def column_maps(path: Path, table: Table) -> Mapping[str, ColumnMap]:
    """The layouts of a `.columns.yaml` file by name. Raises ReleaseRefused for another shape."""
    root = cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    values = root.pop("values", {})
    return {
        name: _map({"values": values, **entry}, table, f"{path.name}: {name}")
        for name, entry in root.items()
    }


def _map(entry: dict[str, Any], table: Table, where: str) -> ColumnMap:
    known = {f.name for f in fields(ColumnMap)}
    if unknown := sorted(set(entry) - known):
        raise ReleaseRefused(f"unknown keys: {', '.join(unknown)}.", where=where)
    columns: dict[str, str] = entry.get("columns", {})
    places = {name: (int(a), int(b)) for name, (a, b) in entry.get("places", {}).items()}
    values = {name: frozenset(map(str, v)) for name, v in entry.get("values", {}).items()}
    names = {c.name for c in table.columns}
    wrong = (set(columns.values()) | set(places) | set(values)) - names
    if wrong:
        raise ReleaseRefused(f"{table.name} has no {', '.join(sorted(wrong))}.", where=where)
    return ColumnMap(
        columns={header.upper(): column for header, column in columns.items()},
        optional=tuple(header.upper() for header in entry.get("optional", ())),
        unused={header.upper(): why for header, why in entry.get("unused", {}).items()},
        places=places,
        length=int(entry.get("length", 0)),
        rounded=bool(entry.get("rounded", False)),
        remarks=tuple(entry.get("remarks", ())),
        values=values,
    )
