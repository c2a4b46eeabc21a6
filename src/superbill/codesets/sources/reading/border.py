"""The border between a publisher's file and the store: reading it, and refusing it.

Every importer reads through here, so that each refusal names the file, the line and what to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from superbill.codesets.draft import Files
from superbill.errors import ReleaseRefused

REMEDY = "Use the publisher's file as it was published."


def refused(path: Path, line: int | None, message: str) -> ReleaseRefused:
    """The refusal of a file for what stands in one of its lines (None: for the whole file)."""
    where = path.name if line is None else f"{path.name}:{line}"
    return ReleaseRefused(message, where=where, remedy=REMEDY)


def file_in(files: Files, role: str) -> Path:
    """The file of that role. Raises ReleaseRefused where it wasn't given or isn't there."""
    path = files.get(role)
    if path is None:
        raise ReleaseRefused(
            f"the file for {role!r} was not given.", remedy=f"Given: {', '.join(files) or 'none'}."
        )
    if not path.is_file():
        raise refused(path, None, "there is no such file.")
    return path


def lines_of(path: Path, encoding: str = "utf-8") -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers from 1, without their line ends.

    Raises ReleaseRefused at the line that is not of that encoding.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode(encoding).rstrip("\r\n")
            except UnicodeDecodeError:
                raise refused(path, number, f"the line is not {encoding} text.") from None
            # A byte order mark, which some editors put before the first line.
            yield number, line.removeprefix("\ufeff") if number == 1 else line


def rows_of(
    path: Path, table: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of a table of a SQLite file in their order, each with its row number.

    Raises ReleaseRefused where the file is no database, or the table or a column is missing.
    """
    query = f"SELECT rowid, {', '.join(columns)} FROM {table} ORDER BY rowid"
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as db:
            for number, *row in db.execute(query):
                yield number, tuple(row)
    except sqlite3.DatabaseError as fault:
        raise refused(path, None, f"table {table} can't be read ({fault}).") from fault


def day_of(number: int) -> date:
    """The day written as the number 20260401. Raises ValueError where there is no such day."""
    return date(number // 10000, number // 100 % 100, number % 100)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
