"""Medicare's National Coverage Determinations: what Medicare covers wherever in the country.

Each determination is a concept of system `ncd`, its code the section of the NCD Manual (230.3),
with the days on which the version in the file is in force and its text, as plain text, in
properties. The publisher marks determinations whose text holds AMA material: of these the text is
not stored.

File: the Medicare Coverage Database's NCD export, or the same reshaped (see ncd.columns.yaml).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.coverage.ncd_layout import Layout, layout_of
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.html_text import text_of
from superbill.codesets.store import StoreWriter

ROLE = "determinations"
SYSTEM = FAMILY = "ncd"

_SECTION = re.compile(r"\d{1,3}(?:\.\d{1,2}){1,4}", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?: 00:00:00(?:\.0+)?)?", re.ASCII)
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_](\d\d)(?:[-_](\d\d))?(?!\d)", re.ASCII)
_LONGEST_CELL = 2**24


@dataclass(frozen=True, slots=True)
class Determination:
    """A determination as its row has it. Texts are plain; None where the file is blank.

    coverage: full, restricted, none or unknown
    withheld: whether the publisher marks the text as AMA material
    """

    section: str
    title: str | None
    version: str
    coverage: str
    effective: date
    implementation: date | None
    end: date | None
    texts: tuple[tuple[str, str], ...]
    withheld: bool
    laboratory: bool
    transmittal: tuple[tuple[str, str], ...]
    benefit_categories: tuple[str, ...]
    line: int


def recognise(sample: Sample) -> Match | None:
    """A file of determinations, by its header; a name like `ncd_2024-03` says of which month."""
    header = next(csv.reader(sample.lines[:1]), list[str]())
    if layout_of(header) is None:
        return None
    return Match(FAMILY, ROLE, named=_named(sample.names))


def _named(names: tuple[str, ...]) -> date | None:
    for name in names:
        found = _MONTH_IN_NAME.search(name)
        if found and 1 <= int(found[2]) <= 12:
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
    return None


def draft(files: Files, *, edition: date) -> Draft:
    """The determinations as they stood on the edition's day. Role: `determinations`.

    Raises ReleaseRefused where the file is missing or of no known layout; `fill` for a row that
    can't be read, with its line.
    """
    path = file_in(files, ROLE)
    layout = _layout(path)
    rows = _determinations(path, layout)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"National Coverage Determinations, {edition:%B %Y}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="dated",
        start=min(row.effective for row in rows),
        end=_month_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx",
        fill=lambda writer: fill(writer, rows),
        remarks=_remarks(rows, layout),
    )


def _layout(path: Path) -> Layout:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader(file), list[str]())
    layout = layout_of(header)
    if layout is None:
        raise refused(path, 1, "the header is none of a file of coverage determinations.")
    return layout


def _month_after(day: date) -> date:
    """The database is published anew every week; a month is what a user can be asked for."""
    return date(day.year + (day.month == 12), day.month % 12 + 1, 1)


def _remarks(rows: tuple[Determination, ...], layout: Layout) -> tuple[str, ...]:
    retired = sum(_retired(row) for row in rows)
    withheld = [row.section for row in rows if row.withheld]
    remarks = ["The last version of each determination only: of earlier days it says nothing."]
    if retired:
        remarks.append(
            f"{retired} retired determinations end before their last version begins: "
            "their end_date is a property, and no day is stated on which they were in force."
        )
    if withheld:
        remarks.append(f"Text not stored, AMA copyright: {', '.join(sorted(withheld))}.")
    return (*remarks, *layout.remarks)


def _retired(row: Determination) -> bool:
    return row.end is not None and row.end <= row.effective


def fill(writer: StoreWriter, rows: tuple[Determination, ...]) -> None:
    """Writes a concept for each determination, its days and its properties."""
    writer.add(
        "concept",
        ((SYSTEM, r.section, n, "determination", 0, None, r.title, None)
         for n, r in enumerate(rows, 1)),
    )  # fmt: skip
    writer.add(
        "validity",
        ((SYSTEM, r.section, str(r.effective), str(r.end) if r.end else None)
         for r in rows if not _retired(r)),
    )  # fmt: skip
    writer.add(
        "property",
        ((SYSTEM, r.section, name, 0, json.dumps(value, ensure_ascii=False))
         for r in rows for name, value in _properties(r)),
    )  # fmt: skip


def _properties(row: Determination) -> Iterator[tuple[str, object]]:
    yield "version", row.version
    yield "coverage", row.coverage
    yield "effective_date", str(row.effective)
    if row.implementation:
        yield "implementation_date", str(row.implementation)
    if row.end:
        yield "end_date", str(row.end)
    if row.withheld:
        yield "text_withheld", "AMA copyright"
    if row.laboratory:
        yield "laboratory", True
    if row.transmittal:
        yield "transmittal", dict(row.transmittal)
    if row.benefit_categories:
        yield "benefit_categories", list(row.benefit_categories)
    yield from row.texts


def _determinations(path: Path, layout: Layout) -> tuple[Determination, ...]:
    found: dict[str, Determination] = {}
    for line, cells in _rows(path, layout):
        row = _determination(path, line, cells, layout)
        before = found.get(row.section)
        # The export repeats a determination for each of its benefit categories.
        if (
            before is not None
            and replace(row, benefit_categories=before.benefit_categories, line=before.line)
            == before
        ):
            both = dict.fromkeys(before.benefit_categories + row.benefit_categories)
            row = replace(before, benefit_categories=tuple(both))
        elif before is not None:
            raise refused(
                path, line, f"{row.section} stands on line {before.line} already, otherwise."
            )
        found[row.section] = row
    if not found:
        raise refused(path, None, "the file holds no determination.")
    return tuple(found.values())


def _rows(path: Path, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as field -> text, each with the line on which it begins."""
    encoding = "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip() for cell in next(reader)]
            line = reader.line_num + 1
            for cells in reader:
                if any(cells):
                    if len(cells) != len(header):
                        raise refused(path, line, f"{len(cells)} cells, not {len(header)}.")
                    named = zip(header, cells, strict=True)
                    yield line, {layout.columns[h]: c for h, c in named if h in layout.columns}
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise refused(path, None, f"the file is not {layout.encoding} text.") from None
    except csv.Error as fault:
        raise refused(path, None, f"the file is no whole CSV ({fault}).") from None
    finally:
        csv.field_size_limit(before)


def _determination(path: Path, line: int, cells: dict[str, str], layout: Layout) -> Determination:
    section = cells["section"].strip()
    if not _SECTION.fullmatch(section):
        raise refused(path, line, f"{section!r} is not a section of the NCD Manual.")
    coverage = layout.coverage.get(cells["coverage"].strip())
    if coverage is None:
        raise refused(path, line, f"{cells['coverage']!r} is not a level of coverage.")
    effective = _day(path, line, cells["effective"])
    if effective is None:
        raise refused(path, line, f"{section} has no effective date.")
    withheld = _flag(path, line, cells["ama_copyright"], layout)
    names = () if withheld else ("description", "indications", "cross_reference")
    texts = ((name, text_of(cells[name])) for name in names)
    change = ("transmittal", "transmittal_date", "transmittal_url", "change_request")
    category = cells.get("benefit_category", "").strip()
    return Determination(
        section=section,
        title=" ".join(cells["title"].split()) or None,
        version=cells["version"].strip(),
        coverage=coverage,
        effective=effective,
        implementation=_day(path, line, cells["implementation"]),
        end=_day(path, line, cells["end"]),
        texts=tuple((name, text) for name, text in texts if text),
        withheld=withheld,
        laboratory=_flag(path, line, cells["laboratory"], layout),
        transmittal=tuple((name, cells[name].strip()) for name in change if cells[name].strip()),
        benefit_categories=(category,) if category else (),
        line=line,
    )


def _day(path: Path, line: int, text: str) -> date | None:
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise refused(path, line, f"{text.strip()!r} is not a date.") from None


def _flag(path: Path, line: int, text: str, layout: Layout) -> bool:
    if text.strip() not in (*layout.flag_set, *layout.flag_clear):
        raise refused(path, line, f"{text!r} is not a flag.")
    return text.strip() in layout.flag_set
