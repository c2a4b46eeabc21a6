"""A table sorted by its key, in one file that is mapped into memory: a key is found in some twenty
comparisons, and nothing is read before it is asked for.

Layout, little endian: `SBT1`, the header's length (u32), the header (JSON: rows, columns with the
places of their parts), then the parts, each at a multiple of 8: packed keys (u64), numbers (i8,
i32 or i64), days (i32, since 1970-01-01), texts (u8, u16 or u32 numbers of the distinct texts,
from 1; 0 is blank). A blank number or day is the smallest of its width. Reading is here; writing,
which needs polars, in writer.py.

One of 2,546,017 pairs is found and read in some ten microseconds (CPython 3.11, one core).
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

from superbill.codesets.tables.packing import BASE, packed
from superbill.errors import StoreDamaged

MAGIC = b"SBT1"
SUFFIX = ".sorted"

_EPOCH = date(1970, 1, 1)
_BLANK = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}
_NEIGHBOURS = 4

Row = dict[str, Any]


class SortedTable:
    """One sorted table, open for reading; shared freely by threads and processes.

    Raises StoreDamaged where the file is not one, or was cut short; a reading method, where it
    meets bytes that mean nothing.
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
            self.rows_count: int = header["rows"]
            self._scales = _scales(header["key_widths"])
            self._keys = _part(view, header["keys"], "Q", self.rows_count)
            self._columns = {
                c["name"]: _reader(view, c, rows=self.rows_count, path=path)
                for c in header["columns"]
            }
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as fault:
            raise _damaged(path) from fault

    def find(self, *key: str) -> list[Row]:
        """The rows with this key, or with these first parts of it, in the table's order.

        A part that no code can be (another alphabet, too long) is in no row.
        """
        return [self.row(i) for i in self.positions(*key)]

    def positions(self, *key: str) -> range:
        """Where the rows with this key, or its first parts, stand."""
        first = 0
        rest = 1
        try:
            for code, (width, rest) in zip(key, self._scales, strict=False):
                first += packed(code, width) * rest
        except ValueError:
            return range(0)
        if not key:
            return range(self.rows_count)
        keys, last = self._keys, first + rest
        start = bisect_left(keys, first)
        end = start
        # Most keys have one row or a few: they are met sooner by walking than by halving.
        while end < len(keys) and keys[end] < last:
            end += 1
            if end - start == _NEIGHBOURS:
                end = bisect_left(keys, last, end)
                break
        return range(start, end)

    @property
    def keys(self) -> memoryview[int]:
        """The packed keys (u64), ascending, one a row: for a search of many keys at once."""
        return self._keys

    def row(self, position: int) -> Row:
        return {name: read(position) for name, read in self._columns.items()}

    def value(self, column: str, position: int) -> Any:
        return self._columns[column](position)

    def __iter__(self) -> Iterator[Row]:
        return (self.row(i) for i in range(self.rows_count))

    def __len__(self) -> int:
        return self.rows_count


def _damaged(path: Path) -> StoreDamaged:
    return StoreDamaged(
        "not a sorted table, or a damaged one.", where=str(path),
        remedy="`superbill data verify --repair` builds it again.",
    )  # fmt: skip


def _scales(widths: list[int]) -> list[tuple[int, int]]:
    """The width of each part of a key, and what one step in it is worth in the packed key."""
    return [(width, BASE ** sum(widths[i + 1 :])) for i, width in enumerate(widths)]


def _part(view: memoryview, place: list[int], form: str, count: int) -> memoryview[int]:
    """So many numbers at a place. Raises ValueError where the file has not got them."""
    start, end = place
    part = cast("memoryview[int]", cast("Any", view)[start:end].cast(form))
    if start < 8 or end > len(view) or len(part) != count:
        raise ValueError("a part is not whole")
    return part


def _reader(
    view: memoryview, column: dict[str, Any], *, rows: int, path: Path
) -> Callable[[int], Any]:
    """A function from the position of a row to the value in this column. What a number means is
    worked out once: most columns have few distinct values."""
    kind = column["kind"]
    part = _part(view, column["part"], column["format"], rows)
    is_text = kind in ("text", "code")
    blank = 0 if is_text else _BLANK[column["format"]]
    means = _text(view, column) if is_text else _meaning(kind, int(column["scale"]))
    known: dict[int, Any] = {blank: None}

    def read(position: int) -> Any:
        number = part[position]
        try:
            return known[number]
        except KeyError:
            pass
        try:
            known[number] = value = means(number)
        except (IndexError, ValueError, OverflowError) as fault:
            raise _damaged(path) from fault
        return value

    return read


def _meaning(kind: str, scale: int) -> Callable[[int], Any]:
    if kind == "date":
        return lambda number: _EPOCH + timedelta(days=number)
    if kind == "decimal":
        return lambda number: Decimal(number).scaleb(-scale)
    return bool if kind == "flag" else int


def _text(view: memoryview, column: dict[str, Any]) -> Callable[[int], str]:
    first, last = column["offsets"]
    offsets = _part(view, [first, last], "I", (last - first) // 4)
    begin: int = column["texts"]
    if begin + offsets[-1] > len(view):
        raise ValueError("the texts are not whole")
    return lambda number: str(view[begin + offsets[number - 1] : begin + offsets[number]], "utf-8")
