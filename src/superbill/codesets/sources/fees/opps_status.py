"""What the OPPS status indicators mean: CMS's Addendum D1, or a reshaped list of them.

Source: CMS, Hospital Outpatient Prospective Payment System, Addendum D1, yearly.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.fees.opps_addendum_b import URL, named_edition
from superbill.codesets.sources.fees.pfs_by_locality import without_footnote
from superbill.codesets.sources.fees.pfs_editions import year_after
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.column_map import ColumnMap, column_maps
from superbill.codesets.sources.reading.grid import begins_of, head_rows, read_grid
from superbill.codesets.sources.reading.typed_frame import even_rows, read_frame, without_duplicates
from superbill.codesets.tables.schemas import OPPS_STATUS

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "opps.status", "status"
MAPS = Path(__file__).with_name("opps_status.columns.yaml")

_TITLE = re.compile(r"ADDENDUM D1\b.*\bCY (20\d\d)", re.IGNORECASE)
_STATUS = re.compile(r"[A-Z]\d?", re.ASCII)


def recognise(sample: Sample) -> Match | None:
    """A list of status indicators by its headers; the title of Addendum D1 says the year, a
    reshaped list is dated by the one Addendum B in its folder."""
    rows = head_rows(sample)
    found = _layout_of(rows)
    if found is None:
        return None
    title = _TITLE.search(" ".join(cell for row in rows[: found[1]] for cell in row))
    if title is not None:
        return Match(FAMILY, ROLE, stated=date(int(title[1]), 1, 1))
    return Match(FAMILY, ROLE, named=_beside(sample.path))


def draft(files: Files, *, edition: date) -> Draft:
    """The indicators of a year. Role: `status`. Raises ReleaseRefused, with file and line."""
    frame, remarks = _read(file_in(files, ROLE))

    def fill(writer: ReleaseWriter) -> None:
        writer.table(OPPS_STATUS, frame)

    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"OPPS status indicators, {edition.year}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=year_after(edition),
        systems=(),
        licence="Work of the United States government, public domain",
        url=URL,
        fill=fill,
        remarks=remarks,
    )


def _layout_of(rows: list[tuple[str, ...]]) -> tuple[ColumnMap, int] | None:
    """The layout whose headers one of the first rows has, and which row that is."""
    for layout in column_maps(MAPS, OPPS_STATUS).values():
        for position, row in enumerate(rows[:10]):
            if layout.fits(tuple(without_footnote(cell) for cell in row)):
                return layout, position
    return None


def _beside(path: Path) -> date | None:
    """The edition of the one Addendum B in a file's folder."""
    editions = {named_edition(other.name) for other in path.parent.iterdir()} - {None}
    return editions.pop() if len(editions) == 1 else None


def _read(path: Path) -> tuple[DataFrame, tuple[str, ...]]:
    found = _layout_of(begins_of(path))
    if found is None:
        raise refused(path, None, "the file is no list of status indicators.")
    layout, at = found
    grid = read_grid(path)
    header = grid[at]
    cells = tuple(without_footnote(cell) for cell in header.cells)
    positions = layout.positions(path, type(header)(header.number, cells))
    rows = [row for row in grid[at + 1 :] if any(row.cells[1:])]
    even_rows(path, rows, header=header)
    for row in rows:
        if not _STATUS.fullmatch(row.cells[positions["status"]]):
            said = f"{row.cells[positions['status']][:20]!r} is not a status indicator."
            raise refused(path, row.number, said)
    without_duplicates(path, rows, cells=(positions["status"],))
    frame = read_frame(path, OPPS_STATUS, rows, positions=positions, values={})
    return frame, layout.remarks
