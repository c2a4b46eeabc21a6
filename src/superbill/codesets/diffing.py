"""What changed between two releases: rows added, deleted and changed, table by table; of the tables
of the stores. Large tables are compared in columns (tables/table_diff.py), and put in words here.

A row is known by its key. Where several rows have one key (a pair edited in several periods), the
rows of the key are compared as a whole. What one of the two releases states nowhere (a list of
valid codes has no headings, notes or short titles) is not compared: its silence is no change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from superbill.codesets.store import FILE_NAME, KEYS, TABLES, open_store
from superbill.codesets.tables import schemas
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable
from superbill.codesets.tables.table import Table

_NOT_COMPARED = ("position",)
"""The publisher's order says nothing of a code: one that is added moves all that follow."""


@dataclass(frozen=True, slots=True)
class Change:
    """One key that differs. before, after: what the rows say, None where there is no row; of a
    changed row only the columns that differ."""

    table: str
    key: tuple[str, ...]
    kind: str
    before: tuple[dict[str, Any], ...] | None
    after: tuple[dict[str, Any], ...] | None


def changes(before: Path, after: Path) -> Iterator[Change]:
    """Every difference between the stores in two folders, tables in their order, then keys.

    Raises StoreDamaged where a release can't be read.
    """
    one, other = open_store(before / FILE_NAME), open_store(after / FILE_NAME)
    try:
        for table in TABLES:
            stated = _stated(one, table) & _stated(other, table)
            if not stated:
                continue
            where = _HEADINGS_LEFT_OUT if table == "concept" and not _both_head(one, other) else ""
            yield from _compared(
                table,
                _store_rows(one, table, stated, where),
                _store_rows(other, table, stated, where),
            )
    finally:
        one.close()
        other.close()


def large_tables(before: Path, after: Path) -> Iterator[Table]:
    """The large tables that both releases hold."""
    for name, table in schemas.TABLES.items():
        if all((folder / f"{name}{SUFFIX}").exists() for folder in (before, after)):
            yield table


def change_of(
    before: Path, after: Path, table: Table, key: tuple[str, ...], compared: Collection[str]
) -> Change:
    """What the rows of one key say in the two releases, of the columns that are compared."""
    wanted = [name for name in compared if name not in table.key]
    rows = [
        [{n: row[n] for n in wanted} for row in _sorted_table(folder, table.name).find(*key)]
        for folder in (before, after)
    ]
    if rows[0] and rows[1]:
        return _changed(table.name, key, *rows)
    kind = "deleted" if rows[0] else "added"
    return Change(table.name, key, kind, *(tuple(found) or None for found in rows))


@lru_cache(4)
def _sorted_table(folder: Path, name: str) -> SortedTable:
    return SortedTable(folder / f"{name}{SUFFIX}")


_HEADINGS_LEFT_OUT = "WHERE billable = 1"

_Keyed = Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]


def _stated(db: sqlite3.Connection, table: str) -> set[str]:
    """The columns that some row states; none where there is no row."""
    columns = TABLES[table]
    asked = ", ".join(f'MAX("{c}" IS NOT NULL)' for c in columns)
    row = db.execute(f'SELECT {asked} FROM "{table}"').fetchone()
    return {c for c, stated in zip(columns, row, strict=True) if stated}


def _both_head(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether both releases name headings; a release of no concepts doesn't say."""
    return all(
        db.execute("SELECT MIN(billable) FROM concept").fetchone()[0] in (0, None)
        for db in (one, other)
    )


def _store_rows(db: sqlite3.Connection, table: str, stated: set[str], where: str) -> _Keyed:
    """The rows of a store's table by key, the position left out of both, in the key's order."""
    key = [k for k in KEYS[table] if k not in _NOT_COMPARED]
    ordered = ", ".join(f'"{k}"' for k in KEYS[table])
    columns = [c for c in TABLES[table] if c in stated and c not in _NOT_COMPARED]
    listed = ", ".join(f'"{c}"' for c in columns)
    rows = db.execute(f'SELECT {listed} FROM "{table}" {where} ORDER BY {ordered}')
    return _grouped((dict(zip(columns, row, strict=True)) for row in rows), key)


def _grouped(rows: Iterator[dict[str, Any]], key: list[str]) -> _Keyed:
    current: tuple[str, ...] | None = None
    group: list[dict[str, Any]] = []
    for row in rows:
        at = tuple(row[k] or "" for k in key)
        if at != current and current is not None:
            yield current, group
            group = []
        current = at
        group.append({n: v for n, v in row.items() if n not in key})
    if current is not None:
        yield current, group


def _compared(table: str, before: _Keyed, after: _Keyed) -> Iterator[Change]:
    """Merges two sequences that are in the order of their keys."""
    one, other = next(before, None), next(after, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None, "one of the two is left"
            yield Change(table, one[0], "deleted", tuple(one[1]), None)
            one = next(before, None)
        elif one is None or other[0] < one[0]:
            yield Change(table, other[0], "added", None, tuple(other[1]))
            other = next(after, None)
        else:
            if one[1] != other[1]:
                yield _changed(table, one[0], one[1], other[1])
            one, other = next(before, None), next(after, None)


def _changed(
    table: str, key: tuple[str, ...], before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Change:
    if len(before) == len(after) == 1:
        names = [n for n in before[0] if before[0][n] != after[0][n]]
        before = [{n: before[0][n] for n in names}]
        after = [{n: after[0][n] for n in names}]
    return Change(table, key, "changed", tuple(before), tuple(after))
