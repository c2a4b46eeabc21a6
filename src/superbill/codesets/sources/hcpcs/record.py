"""One record of CMS's HCPCS Level II file, checked, whatever notation it came in.

Source of the meanings: CMS, HCPCS Contractor Record 2019 (HCPCS2019_recordlayout.txt), by item:
1 code, 4 modifier (positions 4 and 5), 6 record identification code, 27 code added date,
29 termination date: "Last date for which a procedure or modifier code may be used by Medicare
providers". So a code is valid until the day after it; the action effective date (item 28) of a
discontinued code is that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.codesets.sources.reading.border import day_after, refused
from superbill.codesets.sources.reading.declared import day_named

CODE = re.compile(r"[A-CE-V]\d{4}", re.ASCII)
MODIFIER = re.compile(r"[0-9A-Z]{2}", re.ASCII)

_OF_THE_AMA = re.compile(r"\d{5}|\d{4}[AFMTU]", re.ASCII)
_OF_THE_ADA = re.compile(r"D\d{4}", re.ASCII)
_MODIFIER_OF_THE_AMA = re.compile(r"\d[0-9P]|P[1-6]", re.ASCII)


def owner(code: str) -> str | None:
    """Whose work a code or modifier of CMS's file is, where it is not the government's: `cpt` or
    `cdt`.

    >>> owner("J1885"), owner("D0120"), owner("0001F"), owner("50"), owner("LT")
    (None, 'cdt', 'cpt', 'cpt', None)
    """
    if _OF_THE_ADA.fullmatch(code):
        return "cdt"
    if _OF_THE_AMA.fullmatch(code) or _MODIFIER_OF_THE_AMA.fullmatch(code):
        return "cpt"
    return None


_DATES = ("asc_dt", "opps_dt", "act_eff_dt")
_OWN = ("hcpc", "long_description", "short_description", "add_dt", "term_dt")
_KIND = {"3": "code", "7": "modifier"}


@dataclass(frozen=True, slots=True)
class Record:
    """A code or a modifier and all that CMS says of it.

    title, short: None where the text is the AMA's
    start, end: valid in [start, end)
    other: CMS's further fields that are not blank, by CMS's names in lower case, dates in ISO 8601
    """

    line: int
    system: str
    code: str
    title: str | None
    short: str | None
    start: date
    end: date | None
    other: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many records are not the government's work: CPT's codes and CDT's."""

    cpt: int = 0
    cdt: int = 0


def checked(
    path: Path, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[Record], LeftOut]:
    """The records that rows stand for, and how many rows are licensed codes, which are not kept.

    Raises ReleaseRefused, with file and line, for a code that is none, one that stands twice, a
    missing title or a day that does not exist.
    """
    records: list[Record] = []
    cpt = cdt = 0
    seen: dict[str, int] = {}
    for line, row in rows:
        text = row["hcpc"]
        if text in seen:
            raise refused(path, line, f"{text} stands twice, first in line {seen[text]}.")
        seen[text] = line
        whose = owner(text)
        if whose == "cdt":
            cdt += 1
        elif whose == "cpt" and len(text) == 5:
            cpt += 1
        else:
            records.append(_record(path, line, row))
    return records, LeftOut(cpt, cdt)


def _record(path: Path, line: int, row: Mapping[str, str]) -> Record:
    code = row["hcpc"]
    kind = _KIND.get(row["recid"])
    if kind is None:
        said = f"{row['recid']!r} is no record identification code of a first line (3 or 7)."
        raise refused(path, line, said)
    if not (CODE if kind == "code" else MODIFIER).fullmatch(code):
        raise refused(path, line, f"{code!r} is not a HCPCS {kind}.")
    if not row["long_description"]:
        raise refused(path, line, f"{code} has no description.")
    added = _day(path, line, row, "add_dt")
    if added is None:
        raise refused(path, line, f"{code} has no date of addition.")
    ended = _day(path, line, row, "term_dt")
    licensed = owner(code) is not None
    return Record(
        line=line,
        system="hcpcs" if kind == "code" else "modifier",
        code=code,
        title=None if licensed else row["long_description"],
        short=None if licensed else row["short_description"] or None,
        start=added,
        end=day_after(ended) if ended else None,
        other=dict(_other(path, line, row)),
    )


def _other(path: Path, line: int, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name in _OWN or not value:
            continue
        day = _day(path, line, row, name) if name in _DATES else None
        yield name, day.isoformat() if day else value


def _day(path: Path, line: int, row: Mapping[str, str], name: str) -> date | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        return day_named(text)
    except ValueError:
        raise refused(path, line, f"{text!r} is not a day ({name}).") from None
