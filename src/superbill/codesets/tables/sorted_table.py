"""A table sorted by its key, in one file that is mapped into memory: a key is found in some twenty
comparisons, and nothing is read before it is asked for.

Layout, little endian: `SBT1`, the header's length (u32), the header (JSON: rows, columns with the
places of their parts), then the parts, each at a multiple of 8: packed keys (u64), numbers (i8,
i32 or i64), days (i32, since 1970-01-01), texts (u8, u16 or u32 numbers of the distinct texts,
from 1; 0 is blank). A blank number or day is the smallest of its width. Reading is here; writing,
which needs polars, in writer.py.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from superbill.codesets.tables.packing import packed_key
from superbill.errors import StoreDamaged

MAGIC = b"SBT1"
SUFFIX = ".sorted"

_EPOCH = date(1970, 1, 1)
_BLANK = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}

Row = dict[str, Any]


class SortedTable:
    """One sorted table, open for reading; shared freely by threads and processes.

    Raises StoreDamaged where the file is not one.
    """

    def __init__(self, path: Path):
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            view = memoryview(self._map)
            if bytes(view[:4]) != MAGIC:
                raise ValueError("other beginning")
            length = int.from_bytes(view[4:8], "little")
            header = json.loads(bytes(view[8 : 8 + length]))
        except (OSError, ValueError) as fault:
            raise StoreDamaged(
                "not a sorted table.", where=str(path),
                remedy="`superbill data verify --repair` builds it again.",
            ) from fault  # fmt: skip
        self.rows_count: int = header["rows"]
        self._widths: list[int] = header["key_widths"]
        start, end = header["keys"]
        self._keys = view[start:end].cast("Q")
        self._columns = {c["name"]: _reader(view, c) for c in header["columns"]}

    def find(self, *key: str) -> list[Row]:
        """The rows with this key, or with these first parts of it, in the table's order.

        A part that no code can be (another alphabet, too long) is in no row.
        """
        return [self.row(i) for i in self.positions(*key)]

    def positions(self, *key: str) -> range:
        """Where the rows with this key, or its first parts, stand."""
        try:
            first, last = packed_key(key, self._widths)
        except ValueError:
            return range(0)
        start = bisect_left(self._keys, first)
        if start == len(self._keys) or self._keys[start] >= last:
            return range(0)
        return range(start, bisect_left(self._keys, last, start))

    def row(self, position: int) -> Row:
        return {name: read(position) for name, read in self._columns.items()}

    def value(self, column: str, position: int) -> Any:
        return self._columns[column](position)

    def __iter__(self) -> Iterator[Row]:
        return (self.row(i) for i in range(self.rows_count))

    def __len__(self) -> int:
        return self.rows_count


def _reader(view: memoryview, column: dict[str, Any]) -> Callable[[int], Any]:
    """A function from the position of a row to the value in this column."""
    start, end = column["part"]
    kind, width = column["kind"], column["format"]
    part = cast("memoryview[int]", view[start:end].cast(width))
    if kind in ("text", "code"):
        return _text_reader(part, view, column)
    blank = _BLANK[width]
    if kind == "date":
        return lambda i: None if part[i] == blank else _EPOCH + timedelta(days=part[i])
    if kind == "decimal":
        scale = -int(column["scale"])
        return lambda i: None if part[i] == blank else Decimal(part[i]).scaleb(scale)
    if kind == "flag":
        return lambda i: None if part[i] == blank else bool(part[i])
    return lambda i: None if part[i] == blank else part[i]


def _text_reader(
    part: memoryview[int], view: memoryview, column: dict[str, Any]
) -> Callable[[int], str | None]:
    first, last = column["offsets"]
    offsets = view[first:last].cast("I")
    begin = column["texts"]

    def read(i: int) -> str | None:
        number = part[i]
        if number == 0:  # 0 is blank; the texts are numbered from 1
            return None
        return str(view[begin + offsets[number - 1] : begin + offsets[number]], "utf-8")

    return read
