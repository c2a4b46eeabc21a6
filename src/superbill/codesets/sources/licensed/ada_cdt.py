"""The ADA's CDT codes, from the files of the user's own licence.

Nothing of them is shipped with superbill. They load only where the user attests the licence.

The ADA licenses its text to vendors in several forms and publishes no layout; what is read is a
table, CSV or tab-delimited or a workbook, of code, nomenclature and descriptor under a header
(`ada_cdt.columns.yaml`), or the same tab-delimited without one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.declared import layout_of, layouts, rows_of_sheet
from superbill.codesets.sources.reading.grid import read_text

FAMILY = SYSTEM = LICENCE = "cdt"
ROLE = "codes"

_LAYOUTS = Path(__file__).with_name("ada_cdt.columns.yaml")
_CODE = re.compile(r"D\d{4}", re.ASCII)
_ROW = re.compile(r"D\d{4}\t[^\t]*\S[^\t]*(?:\t[^\t]*)?", re.ASCII)
_YEAR = re.compile(r"cdt\D{0,12}(20\d\d)(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A dental code, its nomenclature, and the descriptor where it has one."""

    code: str
    nomenclature: str
    descriptor: str


def recognise(sample: Sample) -> Match | None:
    """A table of dental codes; the names say which year's."""
    if _is_bare(sample) or layout_of(sample, layouts(_LAYOUTS)):
        return Match(FAMILY, ROLE, named=_named(sample.names), licence=LICENCE)
    return None


def _is_bare(sample: Sample) -> bool:
    lines = [line for line in sample.lines if line.strip()]
    return bool(lines) and all(_ROW.fullmatch(line) for line in lines)


def _named(names: Collection[str]) -> date | None:
    for name in names:
        if year := _YEAR.search(name.lower()):
            return date(int(year[1]), 1, 1)
    return None


def draft(files: Files, *, edition: date) -> Draft:
    """The dental codes of a year. Role: `codes`.

    Raises ReleaseRefused, with file and line, for a row that is no code and nomenclature, and for
    a code that stands twice.
    """
    procedures = list(_procedures(file_in(files, ROLE)))
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"CDT {edition.year}",
        publisher="American Dental Association",
        kind="edition",
        start=edition,
        end=date(edition.year + 1, 1, 1),
        systems=(SYSTEM,),
        licence="American Dental Association; under the user's own licence, not for others",
        url="https://www.ada.org/publications/cdt",
        fill=lambda writer: fill(writer, procedures),
    )


def fill(writer: ReleaseWriter, procedures: list[Procedure]) -> None:
    """Writes a concept for each code, and the property `descriptor` where there is one."""
    writer.add(
        "concept",
        (
            (SYSTEM, p.code, n, "code", 1, None, p.nomenclature, None)
            for n, p in enumerate(procedures, 1)
        ),
    )
    writer.add(
        "property",
        (
            (SYSTEM, p.code, "descriptor", 0, json.dumps({"text": p.descriptor}))
            for p in procedures
            if p.descriptor
        ),
    )


def _procedures(path: Path) -> Iterator[Procedure]:
    seen: set[str] = set()
    for line, code, nomenclature, descriptor in _rows(path):
        if not _CODE.fullmatch(code) or not nomenclature:
            raise refused(path, line, f"{code[:10]!r} is not a dental code and its nomenclature.")
        if code in seen:
            raise refused(path, line, f"{code} stands twice.")
        seen.add(code)
        yield Procedure(code, nomenclature, descriptor)
    if not seen:
        raise refused(path, None, "the file holds no code.")


def _rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    sample = Sample(path, path.name, (path.name,))
    layout = layout_of(sample, layouts(_LAYOUTS))
    if layout is not None:
        for line, row in rows_of_sheet(path, layout):
            yield line, row["code"], row["title"], row.get("descriptor", "")
        return
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            cells = [" ".join(cell.split()) for cell in line.split("\t")]
            yield number, cells[0], cells[1] if len(cells) > 1 else "", " ".join(cells[2:])
