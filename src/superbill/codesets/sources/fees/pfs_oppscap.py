"""OPPS caps: what the technical part of imaging may be paid at most, by locality (OPPSCAP).

The prices are after the cap; for contractor-priced codes they are the cap itself (RVU25D
documentation). Source: CMS, OPPSCAP in the archives of the relative value files; Section 5102(b)
of the Deficit Reduction Act of 2005.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.fees.pfs_by_locality import PADDED, URL, check_place
from superbill.codesets.sources.fees.pfs_editions import (
    archive_edition,
    edition_named,
    month_edition,
)
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.column_map import column_maps
from superbill.codesets.sources.reading.grid import (
    begins_of,
    first_row,
    fixed_width,
    head_rows,
    read_grid,
)
from superbill.codesets.sources.reading.typed_frame import (
    even_rows,
    procedure_system,
    read_frame,
    without_duplicates,
)
from superbill.codesets.tables.schemas import OPPS_CAP

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY, ROLE = "pfs.oppscap", "oppscap"
MAPS = Path(__file__).with_name("pfs_oppscap.columns.yaml")
LICENCE = "CPT codes: American Medical Association; otherwise a work of the US government"

_BEGIN = ("HCPCS", "MOD", "PROCSTAT")
_RECORD = re.compile(
    r"\A[0-9A-Z]\d{3}[0-9A-Z](?:TC|26|  ) [A-Z] \d{5}  \d\d [ \d]{5}\.\d\d [ \d]{6}\.\d\d\n"
)
_KEY = ("code", "modifier", "mac", "locality")
_CSV, _TEXT, _WORKBOOK = 0, 1, 2


def recognise(sample: Sample) -> Match | None:
    """The caps by their header or their records; the archive says the quarter."""
    is_text = bool(_RECORD.match(sample.text))
    if not is_text and first_row(head_rows(sample)[:1], *_BEGIN) is None:
        return None
    named = edition_named(sample.names, [archive_edition, _month], shown=sample.shown)
    rank = _WORKBOOK if sample.workbook_rows else _TEXT if is_text else _CSV
    return Match(FAMILY, ROLE, named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """The caps of a quarter. Role: `oppscap`. Raises ReleaseRefused, with file and line."""
    frame = _read(file_in(files, ROLE))
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"OPPS caps under the physician fee schedule, {edition:%B %Y}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=quarter_after(edition),
        systems=(),
        licence=LICENCE,
        url=URL,
        fill=lambda writer: _fill(writer, frame),
    )


def _fill(writer: ReleaseWriter, frame: DataFrame) -> None:
    writer.table(OPPS_CAP, frame)


def _month(name: str) -> date | None:
    return month_edition(name) if "oppscap" in name.lower() else None


def _read(path: Path) -> DataFrame:
    layouts = column_maps(MAPS, OPPS_CAP)
    if first_row(begins_of(path)[:1], *_BEGIN) is None:
        layout = layouts["fixed_width"]
        rows = fixed_width(path, layout.places, length=layout.length)
        positions = {column: i for i, column in enumerate(layout.places)}
    else:
        layout = layouts["published"]
        grid = read_grid(path)
        positions = layout.positions(path, grid[0])
        rows = [row for row in grid[1:] if not row.blank]
        even_rows(path, rows, header=grid[0])
    if not rows:
        raise refused(path, None, "the file holds no cap.")
    for row in rows:
        check_place(path, row, row.cells[positions["mac"]], row.cells[positions["locality"]])
        if procedure_system(row.cells[positions["code"]]) is None:
            said = f"{row.cells[positions['code']][:20]!r} is not a procedure code."
            raise refused(path, row.number, said)
    without_duplicates(path, rows, cells=[positions[column] for column in _KEY])
    return read_frame(
        path, OPPS_CAP, rows, positions=positions, values=layout.values, padded=PADDED
    )
