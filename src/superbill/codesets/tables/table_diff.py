"""What changed between two editions of a large table, in columns.

A row is known by its key; the rows of a key that has several are compared as a whole, in whatever
order they stand. A column that one of the two editions leaves blank on every row is not compared,
and named: its silence is no change.

Measured by `benchmarks/table_diff.py`: two editions of 2,546,017 PTP pairs in about 4 s (2 cores).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from superbill.codesets.tables.table import Table

KINDS = ("added", "deleted", "changed")
_AFTER = "\0after"
_COUNT = "\0rows"
_HASH = "\0hash"


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Keys by what became of them, in all and the first of them.

    counts: of keys added, deleted and changed; columns: of changed keys, by column that differs
    listed: kind and key, in the key's order, as many as were asked for
    compared: the columns; left_out: those that one edition states nowhere
    """

    counts: dict[str, int]
    columns: dict[str, int]
    listed: tuple[tuple[str, tuple[str, ...]], ...]
    compared: tuple[str, ...]
    left_out: tuple[str, ...]


def table_difference(
    before: Path, after: Path, table: Table, *, code: str | None = None, limit: int = 200
) -> TableDifference:
    """The differences between the table's Parquet files in two releases' folders.

    code: only keys that hold this code, with or without its dot.
    """
    one, other = (_read(folder, table, code) for folder in (before, after))
    names = [c.name for c in table.columns if c.name in one.columns and c.name in other.columns]
    left_out = tuple(n for n in names if n not in table.key and _one_is_blank(one, other, n))
    compared = [name for name in names if name not in left_out]
    one, other = one.select(compared), other.select(compared)
    kinds = _kinds(one, other, list(table.key))
    counts = dict(kinds.group_by("kind").len().iter_rows())
    changed = kinds.filter(pl.col("kind") == "changed").drop("kind")
    columns = _columns(one, other, changed, [n for n in compared if n not in table.key])
    listed = kinds.sort(list(table.key), nulls_last=False).head(limit)
    return TableDifference(
        {kind: counts[kind] for kind in KINDS if kind in counts},
        columns,
        tuple((row["kind"], tuple(row[k] or "" for k in table.key)) for row in listed.to_dicts()),
        tuple(compared),
        left_out,
    )


def _read(folder: Path, table: Table, code: str | None) -> pl.DataFrame:
    frame = pl.scan_parquet(folder / f"{table.name}.parquet")
    if code is not None:
        wanted = (code, code.replace(".", ""))
        frame = frame.filter(pl.any_horizontal(pl.col(table.key).is_in(wanted)))
    return frame.collect()


def _one_is_blank(one: pl.DataFrame, other: pl.DataFrame, name: str) -> bool:
    blank = [frame[name].null_count() == frame.height for frame in (one, other) if frame.height]
    return len(blank) == 2 and blank[0] != blank[1]


def _kinds(one: pl.DataFrame, other: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Every key that differs, with its kind.

    A row is told by its key and a hash of 64 bits of all its columns, which takes a third of the
    time of a join over all of them: of a key's few rows no two have one hash by chance.
    """
    one, other = (
        frame.select(key).with_columns(frame.hash_rows(seed=1).alias(_HASH))
        for frame in (one, other)
    )
    row = [*key, _HASH]
    apart = [
        frame.join(of, on=row, how="anti", nulls_equal=True).select(key)
        for frame, of in ((one, other), (other, one))
    ]
    keys = pl.concat([*apart, _by_repetition(one, other, row).select(key)]).unique()
    counted = [
        keys.join(frame.select(key).unique(), on=key, how="semi", nulls_equal=True).with_columns(
            pl.lit(True).alias(name)
        )
        for frame, name in ((one, "before"), (other, "after"))
    ]
    for held in counted:
        keys = keys.join(held, on=key, how="left", nulls_equal=True)
    kind = (
        pl.when(pl.col("before").is_null())
        .then(pl.lit("added"))
        .when(pl.col("after").is_null())
        .then(pl.lit("deleted"))
        .otherwise(pl.lit("changed"))
    )
    return keys.with_columns(kind.alias("kind")).drop("before", "after")


def _by_repetition(one: pl.DataFrame, other: pl.DataFrame, every: list[str]) -> pl.DataFrame:
    """Rows that both hold, and one of them more often: no join of rows shows them."""
    if all(frame[_HASH].n_unique() == frame.height for frame in (one, other)):
        return one.clear()
    counted = [frame.group_by(every).len(_COUNT) for frame in (one, other)]
    both = counted[0].join(counted[1], on=every, how="inner", nulls_equal=True, suffix=_AFTER)
    return both.filter(pl.col(_COUNT) != pl.col(_COUNT + _AFTER)).select(every)


def _columns(
    one: pl.DataFrame, other: pl.DataFrame, changed: pl.DataFrame, names: list[str]
) -> dict[str, int]:
    """How many of the changed keys differ in each column, most first."""
    key = changed.columns
    of_changed = [
        frame.join(changed, on=key, how="semi", nulls_equal=True)
        .sort(frame.columns, nulls_last=False)
        .group_by(key, maintain_order=True)
        .agg(pl.col(names))
        for frame in (one, other)
    ]
    both = of_changed[0].join(of_changed[1], on=key, nulls_equal=True, suffix=_AFTER)
    differ = both.select(pl.col(n).ne_missing(pl.col(n + _AFTER)).sum() for n in names)
    counts = differ.row(0, named=True) if names and both.height else dict[str, int]()
    return {n: c for n, c in sorted(counts.items(), key=lambda item: -item[1]) if c}
