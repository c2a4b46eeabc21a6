"""How long two editions of a large table take to be compared.

    python benchmarks/table_diff.py HOME [FAMILY]

HOME: a data home with the family loaded (default ncci.ptp.practitioner). The second edition is made
of the first: every 50th row deleted, every 40th row's indicator changed, some rows added.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from superbill.codesets.tables.schemas import TABLES
from superbill.codesets.tables.table_diff import table_difference


def main(home: Path, family: str = "ncci.ptp.practitioner") -> None:
    name = next(part for part in family.split(".") if part in TABLES)
    folder = max((home / "releases" / family).iterdir())
    frame = pl.read_parquet(folder / f"{name}.parquet").with_row_index()
    with tempfile.TemporaryDirectory() as temporary:
        after = Path(temporary)
        column = "indicator" if "indicator" in frame.columns else frame.columns[-1]
        other = frame.filter(pl.col("index") % 50 != 0).with_columns(
            pl.when(pl.col("index") % 40 == 1).then(None).otherwise(pl.col(column)).alias(column)
        )
        key = TABLES[name].key[0]
        added = frame.head(1000).with_columns(pl.lit("ZZZZZ").alias(key))
        pl.concat([other, added]).drop("index").write_parquet(after / f"{name}.parquet")
        began = time.perf_counter()
        found = table_difference(folder, after, TABLES[name])
        print(f"{frame.height:,} rows: {time.perf_counter() - began:.2f} s, {found.counts}")
        print(found.columns)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
