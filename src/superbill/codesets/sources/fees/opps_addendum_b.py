"""OPPS Addendum B: what each code is in the outpatient prospective payment system, and its rate.

CMS writes no payment as a blank or a lone point, dollars with sign and commas, and drugs' rates
with three places. Descriptors are never kept.

Source: CMS, Hospital Outpatient Prospective Payment System, Addendum B, quarterly.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.fees.pfs_editions import edition_named, month_edition
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.column_map import ColumnMap, column_maps
from superbill.codesets.sources.reading.grid import (
    Grid,
    Line,
    begins_of,
    first_row,
    head_rows,
    read_grid,
)
from superbill.codesets.sources.reading.typed_frame import (
    even_rows,
    procedure_system,
    read_frame,
    without_duplicates,
)
from superbill.codesets.tables.schemas import OPPS

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "opps", "addendum_b"
MAPS = Path(__file__).with_name("opps_addendum_b.columns.yaml")
URL = "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient-pps"
LICENCE = "CPT codes: American Medical Association; otherwise a work of the US government"

_BEGIN = "HCPCS CODE"
_CSV, _WORKBOOK, _RESHAPED = 0, 1, 2
# Headers with a year's amounts or more words than the year before: the word that is always there.
_LONG = {
    "NOTE": re.compile(r"NOTE\b.*"),
    "CHANGE": re.compile(r"\* *INDICATES A CHANGE.*"),
    "IRA COINSURANCE": re.compile(r"IRA COINSURANCE.*"),
    "PASS-THROUGH EXPIRATION": re.compile(r"DRUG.*PASS-THROUGH EXPIRATION.*"),
}
_STATUS = re.compile(r"[A-Z]\d?", re.ASCII)
# January 2026 has two codes with a stray character of Windows-1252 behind them.
_STRAY = "\xff\xa0"
_PADDED = {"apc": 4}


def recognise(sample: Sample) -> Match | None:
    """Addendum B by its header; its title, or the publisher's name, says the quarter."""
    rows = head_rows(sample)
    at = first_row(rows, _BEGIN)
    if at is None and not (rows and _map("reshaped").fits(rows[0])):
        return None
    if at is not None and "SI" not in {cell.upper() for cell in rows[at]}:
        return None
    title = " ".join(
        cell for row in rows[: at or 0] for cell in row if "ADDENDUM B" in cell.upper()
    )
    named = edition_named(sample.names, [named_edition], shown=sample.shown)
    rank = _RESHAPED if at is None else _WORKBOOK if sample.workbook_rows else _CSV
    return Match(FAMILY, ROLE, stated=month_edition(title), named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """The addendum of a quarter. Role: `addendum_b`. Raises ReleaseRefused, with file and line."""
    frame, remarks = _read(file_in(files, ROLE))

    def fill(writer: ReleaseWriter) -> None:
        writer.table(OPPS, frame)

    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"OPPS Addendum B, {edition:%B %Y}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=quarter_after(edition),
        systems=(),
        licence=LICENCE,
        url=URL,
        fill=fill,
        remarks=remarks,
    )


def named_edition(name: str) -> date | None:
    """The quarter that a name of an Addendum B states.

    >>> named_edition("january-2026-opps-addendum-b.zip"), named_edition("2026-04 notes.csv")
    (datetime.date(2026, 1, 1), None)
    """
    said = re.search(r"addendum[-_ ]*b(?![a-z])", name.lower())
    return month_edition(name) if said else None


def _map(layout: str) -> ColumnMap:
    return column_maps(MAPS, OPPS)[layout]


def _read(path: Path) -> tuple[DataFrame, tuple[str, ...]]:
    at = first_row(begins_of(path), _BEGIN)
    layout = _map("reshaped" if at is None else "published")
    grid = read_grid(path)
    header = _short(grid[at or 0])
    positions = layout.positions(path, header)
    body, remarks = _rows_of_codes(path, grid[(at or 0) + 1 :])
    even_rows(path, body, header=header)
    _check(path, body, positions)
    body = [_without_percent(row, positions) for row in body]
    without_duplicates(path, body, cells=(positions["code"],))
    frame = read_frame(path, OPPS, body, positions=positions, values={}, padded=_PADDED)
    return frame, (*layout.remarks, *remarks)


def _short(header: Line) -> Line:
    """The header with the long names by their one word."""

    def short(cell: str) -> str:
        shown = " ".join(cell.upper().split())
        return next((word for word, long in _LONG.items() if long.fullmatch(shown)), shown)

    return replace(header, cells=tuple(map(short, header.cells)))


def _rows_of_codes(path: Path, rows: Grid) -> tuple[list[Line], tuple[str, ...]]:
    """The rows that hold a code, without stray characters behind it; notices after them have
    their first cell only."""
    found: list[Line] = []
    ended, stray = False, 0
    for row in rows:
        code = row.cells[0].rstrip(_STRAY).strip() if row.cells else ""
        if row.blank or (not any(row.cells[1:]) and procedure_system(code) is None):
            ended = ended or not row.blank
            continue
        if ended:
            raise refused(path, row.number, "rows go on after the notices.")
        stray += code != row.cells[0]
        found.append(replace(row, cells=(code, *row.cells[1:])))
    if not found:
        raise refused(path, None, "the file holds no code.")
    said = f"{stray} codes had a stray character behind them, which is left out."
    return found, ((said,) if stray else ())


def _check(path: Path, rows: Grid, positions: dict[str, int]) -> None:
    for row in rows:
        code, status = row.cells[positions["code"]], row.cells[positions["status"]]
        if procedure_system(code) is None:
            raise refused(path, row.number, f"{code[:20]!r} is not a procedure code.")
        if status and not _STATUS.fullmatch(status):
            raise refused(path, row.number, f"{status[:20]!r} is not a status indicator.")


def _without_percent(row: Line, positions: dict[str, int]) -> Line:
    place = positions.get("ira_coinsurance")
    if place is None:
        return row
    cells = list(row.cells)
    cells[place] = cells[place].rstrip("%").rstrip()
    return replace(row, cells=tuple(cells))
