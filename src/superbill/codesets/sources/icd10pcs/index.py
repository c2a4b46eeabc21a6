"""The Alphabetic Index of ICD-10-PCS: from a procedure, body part or device to a table or code.

File: `icd10pcs_index_YYYY.xml` of CMS, or the same XML written as a table (pcs_reshaped).

A term's `code` is what the index gives: seven characters are a code, three a table, and what lies
between is the beginning of codes whose table gives the rest. A term may say to use the value of an
axis instead of its own words; that value is in its cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.icd10pcs.reshaped import (
    is_reshaped,
    read_document,
    remarks_of,
    root_of,
    year_in,
    year_of,
)
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.guarded_xml import Element
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "index"
ROOT = "ICD10PCS.index"

Row = tuple[object, ...]

_CODES = {"code": 7, "codes": 0, "tab": 3}
"""Elements that hold a code, and how long it must be, 0 where it varies."""

_FORM = re.compile(r"[0-9A-HJ-NP-Z]{1,7}")


def recognise(sample: Sample) -> Match | None:
    """CMS's index, by its root; the fiscal year is in it, the half-year in its names."""
    if root_of(sample) != ROOT:
        return None
    named = half_year_of(sample, SYSTEM, stated=year_in(sample))
    return Match("icd10pcs.index", ROLE, named=named, rank=int(is_reshaped(sample)))


def draft(files: Files, *, edition: date) -> Draft:
    """The terms of an edition. Role: `index`. Raises ReleaseRefused where the file is missing;
    `fill` for whatever in it is not as CMS's layout has it."""
    path = file_in(files, ROLE)
    return Draft(
        family="icd10pcs.index",
        edition=edition,
        title=f"ICD-10-PCS Index, FY{fiscal_year(edition)}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, path=path, edition=edition),
        remarks=remarks_of(path),
    )


def fill(writer: StoreWriter, *, path: Path, edition: date) -> None:
    """Writes a term for each entry. Raises ReleaseRefused, with file and line."""
    root = read_document(path)
    check_document(path, root, tag=ROOT, edition=edition)
    rows: list[Row] = []
    for letter in root.children:
        if letter.tag in ("version", "title"):
            continue
        if letter.tag != "letter":
            raise unexpected(path, letter, root)
        for term in letter.children:
            if term.tag == "mainTerm":
                rows += _terms(path, term, level=0, parent=None, before=len(rows))
            elif term.tag != "title":
                raise unexpected(path, term, letter)
    if not rows:
        raise refused(path, root.line, "the file has no term.")
    writer.add("term", rows)


def check_document(path: Path, root: Element, *, tag: str, edition: date) -> None:
    """Raises ReleaseRefused where the root is another, or the year is not the edition's."""
    if root.tag != tag:
        raise refused(path, root.line, f"<{root.tag}> is not <{tag}>.")
    stated = year_of(root)
    if stated is not None and stated != fiscal_year(edition):
        line = (root.only("version") or root.only("title") or root).line
        raise refused(
            path, line,
            f"the file says {stated}, the edition {edition} is of FY{fiscal_year(edition)}.",
        )  # fmt: skip


def unexpected(path: Path, child: Element, parent: Element) -> Exception:
    return refused(path, child.line, f"<{child.tag}> is not expected in <{parent.tag}>.")


def _terms(
    path: Path, term: Element, *, level: int, parent: int | None, before: int
) -> Iterator[Row]:
    """The row of a term and those of the terms in it, numbered after the `before` so far."""
    if level and term.attributes.get("level") != str(level):
        stated = term.attributes.get("level")
        raise refused(path, term.line, f"a term of level {stated} at level {level}.")
    position = before + 1
    yield _row(path, term, level=level, parent=parent, position=position)
    last = position
    for child in term.named("term"):
        for row in _terms(path, child, level=level + 1, parent=position, before=last):
            last += 1
            yield row


def _row(path: Path, term: Element, *, level: int, parent: int | None, position: int) -> Row:
    said: dict[str, str] = {}
    code: str | None = None
    for child in term.children:
        if child.tag == "term":
            continue
        if child.tag in said or (child.tag in _CODES and code is not None):
            raise refused(path, child.line, f"<{child.tag}> stands twice at a term.")
        if child.tag in _CODES:
            code = _code(path, child)
        elif child.tag in ("title", "see", "use"):
            said[child.tag] = " ".join(child.text.split())
            for inside in child.children:
                if inside.tag not in _CODES or code is not None or child.tag == "title":
                    raise unexpected(path, inside, child)
                code = _code(path, inside)
        else:
            raise unexpected(path, child, term)
    if not (any(said.values()) or code):
        raise refused(path, term.line, "a term says nothing.")
    cells = json.dumps({"use": said["use"]}, ensure_ascii=False) if "use" in said else None
    return (
        SYSTEM, "index", position, level, parent, said.get("title"), None, said.get("see"), None,
        code, None, cells,
    )  # fmt: skip


def _code(path: Path, element: Element) -> str:
    code, length = element.text.strip(), _CODES[element.tag]
    if not _FORM.fullmatch(code) or (length and len(code) != length):
        raise refused(path, element.line, f"{code!r} is no ICD-10-PCS <{element.tag}>.")
    return code
