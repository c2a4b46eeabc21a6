"""Rows and columns of the publishers' files.

rows      lines of a tracked file that stand, letter for letter, in one real file, and hold a
          code: MOST_ROWS of them may be chance or a layout's own header, more are an extract
columns   a list, or a column of a table, with more than MOST_CODES codes of CPT or HCPCS nearly
          all of which one real file lists
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tracked import Leak, Text, texts_of

MOST_ROWS = 4
MOST_CODES = 100
NEARLY_ALL = 0.95

_CODE = re.compile(r"(?<![0-9A-Za-z])(?:\d{5}|\d{4}[AFMTU]|[A-Z]\d{4})(?![0-9A-Za-z])")
_CODED = re.compile(r"(?<![0-9A-Za-z])(?:\d{5}|\d{4}[AFMTU]|[A-Z]\d{2,4}[0-9A-Z.]*)(?![0-9A-Za-z])")
_DATA = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".yaml", ".yml"}
_SHORTEST = 12
_PAIRS = re.compile(r"ptp_(?:practitioner|outpatient)")
"""Millions of pairs of codes that the other tables list too: looked at for rows only."""


def leaks(data: Path, texts: Iterable[Text]) -> Iterator[Leak]:
    """Extracts of the real files below a folder."""
    texts = [(where, text) for where, text in texts if _is_data(where)]
    lines: dict[str, set[str]] = {}
    for where, text in texts:
        for line in map(str.strip, text.split("\n")):
            if len(line) >= _SHORTEST and _CODED.search(line):
                lines.setdefault(line, set()).add(where)
    columns = [(where, codes) for where, text in texts for codes in _columns(where, text)]
    for path in sorted(p for p in data.rglob("*") if p.is_file() and p.suffix != ".md"):
        yield from _extracts(path, data, lines, columns)


def _is_data(where: str) -> bool:
    return Path(where.rpartition("!")[2]).suffix.lower() in _DATA


def _extracts(
    path: Path, data: Path, lines: dict[str, set[str]], columns: list[tuple[str, set[str]]]
) -> Iterator[Leak]:
    common: dict[str, set[str]] = {}
    listed: set[str] = set()
    for _, text in texts_of(path, data):
        for line in set(map(str.strip, text.split("\n"))) & lines.keys():
            for where in lines[line]:
                common.setdefault(where, set()).add(line)
        if columns and not _PAIRS.match(path.name):
            listed.update(_CODE.findall(text))
    for where, shared in common.items():
        if len(shared) > MOST_ROWS:
            yield Leak(where, 0, f"{len(shared)} rows of {path.relative_to(data)}")
    for where, codes in columns:
        if len(codes & listed) >= NEARLY_ALL * len(codes):
            yield Leak(where, 0, f"a column of {len(codes)} codes of {path.relative_to(data)}")


def _columns(where: str, text: str) -> Iterator[set[str]]:
    """The lists of more than MOST_CODES codes: columns of tables, and files of codes as a whole
    where they are no tables."""
    found: list[set[str]] = []
    if where.lower().endswith((".csv", ".tsv")):
        delimiter = "\t" if where.lower().endswith(".tsv") else ","
        try:
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                for place, cell in enumerate(row):
                    found += [set() for _ in range(place + 1 - len(found))]
                    found[place].update(_CODE.findall(cell))
        except csv.Error:
            found = [set(_CODE.findall(text))]
    else:
        found = [set(_CODE.findall(text))]
    yield from (codes for codes in found if len(codes) > MOST_CODES)
