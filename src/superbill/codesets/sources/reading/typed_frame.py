"""Texts of a publisher's table to the typed columns of ours, each fault with its line.

A column is read by its distinct texts, of which even large files have few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.grid import Grid, Line
from superbill.codesets.systems import SYSTEMS
from superbill.codesets.tables.table import Column, Table

if TYPE_CHECKING:
    from polars import DataFrame, Series

_NUMBER = re.compile(r"\d*\.?\d+|\d+\.", re.ASCII)
_NO_NUMBER = ("", ".")
"""A lone point stands for "none" in OPPS addenda."""

_FORMS = {s: re.compile(SYSTEMS[s].form, re.ASCII) for s in ("cpt", "hcpcs", "cdt")}


def read_frame(
    path: Path,
    table: Table,
    rows: Grid,
    *,
    positions: Mapping[str, int],
    values: Mapping[str, Collection[str]],
    rounded: bool = False,
    padded: Mapping[str, int] | None = None,
) -> DataFrame:
    """The rows as a frame with exactly the table's columns; what the file lacks is None.

    positions: column -> cell of a row. values: what may stand in a column. rounded: numbers may
    have more places than the column, and are rounded to its scale. padded: columns whose leading
    zeros the file may have lost, with their width.

    Raises ReleaseRefused, with file and line, for what is no such value, and for a blank in a
    column that has none.
    """
    import polars

    from superbill.codesets.tables.writer import polars_type

    columns: dict[str, Series] = {}
    for column in table.columns:
        kind = polars_type(column)
        place = positions.get(column.name)
        if place is None:
            columns[column.name] = polars.Series([None] * len(rows), dtype=kind)
            continue
        texts = [row.cells[place] for row in rows]
        read = _reader(column, values.get(column.name), rounded, (padded or {}).get(column.name, 0))
        found = _read_distinct(path, column, texts, rows, read)
        numbers = {text: number for number, text in enumerate(found)}
        distinct = polars.Series(list(found.values()), dtype=kind)
        columns[column.name] = distinct.gather([numbers[text] for text in texts])
    return polars.DataFrame(columns)


def even_rows(path: Path, rows: Grid, *, header: Line) -> None:
    """Refuses a row that ends before the header does, or has text where the header has none."""
    width = max((i for i, cell in enumerate(header.cells, 1) if cell), default=0)
    unnamed = [i for i, cell in enumerate(header.cells[:width]) if not cell]
    for row in rows:
        if len(row.cells) < width or any(row.cells[width:]):
            said = f"the row has {len(row.cells)} cells, the header {width}."
            raise refused(path, row.number, said)
        for place in unnamed:
            if row.cells[place]:
                said = f"{row.cells[place][:20]!r} stands in column {place + 1}, which has no name."
                raise refused(path, row.number, said)


def without_duplicates(path: Path, rows: Grid, *, cells: Sequence[int]) -> None:
    """Refuses the second row that has the same texts in these cells."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cells[i] for i in cells)
        if key in seen:
            shown = " ".join(part for part in key if part)
            raise refused(path, row.number, f"{shown} stands on line {seen[key]} already.")
        seen[key] = row.number


def procedure_system(code: str) -> str | None:
    """Which of CPT, HCPCS Level II and CDT a code has the form of; None: none of them.

    >>> [procedure_system(c) for c in ("58565", "0075T", "G0105", "D0120", "5856")]
    ['cpt', 'cpt', 'hcpcs', 'cdt', None]
    """
    return next((s for s, form in _FORMS.items() if form.fullmatch(code)), None)


def number_of(text: str, *, scale: int, rounded: bool = False) -> Decimal | None:
    """A number as a publisher writes it, `$1,234.56` or `.10`; blank and a lone point are None.

    Raises ValueError for other text, and for more places than `scale` unless they may be rounded.

    >>> number_of("$1,234.5", scale=2), number_of("1.1399999999999997", scale=2, rounded=True)
    (Decimal('1234.50'), Decimal('1.14'))
    """
    bare = text.replace("$", "").replace(",", "").strip()
    if bare in _NO_NUMBER:
        return None
    if not _NUMBER.fullmatch(bare):
        raise ValueError(f"{text[:20]!r} is not a number")
    exact = Decimal(bare)
    shown = exact.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)
    if shown != exact and not rounded:
        raise ValueError(f"{text[:20]!r} has more than {scale} places")
    return shown


def _reader(
    column: Column, values: Collection[str] | None, rounded: bool, width: int
) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if column.kind == "decimal":
            return number_of(text, scale=column.scale, rounded=rounded)
        # Whoever reshapes a file may make a decimal of an indicator: 9.0.
        shown = text.removesuffix(".0") if rounded and values is not None else text
        shown = shown.zfill(width) if shown else shown
        if values is not None and shown not in values:
            raise ValueError(f"{text[:20]!r} is none of its values")
        return shown or None

    return read


def _read_distinct(
    path: Path, column: Column, texts: list[str], rows: Sequence[Line], read: Callable[[str], Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in dict.fromkeys(texts):
        try:
            found[text] = read(text)
            if found[text] is None and not column.optional:
                raise ValueError("it is blank")
        except ValueError as fault:
            line = rows[texts.index(text)].number
            raise refused(path, line, f"{column.name}: {fault}.") from None
    return found
