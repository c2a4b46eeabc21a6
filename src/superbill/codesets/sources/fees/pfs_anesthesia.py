"""Anaesthesia conversion factors by locality (ANES2025 and so on).

Source: CMS, anaesthesia conversion factors, in the archives of the relative value files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.fees.pfs_by_locality import (
    CSV,
    PADDED,
    TEXT,
    WORKBOOK,
    rows_and_notes,
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
    fixed_width,
    head_rows,
    read_grid,
)
from superbill.codesets.sources.reading.typed_frame import even_rows, read_frame, without_duplicates
from superbill.codesets.tables.schemas import ANESTHESIA

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "pfs.anesthesia", "anesthesia"
MAPS = Path(__file__).with_name("pfs_anesthesia.columns.yaml")

_BEGIN = ("Contractor", "Locality", "Locality Name")
_FACTOR = re.compile(r"(?:National )?Anes(?:thesia)? CF(?: of (\d+\.\d+))?", re.IGNORECASE)
_RECORD = re.compile(r"\A\d{5} {7}\d\d {4}\S.{39} {15}[ \d]\d{3}\n")
_NAME = re.compile(r"anes(20\d\d|\d\d)(?!\d)", re.IGNORECASE)


def recognise(sample: Sample) -> Match | None:
    """The factors by their header or their records; the names say the year, or the quarter."""
    rows = head_rows(sample)
    at = first_row(rows, *_BEGIN)
    is_text = bool(_RECORD.match(sample.text))
    if not is_text and (at is None or not any(map(_FACTOR.fullmatch, rows[at]))):
        return None
    found = _NAME.search(sample.name)
    year = int(found[1]) % 2000 + 2000 if found else None
    named = year_named(sample.names, year=year, shown=sample.shown)
    rank = WORKBOOK if sample.workbook_rows else TEXT if is_text else CSV
    return Match(FAMILY, ROLE, named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """The factors of a quarter's archive: a statute may change them within a year, as in 2024.

    Role: `anesthesia`. Raises ReleaseRefused, with file and line.
    """
    frame, remarks = _read(file_in(files, ROLE))
    return yearly_draft(
        ANESTHESIA,
        frame,
        family=FAMILY,
        edition=edition,
        title=f"Anaesthesia conversion factors, {edition.year}",
        remarks=remarks,
        end=quarter_after(edition),
    )


def _read(path: Path) -> tuple[DataFrame, tuple[str, ...]]:
    import polars

    at = first_row(begins_of(path), *_BEGIN)
    layout = column_maps(MAPS, ANESTHESIA)["fixed_width" if at is None else "published"]
    national = None
    if at is None:
        body: Grid = [_with_point(path, row) for row in _records(path)]
        positions = {column: i for i, column in enumerate(layout.places)}
    else:
        grid = read_grid(path)
        header, national = _header(path, grid[at])
        positions = layout.positions(path, header)
        body = grid[at + 1 :]
        even_rows(path, body, header=header)
    rows, notes = rows_and_notes(path, body)
    rows = [_without_footnote(row, positions["name"]) for row in rows]
    without_duplicates(path, rows, cells=(positions["mac"], positions["locality"]))
    frame = read_frame(path, ANESTHESIA, rows, positions=positions, values={}, padded=PADDED)
    stated = polars.lit(national, dtype=polars.Decimal(18, 4))
    return frame.with_columns(national=stated), (*layout.remarks, *notes)


def _records(path: Path) -> Grid:
    layout = column_maps(MAPS, ANESTHESIA)["fixed_width"]
    return fixed_width(path, layout.places, length=layout.length)


def _header(path: Path, header: Line) -> tuple[Line, Decimal | None]:
    """The header with one word for the factor's column, and the national factor in it."""
    places = [i for i, cell in enumerate(header.cells) if _FACTOR.fullmatch(cell)]
    if len(places) != 1:
        said = f"{len(places)} columns of conversion factors stand where one is known."
        raise refused(path, header.number, said)
    found = _FACTOR.fullmatch(header.cells[places[0]])
    national = Decimal(found[1]) if found and found[1] else None
    cells = tuple("CF" if i == places[0] else cell for i, cell in enumerate(header.cells))
    return replace(header, cells=cells), national


def _with_point(path: Path, row: Line) -> Line:
    cents = row.cells[-1]
    if not re.fullmatch(r"\d{3,4}", cents, re.ASCII):
        raise refused(path, row.number, f"{cents!r} is not a factor in cents.")
    return replace(row, cells=(*row.cells[:-1], f"{cents[:-2]}.{cents[-2:]}"))


def _without_footnote(row: Line, place: int) -> Line:
    shown = without_footnote(row.cells[place])
    return replace(row, cells=(*row.cells[:place], shown, *row.cells[place + 1 :]))
