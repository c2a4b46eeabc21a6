"""ICD-10-PCS's order file: every table and code with short and long titles.

File: `icd10pcs_order_YYYY.txt` of CMS, fixed in width; or the same fields as a table, whose columns
`icd10pcs_order.columns.yaml` names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10cm.order_file import (
    OrderLine,
    fixed_width_lines,
    in_order,
    looks_like,
)
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.icd10pcs.structure import sections
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.sources.reading.written import icd10pcs
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE, TABLE = "order", "table"

_COLUMNS = Path(__file__).with_name("icd10pcs_order.columns.yaml")
_CODE = r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{2}(?:[0-9A-HJ-NP-Z]{4}| {4})"
_LAST_SECTION = "X"  # New Technology, since fiscal year 2016, the first


@cache
def _declared() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))


def recognise(sample: Sample) -> Match | None:
    """The order file by its first lines, the table by its header; the names say which edition."""
    if sample.lines and sample.lines[0].strip() == _declared()["header"]:
        return Match("icd10pcs", TABLE, named=half_year_of(sample, SYSTEM), rank=1)
    if not looks_like(sample, code=_CODE):
        return None
    return Match("icd10pcs", ROLE, named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date) -> Draft:
    """The tables and codes of a half-year. Role: `order`, the fixed-width text, or `table`; the
    text is taken where both are given.

    Raises ReleaseRefused where the file is missing; `fill` with the line that is at fault.
    """
    reshaped = ROLE not in files
    path = file_in(files, TABLE if reshaped else ROLE)
    lines = _table_lines if reshaped else fixed_width_lines
    return Draft(
        family="icd10pcs",
        edition=edition,
        title=f"ICD-10-PCS order file: tables and codes, FY{fiscal_year(edition)}, {edition}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path, lines=lines(path)),
        remarks=(
            *((str(_declared()["lost"]),) if reshaped else ()),
            "The names of sections are the project's: the file begins with the tables.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path, lines: Iterable[OrderLine]) -> None:
    """Writes sections, tables and codes. Raises ReleaseRefused, with file and line."""
    checked = in_order(path, lines, last_section=_LAST_SECTION)
    writer.add("concept", _concepts(path, checked))


def _concepts(path: Path, lines: Iterable[OrderLine]) -> Iterator[tuple[object, ...]]:
    named = sections()
    begun: set[str] = set()
    position = 0
    for each in lines:
        code = each.code
        if len(code) != (7 if each.valid else 3) or icd10pcs(code.ljust(7, "0")) is None:
            kind = "code" if each.valid else "table"
            raise refused(path, each.line, f"{code!r} is no ICD-10-PCS {kind}.")
        if code[0] not in begun:
            begun.add(code[0])
            position += 1
            section = named.get(code[0])
            name = section.name if section else None
            yield SYSTEM, code[0], position, "section", 0, None, name, None
        position += 1
        if not each.valid:
            begun.add(code)
            yield SYSTEM, code, position, "table", 0, code[0], each.long, each.short
            continue
        if code[:3] not in begun:
            raise refused(path, each.line, f"{code} stands before its table {code[:3]}.")
        yield SYSTEM, code, position, "code", 1, code[:3], each.long, each.short


def _table_lines(path: Path) -> Iterator[OrderLine]:
    columns: Mapping[str, str] = _declared()["columns"]
    header = str(_declared()["header"]).split(",")
    at = [header.index(columns[n]) for n in ("number", "code", "valid", "short", "long")]
    reader = csv.reader((f"{text}\n" for _, text in lines_of(path)), strict=True)
    try:
        next(reader)
        for values in reader:
            if len(values) != len(header):
                raise refused(path, reader.line_num, f"{len(values)} columns, not {len(header)}.")
            number, code, valid, short, long = (values[index].strip() for index in at)
            if not number.isdecimal() or valid not in ("0", "1"):
                raise refused(path, reader.line_num, f"{code!r}: no order number, or no 0 or 1.")
            yield OrderLine(reader.line_num, int(number), code, valid == "1", short, long)
    except csv.Error as fault:
        raise refused(path, reader.line_num, f"not a table ({fault}).") from fault
