"""CMS's fixed-width file of HCPCS Level II: records of 320 characters.

A code or modifier begins with a record 3 or 7, which holds 80 characters of its long description
and all other fields; records 4 and 8 carry the description on and nothing else. Every record
has its own sequence number, in steps of 100 from 00100.

Source: CMS, HCPCS Contractor Record 2019, items 1 to 31 (HCPCS2019_recordlayout.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.declared import Row
from superbill.codesets.sources.reading.grid import read_text

LENGTH = 320

RECORD = re.compile(r"(?:[0-9A-Z]{5}| {3}[0-9A-Z]{2})\d{5}[3478]", re.ASCII)
"""How a record begins: code or modifier, sequence number, record identification code."""

PREAMBLE = "***Disclaimers"
"""What CMS puts above the records since 2019: notices, one a line, filled up with tabs."""

_STEP = 100
_FIRST = ("3", "7")
_CARRIED_ON_BY = {"4": "3", "8": "7"}

# Places of the fields, first and last position from 1, under the names of CMS's sheet.
_FIELDS: dict[str, tuple[int, int]] = {
    "short_description": (92, 119),
    **{f"price{n + 1}": (120 + 2 * n, 121 + 2 * n) for n in range(4)},
    "mult_pi": (128, 128),
    **{f"cim{n + 1}": (129 + 6 * n, 134 + 6 * n) for n in range(3)},
    **{f"mcm{n + 1}": (147 + 8 * n, 154 + 8 * n) for n in range(3)},
    "statute": (171, 180),
    **{f"labcert{n + 1}": (181 + 3 * n, 183 + 3 * n) for n in range(8)},
    **{f"xref{n + 1}": (205 + 5 * n, 209 + 5 * n) for n in range(5)},
    "cov": (230, 230),
    "asc_grp": (231, 232),
    "asc_dt": (233, 240),
    "opps": (241, 243),
    "opps_pi": (244, 244),
    "opps_dt": (245, 252),
    "procnote": (253, 256),
    "betos": (257, 259),
    **{f"tos{n + 1}": (261 + n, 261 + n) for n in range(5)},
    "anest_bu": (266, 268),
    "add_dt": (269, 276),
    "act_eff_dt": (277, 284),
    "term_dt": (285, 292),
    "action_cd": (293, 293),
}
_FILLERS = (slice(259, 260), slice(293, LENGTH))
_DESCRIPTION = slice(11, 91)
_LAST_FIELD = 293
_AFTER_DESCRIPTION = slice(91, LENGTH)


@dataclass(slots=True)
class _Open:
    """The code whose records are being read."""

    line: int
    record: str
    sequence: int
    description: list[str] = field(default_factory=list[str])

    def row(self) -> tuple[int, Row]:
        record = self.record
        row = {name: record[a - 1 : b].strip() for name, (a, b) in _FIELDS.items()}
        row["hcpc"] = record[:5].strip()
        row["seqnum"], row["recid"] = record[5:10], record[10]
        row["short_description"] = " ".join(row["short_description"].split())
        # CMS breaks the text between words and drops the blank.
        row["long_description"] = " ".join(" ".join(self.description).split())
        return self.line, row


def rows_of_records(path: Path) -> Iterator[tuple[int, Row]]:
    """The codes and modifiers of the file, each with its whole description, with the line on which
    it begins; fields under the names of CMS's sheet.

    Raises ReleaseRefused, with file and line, for a record of another length, one that carries on
    a code that did not begin, or one out of its sequence.
    """
    open_code: _Open | None = None
    for line, record in _records(path):
        kind = record[10]
        if kind in _FIRST:
            if open_code is not None:
                yield open_code.row()
            if any(record[filler].strip() for filler in _FILLERS):
                raise refused(path, line, "text stands where the record is blank.")
            open_code = _Open(line, record, 0)
        else:
            _check_carries_on(path, line, record, open_code)
        if open_code is None:
            continue
        if int(record[5:10]) != open_code.sequence + _STEP:
            said = f"sequence number {record[5:10]}, not {open_code.sequence + _STEP:05}"
            raise refused(path, line, f"{said}: a record is missing, twice there or misplaced.")
        open_code.sequence += _STEP
        open_code.description.append(record[_DESCRIPTION])
    if open_code is not None:
        yield open_code.row()


def _check_carries_on(path: Path, line: int, record: str, begun: _Open | None) -> None:
    code = record[:5].strip()
    if begun is None or begun.record[:5] != record[:5]:
        raise refused(path, line, f"the record carries on {code}, which did not begin before it.")
    if begun.record[10] != _CARRIED_ON_BY[record[10]]:
        said = f"record {record[10]} carries on {code}, which began with {begun.record[10]}."
        raise refused(path, line, said)
    if record[_AFTER_DESCRIPTION].strip():
        raise refused(path, line, "text stands after the description of a record 4 or 8.")


def _records(path: Path) -> Iterator[tuple[int, str]]:
    """The records below CMS's notice, each of the length that the layout states."""
    begun = False
    noticed = False
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        is_record = RECORD.match(line) is not None
        if not begun and not is_record and (noticed or line.startswith(PREAMBLE)):
            noticed = True
            continue
        begun = True
        if not is_record:
            raise refused(path, number, f"{line[:11]!r} is not how a record begins.")
        yield number, _whole(path, number, line)


def _whole(path: Path, number: int, line: str) -> str:
    """The record in its full length. CMS's own files have lines that lost some of the blanks at
    their end; one that lost more than blanks was cut."""
    least = _LAST_FIELD if line[10] in _FIRST else _DESCRIPTION.stop
    if len(line) < least or len(line.rstrip()) > LENGTH:
        raise refused(path, number, f"the record has {len(line)} characters, not {LENGTH}.")
    return line[:LENGTH].ljust(LENGTH)
