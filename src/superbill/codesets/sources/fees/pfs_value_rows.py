"""The rows of a relative value file (PPRRVU), in each of the layouts in which it is handed out.

CMS gives one table as CSV, as fixed-width text and as a workbook; a reshaped CSV has readable
names. The record layout stands in the RVU25D documentation (CMS, October 2025).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.column_map import ColumnMap, column_maps
from superbill.codesets.sources.reading.grid import (
    Grid,
    Line,
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
from superbill.codesets.tables.schemas import PFS

if TYPE_CHECKING:
    from polars import DataFrame

MAPS = Path(__file__).with_name("pfs_values.columns.yaml")
TWO_FACTORS_FROM = date(2026, 1, 1)

_BEGIN = ("HCPCS", "MOD", "DESCRIPTION")
_TITLE = re.compile(
    r"(20\d\d) National Physician Fee Schedule Relative Value File +"
    r"(January|April|July|October) Release", re.IGNORECASE
)  # fmt: skip
_MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}
_RELEASED = re.compile(r"RELEASED +(\d\d)/(\d\d)/(\d{4})")
_RECORD = re.compile(
    r"^[0-9A-Z]\d{3}[0-9A-Z](?:  |26|TC|53).{50}[A-Z].{74}([ \d]{3}\.\d{4}) ", re.MULTILINE
)
# A workbook, or whoever saved it as text, drops the zeros that these begin with.
_PADDED = {"global": 3, "supervision": 2, "imaging_family": 2}


@dataclass(frozen=True, slots=True)
class Head:
    """What the beginning of a file says. quarter: of its title; two: it has the layout of the
    years with two conversion factors."""

    layout: str
    factor: Decimal | None
    quarter: date | None = None
    two: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """A file, read: its rows, its one conversion factor, the day of release that it states."""

    path: Path
    frame: DataFrame
    factor: Decimal
    released: date | None
    remarks: tuple[str, ...]


def head_of(sample: Sample) -> Head | None:
    """The layout of a relative value file, by its first rows; None where it is another file."""
    if record := _RECORD.search(sample.text):
        return Head("fixed_width", Decimal(record[1].strip()))
    rows = head_rows(sample)
    if rows and _maps("reshaped").fits(rows[0]):
        return Head("reshaped", _factor(rows, 0, rows[0], "cf"))
    at = first_row(rows, *_BEGIN)
    header = _joined(rows, at) if at is not None else ()
    if at is None or "WORK RVU" not in header:
        return None
    return Head(
        "published",
        _factor(rows, at, header, "CONV FACTOR"),
        _quarter(" ".join(c for row in rows[:at] for c in row)),
        "PRIC IND" in header,
    )


def read_values(path: Path) -> Values:
    """All rows of a relative value file. Raises ReleaseRefused, with file and line."""
    head = head_of(Sample(path, path.name, (path.name,)))
    if head is None:
        raise refused(path, None, "the file is no relative value file.")
    layout = _maps(head.layout)
    rows, positions, notices = _rows(path, head.layout, layout)
    if not rows:
        raise refused(path, None, "the file holds no row.")
    without_duplicates(path, rows, cells=(positions["code"], positions["modifier"]))
    frame = read_frame(
        path, PFS, rows, positions=positions, values=layout.values, rounded=layout.rounded,
        padded=_PADDED,
    )  # fmt: skip
    _check_codes(path, frame, rows)
    factor = _only_factor(path, frame, rows)
    return Values(
        path, _without_licensed_text(frame), factor, _released(notices),
        (*layout.remarks, *_total_remarks(frame)),
    )  # fmt: skip


def _maps(layout: str) -> ColumnMap:
    return column_maps(MAPS, PFS)[layout]


def _rows(path: Path, name: str, layout: ColumnMap) -> tuple[Grid, dict[str, int], str]:
    """The rows of codes, where each column stands in them, and the notices before them."""
    if name == "fixed_width":
        rows = fixed_width(path, layout.places, length=layout.length)
        return rows, {column: i for i, column in enumerate(layout.places)}, ""
    grid = read_grid(path)
    if name == "reshaped":
        at, header = 0, grid[0]
    else:
        at = first_row(grid, *_BEGIN) or 0
        header = Line(grid[at].number, _joined([line.cells for line in grid[: at + 1]], at))
    positions = layout.positions(path, header)
    body = [row for row in grid[at + 1 :] if not row.blank]
    even_rows(path, body, header=header)
    return body, positions, " ".join(c for row in grid[:at] for c in row.cells)


def _joined(rows: Sequence[Sequence[str]], at: int) -> tuple[str, ...]:
    """The header that is written over several rows, the last at `at`: a notice above it has one
    cell only."""
    first = at
    while first and sum(map(bool, rows[first - 1])) > 1:
        first -= 1
    columns = zip(*(row for row in rows[first : at + 1]), strict=False)
    return tuple(" ".join(" ".join(filter(None, column)).split()) for column in columns)


def _factor(
    rows: Sequence[Sequence[str]], at: int, header: Sequence[str], name: str
) -> Decimal | None:
    """The conversion factor of the first row below the header, where it is a number."""
    place = next((i for i, h in enumerate(header) if h.upper() == name.upper()), None)
    below = next((row for row in rows[at + 1 :] if any(row)), ())
    if place is None or place >= len(below) or not re.fullmatch(r"\d+\.\d+", below[place]):
        return None
    return Decimal(below[place])


def _quarter(notices: str) -> date | None:
    title = _TITLE.search(notices)
    return date(int(title[1]), _MONTHS[title[2].lower()], 1) if title else None


def _released(notices: str) -> date | None:
    found = _RELEASED.search(notices)
    try:
        return date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _check_codes(path: Path, frame: DataFrame, rows: Grid) -> None:
    for column in ("code", "endoscopic_base"):
        texts = frame[column].to_list()
        wrong = {t for t in set(texts) if t is not None and procedure_system(t) is None}
        if wrong:
            at = next(i for i, text in enumerate(texts) if text in wrong)
            raise refused(path, rows[at].number, f"{texts[at][:20]!r} is not a procedure code.")


def _only_factor(path: Path, frame: DataFrame, rows: Grid) -> Decimal:
    """The one factor of the file; a second one, or a blank, is a fault of the file."""
    factors: list[Any] = frame["conversion_factor"].to_list()
    for factor, row in zip(factors, rows, strict=True):
        if factor is None or factor != factors[0]:
            said = f"the conversion factor is {factor}, on line {rows[0].number} {factors[0]}."
            raise refused(path, row.number, said)
    return factors[0]


def _without_licensed_text(frame: DataFrame) -> DataFrame:
    """Descriptors of CPT are the AMA's and of CDT the ADA's: only those of Level II are kept."""
    import polars

    kept = [c if procedure_system(c) == "hcpcs" else None for c in frame["code"].to_list()]
    level2 = polars.Series(kept).is_not_null()
    return frame.with_columns(
        polars.when(level2).then(polars.col("description")).alias("description")
    )


def _total_remarks(frame: DataFrame) -> tuple[str, ...]:
    """A remark on rows whose printed totals are not the sums of their parts."""
    import polars

    work, mp = polars.col("work_rvu"), polars.col("mp_rvu")
    differs = polars.lit(value=False)
    for setting in ("nonfacility", "facility"):
        total = work + polars.col(f"pe_{setting}_rvu") + mp
        differs |= total != polars.col(f"total_{setting}_rvu")
    odd = frame.filter(differs)
    if odd.is_empty():
        return ()
    first = " ".join(filter(None, odd.select("code", "modifier").row(0)))
    return (f"The printed total is not the sum of its parts in {odd.height} rows, first {first}.",)
