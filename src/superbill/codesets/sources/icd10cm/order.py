"""ICD-10-CM's order file: every category, header and code with short and long titles.

File: `icd10cm-order-YYYY.txt` or `icd10cm-order-April-YYYY.txt`, which CDC and CMS publish for
each half-year. It holds no chapters, blocks or notes: the tabular list does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10cm.order_file import (
    OrderLine,
    fixed_width_lines,
    in_order,
    looks_like,
)
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "order"
SYSTEM = "icd10cm"
FAMILY = "icd10cm.order"

_CODE = r"[A-Z][0-9A][0-9A-Z]{1,5} *"
_LAST_CHAPTER = "Z"


def recognise(sample: Sample) -> Match | None:
    """The order file, by its first lines; the names say which half-year's."""
    if not looks_like(sample, code=_CODE):
        return None
    return Match(FAMILY, ROLE, named=half_year_of(sample, SYSTEM))


def draft(files: Files, *, edition: date) -> Draft:
    """The codes and headers of a half-year. Role: `order`, the fixed-width text.

    Raises ReleaseRefused where the file is missing; `fill` with the line that is at fault.
    """
    path = file_in(files, ROLE)
    return Draft(
        family=FAMILY,
        edition=edition,
        title="ICD-10-CM codes and headers in tabular order, "
        f"FY{fiscal_year(edition)}, edition of {edition}",
        publisher="CDC National Center for Health Statistics and CMS",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "Categories, headers and codes with short and long titles: no chapters, blocks or "
            "notes.",
            "Parents are not in the file: each is the longest header that begins the code.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a concept for each line. Raises ReleaseRefused, with file and line."""
    lines = in_order(path, fixed_width_lines(path), last_section=_LAST_CHAPTER)
    writer.add("concept", _concepts(path, lines))


def _concepts(path: Path, lines: Iterable[OrderLine]) -> Iterator[tuple[object, ...]]:
    headers: set[str] = set()
    for each in lines:
        code = written.icd10cm(each.code)
        if code is None:
            raise refused(path, each.line, f"{each.code!r} is no ICD-10-CM code.")
        parent = _parent(each.code, headers)
        if parent is None and len(code) > 3:
            raise refused(path, each.line, f"{code} has no category above it.")
        if not each.valid:
            headers.add(each.code)
        kind = "category" if len(code) == 3 else "code"
        yield (SYSTEM, code, each.number, kind, int(each.valid), parent, each.long, each.short)


def _parent(undotted: str, headers: set[str]) -> str | None:
    for length in range(len(undotted) - 1, 2, -1):
        if undotted[:length] in headers:
            return written.icd10cm(undotted[:length])
    return None
