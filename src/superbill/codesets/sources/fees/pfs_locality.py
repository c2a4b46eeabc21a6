"""Localities and the counties in them (25LOCCO and so on).

A state stands only beside its first locality, and a list of counties may go on in rows of its own;
blank rows divide the states.

Source: CMS, counties included in localities, in the archives of the relative value files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.fees.pfs_by_locality import (
    CSV,
    PADDED,
    TEXT,
    WORKBOOK,
    rows_and_notes,
    text_rows,
    without_footnote,
    yearly_draft,
)
from superbill.codesets.sources.fees.pfs_editions import year_named
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.column_map import column_maps
from superbill.codesets.sources.reading.grid import Grid, Line, begins_of, head_rows, read_grid
from superbill.codesets.sources.reading.typed_frame import even_rows, read_frame
from superbill.codesets.tables.schemas import LOCALITY

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "pfs.locality", "locality"
MAPS = Path(__file__).with_name("pfs_locality.columns.yaml")

_ORDER = ("mac", "locality", "state", "name", "counties")
_TITLE = re.compile(r"COUNTIES INCLUDED IN (20\d\d) LOCALITIES", re.IGNORECASE)
_CUT_BEGIN = "Medicare Admi"
_STATE, _NAME, _COUNTIES = 2, 3, 4


def recognise(sample: Sample) -> Match | None:
    """The table by its title, which says the year; the archive may say the quarter."""
    rows = head_rows(sample)
    title = _TITLE.search(" ".join(rows[0]) if rows else sample.text[:200])
    if title is None:
        return None
    named = year_named(sample.names, year=int(title[1]), shown=sample.shown)
    is_text = not sample.workbook_rows and _header_of(rows) is None
    rank = WORKBOOK if sample.workbook_rows else TEXT if is_text else CSV
    return Match(FAMILY, ROLE, named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """Localities with their counties. Role: `locality`. Raises ReleaseRefused, with file and
    line."""
    frame, remarks = _read(file_in(files, ROLE))
    return yearly_draft(
        LOCALITY,
        frame,
        family=FAMILY,
        edition=edition,
        title=f"Localities and their counties, {edition.year}",
        remarks=remarks,
    )


def _header_of(rows: Sequence[tuple[str, ...]]) -> int | None:
    second = [row[1].upper() if len(row) > 1 else "" for row in rows]
    return second.index("LOCALITY NUMBER") if "LOCALITY NUMBER" in second else None


def _read(path: Path) -> tuple[DataFrame, tuple[str, ...]]:
    at = _header_of(begins_of(path))
    layout = column_maps(MAPS, LOCALITY)["fixed_width" if at is None else "published"]
    if at is None:
        body = text_rows(path, layout.places, length=layout.length, header=_CUT_BEGIN)
    else:
        grid = read_grid(path)
        positions = layout.positions(path, grid[at])
        even_rows(path, grid[at + 1 :], header=grid[at])
        body = [_ordered(row, positions) for row in grid[at + 1 :]]
    rows, notes = rows_and_notes(path, _whole(path, body))
    rows, repeated = _once(path, rows)
    positions = {column: i for i, column in enumerate(_ORDER)}
    frame = read_frame(path, LOCALITY, rows, positions=positions, values={}, padded=PADDED)
    stateless = frame["state"].null_count()
    said = (f"The file names no state for {stateless} localities.",) if stateless else ()
    return frame, (*layout.remarks, *said, *repeated, *notes)


def _ordered(row: Line, positions: dict[str, int]) -> Line:
    return replace(row, cells=tuple(row.cells[positions[column]] for column in _ORDER))


def _whole(path: Path, rows: Grid) -> list[Line]:
    """Rows with the state carried down to the next blank row, and with the counties of the rows
    that continue them."""
    found: list[Line] = []
    state = ""
    for row in rows:
        if row.blank:
            state = ""
        if not any(row.cells[1:]):
            found.append(row)
        elif any(row.cells[:_COUNTIES]):
            state = row.cells[_STATE] or state
            name = without_footnote(row.cells[_NAME])
            cells = (*row.cells[:_STATE], state, name, row.cells[_COUNTIES])
            found.append(replace(row, cells=cells))
        elif not found or found[-1].blank:
            raise refused(path, row.number, "counties stand beside no locality.")
        else:
            last = found.pop()
            counties = f"{last.cells[_COUNTIES]} {row.cells[_COUNTIES]}"
            found.append(replace(last, cells=(*last.cells[:_COUNTIES], counties)))
    return found


def _once(path: Path, rows: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """Each locality once: one that two contractors serve stands twice in the same words.

    Raises ReleaseRefused where the words differ.
    """
    seen: dict[tuple[str, str], Line] = {}
    repeated: list[str] = []
    for row in rows:
        key = (row.cells[0].zfill(PADDED["mac"]), row.cells[1].zfill(PADDED["locality"]))
        other = seen.setdefault(key, row)
        if other is row:
            continue
        if other.cells != row.cells:
            said = f"{' '.join(key)} stands on line {other.number} in other words."
            raise refused(path, row.number, said)
        repeated.append(f"{' '.join(key)} stands twice in the same words and is kept once.")
    return list(seen.values()), tuple(dict.fromkeys(repeated))
