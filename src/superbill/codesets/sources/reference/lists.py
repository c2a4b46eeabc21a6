"""Short reference lists: places of service, CARC, RARC, revenue codes, types of bill, discharge
status, modifiers.

The publishers show them as web pages and PDF; what people have is tables of one column a fact,
which `reference_lists.columns.yaml` declares. Texts of X12 and of the NUBC are never kept.

A CARC's stop date is read as the first day on which the code is no more: codes are deactivated
"effective" a day (Medicare Claims Processing Manual, chapter 22, 60.1 and 60.2, and its recurring
updates). So it is the end of [start, end) as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.hcpcs.record import owner
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.declared import (
    Row,
    SheetLayout,
    day_named,
    layout_in,
    layout_of,
    layouts,
    rows_of_sheet,
)

ROLE = "list"

_LAYOUTS = Path(__file__).with_name("reference_lists.columns.yaml")
_MONTH = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?(?!\d)", re.ASCII)
_DEACTIVATED = re.compile(r"(De|Re)activated(?: eff\.?| effective)?:? (\d+)/(\d+)/(\d{2,4})")
_FACILITY = {"Facility": True, "Non-Facility": False}
_UNASSIGNED = "Unassigned"
_KEPT = ("last_modified", "notes", "description")


@dataclass(slots=True)
class Listed:
    """One code of a list. properties: name -> the values that the rows state."""

    line: int
    code: str
    title: str | None
    start: date | None
    end: date | None
    properties: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict[str, list[dict[str, Any]]]
    )

    def state(self, name: str, value: dict[str, Any]) -> None:
        self.properties.setdefault(name, []).append(value)


def recognise(sample: Sample) -> Match | None:
    """One of the declared lists, by its header; the names say which month's, or nothing does."""
    layout = layout_of(sample, layouts(_LAYOUTS))
    if layout is None:
        return None
    return Match(layout.facts["system"], ROLE, named=_edition(sample.names))


def _edition(names: Collection[str]) -> date | None:
    for name in names:
        if found := _MONTH.search(name):
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
    return None


def draft(files: Files, *, edition: date) -> Draft:
    """The codes of one list. Role: `list`. Kind `dated` where the rows carry days.

    Raises ReleaseRefused, with file and line, for what is not as declared.
    """
    path = file_in(files, ROLE)
    layout = layout_in(path, layouts(_LAYOUTS))
    facts = layout.facts
    listed = _codes(path, layout)
    starts = [x.start for x in listed if x.start]
    dated = "start" in layout.columns.values()
    return Draft(
        family=facts["system"],
        edition=edition,
        title=facts["title"],
        publisher=facts["publisher"],
        kind="dated" if dated else "edition",
        start=min(starts) if dated else edition,
        end=_next_update(edition, facts["updated"]),
        systems=(facts["system"],),
        licence=facts["licence"],
        url=facts["url"],
        fill=lambda writer: fill(writer, listed, system=facts["system"]),
        remarks=layout.remarks,
    )


def fill(writer: ReleaseWriter, listed: Iterable[Listed], *, system: str) -> None:
    """Writes concept, validity and properties. A code that is no more, of a list without first
    days, is no concept: its property `deprecated` says since when."""
    listed = list(listed)
    current = [x for x in listed if "deprecated" not in x.properties]
    writer.add(
        "concept",
        (
            (system, x.code, n, "code", 1, None, x.title, None)
            for n, x in enumerate(current, 1)
        ),
    )  # fmt: skip
    writer.add(
        "validity",
        (
            (system, x.code, x.start.isoformat(), x.end.isoformat() if x.end else None)
            for x in listed
            if x.start
        ),
    )
    writer.add("property", _property_rows(listed, system))


def _property_rows(listed: Iterable[Listed], system: str) -> Iterator[tuple[object, ...]]:
    for x in listed:
        for name, values in x.properties.items():
            for position, value in enumerate(values):
                text = json.dumps(value, ensure_ascii=False)
                yield (system, x.code, name, position, text)


def _codes(path: Path, layout: SheetLayout) -> list[Listed]:
    form = re.compile(layout.facts["form"], re.ASCII)
    repeated = layout.facts.get("repeated") == "yes"
    found: dict[str, Listed] = {}
    for line, row in rows_of_sheet(path, layout):
        code = row["code"]
        if not form.fullmatch(code):
            raise refused(path, line, f"{code!r} is no code of {layout.name}.")
        if row.get("setting") == _UNASSIGNED:
            continue
        listed = _listed(path, line, row, layout)
        earlier = found.setdefault(code, listed)
        if earlier is listed:
            continue
        if not repeated:
            raise refused(path, line, f"{code} stands twice, first in line {earlier.line}.")
        _merge(path, earlier, listed)
    if not found:
        raise refused(path, None, "the file holds no code.")
    return list(found.values())


def _listed(path: Path, line: int, row: Row, layout: SheetLayout) -> Listed:
    licensed = layout.facts["system"] == "modifier" and owner(row["code"]) is not None
    start = _day(path, line, row, "start")
    if start is None and "start" in layout.columns.values():
        raise refused(path, line, f"{row['code']} has no first day.")
    notes = row.get("notes", "")
    listed = Listed(
        line=line,
        code=row["code"],
        title=None if licensed else row.get("title") or None,
        start=start,
        end=_day(path, line, row, "end") or deactivated_on(notes),
    )
    for name in _KEPT:
        if row.get(name):
            listed.state(name, {"text" if name != "last_modified" else "day": row[name]})
    if "setting" in row:
        if row["setting"] not in _FACILITY:
            said = f"{row['setting']!r} is neither Facility nor Non-Facility nor Unassigned."
            raise refused(path, line, said)
        listed.state("facility", {"facility": _FACILITY[row["setting"]]})
    if "level" in row:
        stated = {"level": row["level"], "category": row["category"]}
        listed.state("listed_as", {name: value for name, value in stated.items() if value})
    _state_deprecation(path, line, row, listed)
    return listed


def _state_deprecation(path: Path, line: int, row: Row, listed: Listed) -> None:
    flag = row.get("deprecated", "0")
    if flag not in ("0", "1"):
        raise refused(path, line, f"{flag!r} is neither 0 nor 1 (deprecated).")
    day = _day(path, line, row, "deprecated_on")
    if (flag == "1") != (day is not None):
        raise refused(path, line, f"deprecated is {flag}, and its day {day or 'blank'}.")
    if day is not None:
        listed.state("deprecated", {"since": day.isoformat()})


def _merge(path: Path, earlier: Listed, again: Listed) -> None:
    """One code in several categories: its text must be the same wherever it has one."""
    if earlier.title and again.title and earlier.title != again.title:
        said = f"{again.code} has another text than in line {earlier.line}."
        raise refused(path, again.line, said)
    earlier.title = earlier.title or again.title
    for name, values in again.properties.items():
        for value in values:
            earlier.state(name, value)


def deactivated_on(notes: str) -> date | None:
    """The day from which a code is no more, where its note says so and does not take it back.

    >>> deactivated_on("(Deactivated 2/28/2003) Consider using M51")
    datetime.date(2003, 2, 28)
    """
    ends: date | None = None
    for back, month, day, year in _DEACTIVATED.findall(notes):
        said = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        ends = said if back == "De" else None
    return ends


def _day(path: Path, line: int, row: Row, name: str) -> date | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        return day_named(text)
    except ValueError:
        raise refused(path, line, f"{text!r} is not a day ({name}).") from None


def _next_update(edition: date, updated: str) -> date | None:
    """The first of the publisher's days (`07-01`) after an edition; None where it has none."""
    days = [
        date(year, *(int(part) for part in day.split("-")))
        for year in (edition.year, edition.year + 1)
        for day in updated.split()
    ]
    return min((day for day in days if day > edition), default=None)
