"""Sheets whose columns are declared beside the importer, in a `.columns.yaml` file.

A sheet is a CSV or tab-delimited text, or the first sheet of a workbook. Its header names the
layout; the declaration says what each column is called in the importer's own terms. What stands
above the header is a notice; a repeated header, blank lines and blank columns say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.grid import Grid, Line, head_rows, read_grid, read_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Row = dict[str, str]


@dataclass(frozen=True)
class SheetLayout:
    """One header, and what the importer calls its columns.

    marks: the columns that tell this layout from all others
    columns: the publisher's name of a column -> the importer's; each of them must be there
    optional: the same, of columns that only some editions have
    ignored: columns that say nothing of their own, with the reason
    facts: what else an importer wants to know of a file with this header
    remarks: what a reader of the release must know: what a reshaped file lost
    """

    name: str
    marks: tuple[str, ...]
    columns: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict[str, str])
    ignored: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    remarks: tuple[str, ...] = ()

    def heads(self, cells: Iterable[str]) -> bool:
        """Whether a row is the header of this layout."""
        return set(self.marks) <= {named(cell) for cell in cells}


@cache
def layouts(path: Path) -> tuple[SheetLayout, ...]:
    """The layouts that a `.columns.yaml` file declares, in its order.

    Raises TypeError for a key that SheetLayout does not know.
    """
    text = path.read_text(encoding="utf-8")
    declared: list[dict[str, Any]] = yaml.load(text, Loader=_LOADER)
    return tuple(_declared(entry) for entry in declared)


def _declared(entry: dict[str, Any]) -> SheetLayout:
    rest = {name: value for name, value in entry.items() if name not in ("marks", "remarks")}
    marks, remarks = tuple(entry["marks"]), tuple(entry.get("remarks", ()))
    return SheetLayout(marks=marks, remarks=remarks, **rest)


def layout_of(sample: Sample, declared: Iterable[SheetLayout]) -> SheetLayout | None:
    """The layout whose header stands among the first rows of a file."""
    declared = tuple(declared)
    for row in (*head_rows(sample), *_tabbed(sample.lines[:60])):
        for layout in declared:
            if layout.heads(row):
                return layout
    return None


def layout_in(path: Path, declared: Iterable[SheetLayout]) -> SheetLayout:
    """The same, of a file that was recognised before. Raises ReleaseRefused where it has none."""
    found = layout_of(Sample(path, path.name, (path.name,)), declared)
    if found is None:
        raise refused(path, None, "it has no header that is known.")
    return found


def rows_of_sheet(path: Path, layout: SheetLayout) -> Iterator[tuple[int, Row]]:
    """The rows below the header, by the importer's names, with their line or row numbers.

    Raises ReleaseRefused where a column is missing or stands twice, where one that nobody declared
    holds a value, or where a row ends too early.
    """
    header: list[str] | None = None
    for line in _grid(path, layout):
        if line.blank:
            continue
        if layout.heads(line.cells):
            found = _checked_header(path, line, layout)
            if header is not None and found != header:
                raise refused(path, line.number, "another header than the first.")
            header = found
        elif header is not None:
            yield line.number, _row(path, line, header, layout)
    if header is None:
        raise refused(path, None, f"there is no header of {layout.name}.")


def named(cell: str) -> str:
    """A column's name as it is compared: in capitals, with single blanks.

    >>> named(" Add\\n DT")
    'ADD DT'
    """
    return " ".join(cell.removeprefix("\ufeff").upper().split())


def _checked_header(path: Path, line: Line, layout: SheetLayout) -> list[str]:
    header = [named(cell) for cell in line.cells]
    missing = sorted(set(layout.columns) - set(header))
    if missing:
        raise refused(path, line.number, f"columns are missing: {', '.join(missing)}.")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise refused(path, line.number, f"columns stand twice: {', '.join(twice)}.")
    return header


def _row(path: Path, line: Line, header: list[str], layout: SheetLayout) -> Row:
    if len(line.cells) < len(header) and any(header[len(line.cells) :]):
        said = f"the row has {len(line.cells)} cells, the header {len(header)}."
        raise refused(path, line.number, said)
    row: Row = {}
    for place, cell in enumerate(line.cells):
        name = header[place] if place < len(header) else ""
        known = layout.columns.get(name) or layout.optional.get(name)
        if known:
            row[known] = " ".join(cell.split())
        elif cell and name not in layout.ignored:
            said = f"{cell[:40]!r} stands in a column that is not known ({name or 'no name'})."
            raise refused(path, line.number, said)
    return row


def _grid(path: Path, layout: SheetLayout) -> Grid:
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return read_grid(path)
    tabbed = _tabbed(read_text(path).split("\n"))
    if any(layout.heads(cells) for cells in tabbed[:60]):
        return [Line(number, tuple(cells)) for number, cells in enumerate(tabbed, 1)]
    return read_grid(path)


def _tabbed(lines: Sequence[str]) -> list[list[str]]:
    """Lines cut at tabs. Quotes in such files are inches and feet, not notation."""
    return [[cell.strip() for cell in line.split("\t")] for line in lines]


_DAY = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)", re.ASCII)


def day_named(text: str) -> date:
    """The day written 20240701 or 2024-07-01. Raises ValueError for anything else.

    >>> day_named("20240701") == day_named("2024-07-01") == date(2024, 7, 1)
    True
    """
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[3]), int(found[4]))
