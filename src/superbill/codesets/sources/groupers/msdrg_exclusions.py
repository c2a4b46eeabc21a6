"""Which list of principal diagnoses keeps a complication from counting: Table 6K of the final rule.

File: `cc_exclusions.txt` of the package drg (code Apache-2.0; the table is a work of the United
States government). Part 1 gives each complication (CC) or major complication (MCC) the number of
a *PDX collection*: as a secondary diagnosis it does not count beside a principal diagnosis of that
collection. The collections themselves follow, then what counts only of a patient discharged alive
(part 2) and what is suppressed in single groups (part 3). The file names no year; its codes are
those of Tables 6I and 6J of fiscal year 2026, 18,432 of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter

ROLE = "table6k"
SYSTEM = "icd10cm"
TITLE = "TABLE 6K - COMPLETE LIST OF CC EXCLUSIONS"

_COMPLICATION = re.compile(
    r" ([A-Z][0-9A-Z]{2,6}) +(CC|MCC) +(?:(\d{4}):([\d,]+) codes?|No Excl) +\S.*"
)
_COLLECTION = re.compile(r"PDX collection (\d{4})")
_MEMBER = re.compile(r"  ([A-Z][0-9A-Z]{2,6}) +\S.*")

Complication = tuple[str, str, str | None, int]
"""Code in display form, level, number of its collection (None: no exclusions), its size."""


def draft(files: Files) -> Draft:
    """The collections of fiscal year 2026. Role: `table6k`, CMS's text.

    Raises ReleaseRefused where the file is missing; `fill` for a line of parts 1 and 2 that isn't
    as CMS has it, and where a collection has another size than part 1 says.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="msdrg.exclusions",
        edition=date(2025, 10, 1),
        title="Exclusions of complications by principal diagnosis, FY2026 final rule, Table 6K",
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
            "Each complication with the number and the size of its PDX collection. The "
            "collections' members are checked against their size and not kept: the grouper's own "
            "lists decide (package msdrg).",
            "The file names no year: its codes are those of 1 October 2025.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a property `exclusions` for each complication. Raises ReleaseRefused."""
    complications, sizes = read(path)
    for code, _level, collection, size in complications:
        if collection is not None and sizes.get(collection) != size:
            has = sizes.get(collection, 0)
            said = f"{code}: collection {collection} has {has} codes, not {size}."
            raise refused(path, None, said)
    rows = (
        (SYSTEM, code, "exclusions", 0,
         json.dumps({"level": level, "collection": collection, "principals": size}))
        for code, level, collection, size in complications
    )  # fmt: skip
    if not writer.add("property", rows):
        raise refused(path, None, "the table has no rows.")


def read(path: Path) -> tuple[list[Complication], Counter[str]]:
    """The complications, and how many codes each collection has. Raises ReleaseRefused."""
    lines = lines_of(path)
    if next(lines, (1, ""))[1].strip() != TITLE:
        raise refused(path, 1, f"is not {TITLE}.")
    for _number, line in lines:
        if line.split() == ["I10", "Dx", "Lev", "PDX", "Exclusions", "ICD-10-CM", "Description"]:
            break
    return list(_complications(path, lines)), _sizes(path, lines)


def _complications(path: Path, lines: Iterator[tuple[int, str]]) -> Iterator[Complication]:
    """The rows of part 1, up to the empty line that ends it."""
    seen: set[str] = set()
    for number, line in lines:
        if not line.strip():
            return
        found = _COMPLICATION.fullmatch(line)
        code = found and written.icd10cm(found[1])
        if found is None or code is None or code in seen:
            raise refused(path, number, f"{line[:40]!r} is not a code and its collection.")
        seen.add(code)
        yield code, found[2], found[3], int((found[4] or "0").replace(",", ""))


def _sizes(path: Path, lines: Iterator[tuple[int, str]]) -> Counter[str]:
    """How many codes stand below the heading of each collection, up to part 2."""
    sizes: Counter[str] = Counter()
    current = ""
    for number, line in lines:
        if line.startswith("K Part 2"):
            return sizes
        heading = _COLLECTION.match(line)
        if heading is not None:
            current = heading[1]
        elif _MEMBER.fullmatch(line) and current:
            sizes[current] += 1
        elif line.strip():
            raise refused(path, number, f"{line[:40]!r} is not of a collection.")
    return sizes
