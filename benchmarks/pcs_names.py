"""Named procedures against the ICD-10-PCS Index: does a main term lead to a table that it names?

    python benchmarks/pcs_names.py --home DIR [--misses] [--on 2024-04-01]

DIR holds a release of family icd10pcs.index. Each main term with codes is put into a sentence and
read; it agrees where one of the answers begins with three characters that the Index gives for it or
below it. Terms that the reader doesn't know, and those that the tables leave without an answer, are
counted apart. Prints, last, one JSON object. Exit status 1 where fewer than FLOOR agree.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.store import FILE_NAME, open_store
from superbill.coding.pcs_names import coded, tables_of
from superbill.dates import parse_date
from superbill.notes.document import parse
from superbill.notes.named_procedures import read_named_procedures
from superbill.tools.context import Context

FLOOR = 0.88
TABLE = 3
DEPTH = 4
_ROWS = "SELECT position, level, parent, title, code FROM term WHERE source = 'index'"


def main_terms(context: Context) -> Iterator[tuple[str, frozenset[str]]]:
    """Each main term of the newest Index, with the tables that it and its subterms name."""
    entries = [e for e in context.catalogue.entries if e.release.family == "icd10pcs.index"]
    if not entries:
        sys.exit("No release of family icd10pcs.index in this home.")
    folder = max(entries, key=lambda e: e.release.edition).folder
    db = open_store(context.home / "releases" / folder / FILE_NAME)
    below: dict[int | None, list[tuple[int, str | None]]] = defaultdict(list)
    tops: list[tuple[int, str, str | None]] = []
    for position, level, parent, title, code in db.execute(_ROWS):
        below[parent].append((position, code))
        if level == 0 and title:
            tops.append((position, title, code))

    def tables(position: int, code: str | None, depth: int = 0) -> Iterator[str]:
        if code and len(code) >= TABLE:
            yield code[:TABLE]
        if depth < DEPTH:
            for child, its in below[position]:
                yield from tables(child, its, depth + 1)

    for position, title, code in tops:
        yield title, frozenset(tables(position, code))


def answers(title: str, context: Context, on: date) -> list[str] | None:
    """The beginnings of codes for a term; None where the reader doesn't know it."""
    plain = title.replace("(", "").replace(")", "")
    said = plain if plain.isupper() else plain.lower()
    text = f"The patient underwent right {said}."
    frames = read_named_procedures(parse(text, name="term", lexicon=context.lexicon))
    if not frames:
        return None
    tables = tables_of(context.book, on)
    return [one.code for frame in frames for one in coded(frame, tables)]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    options.add_argument("--on", type=parse_date, default=date(2024, 4, 1))
    options.add_argument("--misses", action="store_true")
    asked = options.parse_args()
    agreed = differ = silent = unknown = 0
    with Context(asked.home) as context:
        for title, tables in main_terms(context):
            found = answers(title, context, asked.on) if tables else None
            if not tables or found is None:
                unknown += bool(tables)
            elif not found:
                silent += 1
            elif any(code[:TABLE] in tables for code in found):
                agreed += 1
            else:
                differ += 1
                if asked.misses:
                    print(f"{title}: {', '.join(found)}; the Index: {', '.join(sorted(tables))}")
    share = agreed / (agreed + differ) if agreed + differ else 0.0
    print(
        f"{agreed} of {agreed + differ} agree ({share:.3f}); no answer {silent}, unknown {unknown}"
    )
    print(json.dumps({"agree": agreed, "differ": differ, "silent": silent, "unknown": unknown}))
    return int(share < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
