"""The rows of a publisher's table as texts, each with its line, whatever kind of file holds them.

CSV and the first sheet of a workbook give cells; fixed-width records are cut at declared places.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.reading.border import refused

# Text files of mainframes end in the mark of CP/M, a line of its own.
_END_OF_FILE = "\x1a"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line on which it begins (of a sheet, its row), and its cells without blanks
    around them."""

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(self.cells)


Grid = Sequence[Line]


def read_grid(path: Path) -> Grid:
    """The rows of a CSV file or of a workbook's first sheet, blank ones too.

    Raises ReleaseRefused where the file is neither.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return _sheet(path) if packed else _csv(path)


def read_text(path: Path) -> str:
    """A text file in UTF-8 or Windows-1252, the encodings of CMS's files, line ends as \\n.

    Raises ReleaseRefused, with the line, for a byte that is in neither.
    """
    data = path.read_bytes().rstrip(_END_OF_FILE.encode())
    if (null := data.find(b"\0")) >= 0:
        raise refused(path, _line_at(data, null), "the line is not text.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as fault:
            line = _line_at(data, fault.start)
            raise refused(path, line, "the line is neither UTF-8 nor Windows-1252.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def fixed_width(path: Path, places: Mapping[str, tuple[int, int]], *, length: int) -> Grid:
    """The records of a fixed-width file, cut at `places` (first and last column, from 1), in the
    order of `places`. Blank lines and `HDR` records are left out.

    Raises ReleaseRefused for a record of another length, or with text between the places.
    """
    return [
        Line(number, cut(path, number, record, places, length=length))
        for number, record in enumerate(read_text(path).split("\n"), 1)
        if record.strip() and not record.startswith("HDR ")
    ]


def cut(
    path: Path, number: int, record: str, places: Mapping[str, tuple[int, int]], *, length: int
) -> tuple[str, ...]:
    """The texts at the places of one record; with length 0 it may have any length."""
    if length and len(record.rstrip()) != length:
        raise refused(path, number, f"the record has {len(record)} characters, not {length}.")
    for gap in _gaps(places, len(record)):
        if between := record[gap].strip():
            said = f"{between[:20]!r} stands where the record is blank."
            raise refused(path, number, said)
    return tuple(record[first - 1 : last].strip() for first, last in places.values())


def _gaps(places: Mapping[str, tuple[int, int]], length: int) -> list[slice]:
    gaps: list[slice] = []
    at = 0
    for first, last in sorted(places.values()):
        if first - 1 > at:
            gaps.append(slice(at, first - 1))
        at = last
    return [*gaps, slice(at, length)] if at < length else gaps


def begins_of(path: Path) -> list[tuple[str, ...]]:
    """The first rows of a file on disk, as `head_rows`."""
    return head_rows(Sample(path, path.name, (path.name,)))


def head_rows(sample: Sample) -> list[tuple[str, ...]]:
    """The first rows of a file that may be a CSV file or a workbook, for recognising it."""
    if sample.workbook_rows:
        return [tuple(_text(c) for c in row) for row in sample.workbook_rows]
    lines = sample.lines[:60]
    try:
        return [tuple(c.strip() for c in row) for row in csv.reader(lines)]
    except csv.Error:
        return []


def first_row(lines: Grid | Sequence[tuple[str, ...]], *begin: str) -> int | None:
    """The position of the first row whose first cells are these, in whatever case."""
    wanted = tuple(text.upper() for text in begin)
    for position, row in enumerate(lines):
        cells = row.cells if isinstance(row, Line) else row
        if tuple(c.upper() for c in cells[: len(wanted)]) == wanted:
            return position
    return None


def _csv(path: Path) -> Grid:
    rows: list[Line] = []
    begins = 1
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        for row in reader:
            rows.append(Line(begins, tuple(cell.strip() for cell in row)))
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise refused(path, begins, f"the line can't be read ({fault}).") from fault
    return rows


def _sheet(path: Path) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as fault:
        raise refused(path, None, f"the workbook can't be read ({fault}).") from fault
    return [
        Line(number, tuple(_text(value) for value in row)) for number, row in enumerate(rows, 1)
    ]


def _text(value: object) -> str:
    """A cell as CMS's text file of the same table has it: a workbook holds 9 as 9.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
