"""Whether one code of a claim is valid and billable on its day, and the codes nearest to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import SYSTEMS
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

SHOWN = 5
"""Codes that are named as the nearest."""


ENDED_CODES_FROM = date(2014, 1, 1)
"""Before this day a code that CMS's HCPCS file lacks may have been one: its files of January 2019
and January 2024 hold two codes that ended before 2014, and S2255, of 2004, in neither."""


class Asked(NamedTuple):
    """A code on its day. written: as the claim has it; at: the place of its line, if it has one."""

    code: str
    system: str
    on: date
    written: str
    at: tuple[int, ...] = ()


def judge(rule: Rule, codes: Iterable[Asked], book: RuleBook) -> Outcome:
    """A finding for each code that isn't in force, a check for each release that decided."""
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    valid: dict[tuple[str, bool], dict[str, None]] = {}
    for asked in codes:
        try:
            status = book.status(asked.code, asked.system, on=asked.on)
        except NotLoaded as missing:
            checked[Check(rule.id, None, f"{NOT_LOADED}: {missing}")] = None
            continue
        if _list_missing(status):
            result = f"{NOT_LOADED}: {asked.code}. Load it with: {LOADS[asked.system]}"
            checked[Check(rule.id, None, result)] = None
        elif status.active:
            named = valid.setdefault((status.confirmed_by or "", status.stale), {})
            named[asked.code] = None
        else:
            findings.append(_finding(rule, status, asked, book))
    for (release, stale), named in valid.items():
        checked[Check(rule.id, release, _said(named, release, stale=stale))] = None
    return Outcome(tuple(findings), tuple(checked))


def nearest(status: Status, book: RuleBook, on: date) -> tuple[str, ...]:
    """Valid codes to look at instead of one that isn't: those below it, of a code that ended the
    ones that took its place (its last siblings where nothing stands below it), of an unknown one
    those written most alike."""
    concept = book.concept(status.code, status.system, on=on)
    near = (*concept.children, *concept.nearest)
    codes = tuple(dict.fromkeys(r.code for r in near if r.code != status.code))
    if codes or status.status != "deleted":
        return codes
    parent = next(iter(concept.parents), None)
    if parent is None:
        return ()
    siblings = book.concept(parent.code, status.system, on=on).children
    return tuple(s.code for s in siblings if s.code != status.code and s.billable)


def _list_missing(status: Status) -> bool:
    """Nobody who could know the code has been asked: that is not the same as a wrong code."""
    return status.status == "unknown" and status.release is None and not status.confirmed_by


def _said(codes: Iterable[str], release: str, *, stale: bool) -> str:
    by = "by the knowledge card alone" if release == "card" else f"in {release}"
    late = "; later than that edition speaks of" if stale else ""
    return f"valid {by}: {', '.join(codes)}{late}"


def _finding(rule: Rule, status: Status, asked: Asked, book: RuleBook) -> Finding:
    system = SYSTEMS[status.system].title
    found = nearest(status, book, asked.on)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    near = f": {', '.join(found[:SHOWN])}{more}" if found else ""
    message, remedy = _worded(status, system, near, asked.on)
    unknown = status.status == "unknown"
    left_out = unknown and status.system == "hcpcs" and asked.on < ENDED_CODES_FROM
    if left_out:
        message += " The file leaves out codes that ended long before it: it may have been one."
    severity: Severity = "warning" if unknown and (left_out or not status.release) else "error"
    return Finding(
        rule.id, severity, status.status, (asked.written,), f"{message} {status.message}".strip(),
        remedy, status.release, Citation(system, status.code, status.release), at=asked.at,
    )  # fmt: skip


def _worded(status: Status, system: str, near: str, on: date) -> tuple[str, str]:
    """The message and the remedy for a code that is not in force."""
    day = on.isoformat()
    if status.status == "header":
        message = f"{status.code} is a heading of {system}; a code below it must be used."
        return message, f"Use the code below it that the record supports{near}."
    if status.status == "deleted":
        last = f" (valid until {status.end.isoformat()}, exclusive)" if status.end else ""
        return (
            f"{status.code} is no longer valid on {day}{last}.",
            f"Use the code that replaced it{near}." if near else "Use the code that replaced it;"
            " which one it is, no table at hand says.",
        )  # fmt: skip
    if status.status == "future":
        first = f"; it begins on {status.start.isoformat()}" if status.start else ""
        return (
            f"{status.code} is not yet valid on {day}{first}.",
            "Use the code that was valid on the date of service.",
        )
    message = f"{status.code} is not a code of {system} that is known on {day}."
    return message, f"Check the code{near}."
