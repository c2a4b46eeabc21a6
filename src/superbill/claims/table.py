"""A file of claims as a table of texts, one row a line, under our names for the columns.

A CSV is read by Polars where it is as it should be; where it is not (a row with too many cells, a
quotation mark that is not closed, bytes that are no UTF-8), line by line, so that what is wrong
with a row is said of it and the others are read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from superbill.claims.layout import MANY, Format, columns_in
from superbill.errors import WrongUsage

_SEPARATORS = (",", ";", "\t", "|")
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
_PARQUET_ENDS = b"PAR1"


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """frame: texts, null where a cell is blank; odd_rows: what is wrong with a row, by its place"""

    frame: pl.DataFrame
    odd_rows: Mapping[int, str]


def read_table(path: Path, form: Format, named: Mapping[str, str | None]) -> ClaimTable:
    """The claims of a file. Raises WrongUsage where it can't be read at all, or lacks a column."""
    try:
        if path.stat().st_size == 0:
            raise WrongUsage("the file is empty.", where=str(path))
        return _parquet(path, named) if form == "parquet" else _csv(path, named)
    except OSError as fault:
        said = fault.strerror or str(fault)
        raise WrongUsage(f"the claims can't be read ({said}).", where=str(path)) from None


def _parquet(path: Path, named: Mapping[str, str | None]) -> ClaimTable:
    with path.open("rb") as file:
        if file.read(4) != _PARQUET_ENDS:
            raise WrongUsage("not a Parquet file.", where=str(path))
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        found = columns_in(schema.names(), named, where=str(path))
        texts = [_as_text(name, schema[name]).alias(column) for column, name in found.items()]
        return ClaimTable(lazy.select(texts).collect(), {})
    except pl.exceptions.PolarsError as fault:
        said = str(fault).split("\n", 1)[0]
        raise WrongUsage(f"the Parquet file can't be read ({said}).", where=str(path)) from None


def _as_text(name: str, kind: Any) -> pl.Expr:
    cell = pl.col(name)
    if isinstance(kind, pl.List):
        return cell.cast(pl.List(pl.String)).list.join(MANY)
    if isinstance(kind, pl.Datetime):
        return cell.dt.date().cast(pl.String)
    return cell.cast(pl.String)


def _csv(path: Path, named: Mapping[str, str | None]) -> ClaimTable:
    header, separator, plain = _header(path)
    found = columns_in(header, named, where=str(path))
    # By place: a header may state one name twice.
    places = {column: header.index(name) for column, name in found.items()}
    if not plain:
        return _line_by_line(path, separator, width=len(header), places=places)
    try:
        frame = pl.read_csv(
            path, separator=separator, has_header=False, skip_rows=1, infer_schema=False,
            new_columns=[str(i) for i in range(len(header))],
        )  # fmt: skip
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema=[(str(i), pl.String) for i in range(len(header))])
    except pl.exceptions.PolarsError:
        return _line_by_line(path, separator, width=len(header), places=places)
    if frame.width != len(header) or _spans_lines(frame):
        return _line_by_line(path, separator, width=len(header), places=places)
    frame = frame.select(pl.col(str(at)).alias(column) for column, at in places.items())
    return ClaimTable(frame.filter(~pl.all_horizontal(pl.all().is_null())), {})


def _header(path: Path) -> tuple[list[str], str, bool]:
    """The names in the first line, what divides them, and whether lines end as they do today: with
    the line ends of old Macs all of a file seems to be its first line."""
    with path.open("rb") as file:
        raw = file.readline()
    if raw.startswith(_OTHER_ENCODINGS) or b"\0" in raw:
        raise WrongUsage(
            "the file is not UTF-8 text.", where=str(path),
            remedy="Save it as CSV in UTF-8, or read it with --format parquet if it is one.",
        )  # fmt: skip
    text = next(iter(raw.decode("utf-8-sig", errors="replace").splitlines()), "")
    separator = max(_SEPARATORS, key=text.count)
    return (
        next(csv.reader([text], delimiter=separator), list[str]()),
        separator,
        b"\r" not in raw.rstrip(b"\r\n"),
    )


def _spans_lines(frame: pl.DataFrame) -> bool:
    """No cell of a claim has two lines: a quotation mark was not closed."""
    has = frame.select(pl.any_horizontal(pl.all().str.contains("\n", literal=True).any()))
    return bool(frame.height and has.item())


def _line_by_line(
    path: Path, separator: str, *, width: int, places: Mapping[str, int]
) -> ClaimTable:
    odd: dict[int, str] = {}
    columns: dict[str, list[str | None]] = {column: [] for column in places}
    for row, (cells, wrong) in enumerate(_rows(path, separator, width)):
        if wrong:
            odd[row] = wrong
        for column, at in places.items():
            columns[column].append((cells[at] or None) if at < len(cells) else None)
    return ClaimTable(pl.DataFrame(columns, schema=dict.fromkeys(places, pl.String)), odd)


def _rows(path: Path, separator: str, width: int) -> Iterator[tuple[list[str], str]]:
    """The cells of each row but the header and blank ones, and what is wrong with it."""
    with path.open(encoding="utf-8-sig", errors="replace", newline=None) as file:
        next(file, None)
        for line in file:
            text = line.rstrip("\n").replace("\0", "")
            if not text.strip(separator + " "):
                continue
            wrong = "holds bytes that are no UTF-8" if "\ufffd" in text else ""
            try:
                cells = next(csv.reader([text], delimiter=separator, strict=True))
            except csv.Error:
                cells = text.replace('"', "").split(separator)
                wrong = "has a quotation mark that is not closed on its line"
            if len(cells) != width:
                wrong = f"has {len(cells)} cells, not {width}"
            yield cells, wrong
