"""The rows of an NCCI table as a frame of texts, each with its line, whatever file holds them.

Above the rows stand the AMA's notice and a header, which may be wrapped over several rows; among
them blank rows and repeated headers; below them notes. All of these are known for what they are,
or the file is refused with the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars

from superbill.codesets.importing.sample import HEAD, as_text
from superbill.codesets.sources.ncci.layout import Layout, layout_of, layouts
from superbill.codesets.sources.reading.border import lines_of, refused
from superbill.codesets.sources.reading.grid import read_grid, read_text

LINE = "line"

_CODE = re.compile(r"\s*[0-9A-Z]{5}\s*\Z")
_PROSE = re.compile(r"\S\s+\S")

_MOST_ABOVE = 40
"""Rows above the first row of a table, at most."""

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of one file. frame: `line` and the table's columns as the file writes them (blank:
    None); headings: the heading of each column; layout: which of the declared ones it is."""

    path: Path
    layout: Layout
    headings: dict[str, str]
    frame: polars.DataFrame

    def read(
        self, column: str, read: Callable[[str | None], Any], kind: type[polars.DataType]
    ) -> polars.Series:
        """The values of a column. Each distinct text is read once.

        Raises ReleaseRefused, with the line, where `read` raises ValueError.
        """
        texts = self.frame[column]
        distinct = texts.unique(maintain_order=True)
        values: list[Any] = []
        faults: dict[str | None, str] = {}
        for text in distinct:
            try:
                values.append(read(text.strip() or None if text else None))
            except ValueError as fault:
                values.append(None)
                faults[text] = str(fault)
        if faults:
            self.refuse(texts.is_in(list(faults), nulls_equal=True), faults, column)
        return _looked_up(texts, distinct, polars.Series(values, dtype=kind)).alias(column)

    def refuse(self, wrong: polars.Series, faults: dict[str | None, str], column: str) -> None:
        row = wrong.arg_true()[0]
        message = faults[self.frame[column][row]]
        raise refused(self.path, self.line(row), f"{self.headings[column]}: {message}.")

    def line(self, row: int) -> int:
        return int(self.frame[LINE][row])


def _looked_up(
    texts: polars.Series, distinct: polars.Series, values: polars.Series
) -> polars.Series:
    """The value of each text. Equal long texts share their bytes."""
    known = distinct.drop_nulls()
    places = texts.cast(polars.Enum(known)).to_physical()
    found = values.filter(distinct.is_not_null()).gather(places)
    if distinct.null_count():
        blank = values.filter(distinct.is_null())[0]
        return found if blank is None else found.fill_null(blank)
    return found


def read_sheet(path: Path, table: str) -> Sheet:
    """The rows of a workbook or a CSV text, of one of the layouts that are declared for `table`.

    Raises ReleaseRefused where it has another header, or a row that is none of the table.
    """
    rows = [(line.number, tuple(cell or None for cell in line.cells)) for line in read_grid(path)]
    start = next((i for i, (_, cells) in enumerate(rows) if _is_row(cells)), len(rows))
    layout, headings = _header(path, table, rows[:_MOST_ABOVE][:start])
    width = max((len(cells) for _, cells in rows), default=0)
    padded = [[*cells, *[None] * (width - len(cells))] for _, cells in rows[start:]]
    frame = polars.DataFrame(
        padded, schema={str(i): polars.String for i in range(width)}, orient="row"
    ).with_columns(polars.Series(LINE, [number for number, _ in rows[start:]], polars.UInt32))
    return _sheet(path, layout, headings, [cells for _, cells in rows[:start]], frame)


def read_unquoted(path: Path, table: str, *, separator: str) -> Sheet:
    """The rows of a text without quotes, of any size. As read_sheet."""
    with path.open("rb") as file:
        head = as_text(file.read(HEAD)).split("\n")
    cells = [_trimmed(line.split(separator)) for line in head[:_MOST_ABOVE]]
    start = next((i for i, row in enumerate(cells) if _is_row(row)), None)
    layout, headings = _header(path, table, list(enumerate(cells[:start], 1)))
    if start is None:
        raise refused(path, None, "the file holds no row.")
    _check_end(path)
    width = max(len(headings), head[start].count(separator) + 1)
    frame = _unquoted_frame(path, separator, start, width)
    return _sheet(path, layout, headings, cells[:start], frame)


def _is_row(cells: Sequence[str | None]) -> bool:
    """Whether this is the first row of the table: all of them have a code in one of the first two
    columns, and something in the other."""
    first = [cell or "" for cell in cells[:2]]
    return all(cell.strip() for cell in first) and any(_CODE.match(cell) for cell in first)


def _header(path: Path, table: str, above: list[tuple[int, Cells]]) -> tuple[Layout, list[str]]:
    """The layout, and the headings: below one another, the rows of a wrapped header make them."""
    for start in range(len(above)):
        for end in range(len(above), start, -1):
            headings = _joined([cells for _, cells in above[start:end]])
            layout = layout_of(table, headings)
            if layout is not None:
                if end < len(above):
                    line = above[end][0]
                    raise refused(path, line, "this is neither a row of the table nor its header.")
                return layout, headings
    wanted = ", ".join(layouts(table)[0].columns.values())
    raise refused(path, None, f"the header is not that of the table, which has: {wanted}.")


def _joined(rows: list[Cells]) -> list[str]:
    width = max(len(cells) for cells in rows)
    padded = [[*cells, *[None] * (width - len(cells))] for cells in rows]
    return [" ".join(filter(None, column)) for column in zip(*padded, strict=True)]


def _sheet(
    path: Path, layout: Layout, headings: list[str], above: list[Cells], frame: polars.DataFrame
) -> Sheet:
    places = layout.places(headings) or {}
    names = [name for name in frame.columns if name != LINE]
    for name in names:
        if int(name) not in places.values() and frame[name].null_count() < frame.height:
            row = frame[name].is_not_null().arg_true()[0]
            found = frame[name][row]
            if found.strip():
                raise refused(
                    path, int(frame[LINE][row]), f"{found[:40]!r} stands in no column of the table."
                )
    if max(places.values()) >= len(names):
        raise refused(path, None, "the rows have fewer columns than the header.")
    frame = _without_notes(path, above, frame)
    if not frame.height:
        raise refused(path, None, "the file holds no row.")
    chosen = frame.select(LINE, **{column: str(place) for column, place in places.items()})
    said = {column: headings[place] for column, place in places.items()}
    return Sheet(path, layout, said, chosen)


def _without_notes(path: Path, above: list[Cells], frame: polars.DataFrame) -> polars.DataFrame:
    """The rows of the table alone. Each has a text in its first two columns; what has not, and the
    header, is blank, stood above the first row already, or is a note below the last."""
    headed = [row[0] for row in above if row and row[0]]
    odd = frame["0"].is_null() | frame["1"].is_null() | frame["0"].is_in(headed)
    if not odd.any():
        return frame
    known = {_trimmed(row) for row in above}
    kept = frame.filter(~odd)
    last = int(kept[LINE][-1]) if kept.height else 0
    for line, cells in _rows(frame.filter(odd)):
        note = len(cells) == 1 and _PROSE.search(cells[0] or "") and line > last
        if cells and cells not in known and not note:
            raise refused(path, line, "this is neither a row of the table nor a note below it.")
    return kept


def _rows(frame: polars.DataFrame) -> Iterable[tuple[int, Cells]]:
    names = [name for name in frame.columns if name != LINE]
    for line, *cells in frame.select(LINE, *names).iter_rows():
        yield line, _trimmed(cells)


def _trimmed(cells: Iterable[str | None]) -> Cells:
    """Cells without blanks around them, and without blank cells at the end."""
    texts = [cell.strip() or None if cell else None for cell in cells]
    while texts and texts[-1] is None:
        texts.pop()
    return tuple(texts)


def _check_end(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) not in (b"\n", b"\r", b"\x1a"):
            raise refused(path, None, "the last line has no end: the file was cut short.")


def _unquoted_frame(path: Path, separator: str, start: int, width: int) -> polars.DataFrame:
    """The lines from the one at `start` on. A line without text is a row of blanks, so that the
    number of a row says its line."""
    try:
        frame = polars.read_csv(
            path,
            separator=separator,
            has_header=False,
            skip_lines=start,
            quote_char=None,
            schema={str(i): polars.String for i in range(width)},
        )
    except polars.exceptions.PolarsError as fault:
        raise _explained(path, separator, start, width, fault) from None
    numbers = polars.int_range(start + 1, start + 1 + frame.height, dtype=polars.UInt32, eager=True)
    return frame.with_columns(numbers.alias(LINE))


def _explained(path: Path, separator: str, start: int, width: int, fault: Exception) -> Exception:
    """The refusal with the line at fault, found by reading slowly."""
    for number, line in lines_of(path):
        columns = line.count(separator) + 1
        if number > start and (columns > width or (number == start + 1 and columns < width)):
            return refused(path, number, f"the line has {columns} columns, not {width}.")
    return refused(path, None, f"the lines can't be read ({fault}).")


def read_fixed(path: Path, table: str, places: Mapping[str, tuple[int, int | None]]) -> Sheet:
    """The records of a fixed-width text without a header, cut at `places` (first and last
    character, from 1). Blank lines are left out. Raises ReleaseRefused for another encoding."""
    cuts = [slice(first - 1, last) for first, last in places.values()]
    lines = [
        (number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()
    ]
    _check_end(path)
    frame = polars.DataFrame(
        [[number, *(line[cut].strip() or None for cut in cuts)] for number, line in lines],
        schema={LINE: polars.UInt32, **dict.fromkeys(places, polars.String)},
        orient="row",
    )
    layout = layouts(table)[0]
    return Sheet(path, layout, dict(layout.columns), frame)
