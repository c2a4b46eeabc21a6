"""ICD-10-CM in full, from the tabular list that CDC's NCHS publishes as XML.

The file holds chapters, blocks, categories and codes with their titles and every instructional
note, and the 7th characters where they are defined, not the codes that result: those are composed
here, padded with X to the sixth place, their titles as CMS's order file has them.

File: `icd10c-tabular-April-1-2026.xml` of the package simple-icd-10-cm (code MIT; the file is a
work of the United States government). Fiscal year 2026 with the update of 1 April 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, fiscal_edition, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10cm.seventh_character import SeventhCharacters
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.guarded_xml import Element, read_xml
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

ROLE = "tabular"
SYSTEM = "icd10cm"

NOTES = {
    "includes": "includes",
    "inclusionTerm": "inclusion_term",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
    "notes": "note",
    "sevenChrNote": "seventh_note",
}
"""The publisher's element for each kind of note of the store."""

_SEVENTH_NOTES = ("notes", "sevenChrNote")

_READ_ELSEWHERE = {
    "chapter": {"name", "desc", "section", "sectionIndex"},
    # Blocks taken out of the list are named in <deactivated>; none of their codes is in force.
    "section": {"name", "desc", "diag", "deactivated"},
    "diag": {"name", "desc", "diag", "sevenChrDef", "visualImpairment"},
}


@dataclass(slots=True)
class _Rows:
    """The rows of the tabular list as they are gathered, in the publisher's order."""

    path: Path
    concepts: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    notes: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    extensions: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    seen: set[str] = field(default_factory=set[str])

    def concept(
        self, code: str, kind: str, *, billable: bool, parent: str | None, title: str, line: int
    ) -> None:
        if code in self.seen:
            raise refused(self.path, line, f"{code} stands twice in the file.")
        self.seen.add(code)
        position = len(self.concepts)
        self.concepts.append((SYSTEM, code, position, kind, int(billable), parent, title, None))


_MARK = re.compile(r"<ICD10CM\.tabular\b")
_YEAR = re.compile(r"<version>\s*(20\d\d)\s*</version>")


def recognise(sample: Sample) -> Match | None:
    """CDC's tabular list, by its root element; the names say which half-year of its fiscal year."""
    if not _MARK.search(sample.text):
        return None
    year = _YEAR.search(sample.text)
    named = half_year_of(sample, SYSTEM, stated=int(year[1]) if year else None)
    # April's list states the year of October's: only a name, or the user, can tell them apart.
    return Match(SYSTEM, ROLE, named=named if fiscal_edition(sample.names) else None)


def draft(files: Files, *, edition: date = date(2026, 4, 1)) -> Draft:
    """The tabular list of a half-year. Role: `tabular`, CDC's XML.

    Raises ReleaseRefused where the file is missing; `fill` raises it for whatever in the file is
    not as CDC's layout has it.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="icd10cm",
        edition=edition,
        title="ICD-10-CM Tabular List of Diseases and Injuries, "
        f"FY{fiscal_year(edition)}, edition of {edition}",
        publisher="CDC National Center for Health Statistics",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
        fill=lambda writer: fill(writer, path=path, edition=edition),
        remarks=(
            "Chapters, blocks, categories and codes with all instructional notes.",
            "7th-character codes are composed from the 7th characters that the file defines, "
            "padded with X; their titles join the code's title and the 7th character's meaning.",
            "A block of one category is kept as B20-B20, the first and last category that the "
            "publisher gives for it, because the category itself is B20.",
            "The table of visual impairment is kept as notes of H54.8, a line a category.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path, edition: date) -> None:
    """Writes concepts, notes and 7th characters. Raises ReleaseRefused, with file and line, also
    where the file is of another fiscal year than `edition`."""
    root = read_xml(path)
    if root.tag != "ICD10CM.tabular":
        raise refused(path, root.line, f"<{root.tag}> is not CDC's tabular list.")
    if root.attributes.get("isAddenda") == "true":
        raise refused(path, root.line, "this is an addenda: the changes, not the whole.")
    rows = _Rows(path)
    for child in root.children:
        if child.tag == "chapter":
            _chapter(rows, child)
        elif child.tag == "version":
            year = child.text.strip()
            if year.isdecimal() and int(year) != fiscal_year(edition):
                said = f"the file says fiscal year {year}, which {edition} is not in."
                raise refused(path, child.line, said)
        elif child.tag not in ("title", "introduction"):
            raise _unexpected(path, child, root)
    if not rows.concepts:
        raise refused(path, root.line, "the file has no chapter.")
    writer.add("concept", rows.concepts)
    writer.add("note", rows.notes)
    writer.add("extension", rows.extensions)


def _chapter(rows: _Rows, chapter: Element) -> None:
    code = _text(rows.path, chapter, "name")
    title = _without_range(_text(rows.path, chapter, "desc"))
    rows.concept(code, "chapter", billable=False, parent=None, title=title, line=chapter.line)
    _notes(rows, chapter, code)
    sections = list(chapter.named("section"))
    ranges = [_range_of(rows.path, section) for section in sections]
    # Only a group of blocks has no category of its own; by letters alone C7A, the neuroendocrine
    # tumours, would fall into C76-C80.
    groups = [r for r, s in zip(ranges, sections, strict=True) if not any(s.named("diag"))]
    for section, own in zip(sections, ranges, strict=True):
        _block(rows, section, own, parent=_enclosing(own, groups) or code)


def _block(rows: _Rows, section: Element, own: tuple[str, str], *, parent: str) -> None:
    code = "-".join(own)
    title = _without_range(_text(rows.path, section, "desc"))
    rows.concept(code, "block", billable=False, parent=parent, title=title, line=section.line)
    _notes(rows, section, code)
    for diag in section.named("diag"):
        _diagnosis(rows, diag, parent=code, seventh=None)


def _range_of(path: Path, section: Element) -> tuple[str, str]:
    """First and last category of a block, which its identifier names: A00-A09, or B20 alone."""
    first, _dash, last = section.attributes.get("id", "").partition("-")
    if len(first) != 3 or len(last) not in (0, 3):
        raise refused(path, section.line, f"the block's id {first!r} is not a range of categories.")
    return first, last or first


def _enclosing(own: tuple[str, str], groups: list[tuple[str, str]]) -> str | None:
    """The narrowest group of blocks around this one: C00-C14 is in C00-C75, that in C00-C96.

    The publisher's file lists blocks one after the other; the ranges alone tell which holds which.
    """
    around = [r for r in groups if r != own and r[0] <= own[0] and own[1] <= r[1]]
    if not around:
        return None
    first = max(r[0] for r in around)
    return "-".join((first, min(r[1] for r in around if r[0] == first)))


def _diagnosis(
    rows: _Rows, diag: Element, *, parent: str, seventh: SeventhCharacters | None
) -> None:
    """A category or code and all below it. `seventh`: the 7th characters in force above it."""
    code = _text(rows.path, diag, "name")
    title = _text(rows.path, diag, "desc")
    below = [child for child in diag.children if child.tag == "diag"]
    seventh = _seventh_characters(rows, diag, code) or seventh
    complete = seventh is None or len(code) == 8
    rows.concept(
        code, "category" if len(code) == 3 else "code", billable=not below and complete,
        parent=parent, title=title, line=diag.line,
    )  # fmt: skip
    _notes(rows, diag, code)
    for child in below:
        _diagnosis(rows, child, parent=code, seventh=seventh)
    if below or complete or seventh is None:
        return
    for composed, meaning in seventh.codes_of(code):
        rows.concept(
            composed, "code", billable=True, parent=code, title=f"{title}, {meaning}",
            line=diag.line,
        )  # fmt: skip


def _seventh_characters(rows: _Rows, diag: Element, code: str) -> SeventhCharacters | None:
    """The 7th characters that this level itself defines, written as rows too."""
    defined: list[tuple[str, str]] = []
    for extension in (e for d in diag.named("sevenChrDef") for e in d.named("extension")):
        character, meaning = extension.attributes.get("char", ""), _squeezed(extension.text)
        if len(character) != 1 or not meaning:
            raise refused(rows.path, extension.line, f"{code}: a 7th character is not complete.")
        defined.append((character, meaning))
    if not defined:
        return None
    if len(dict(defined)) < len(defined):
        raise refused(rows.path, diag.line, f"{code}: a 7th character is defined twice.")
    rows.extensions += [(SYSTEM, code, character, meaning) for character, meaning in defined]
    found = SeventhCharacters(tuple(defined))
    for note in (
        n for child in diag.children if child.tag in _SEVENTH_NOTES for n in child.children
    ):
        try:
            found = found.except_for(_squeezed(note.text), code)
        except ValueError:
            raise refused(
                rows.path, note.line, f"{code}: this note on 7th characters is not understood."
            ) from None
    return found


def _notes(rows: _Rows, element: Element, code: str) -> None:
    """Every note that stands at this level, in the publisher's order."""
    position = 0
    for child in element.children:
        kind = NOTES.get(child.tag)
        if kind is not None:
            lines = _note_lines(rows.path, child)
        elif child.tag == "sevenChrDef":
            kind, lines = "seventh_note", _notes_of_characters(rows.path, child)
        elif child.tag == "visualImpairment":
            kind, lines = "note", _visual_impairment(rows.path, child)
        elif child.tag in _READ_ELSEWHERE[element.tag]:
            continue
        else:
            raise _unexpected(rows.path, child, element)
        for text in lines:
            rows.notes.append((SYSTEM, code, position, kind, text))
            position += 1


def _note_lines(path: Path, element: Element) -> list[str]:
    for child in element.children:
        if child.tag != "note" or child.children:
            raise _unexpected(path, child, element)
    lines = [_squeezed(child.text) for child in element.children]
    if not lines or not all(lines):
        raise refused(path, element.line, f"<{element.tag}> holds an empty note.")
    return lines


def _notes_of_characters(path: Path, definition: Element) -> list[str]:
    """A note among 7th characters is another wording of the character before it: the 7th
    character B of S52 is also for an open fracture not otherwise specified."""
    lines: list[str] = []
    character: str | None = None
    for child in definition.children:
        if child.tag == "extension":
            character = child.attributes.get("char")
        elif child.tag == "note" and character and child.text.strip():
            lines.append(f"{character}: {_squeezed(child.text)}")
        else:
            raise _unexpected(path, child, definition)
    return lines


def _visual_impairment(path: Path, table: Element) -> Iterator[str]:
    """The table under H54.8, a line a category, under the publisher's headings."""
    heading: dict[str, str] = {}
    for category in table.children:
        ranges = list(category.named("visRange"))
        name = category.only("value")
        if name is None:
            heading = _headings(path, category)
            yield " / ".join(heading.values())
            continue
        parts = [
            f"{heading[side.tag]} {' / '.join(_squeezed(v.text) for v in side.named('value'))}"
            for span in ranges
            for side in span.children
        ]
        yield f"{heading['category']} {_squeezed(name.text)}: {'; '.join(parts)}"


def _headings(path: Path, category: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    span = category.only("visRange")
    named = [("category", category), ("range", span)]
    named += [(side.tag, side) for side in (span.children if span else ()) if side.tag != "heading"]
    for name, element in named:
        heading = element.only("heading") if element else None
        if heading is None:
            raise refused(path, category.line, "the table of visual impairment lacks a heading.")
        found[name] = _squeezed(heading.text)
    return found


def _text(path: Path, element: Element, tag: str) -> str:
    child = element.only(tag)
    text = _squeezed(child.text) if child else ""
    if not text:
        raise refused(path, element.line, f"<{element.tag}> has no <{tag}>, or more than one.")
    return text


def _squeezed(text: str) -> str:
    # The file has tabs and runs of blanks inside and around some notes.
    return " ".join(text.split())


def _without_range(title: str) -> str:
    """A chapter's or block's title without the range of codes that the file repeats after it."""
    words, bracket, _range = title.rpartition(" (")
    return words if bracket else title


def _unexpected(path: Path, child: Element, parent: Element) -> Exception:
    return refused(path, child.line, f"<{child.tag}> is not expected in <{parent.tag}>.")
