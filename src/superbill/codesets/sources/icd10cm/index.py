"""The Alphabetic Index of ICD-10-CM to diseases and injuries: from a diagnostic term to a code.

Files: `icd10cm-index-YYYY.xml` of CDC's NCHS, in its original XML; or the same terms as a table,
whose columns `icd10cm_index.columns.yaml` names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10cm.terms import (
    CODE,
    SYSTEM,
    Index,
    Row,
    draft_index,
    recognise_index,
    squeezed,
)
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter

TABLE = "table"
"""Role of the reshaped file."""

INDEX = Index(
    family="icd10cm.index",
    role="index",
    source="index",
    title="ICD-10-CM Alphabetic Index to Diseases and Injuries",
    # The other index speaks of external causes, the two tables have headings.
    mark=re.compile(r"\A(?!.*(?:EXTERNAL\s+CAUSE|<indexHeading))", re.IGNORECASE | re.DOTALL),
)

_COLUMNS = Path(__file__).with_name("icd10cm_index.columns.yaml")


@cache
def _declared() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))


def recognise(sample: Sample) -> Match | None:
    """CDC's XML by its root, the table by its header line."""
    if sample.lines and sample.lines[0].strip() == _declared()["header"]:
        return Match(INDEX.family, TABLE, named=half_year_of(sample, SYSTEM))
    return recognise_index(sample, INDEX)


def draft(files: Files, *, edition: date) -> Draft:
    """The terms of a fiscal year. Role: `index`, CDC's XML, or `table`; the XML is taken where
    both are given. Raises ReleaseRefused."""
    if INDEX.role in files:
        return draft_index(files, INDEX, edition=edition)
    path = file_in(files, TABLE)
    made = draft_index({INDEX.role: path}, INDEX, edition=edition)

    def fill(writer: StoreWriter) -> None:
        _fill(writer, path=path)

    return replace(made, fill=fill, remarks=tuple(_declared()["lost"]))


def _fill(writer: StoreWriter, *, path: Path) -> None:
    if not writer.add("term", _rows(path)):
        raise refused(path, None, "the file holds no term.")


def _rows(path: Path) -> Iterator[Row]:
    columns: Mapping[str, str] = _declared()["columns"]
    header = str(_declared()["header"]).split(",")
    at = {name: header.index(column) for name, column in columns.items()}
    above: list[int] = []
    for position, (line, values) in enumerate(_records(path, len(header)), 1):
        cell = {name: squeezed(values[index]) for name, index in at.items()}
        if cell["number"] != str(position):
            raise refused(path, line, f"row {cell['number']!r}, where {position} was due.")
        level = int(cell["level"]) if cell["level"].isdecimal() else -1
        if not 0 <= level <= len(above):
            raise refused(path, line, f"level {cell['level']!r} does not follow the one before.")
        code = cell["code"]
        if code and not CODE.fullmatch(code):
            raise refused(path, line, f"{code!r} is no ICD-10-CM code.")
        if not (cell["title"] or cell["qualifier"]):
            raise refused(path, line, "a term has no title.")
        parent = above[level - 1] if level else None
        above[level:] = [position]
        yield (
            SYSTEM, INDEX.source, position, level, parent,
            *(cell[name] or None for name in ("title", "qualifier", "see", "see_also", "code")),
            None, None,
        )  # fmt: skip


def _records(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    """The records after the header, each with the line it ends on."""
    reader = csv.reader((f"{text}\n" for _, text in lines_of(path)), strict=True)
    try:
        for number, values in enumerate(reader):
            if number and values:
                if len(values) != width:
                    raise refused(path, reader.line_num, f"{len(values)} columns, not {width}.")
                yield reader.line_num, values
    except csv.Error as fault:
        raise refused(path, reader.line_num, f"not a table ({fault}).") from fault
