"""NCCI add-on code edits, as CMS publishes them every quarter.

What the columns mean for a rule (CMS, Medicare Claims Processing Manual, chapter 12, section 30,
and the file's own columns):

- An add-on code is paid only beside one of its primary codes, by the same provider on the same day.
  `type` 1: the primary codes of the file are all there are; 2: the contractor defines them, and the
  file has `CCCCC` in the place of a code (`primary` is None); 3: some are listed, and the
  contractor may accept others (a row `CCCCC` among them).
- `effective_date` is the first day of the edit and `deletion_date` the last; None while there is
  none. A row whose two dates are one day was never in force.
- `addon_deletion_date` and `primary_deletion_date` are the last days of the codes themselves. An
  edit is in force only while none of the three has passed.
- `instructions` is the special instruction, as CMS writes it.

Files: `AOC_V2026Q2-MCR.xlsx`, and `AOC_V2026Q2-F-MCR.txt`, the same as fixed-width records without
a header: type, add-on code, its deletion date, primary code, its deletion date, the edit's two
dates, instruction. Ended edits stay in the file, back to 2013.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from pathlib import Path

import polars

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.ncci import names as ncci_names
from superbill.codesets.sources.ncci import values as ncci_values
from superbill.codesets.sources.ncci.layout import layouts, plain
from superbill.codesets.sources.ncci.sheet import LINE, Sheet, read_fixed, read_sheet
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.grid import head_rows
from superbill.codesets.tables.schemas import ADD_ON
from superbill.codesets.tables.writer import polars_type

CONTRACTOR = "CCCCC"
"""In the place of a primary code: the contractor defines it."""

_BEGAN = date(2013, 4, 1)
"""The first day of any edit in the file."""

_RECORD = {
    "type": (1, 1),
    "addon": (2, 6),
    "addon_deletion_date": (7, 13),
    "primary": (14, 18),
    "primary_deletion_date": (19, 25),
    "effective_date": (26, 32),
    "deletion_date": (33, 39),
    "instructions": (40, None),
}
"""First and last character of each field of a fixed-width record."""

_RECORDS = re.compile(
    r"\A\ufeff?(?:[123][0-9A-Z]{5}(?:\d{7}| {7})[0-9A-Z]{5}(?:\d{7}| {7})\d{7}(?:\d{7}| *)[^\n]*\n)"
)


def recognise(sample: Sample) -> Match | None:
    """The add-on code edits by their header, or by the shape of the first record."""
    cms = layouts("ncci_addon")[0]
    marks = {plain(cms.columns["type"]), plain(cms.columns["addon"])}
    headed = any(marks <= {plain(cell) for cell in row} for row in head_rows(sample))
    if not headed and not _RECORDS.match(sample.text):
        return None
    family = f"ncci.addon{'.medicaid' if ncci_names.is_medicaid(sample) else ''}"
    return Match(family, family, named=ncci_names.edition_in(sample), rank=0 if headed else 1)


def draft(files: Files, *, edition: date) -> Draft:
    """The add-on code edits of a quarter. Role: the family.

    Raises ReleaseRefused where the file isn't there; `fill`, with file and line, for a row that is
    none, an edit that stands twice, or one of a later quarter.
    """
    family = next(iter(files))
    payer = "Medicaid" if family.endswith(".medicaid") else "Medicare"
    return Draft(
        family=family,
        edition=edition,
        title=f"NCCI add-on code edits, {payer}, {edition.year} Q{(edition.month + 2) // 3}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="dated",
        start=_BEGAN,
        end=quarter_after(edition),
        systems=(),
        licence="CMS; CPT codes: copyright American Medical Association",
        url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-add-code-edits",
        fill=partial(fill, path=file_in(files, family), edition=edition),
    )


def fill(writer: ReleaseWriter, *, path: Path, edition: date) -> None:
    """Writes the table `addon`. Raises ReleaseRefused, with file and line."""
    sheet = _read(path)
    read = {
        "addon": ("addon", ncci_values.code),
        "primary": ("primary", _primary),
        "type": ("type", partial(ncci_values.one_of, "123")),
        "effective_date": ("effective_date", ncci_values.day),
        "deletion_date": ("deletion_date", ncci_values.day_or_none),
        "addon_deletion_date": ("addon_deletion_date", ncci_values.day_or_none),
        "primary_deletion_date": ("primary_deletion_date", ncci_values.day_or_none),
        "primary_text": ("primary", _primary_text),
        "instructions": ("instructions", _instruction),
    }
    frame = polars.DataFrame(
        [
            sheet.read(column, function, polars_type(c)).alias(c.name)
            for c in ADD_ON.columns
            for column, function in (read[c.name],)
        ]
    )
    _check(sheet, frame, edition=edition)
    writer.table(ADD_ON, frame)


def _read(path: Path) -> Sheet:
    with path.open("rb") as file:
        head = file.read(2)
    is_record = head[:1] in b"123" and head[1:] not in (b",", b"\t")
    return read_fixed(path, "ncci_addon", _RECORD) if is_record else read_sheet(path, "ncci_addon")


def _primary(text: str | None) -> str | None:
    return None if text == CONTRACTOR else ncci_values.code(text)


def _primary_text(text: str | None) -> str | None:
    return text if text == CONTRACTOR else None


def _instruction(text: str | None) -> str | None:
    """The instruction, without the quotes that a workbook keeps around some."""
    return text.strip('"') or None if text else None


def _check(sheet: Sheet, frame: polars.DataFrame, *, edition: date) -> None:
    numbered = frame.with_columns(sheet.frame[LINE])
    effective, deletion = frame["effective_date"], frame["deletion_date"]
    mixed = frame["primary"].is_null() & (frame["type"] == 1)
    key = ["addon", "primary", "effective_date"]
    for wrong, says in (
        (deletion < effective, "the deletion date is before the effective date."),
        (effective >= quarter_after(edition), f"an edit later than the edition of {edition}."),
        (mixed, "type 1 has primary codes of its own, not the contractor's."),
        (frame.select(key).is_duplicated(), "the edit stands twice."),
    ):
        if wrong.any():
            row = numbered.filter(wrong).sort(LINE).row(0, named=True)
            raise refused(sheet.path, row[LINE], f"{row['addon']}: {says}")
