"""Rules for tests of the engine: each looks at a claim in another way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.errors import NotLoaded
from superbill.rules.claim import Line, Scene
from superbill.rules.columns import ClaimColumns, Claims
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.rule import Grain, Outcome, Rule, Running

TURNED = date(2024, 7, 10)
"""The day on which the small book changes its mind."""

FIRST = date(2024, 7, 4)
"""The first day of its table."""


class SmallRelease(NamedTuple):
    id: str


class SmallTable(NamedTuple):
    release: SmallRelease
    rows: Any
    stale: bool


class SmallBook:
    """A code book of one system with two eras, and one table from FIRST on."""

    def status(self, code: str, system: str, *, on: date) -> Status:
        valid = code != "G0101" or on < TURNED
        return Status(system, code, on, "active" if valid else "deleted", None, "small", "small")

    def era(self, system: str, on: date) -> bool:
        return on < TURNED

    def table(self, family: str, name: str, *, on: date) -> SmallTable:
        if on < FIRST:
            raise NotLoaded(f"{family} is not loaded on {on}.", remedy="Load it with: nothing.")
        return SmallTable(SmallRelease(f"{family} {'new' if on >= TURNED else 'old'}"), {}, False)


def _rule(name: str, grain: Grain) -> Rule:
    return Rule(f"data.{name}", name, "tests", Citation("tests", name), grain=grain)


def _found(
    name: str, lines: tuple[str, ...], message: str, at: tuple[int, ...] = (),
    severity: Severity = "error",
) -> Finding:  # fmt: skip
    source = Citation("tests", name)
    return Finding(f"data.{name}", severity, name, lines, message, "None.", None, source, at)


def _each_line(name: str, says: Any, severity: Severity = "error") -> Running:
    """A rule that says something of lines, each alone."""

    def run(scene: Scene) -> Outcome:
        found: list[Finding] = []
        for at, line in enumerate(scene.claim.lines):
            said = says(scene, line)
            if said:
                found.append(_found(name, (str(line),), f"{line.code}: {said}", (at,), severity))
        return Outcome(tuple(found), (Check(f"data.{name}", None, "looked"),))

    return Running(_rule(name, "line"), run)


def _by_status(scene: Scene, line: Line) -> str:
    status = scene.book.status(line.code, line.system, on=scene.day_of(line))
    return "" if status.active else f"deleted on {status.on}"


def _by_table(scene: Scene) -> Outcome:
    found: list[Finding] = []
    checked: list[Check] = []
    for at, line in enumerate(scene.claim.lines):
        try:
            table = scene.book.table("small", "small", on=scene.day_of(line))
        except NotLoaded as missing:
            checked.append(Check("data.table", None, f"{NOT_LOADED}: {missing}"))
            continue
        if table.release.id.endswith("new") and line.units > 1:
            found.append(_found("table", (str(line),), f"by {table.release.id}", (at,)))
    return Outcome(tuple(found), tuple(checked))


def _pairs(scene: Scene) -> Outcome:
    pairs = combinations(dict.fromkeys(scene.claim.diagnoses), 2)
    found = [
        _found("pairs", pair, f"{pair[0]} before {pair[1]}")
        for pair in pairs
        if pair[0] > pair[1] and scene.on != TURNED
    ]
    return Outcome(tuple(found))


def _lists(scene: Scene) -> Outcome:
    codes = scene.claim.diagnoses
    young = scene.claim.patient.age is not None and scene.claim.patient.age < 10
    if len(codes) < 2 or not young:
        return Outcome()
    return Outcome((_found("lists", codes, f"{len(codes)} of a child on {scene.on:%d}"),))


def _beside(scene: Scene) -> Outcome:
    lines = scene.claim.lines
    pair = [i for i, x in enumerate(lines) if x.code in ("G0101", "Q0091")]
    if {lines[i].code for i in pair} != {"G0101", "Q0091"}:
        return Outcome((), (Check("data.beside", None, "no pair"),))
    named = tuple(str(lines[i]) for i in pair)
    return Outcome((_found("beside", named, "both", tuple(pair), "warning"),))


def _before(scene: Scene) -> Outcome:
    found: list[Finding] = []
    for at, line in enumerate(scene.claim.lines):
        day = scene.day_of(line)
        for other in scene.claim.earlier:
            if other.code == line.code and timedelta() <= day - other.on <= timedelta(3):
                said = f"again, after {other.on} by {other.provider}"
                found.append(_found("before", (str(line),), said, (at,), "info"))
    return Outcome(tuple(found))


def _unplaced(scene: Scene) -> Outcome:
    """A finding of a claim that names its line by code alone, and one of no line."""
    if len(scene.claim.lines) != 3:
        return Outcome()
    last = scene.claim.lines[-1].code
    return Outcome((_found("unplaced", (last,), "third"), _found("unplaced", (), "three")))


def screen(columns: ClaimColumns, book: Any) -> Claims:
    """Claims with G0101: more than those that have Q0091 too."""
    wanted = [i for i, (code, _) in enumerate(columns.codes) if code == "G0101"]
    return np.unique(columns.claim[np.isin(columns.code, wanted)])


def not_loaded_screen(columns: ClaimColumns, book: Any) -> Claims:
    for on in np.unique(columns.on).tolist():
        book.table("small", "small", on=date.fromordinal(date(1970, 1, 1).toordinal() + on))
    return np.arange(columns.count, dtype=np.int32)


RULES: tuple[Running, ...] = (
    _each_line("code", lambda s, x: "a screening" if x.code == "G0101" else ""),
    _each_line("modifiers", lambda s, x: "59" if "59" in x.modifiers else "", "warning"),
    _each_line("quotes", lambda s, x: f"on {s.day_of(x)}" if x.units == 2 else ""),
    _each_line("compares", lambda s, x: "late" if s.day_of(x) >= TURNED else "", "info"),
    _each_line("takes", lambda s, x: "odd" if s.day_of(x).day % 2 and x.pos == "11" else ""),
    _each_line("slices", lambda s, x: "5th" if str(s.day_of(x))[-2:] == "05" else ""),
    _each_line("patient", lambda s, x: "a child" if (s.claim.patient.age or 99) < 10 else ""),
    _each_line("status", _by_status),
    Running(_rule("table", "line"), _by_table),
    Running(_rule("pairs", "diagnoses"), _pairs, together=2),
    Running(_rule("whole_pairs", "diagnoses"), _pairs),
    Running(_rule("lists", "diagnoses"), _lists),
    Running(_rule("beside", "claim"), _beside, screen="small_rules:screen"),
    Running(_rule("beside", "claim"), _beside),
    Running(_rule("table", "claim"), _by_table, screen="small_rules:not_loaded_screen"),
    Running(_rule("before", "claim"), _before, history=True),
    Running(_rule("unplaced", "claim"), _unplaced),
)
