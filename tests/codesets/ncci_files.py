"""NCCI files for tests: the fixtures in CMS's layouts, workbooks of them, and their import."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from superbill.codesets.catalogue import EMPTY
from superbill.codesets.importing.load import Outcome, load_paths
from superbill.codesets.release import Release
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable

TESTS = Path(__file__).resolve().parent.parent
FIXTURES = TESTS / "fixtures" / "ncci"
REAL = TESTS.parent.parent / "shared" / "data" / "ncci"

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Edits" sheetId="1" r:id="r1"/></sheets></workbook>'
)


@dataclass(frozen=True)
class Loaded:
    """What an import made: the releases by identifier, and what was said of each file."""

    home: Path
    releases: dict[str, Release]
    outcomes: dict[str, Outcome]

    def rows(self, release: str, table: str) -> list[dict[str, Any]]:
        return list(self.table(release, table))

    def table(self, release: str, table: str) -> SortedTable:
        return SortedTable(self.file(release, f"{table}{SUFFIX}"))

    def file(self, release: str, name: str) -> Path:
        return self.home / "releases" / self.releases[release].folder / name

    def refusal(self, name: str) -> str:
        """Why a file was refused; the empty text where it was not."""
        outcome = self.outcomes[name]
        return outcome.message if outcome.refused else ""


def load(home: Path, *paths: Path, given: date | None = None) -> Loaded:
    """Imports files into an empty home."""
    entries, outcomes = load_paths(
        home,
        EMPTY,
        [str(path) for path in paths],
        given=given,
        attested=(),
        progress=lambda *_: None,
    )
    return Loaded(
        home,
        {entry.release.id: entry.release for entry in entries},
        {Path(outcome.shown.replace("!", "/")).name: outcome for outcome in outcomes},
    )


def practitioner_parts() -> list[Path]:
    return sorted(FIXTURES.glob("ccipra-v362r0-f*.TXT"))


def copied(source: Path, folder: Path, *changes: tuple[str, str], name: str = "") -> Path:
    """A copy of a fixture in which each old text, which must be there, is replaced."""
    data = source.read_bytes()
    for old, new in changes:
        assert old.encode() in data, old
        data = data.replace(old.encode(), new.encode())
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or source.name)
    target.write_bytes(data)
    return target


def workbook_of(text: Path, folder: Path, *, delimiter: str, numbers: Sequence[int] = ()) -> Path:
    """The workbook that is the twin of a text, with the cells of some columns as numbers."""
    decoded = text.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(decoded.splitlines(keepends=True), delimiter=delimiter))
    return workbook(folder / f"{text.stem}.xlsx", rows, numbers=numbers)


def workbook(path: Path, rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> Path:
    """A workbook of one sheet."""
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{chr(65 + place)}{number}", text, number=place in numbers and text.isdecimal())
            for place, text in enumerate(row)
            if text
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml")
        )
        archive.writestr("xl/workbook.xml", _WORKBOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def _cell(place: str, text: str, *, number: bool) -> str:
    if number:
        return f'<c r="{place}"><v>{text}</v></c>'
    words = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
    return f'<c r="{place}" t="inlineStr">{words}</c>'
