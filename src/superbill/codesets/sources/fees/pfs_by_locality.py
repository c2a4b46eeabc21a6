"""What the fee schedule's tables by Medicare locality have in common: GPCI, counties, anaesthesia.

They are tables of a year, handed out again in each quarter's archive. Rows begin with the number
of the contractor and of the locality; notes follow them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.fees.pfs_editions import year_after
from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.grid import Grid, Line, cut, read_text
from superbill.codesets.tables.table import Table

if TYPE_CHECKING:
    from polars import DataFrame

URL = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"

CSV, WORKBOOK, TEXT = 0, 1, 2
"""Ranks: the text is last, for it cuts names and counties off at the width of their columns."""

PADDED = {"mac": 5, "locality": 2}
"""Leading zeros that a workbook, or a text saved from one, has lost."""

_CONTRACTOR = re.compile(r"\d{4,5}", re.ASCII)
_LOCALITY = re.compile(r"\d{1,2}", re.ASCII)
_FOOTNOTE = re.compile(r"\s*\*+$")


def rows_and_notes(path: Path, rows: Grid) -> tuple[list[Line], tuple[str, ...]]:
    """The rows of localities, and the notes after them: a note has its first cell only.

    Raises ReleaseRefused for a row that is neither.
    """
    found: list[Line] = []
    notes: list[str] = []
    for row in rows:
        if row.blank:
            continue
        if not any(row.cells[1:]) and not _CONTRACTOR.fullmatch(row.cells[0]):
            notes.append(" ".join(row.cells[0].split()))
            continue
        if notes:
            raise refused(path, row.number, "rows go on after the notes.")
        check_place(path, row, row.cells[0], row.cells[1])
        found.append(row)
    if not found:
        raise refused(path, None, "the file holds no locality.")
    return found, tuple(notes)


def text_rows(
    path: Path, places: Mapping[str, tuple[int, int]], *, length: int, header: str
) -> Grid:
    """The lines of a text below the one that begins with `header`: rows of localities cut at
    their places, and every other line, a note, as one cell.

    Raises ReleaseRefused where the header is not there.
    """
    lines = list(enumerate(read_text(path).split("\n"), 1))
    at = next((i for i, (_, text) in enumerate(lines) if text.startswith(header)), None)
    if at is None:
        raise refused(path, None, f"no line begins with {header!r}.")
    return [
        Line(number, cut(path, number, text, places, length=length))
        if _CONTRACTOR.match(text.strip())
        else Line(number, (text.strip(),))
        for number, text in lines[at + 1 :]
    ]


def check_place(path: Path, row: Line, contractor: str, locality: str) -> None:
    """Refuses a row whose contractor or locality is no number."""
    if not _CONTRACTOR.fullmatch(contractor):
        raise refused(path, row.number, f"{contractor[:20]!r} is not a contractor's number.")
    if not _LOCALITY.fullmatch(locality):
        raise refused(path, row.number, f"{locality[:20]!r} is not a locality's number.")


def without_footnote(text: str) -> str:
    """A name without the asterisks that point to the notes.

    >>> without_footnote("WYOMING**")
    'WYOMING'
    """
    return _FOOTNOTE.sub("", text)


def yearly_draft(
    table: Table,
    frame: DataFrame,
    *,
    family: str,
    edition: date,
    title: str,
    remarks: Sequence[str],
    end: date | None = None,
) -> Draft:
    """The draft of a table of a year."""

    def fill(writer: ReleaseWriter) -> None:
        writer.table(table, frame)

    return Draft(
        family=family,
        edition=edition,
        title=title,
        publisher="CMS",
        kind="edition",
        start=edition,
        end=end or year_after(edition),
        systems=(),
        licence="Work of the United States government, public domain",
        url=URL,
        fill=fill,
        remarks=tuple(remarks),
    )
