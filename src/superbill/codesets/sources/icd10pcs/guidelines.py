"""The ICD-10-PCS Official Guidelines for Coding and Reporting, by their numbers.

CMS publishes them as PDF. This reads them as a table, whose columns
`icd10pcs_guidelines.columns.yaml` names. The table doesn't say of which year it is: the user does,
with --release.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "guidelines"
OF_ALL = "guidelines"
"""Stands for the whole system in the table of properties: no code has small letters."""
NAME = "guideline"

_COLUMNS = Path(__file__).with_name("icd10pcs_guidelines.columns.yaml")
_NUMBER = re.compile(r"[A-F](?:\d{1,2}(?:\.\d{1,2}[a-z]?)?)?")


@cache
def _declared() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))


def recognise(sample: Sample) -> Match | None:
    """The table of guidelines, by its header and the number of its first."""
    lines = [line.strip() for line in sample.lines[:2]]
    if len(lines) < 2 or lines[0] != _declared()["header"]:
        return None
    return Match("icd10pcs.guidelines", ROLE, named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date) -> Draft:
    """The guidelines of a fiscal year. Role: `guidelines`. Raises ReleaseRefused."""
    path = file_in(files, ROLE)
    return Draft(
        family="icd10pcs.guidelines",
        edition=edition,
        title=f"ICD-10-PCS Official Guidelines for Coding and Reporting, FY{fiscal_year(edition)}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=date(fiscal_year(edition), 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path),
        remarks=tuple(_declared()["lost"]),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a property `guideline` for each. Raises ReleaseRefused, with file and line."""
    if not writer.add("property", _rows(path)):
        raise refused(path, None, "the file holds no guideline.")


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    columns: Mapping[str, str] = _declared()["columns"]
    header = str(_declared()["header"]).split(",")
    at = {name: header.index(column) for name, column in columns.items()}
    reader = csv.reader((f"{text}\n" for _, text in lines_of(path)), strict=True)
    seen: set[str] = set()
    try:
        next(reader)
        for position, values in enumerate(reader):
            line = reader.line_num
            if len(values) != len(header):
                raise refused(path, line, f"{len(values)} columns, not {len(header)}.")
            said = {name: values[index].strip() for name, index in at.items()}
            number = said["number"]
            if not _NUMBER.fullmatch(number) or number in seen or not said["text"]:
                raise refused(path, line, f"{number!r} is no guideline, or stands twice.")
            seen.add(number)
            yield SYSTEM, OF_ALL, NAME, position, json.dumps(said, ensure_ascii=False)
    except csv.Error as fault:
        raise refused(path, reader.line_num, f"not a table ({fault}).") from fault
