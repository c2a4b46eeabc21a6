"""Geographic practice cost indices: Addendum E of the physician fee schedule (GPCI2025 and so on).

The work index comes with the floor of 1.0 that Congress extends from year to year, without it, or
with both; the notes below the table, kept as remarks, say until when.

Source: CMS, Addendum E, final GPCIs by state and Medicare locality.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from superbill.codesets.sources.reading.grid import (
    Grid,
    Line,
    begins_of,
    first_row,
    head_rows,
    read_grid,
)
from superbill.codesets.sources.reading.typed_frame import even_rows, read_frame, without_duplicates
from superbill.codesets.tables.schemas import GPCI

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "pfs.gpci", "gpci"
MAPS = Path(__file__).with_name("pfs_gpci.columns.yaml")

_BEGIN = "Medicare Administrative Contractor (MAC)"
_CUT_BEGIN = "Medicare Admi"
_YEAR_OF_INDEX = re.compile(r"(20\d\d) +PE +GPCI", re.IGNORECASE)
_BEFORE = re.compile(r"^20\d\d +")
_NO_FLOOR = "The file has the work GPCI without the floor of 1.0 only."


@dataclass(frozen=True, slots=True)
class Indices:
    """A file, read."""

    frame: DataFrame
    remarks: tuple[str, ...]


def recognise(sample: Sample) -> Match | None:
    """Addendum E by its headers, which say the year; the archive may say the quarter.

    Raises ReleaseRefused where the archive is of another year.
    """
    rows = head_rows(sample)
    at = first_row(rows, _BEGIN)
    is_text = at is None and re.search(rf"^{_CUT_BEGIN}.*GPCI", sample.text, re.MULTILINE)
    year = _YEAR_OF_INDEX.search(" ".join(rows[at]) if at is not None else sample.text)
    if year is None or (at is None and not is_text):
        return None
    named = year_named(sample.names, year=int(year[1]), shown=sample.shown)
    rank = WORKBOOK if sample.workbook_rows else TEXT if is_text else CSV
    return Match(FAMILY, ROLE, named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """The indices of a year. Role: `gpci`. Raises ReleaseRefused, with file and line."""
    indices = _read(file_in(files, ROLE))
    return yearly_draft(
        GPCI,
        indices.frame,
        family=FAMILY,
        edition=edition,
        title=f"Geographic practice cost indices, {edition.year}",
        remarks=indices.remarks,
    )


def _read(path: Path) -> Indices:
    at = first_row(begins_of(path), _BEGIN)
    layout = column_maps(MAPS, GPCI)["fixed_width" if at is None else "published"]
    if at is None:
        body = text_rows(path, layout.places, length=layout.length, header=_CUT_BEGIN)
        positions = {column: i for i, column in enumerate(layout.places)}
    else:
        grid = read_grid(path)
        header = _without_year(grid[at])
        positions = layout.positions(path, header)
        body = grid[at + 1 :]
        even_rows(path, body, header=header)
    rows, notes = rows_and_notes(path, _by_contractor(body, positions))
    places = {"mac": 0, "locality": 1} | {
        c: i + 2 for i, c in enumerate(c for c in positions if c not in PADDED)
    }
    without_duplicates(path, rows, cells=(0, 1))
    frame = read_frame(path, GPCI, rows, positions=places, values={}, padded=PADDED)
    return _with_floor(path, frame, positions, (*layout.remarks, *notes))


def _without_year(header: Line) -> Line:
    cells = tuple(_BEFORE.sub("", without_footnote(cell)) for cell in header.cells)
    return Line(header.number, cells)


def _by_contractor(rows: Grid, positions: dict[str, int]) -> list[Line]:
    """The rows with contractor and locality first, as other tables have them; notes as they are."""
    order = [positions["mac"], positions["locality"]]
    order += [place for column, place in positions.items() if column not in PADDED]

    def moved(cells: Sequence[str]) -> tuple[str, ...]:
        if not any(cells[1:]):
            return tuple(cells)
        shown = [cells[i] for i in order]
        name = order.index(positions["name"])
        shown[name] = without_footnote(shown[name])
        return tuple(shown)

    return [Line(row.number, moved(row.cells)) for row in rows]


def _with_floor(
    path: Path, frame: DataFrame, positions: dict[str, int], remarks: tuple[str, ...]
) -> Indices:
    """`work` holds the index with the floor, or the only one that the file has."""
    import polars

    if "work" in positions:
        return Indices(frame, remarks)
    if "work_without_floor" not in positions:
        raise refused(path, None, "the file has no work GPCI.")
    only = polars.col("work_without_floor").alias("work")
    return Indices(frame.with_columns(only), (*remarks, _NO_FLOOR))
