"""CDC's four indexes of ICD-10-CM, which share one XML layout: letters, main terms, terms in terms.

The Alphabetic Index and the External Cause Index lead from a term to a code or to another term;
the Table of Drugs and the Table of Neoplasms have a row of cells at each term, under headings.
What a term says is kept as it is written: `C44.-` and `T71.1-` stand for codes that need further
characters, which the tabular list gives.

Source of the layout: CDC's schemas icd10cm-index-2025.xsd and icd-10-cm-drug-neoplasm-2025.xsd.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.guarded_xml import Element, read_xml
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

SYSTEM = "icd10cm"
ROOT = "ICD10CM.index"

CODE = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{0,4})?-?(?:-[A-Z][0-9A-Z]{2})?")
"""A code as an index writes it: whole, cut short with a hyphen, or a range of categories."""

NO_CODE = ("-", "--")
"""What the tables put in a cell where there is no code."""

Row = tuple[object, ...]

_MARK = re.compile(r"<ICD10CM\.index\b")
_VERSION = re.compile(r"<version>\s*(20\d\d)\s*</version>")
_LETTER = re.compile(r"<letter\b")
_TEXTS = ("title", "see", "seeAlso", "code", "seecat", "subcat", "manif", "warning")


@dataclass(frozen=True, slots=True)
class Index:
    """One of the four. mark: what stands before the first letter of its file, and of no other's;
    source: its name in the store's table of terms; first_column: the heading of the terms
    themselves in a table, None in an index."""

    family: str
    role: str
    source: Literal["index", "external_cause", "drug", "neoplasm"]
    title: str
    mark: re.Pattern[str]
    first_column: str | None = None
    remarks: tuple[str, ...] = ()


def recognise_index(sample: Sample, index: Index) -> Match | None:
    """A file of that index, by its root and what stands before its first letter; its fiscal year
    is in the file, the half-year in its names. Raises ReleaseRefused where they disagree."""
    if not _MARK.search(sample.text):
        return None
    before_letters = _LETTER.split(sample.text, maxsplit=1)[0]
    if not index.mark.search(before_letters):
        return None
    year = _VERSION.search(before_letters)
    stated = int(year[1]) if year else None
    return Match(index.family, index.role, named=half_year_of(sample, SYSTEM, stated=stated))


def draft_index(files: Files, index: Index, *, edition: date) -> Draft:
    """The terms of an index. Raises ReleaseRefused where the file is missing; `fill` for whatever
    in it is not as CDC's layout has it."""
    path = file_in(files, index.role)
    return Draft(
        family=index.family,
        edition=edition,
        title=f"{index.title}, FY{fiscal_year(edition)}",
        publisher="CDC National Center for Health Statistics",
        kind="edition",
        start=edition,
        end=date(fiscal_year(edition), 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
        fill=lambda writer: _fill(writer, path=path, index=index, edition=edition),
        remarks=index.remarks,
    )


def _fill(writer: StoreWriter, *, path: Path, index: Index, edition: date) -> None:
    root = read_xml(path)
    check_root(path, root, tag=ROOT, edition=edition)
    headings: dict[str, str] = {}
    reader = _Terms(path, index.source, headings)
    rows: list[Row] = []
    for child in root.children:
        if child.tag == "indexHeading":
            headings.update(_headings(path, child))
        elif child.tag == "letter":
            rows += reader.of_letter(child)
        elif child.tag not in ("version", "title"):
            raise unexpected(path, child, root)
    if not rows:
        raise refused(path, root.line, "the file has no term.")
    if index.first_column is not None and headings.get("1") != index.first_column:
        raise refused(path, root.line, f"the first column is not headed {index.first_column}.")
    writer.add("term", rows)


def check_root(path: Path, root: Element, *, tag: str, edition: date) -> None:
    """Raises ReleaseRefused where the root element is another, the file is an addenda, or states
    another fiscal year than the edition's."""
    if root.tag != tag:
        raise refused(path, root.line, f"<{root.tag}> is not <{tag}>.")
    if root.attributes.get("isAddenda") == "true":
        raise refused(path, root.line, "this is an addenda: the changes, not the whole.")
    version = root.only("version")
    stated = version.text.strip() if version else ""
    if stated and stated != str(fiscal_year(edition)):
        line = version.line if version else root.line
        raise refused(
            path, line, f"the file says {stated}, the edition {edition} is of FY"
            f"{fiscal_year(edition)}."
        )  # fmt: skip


def unexpected(path: Path, child: Element, parent: Element) -> Exception:
    return refused(path, child.line, f"<{child.tag}> is not expected in <{parent.tag}>.")


def _headings(path: Path, element: Element) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for head in element.children:
        if head.tag != "head":
            raise unexpected(path, head, element)
        column, text = head.attributes.get("col", ""), squeezed(head.text)
        if not text or not column or column in found or text in found.values():
            raise refused(path, head.line, f"column {column!r} has no heading, or one twice.")
        found[column] = text
    return found


class _Terms:
    """Turns terms into rows of the store, numbered in the publisher's order."""

    def __init__(self, path: Path, source: str, headings: Mapping[str, str]):
        self._path = path
        self._source = source
        self._headings = headings
        self._position = 0

    def of_letter(self, letter: Element) -> Iterator[Row]:
        for child in letter.children:
            if child.tag == "mainTerm":
                yield from self._of_term(child, level=0, parent=None)
            elif child.tag != "title":
                raise unexpected(self._path, child, letter)

    def _of_term(self, term: Element, *, level: int, parent: int | None) -> Iterator[Row]:
        if level and term.attributes.get("level") != str(level):
            stated = term.attributes.get("level")
            raise refused(self._path, term.line, f"a term of level {stated} at level {level}.")
        self._position += 1
        own = self._position
        texts = self._texts(term)
        title, qualifier = self._title(term, texts)
        yield (
            SYSTEM, self._source, own, level, parent, title, qualifier, _see(texts),
            _text(texts, "seeAlso"), self._code(texts), _text(texts, "manif"),
            self._cells(term, texts),
        )  # fmt: skip
        for child in term.named("term"):
            yield from self._of_term(child, level=level + 1, parent=own)

    def _texts(self, term: Element) -> Mapping[str, Element]:
        found: dict[str, Element] = {}
        for child in term.children:
            if child.tag in ("term", "cell"):
                continue
            if child.tag not in _TEXTS or (child.children and child.tag != "title"):
                raise unexpected(self._path, child, term)
            if child.tag in found:
                raise refused(self._path, child.line, f"<{child.tag}> stands twice at a term.")
            found[child.tag] = child
        return found

    def _title(self, term: Element, texts: Mapping[str, Element]) -> tuple[str | None, str | None]:
        """The term, and the modifiers that don't bear on its code: CDC's <nemod>."""
        title = texts.get("title")
        if title is None:
            raise refused(self._path, term.line, "a term has no title.")
        for child in title.children:
            if child.tag != "nemod" or child.children:
                raise unexpected(self._path, child, title)
        modifiers = " ".join(squeezed(child.text) for child in title.children)
        text = squeezed(title.text)
        if not text and not modifiers:
            raise refused(self._path, title.line, "a term's title is empty.")
        return text or None, modifiers or None

    def _code(self, texts: Mapping[str, Element]) -> str | None:
        element = texts.get("code")
        if element is None:
            return None
        code = squeezed(element.text)
        if not CODE.fullmatch(code):
            raise refused(self._path, element.line, f"{code!r} is no ICD-10-CM code.")
        return code

    def _cells(self, term: Element, texts: Mapping[str, Element]) -> str | None:
        cells: dict[str, str | None] = {}
        for cell in term.named("cell"):
            column, code = cell.attributes.get("col", ""), squeezed(cell.text)
            heading = self._headings.get(column)
            if cell.children:
                raise unexpected(self._path, cell.children[0], cell)
            if heading is None or heading in cells:
                said = "twice" if heading else "and has no heading"
                raise refused(self._path, cell.line, f"column {column!r} stands here {said}.")
            if code not in NO_CODE and not CODE.fullmatch(code):
                raise refused(self._path, cell.line, f"{code!r} is no ICD-10-CM code.")
            cells[heading] = None if code in NO_CODE else code
        if "warning" in texts:
            cells["warning"] = squeezed(texts["warning"].text)
        return json.dumps(cells, ensure_ascii=False) if cells else None


def _see(texts: Mapping[str, Element]) -> str | None:
    """Where a term sends the reader: to another term, or to a whole category or subcategory."""
    said = [
        f"{kind} {squeezed(texts[tag].text)}".strip()
        for tag, kind in (("see", ""), ("seecat", "category"), ("subcat", "subcategory"))
        if tag in texts
    ]
    return "; ".join(said) or None


def _text(texts: Mapping[str, Element], tag: str) -> str | None:
    return (squeezed(texts[tag].text) or None) if tag in texts else None


def squeezed(text: str) -> str:
    """One line, without the runs of blanks that the files have."""
    return " ".join(text.split())
