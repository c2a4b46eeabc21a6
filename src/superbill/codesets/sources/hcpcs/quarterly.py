"""HCPCS Level II as CMS publishes it: codes and modifiers with their dates and pricing fields.

Files: the fixed-width text (`HCPC2019_CONTR_ANWEB.txt`), and the sheet of 48 columns, as workbook
or CSV (`HCPC2026_OCT_ANWEB.xlsx`). CMS leaves ended codes in the file for years, so that a listed
code may be over: the dates of each row decide. Dental codes (D) and CPT codes, where a file has
them, are not kept: they are the ADA's and the AMA's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after, quarter_edition
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.hcpcs.fixed_width import LENGTH, RECORD, rows_of_records
from superbill.codesets.sources.hcpcs.record import LeftOut, Record, checked
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.declared import layout_in, layout_of, layouts, rows_of_sheet

FAMILY = "hcpcs"
ROLE = "records"
SYSTEMS = ("hcpcs", "modifier")
LICENCE = "Work of the United States government, public domain"
URL = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system"

_LAYOUTS = Path(__file__).with_name("hcpcs.columns.yaml")
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_QUARTER = re.compile(r"hcpc(?:s)?(?:20)?(\d\d)[_ -]+(jan|apr|jul|oct)", re.ASCII)
_ANNUAL = re.compile(r"hcpc(?:s)?(?:20)?(\d\d)_(?:contr_)?anweb", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(jan|apr|jul|oct)[a-z]*[-_ ]+20(\d\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)20(\d\d)(?!\d)", re.ASCII)


def recognise(sample: Sample) -> Match | None:
    """CMS's records, in either notation; the names say which quarter's."""
    if not _is_fixed_width(sample) and layout_of(sample, layouts(_LAYOUTS)) is None:
        return None
    # A workbook and a text of one quarter say the same; the text is quicker to read.
    rank = 1 if sample.suffix == ".xlsx" else 0
    return Match(FAMILY, ROLE, named=hcpcs_edition(sample.names), rank=rank)


def _is_fixed_width(sample: Sample) -> bool:
    records = [line for line in sample.lines if RECORD.match(line) and "\t" not in line]
    return len(records) > 0 and all(len(line) >= LENGTH // 3 for line in records[:3])


def hcpcs_edition(names: Collection[str]) -> date | None:
    """The quarter that CMS's names of a file or its archive state; a year alone is the annual
    edition of January.

    >>> hcpcs_edition(["HCPC2026_OCT_ANWEB.xlsx"]), hcpcs_edition(["HCPC2019_CONTR_ANWEB.txt"])
    (datetime.date(2026, 10, 1), datetime.date(2019, 1, 1))
    """
    for name in (n.lower() for n in names):
        if quarter := _QUARTER.search(name):
            return date(2000 + int(quarter[1]), _MONTHS[quarter[2]], 1)
        if annual := _ANNUAL.search(name):
            return date(2000 + int(annual[1]), 1, 1)
        if "hcpc" not in name and "alpha-numeric" not in name:
            continue
        if stated := quarter_edition([name]):
            return stated
        if month := _MONTH_AND_YEAR.search(name):
            return date(2000 + int(month[2]), _MONTHS[month[1]], 1)
        if year := _YEAR.search(name):
            return date(2000 + int(year[1]), 1, 1)
    return None


def draft(files: Files, *, edition: date) -> Draft:
    """Codes and modifiers of a quarter, valid by their own dates. Role: `records`.

    Raises ReleaseRefused, with file and line, for whatever is not CMS's layout, for a file that is
    cut short, and for one whose dates belong to another quarter.
    """
    path = file_in(files, ROLE)
    records, left_out, remarks = _read(path)
    _check_whole(path, records)
    _check_edition(path, records, edition)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"HCPCS Level II, {edition:%B %Y}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="dated",
        start=min(r.start for r in records),
        end=quarter_after(edition),
        systems=SYSTEMS,
        licence=LICENCE,
        url=URL,
        fill=lambda writer: fill(writer, records),
        remarks=(*remarks, *_remarks(records, left_out)),
    )


def fill(writer: ReleaseWriter, records: list[Record]) -> None:
    """Writes concept, validity and the property `record` of each code and modifier."""
    writer.add("concept", _concepts(records))
    writer.add(
        "validity",
        (
            (r.system, r.code, r.start.isoformat(), r.end.isoformat() if r.end else None)
            for r in records
        ),
    )
    writer.add(
        "property",
        ((r.system, r.code, "record", 0, json.dumps(r.other, ensure_ascii=False)) for r in records),
    )


def _read(path: Path) -> tuple[list[Record], LeftOut, tuple[str, ...]]:
    sample = Sample(path, path.name, (path.name,))
    if _is_fixed_width(sample):
        return (*checked(path, rows_of_records(path)), ())
    layout = layout_in(path, layouts(_LAYOUTS))
    return (*checked(path, rows_of_sheet(path, layout)), layout.remarks)


def _concepts(records: list[Record]) -> Iterator[tuple[object, ...]]:
    for position, r in enumerate(records, 1):
        kind = "code" if r.system == "hcpcs" else "modifier"
        yield (r.system, r.code, position, kind, 1, None, r.title, r.short)


def _check_whole(path: Path, records: list[Record]) -> None:
    """CMS orders the file: modifiers, then codes from A to V. One that lacks either end is an
    extract or was cut short, and would make every code that it lacks unknown."""
    sections = {r.code[0] for r in records if r.system == "hcpcs"}
    lacking = [f"codes of section {letter}" for letter in "AV" if letter not in sections]
    if not any(r.system == "modifier" for r in records):
        lacking.insert(0, "modifiers")
    if lacking:
        raise refused(
            path, None, f"it holds no {' and no '.join(lacking)}: an extract, or cut short."
        )


def _check_edition(path: Path, records: list[Record], edition: date) -> None:
    """Codes are added every quarter: the newest addition tells which year the file is of."""
    newest = max(records, key=lambda r: r.start)
    if newest.start >= quarter_after(edition):
        said = f"{newest.code} was added on {newest.start}, after the quarter of {edition}."
        raise refused(path, newest.line, said)
    if newest.start < date(edition.year - 1, edition.month, 1):
        said = f"its newest code, {newest.code}, was added on {newest.start}"
        raise refused(path, newest.line, f"{said}: no file of {edition} is that old.")


def _remarks(records: list[Record], left_out: LeftOut) -> Iterator[str]:
    ended = min((r.end for r in records if r.end), default=None)
    if ended:
        yield (
            "Listed is not active: the dates of each code decide. CMS drops ended codes after "
            f"some years; the earliest that this file still lists ended before {ended}."
        )
    for number, what in ((left_out.cpt, "CPT (AMA)"), (left_out.cdt, "CDT (ADA)")):
        if number:
            yield f"{number} codes of {what} are not kept."
