"""A bare list of ICD-10-CM's valid codes, one a line, with neither titles nor headers.

No publisher's file is so; lists cut from one are. It says which codes a half-year has and nothing
else, and so is a release of its own: beside those that state titles, never in their place
(docs/decisions/0005-one-family-for-each-publication.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, lines_of, refused
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "codes"
SYSTEM = "icd10cm"
FAMILY = "icd10cm.untitled"

_CODE = re.compile(r"[A-Z][0-9A][0-9A-Z]{1,5}")
_FEWEST = 20
_LAST_CHAPTER = "Z"


def recognise(sample: Sample) -> Match | None:
    """A file of nothing but ICD-10-CM codes; the names say of which half-year. HCPCS codes have
    the same form, but always five characters."""
    lines = [line.rstrip() for line in sample.lines if line.strip()]
    if len(lines) < _FEWEST or not all(map(_CODE.fullmatch, lines)):
        return None
    if {len(line) for line in lines} == {5}:
        return None
    return Match(FAMILY, ROLE, named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date) -> Draft:
    """The valid codes of a half-year. Role: `codes`.

    Raises ReleaseRefused where the file is missing; `fill` for a line that isn't a code.
    """
    path = file_in(files, ROLE)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"ICD-10-CM valid codes without titles, FY{fiscal_year(edition)}",
        publisher="CDC National Center for Health Statistics and CMS",
        kind="edition",
        start=edition,
        end=date(fiscal_year(edition), 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path),
        remarks=("Reshaped: valid codes only; titles and headers are lost.",),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a concept without a title for each line. Raises ReleaseRefused, with the line."""
    writer.add("concept", _concepts(path))


def _concepts(path: Path) -> Iterator[tuple[object, ...]]:
    seen: set[str] = set()
    number, code = None, None
    for number, line in lines_of(path):
        if not line.strip():
            continue
        code = written.icd10cm(line.strip())
        if code is None:
            raise refused(path, number, f"{line[:40]!r} is no ICD-10-CM code.")
        if code in seen:
            raise refused(path, number, f"{code} stands twice.")
        seen.add(code)
        kind = "category" if len(code) == 3 else "code"
        yield (SYSTEM, code, number, kind, 1, None, None, None)
    if not any(code.startswith(_LAST_CHAPTER) for code in seen):
        said = f"the file ends with {code} and has no code of {_LAST_CHAPTER}"
        raise refused(path, number, f"{said}: it may have been cut short.")
