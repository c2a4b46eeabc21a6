"""A process that loads one made-up release after another until it is killed.

    python writer_process.py HOME FIRST COUNT

Release n holds n * 200 concepts, so that a torn one would show.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from superbill.codesets.draft import Draft
from superbill.codesets.home import entry_of, publish, write_release, writing
from superbill.codesets.store import StoreWriter

ROWS = 200


def made_up(number: int, family: str = "hcpcs") -> Draft:
    def fill(writer: StoreWriter) -> None:
        writer.add(
            "concept",
            (
                ("hcpcs", f"A{i:04d}", i, "code", 1, None, f"Invented supply {i}", None)
                for i in range(number * ROWS)
            ),
        )

    start = date(2020, 1, 1) + timedelta(days=number)
    return Draft(
        family=family, edition=start, title="Made up", publisher="nobody", kind="edition",
        start=start, end=None, systems=("hcpcs",), licence="none", url="", fill=fill,
    )  # fmt: skip


def load(home: Path, number: int, family: str = "hcpcs") -> None:
    with writing(home, notice=lambda message: print(message, flush=True)) as current:
        release = write_release(home, made_up(number, family), files=(), importer="made up")
        added = [entry_of(release, origin="user")]
        publish(home, current, added=added, action=f"load {number}")


if __name__ == "__main__":
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for n in range(first, first + count):
        load(folder, n)
        print(n, flush=True)
