"""NCCI procedure-to-procedure (PTP) edits, as CMS publishes them every quarter.

What the columns mean for a rule (CMS, National Correct Coding Initiative Policy Manual for
Medicare Services, chapter I, and the header of the file itself):

- With both codes on one day by one provider for one patient, column 2 is denied and column 1 is
  paid; the order of the columns is the edit, and the pair turned round is another.
- `effective_date` is the first day on which the edit applies and `deletion_date` the last; None
  (`*` in the file) while there is none. A row whose two dates are one day was never in force.
- `indicator` 0: no modifier bypasses the edit; 1: a proper one may; 9: not applicable, for edits
  that were deleted back to their first day.
- Several rows may have one pair, each with its own period. Ended edits stay in the file.
- `prior_to_1996`: the edit is older than the NCCI; its effective date is then CMS's first.

Files: `ccipra-v322r0-f1.TXT` to `-f4.TXT`, practitioners, and `ccioph-...`, outpatient hospital;
one release is all parts, each sorted by column 1. Tab-delimited, six lines of notice and wrapped
header, or a workbook of the same. Medicaid's are tables of their own, in one file or several.
"""

from __future__ import annotations

from collections.abc import Collection
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
from superbill.codesets.sources.ncci.sheet import LINE, Sheet, read_sheet, read_unquoted
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.grid import head_rows, read_grid
from superbill.codesets.tables.schemas import PTP
from superbill.codesets.tables.writer import polars_type
from superbill.errors import ReleaseRefused

PARTS = ("1", "2", "3", "4")
WHOLE = "whole"
NUMBERED = "numbered"
RATIONALES = "rationales"

_PART = "part"
_HEADER_WITHIN = 40
_HEADER_CHARACTERS = 4096
_RATIONALES_HEADER = ("rationale_id", "rationale")
_BEGAN = date(1996, 1, 1)
"""The first day of the NCCI: every edit of a file is of this day or later."""


def recognise(sample: Sample) -> Match | None:
    """A PTP table by its header; names say setting, payer, part and edition.

    Raises ReleaseRefused where no name says the setting or the part, or the names differ.
    """
    role = _role(sample)
    if role is None:
        return None
    setting = ncci_names.setting_in(sample)
    if setting is None:
        raise ReleaseRefused(
            "no name says whether these are PTP edits of practitioners or of hospitals.",
            where=sample.shown,
            remedy="Give the file under the name that CMS gave it (ccipra-... or ccioph-...).",
        )
    family = f"ncci.ptp{'.medicaid' if ncci_names.is_medicaid(sample) else ''}.{setting}"
    return Match(
        family,
        f"{family} {role}",
        named=ncci_names.edition_in(sample),
        rank=1 if sample.workbook_rows else 0,
    )


def _role(sample: Sample) -> str | None:
    if sample.workbook_rows or not _is_tabbed(sample.text):
        rows = head_rows(sample)
    else:
        rows = [tuple(line.split("\t")) for line in sample.lines[:_HEADER_WITHIN]]
    if rows and rows[0] == _RATIONALES_HEADER:
        return RATIONALES
    cms, numbered = layouts("ncci_ptp")
    if rows and numbered.places(rows[0]):
        return NUMBERED
    begins = [plain(cms.columns[column]) for column in ("column1", "column2")]
    if not any([plain(cell) for cell in row[:2]] == begins for row in rows):
        return None
    part = ncci_names.part_in(sample.names)
    if part is None and not ncci_names.is_medicaid(sample):
        raise ReleaseRefused(
            "no name says which part of a PTP table this is.",
            where=sample.shown,
            remedy="Give the file under the name that CMS gave it (ccipra-v322r0-f1.TXT).",
        )
    return part or WHOLE


def _is_tabbed(text: str) -> bool:
    return "\t" in text[:_HEADER_CHARACTERS]


def missing(roles: Collection[str]) -> str | None:
    """What a release lacks, in words: CMS's table is all of its parts or none."""
    given = {role.rpartition(" ")[2] for role in roles}
    if given & {NUMBERED, RATIONALES}:
        if given - {NUMBERED, RATIONALES}:
            return "CMS's own table and another of the same edition are given; import one of them."
        absent = sorted({NUMBERED, RATIONALES} - given)
        return f"the table of {absent[0]} is not there." if absent else None
    if given == {WHOLE}:
        return None
    if WHOLE in given:
        return "the whole table and parts of it are given; import one of them."
    medicaid = any(".medicaid." in role for role in roles)
    wanted = {str(part) for part in range(1, int(max(given)) + 1)} | set(() if medicaid else PARTS)
    absent = sorted(wanted - given)
    if not absent:
        return None
    return (
        f"part {' and '.join(absent)} of the table is not there; it is loaded whole or not at all."
    )


def draft(files: Files, *, edition: date) -> Draft:
    """The PTP edits of a quarter, of one setting and payer. Roles: the family and the part.

    Raises ReleaseRefused where a file isn't there; `fill`, with file and line, for a row that is
    none, a pair in force twice, parts that overlap, or edits of a later quarter.
    """
    family = next(iter(files)).partition(" ")[0]
    parts = {role.partition(" ")[2]: file_in(files, role) for role in sorted(files)}
    numbered = NUMBERED in parts
    setting = family.rpartition(".")[2]
    payer = "Medicaid" if ".medicaid." in family else "Medicare"
    return Draft(
        family=family,
        edition=edition,
        title=f"NCCI PTP edits, {payer}, {setting}, {edition.year} Q{(edition.month + 2) // 3}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="dated",
        start=edition if numbered else _BEGAN,
        end=quarter_after(edition),
        systems=(),
        licence="CMS; CPT codes: copyright American Medical Association",
        url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
        fill=partial(fill, parts=parts, edition=edition),
        remarks=layouts("ncci_ptp")[1].remarks if numbered else (),
    )


def fill(writer: ReleaseWriter, *, parts: dict[str, Path], edition: date) -> None:
    """Writes the table `ptp` from all parts. Raises ReleaseRefused, with file and line."""
    explained = _rationales(parts.get(RATIONALES))
    paths = [path for part, path in sorted(parts.items()) if part != RATIONALES]
    frames: list[polars.DataFrame] = []
    for number, path in enumerate(paths):
        frame = _rows(_read(path), explained=explained)
        _check_days(path, frame, edition=edition)
        if frames:
            _check_order(path, frame, before=frames[-1])
        frames.append(frame.with_columns(polars.lit(number, polars.UInt8).alias(_PART)))
    whole = polars.concat(frames)
    frames.clear()
    _check_pairs(paths, whole)
    writer.table(PTP, whole.drop(LINE, _PART))


def _read(path: Path) -> Sheet:
    with path.open("rb") as file:
        head = file.read(_HEADER_CHARACTERS)
    if head.startswith(b"PK"):
        return read_sheet(path, "ncci_ptp")
    return read_unquoted(path, "ncci_ptp", separator="\t" if b"\t" in head else ",")


def _rows(sheet: Sheet, *, explained: dict[str, str] | None) -> polars.DataFrame:
    """The table's columns, and the line of each row."""

    def rationale(text: str | None) -> str:
        if explained is None or text is None:
            return ncci_values.stated(text)
        if text not in explained:
            raise ValueError(f"{text!r} is no number of a rationale")
        return explained[text]

    read = {
        "column1": ncci_values.code,
        "column2": ncci_values.code,
        "indicator": partial(ncci_values.one_of, "019"),
        "effective_date": ncci_values.day,
        "deletion_date": ncci_values.day_or_none,
        "prior_to_1996": _prior,
        "rationale": rationale,
    }
    columns = [
        sheet.read(c.name, read[c.name], polars_type(c))
        if c.name in sheet.headings
        else polars.repeat(None, sheet.frame.height, dtype=polars_type(c), eager=True).alias(c.name)
        for c in PTP.columns
    ]
    return polars.DataFrame([*columns, sheet.frame[LINE]])


def _prior(text: str | None) -> bool:
    if text not in (None, "*"):
        raise ValueError(f"{text!r} is neither blank nor *")
    return text == "*"


def _rationales(path: Path | None) -> dict[str, str] | None:
    """Rationale by number, of the layout that keeps them in a second file."""
    if path is None:
        return None
    found: dict[str, str] = {}
    for line in read_grid(path)[1:]:
        if line.blank:
            continue
        number, *texts = line.cells
        if len(texts) != 1 or not texts[0] or not number.isdecimal() or number in found:
            raise refused(path, line.number, "this is not a number of its own and its rationale.")
        found[number] = texts[0]
    return found


def _check_days(path: Path, frame: polars.DataFrame, *, edition: date) -> None:
    effective, deletion = frame["effective_date"], frame["deletion_date"]
    for wrong, says in (
        (deletion < effective, "the deletion date is before the effective date."),
        (effective >= quarter_after(edition), f"an edit later than the edition of {edition}."),
    ):
        if wrong.any():
            row = wrong.arg_true()[0]
            raise refused(path, int(frame[LINE][row]), says)


def _check_order(path: Path, frame: polars.DataFrame, *, before: polars.DataFrame) -> None:
    first, last = frame["column1"].min(), before["column1"].max()
    if str(first) < str(last):
        raise refused(
            path, None,
            f"the part has {first} in column 1, and the part before it {last}: they overlap.",
        )  # fmt: skip


def _check_pairs(paths: list[Path], whole: polars.DataFrame) -> None:
    """A pair may have many periods, but only one that has not ended; and no row stands twice."""
    pairs = polars.concat_str("column1", "column2")
    several = whole.filter(pairs.hash().is_duplicated())
    rows = several.drop(LINE, _PART)
    open_ended = several["deletion_date"].is_null()
    in_force = several.filter(open_ended)
    for found, wrong, says in (
        (several, rows.is_duplicated(), "the row stands twice."),
        (
            in_force,
            in_force.select(pairs.is_duplicated()).to_series(),
            "the pair is in force twice.",
        ),
    ):
        if wrong.any():
            row = found.filter(wrong).sort(_PART, LINE).row(-1, named=True)
            pair = f"{row['column1']} and {row['column2']}"
            raise refused(paths[int(row[_PART])], int(row[LINE]), f"{pair}: {says}")
