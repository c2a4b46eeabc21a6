"""Fee schedule and OPPS files for tests: the fixtures, workbooks of them, and their import."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from imported import rows

from superbill.codesets.catalogue import EMPTY
from superbill.codesets.importing.load import Outcome, load_paths
from superbill.codesets.release import Release
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable

TESTS = Path(__file__).resolve().parent.parent
FIXTURES = TESTS / "fixtures" / "pfs"
REAL = TESTS.parent.parent / "shared" / "data"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True)
class Loaded:
    """What an import made: the releases by identifier, and what was said of each file."""

    home: Path
    releases: dict[str, Release]
    outcomes: dict[str, Outcome]

    def table(self, release: str, table: str) -> list[dict[str, Any]]:
        return list(SortedTable(self.file(release, f"{table}{SUFFIX}")))

    def file(self, release: str, name: str) -> Path:
        return self.home / "releases" / self.releases[release].folder / name

    def concepts(self, release: str) -> list[tuple[object, ...]]:
        query = "SELECT system, code, kind, billable, title, short FROM concept ORDER BY position"
        return rows(self.file(release, "store.sqlite"), query)

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
        progress=lambda *_said: None,
    )
    return Loaded(
        home,
        {entry.release.id: entry.release for entry in entries},
        {Path(outcome.shown.replace("!", "/")).name: outcome for outcome in outcomes},
    )


def changed(folder: Path, source: str, *changes: tuple[str, str], name: str = "") -> Path:
    """A copy of a fixture in which each old text, which must be there, is replaced."""
    data = (FIXTURES / source).read_bytes()
    for old, new in changes:
        assert old.encode("cp1252") in data, old
        data = data.replace(old.encode("cp1252"), new.encode("cp1252"))
    return written(folder, name or source, data)


def written(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    target.write_bytes(data)
    return target


def zipped(path: Path, *members: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, member.name)
    return path


def workbook_of(source: str, folder: Path, *, texts: Sequence[int]) -> Path:
    """The workbook that is the twin of a fixture: numbers as numbers, but in the columns `texts`,
    and so without the zeros that they end or begin with."""
    decoded = (FIXTURES / source).read_bytes().decode("utf-8-sig")
    lines: list[str] = []
    for number, row in enumerate(csv.reader(decoded.splitlines(keepends=True)), 1):
        cells = "".join(_cell(text, numeric=place not in texts) for place, text in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    path = folder / f"{Path(source).stem}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", sheet)):
            archive.writestr(name, text)
    return path


def _cell(text: str, *, numeric: bool) -> str:
    try:
        if numeric:
            return f"<c><v>{float(text)!r}</v></c>"
    except ValueError:
        pass
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
