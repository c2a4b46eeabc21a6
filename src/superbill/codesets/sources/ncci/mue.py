"""NCCI medically unlikely edits (MUE), as CMS publishes them every quarter.

What the columns mean for a rule (CMS, National Correct Coding Initiative Policy Manual for
Medicare Services, chapter I, section V):

- `value` is the most units of a code that one provider reports for one patient on one day.
- `mai` 1: the units of each claim line are held against the value; 2: the units of the day, by
  statute or the code's definition, which nothing exceeds; 3: the units of the day, on clinical
  grounds, which an appeal may exceed.
- A table is a snapshot: it has no dates, and answers for the quarter that it is of. A code that
  is not in it has no published value; some values are confidential. That is not "no edit".

Files: `MCR_MUE_PractitionerServices_Eff_07-01-2026.csv`, `...OutpatientHospitalServices...` and
`...DMESupplierServices...`: a quoted notice of several lines, a header with a line break in a cell,
the indicator with its words (`2 Date of Service Edit: Policy`); or a workbook of the same.
"""

from __future__ import annotations

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
from superbill.codesets.sources.ncci.layout import layout_of, layouts, plain
from superbill.codesets.sources.ncci.sheet import LINE, Sheet, read_sheet
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.grid import head_rows
from superbill.codesets.tables.schemas import MUE
from superbill.codesets.tables.writer import polars_type
from superbill.errors import ReleaseRefused

_SETTINGS = {
    "practitioner": "practitioner",
    "outpatienthospital": "outpatient",
    "dmesupplier": "dme",
}
"""How the content of a table names its setting, without blanks and case."""

_ADJUDICATION = {
    "1": "lineedit",
    "2": "dateofserviceedit:policy",
    "3": "dateofserviceedit:clinical",
}
"""What CMS writes behind each digit, without blanks and case."""

_HEADING_END = "servicesmuevalues"
_MOST_UNITS = 10**7


def recognise(sample: Sample) -> Match | None:
    """An MUE table by its header, which names the setting, or else the file's name does.

    Raises ReleaseRefused where neither does, or they differ.
    """
    rows = head_rows(sample)
    header = next((row for row in rows if layout_of("ncci_mue", row)), None)
    if header is None:
        return None
    said = _setting_of(header, rows[rows.index(header) + 1 :])
    named = ncci_names.setting_in(sample)
    if said and named and said != named:
        raise ReleaseRefused(
            f"the content is the table of {said}, the name says {named}.", where=sample.shown
        )
    setting = said or named
    if setting is None:
        raise ReleaseRefused(
            "neither content nor name says which setting these edits are for.",
            where=sample.shown,
            remedy="Give the file under a name with practitioner, outpatient or DME in it.",
        )
    family = f"ncci.mue{'.medicaid' if ncci_names.is_medicaid(sample) else ''}.{setting}"
    cms = layout_of("ncci_mue", header) == layouts("ncci_mue")[0]
    rank = 2 if not cms else 1 if sample.workbook_rows else 0
    return Match(family, family, named=ncci_names.edition_in(sample), rank=rank)


def _setting_of(header: tuple[str, ...], below: list[tuple[str, ...]]) -> str | None:
    """The setting that heading or rows name."""
    layout = layout_of("ncci_mue", header)
    places = layout.places(header) if layout else None
    if places is None:
        return None
    if "setting" in places and below:
        return _SETTINGS.get(plain(below[0][places["setting"]]))
    return _SETTINGS.get(plain(header[places["value"]]).removesuffix(_HEADING_END))


def draft(files: Files, *, edition: date) -> Draft:
    """The MUE of a quarter and setting. Role: the family.

    Raises ReleaseRefused where the file isn't there; `fill`, with file and line, for a row that is
    none, or a code that stands twice.
    """
    family = next(iter(files))
    setting = family.rpartition(".")[2]
    payer = "Medicaid" if ".medicaid." in family else "Medicare"
    return Draft(
        family=family,
        edition=edition,
        title=f"NCCI MUE, {payer}, {setting}, {edition.year} Q{(edition.month + 2) // 3}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="edition",
        start=edition,
        end=quarter_after(edition),
        systems=(),
        licence="CMS; CPT codes: copyright American Medical Association",
        url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-medically-unlikely-edits",
        fill=partial(fill, path=file_in(files, family), setting=setting),
        remarks=("A code that is not listed has no published value; some are confidential.",),
    )


def fill(writer: ReleaseWriter, *, path: Path, setting: str) -> None:
    """Writes the table `mue`. Raises ReleaseRefused, with file and line."""
    sheet = read_sheet(path, "ncci_mue")
    read = {
        "code": ncci_values.code,
        "value": _units,
        "mai": partial(_indicator, cms=sheet.layout == layouts("ncci_mue")[0]),
        "rationale": ncci_values.stated,
    }
    columns = [sheet.read(c.name, read[c.name], polars_type(c)) for c in MUE.columns]
    if "setting" in sheet.headings:
        sheet.read("setting", partial(_same_setting, setting), polars.String)
    frame = polars.DataFrame(columns)
    _check_codes(sheet, frame)
    writer.table(MUE, frame)


def _units(text: str | None) -> int:
    digits = (text or "").replace(",", "").removesuffix(".00")
    if not digits.isascii() or not digits.isdecimal() or int(digits) > _MOST_UNITS:
        raise ValueError(f"{text or 'blank'!r} is no number of units")
    return int(digits)


def _indicator(text: str | None, *, cms: bool) -> int:
    """`2 Date of Service Edit: Policy` as CMS writes it, or the digit alone."""
    digit, _, words = (text or "").partition(" ")
    if cms and plain(words) != _ADJUDICATION.get(digit):
        raise ValueError(f"{text or 'blank'!r} is no adjudication indicator and its words")
    return ncci_values.one_of("123", digit if cms else text)


def _same_setting(setting: str, text: str | None) -> str:
    if _SETTINGS.get(plain(text or "")) != setting:
        raise ValueError(f"{text or 'blank'!r} in the table of {setting}")
    return setting


def _check_codes(sheet: Sheet, frame: polars.DataFrame) -> None:
    twice = frame["code"].is_duplicated()
    if twice.any():
        row = frame.with_columns(sheet.frame[LINE]).filter(twice).sort("code", LINE).row(1)
        raise refused(sheet.path, row[-1], f"{row[0]} stands twice.")
