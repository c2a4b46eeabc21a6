"""Which diagnoses count as a complication: Tables 6I (MCC) and 6J (CC) of the final rule.

Files: `mcc_list.txt` and `cc_list.txt` of the package drg (code Apache-2.0; the tables are works
of the United States government), tab-separated: 3,354 and 15,078 codes. They name no year; all
their codes are valid on 1 October 2025 and some only from then (QA0.8): fiscal year 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter

SYSTEM = "icd10cm"
TABLES = {
    "cc": ("CC", "TABLE 6J - COMPLETE CC LIST"),
    "mcc": ("MCC", "TABLE 6I - COMPLETE MCC LIST"),
}
"""The role of each file, with the level its codes have and the title in its first line."""


def draft(files: Files) -> Draft:
    """The complications of fiscal year 2026. Roles: `cc` (Table 6J), `mcc` (Table 6I).

    Raises ReleaseRefused where a file is missing; `fill` for a line that isn't as CMS has it and
    for a code that is in both.
    """
    paths = {role: file_in(files, role) for role in TABLES}
    return Draft(
        family="msdrg.severity",
        edition=date(2025, 10, 1),
        title="Complications and comorbidities (CC and MCC), FY2026 final rule, Tables 6I and 6J",
        publisher="CMS",
        kind="edition",
        start=date(2025, 10, 1),
        end=date(2026, 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: Apache-2.0",
        url="https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
        "fy-2026-ipps-final-rule-home-page",
        fill=lambda writer: fill(writer, paths=paths),
        remarks=(
            "A secondary diagnosis in neither table is no complication. Exclusions by principal "
            "diagnosis (Table 6K) are not in this release.",
            "The files name no year: their codes are those of 1 October 2025.",
        ),
    )


def fill(writer: StoreWriter, *, paths: Files) -> None:
    """Writes a property `severity` for each code. Raises ReleaseRefused, with file and line."""
    seen: set[str] = set()
    for role, (level, title) in TABLES.items():
        rows = (
            (SYSTEM, code, "severity", 0, f'{{"level": "{level}"}}')
            for code in _codes(paths[role], title, seen)
        )
        if not writer.add("property", rows):
            raise refused(paths[role], None, "the table has no rows.")


def _codes(path: Path, title: str, seen: set[str]) -> Iterator[str]:
    ended = False
    for number, line in lines_of(path, "cp1252"):
        if number <= 2:
            if line.strip() != (title, "Diagnosis Code\tDescription")[number - 1]:
                raise refused(path, number, f"is not {title}.")
            continue
        ended = ended or not line.strip()
        if ended:
            # The table ends with an empty line and the word that would head its notes.
            if line.strip() not in ("", "Notes:"):
                raise refused(path, number, f"{line[:40]!r} stands below the table.")
            continue
        code, _tab, description = line.partition("\t")
        if written.icd10cm(code.replace(".", "", 1)) != code or not description.strip():
            raise refused(path, number, f"{line[:40]!r} is not a code and its description.")
        if code in seen:
            raise refused(path, number, f"{code} stands twice in the tables.")
        seen.add(code)
        yield code
