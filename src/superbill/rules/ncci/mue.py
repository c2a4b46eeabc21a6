"""`ncci.mue`: the units of a code do not exceed its medically unlikely edit.

CMS, National Correct Coding Initiative Policy Manual for Medicare Services, chapter I, section V:
the value is the most units of a code that one provider reports for one patient on one day.
Adjudication indicator (MAI) 1: each line is held against it; 2 and 3: the sum of the day's lines.
Some values are confidential: a code that the file does not have is not a code without one.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.book import Table
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.ncci.edits import NCCI_URL, Edits, edits_of, late, lines_together, named
from superbill.rules.ncci.mue_parameters import adjudication, parameters, time_units
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="ncci.mue",
    title="Units do not exceed the medically unlikely edit",
    payer="Medicare; Medicaid has tables of its own; shown for commercial payers as a warning",
    source=Citation(
        "National Correct Coding Initiative Policy Manual for Medicare Services",
        "chapter I, section V; medically unlikely edits, quarterly", url=NCCI_URL,
    ),
    table="the NCCI MUE file",
)  # fmt: skip

LINE_EDIT, POLICY = 1, 2


class Day(NamedTuple):
    """The table that answers for a day."""

    view: Table
    edits: Edits
    on: date


def check(scene: Scene) -> Outcome:
    """An error for each line (MAI 1) or code and day (MAI 2, 3) above the value. `checked` says
    which codes are within theirs, and which have no published value. Lines without units are left
    to the rules about units."""
    edits = edits_of("mue", scene.payer, scene.setting)
    if edits is None:
        return Outcome()
    findings: list[Finding] = []
    checked: list[Check] = []
    for on, places in lines_together(scene):
        try:
            view = scene.book.table(edits.family, edits.table, on=on)
        except NotLoaded as missing:
            checked.append(Check(RULE.id, None, f"{NOT_LOADED}: {missing}"))
            continue
        lines = {p: scene.claim.lines[p] for p in places if scene.claim.lines[p].units > 0}
        found, said = _of_day(lines, Day(view, edits, on))
        findings += found
        checked += said
    return Outcome(tuple(dict.fromkeys(findings)), tuple(dict.fromkeys(checked)))


def _of_day(lines: dict[int, Line], day: Day) -> tuple[list[Finding], list[Check]]:
    by_code: dict[str, dict[int, Line]] = {}
    for place, line in lines.items():
        by_code.setdefault(line.code, {})[place] = line
    findings: list[Finding] = []
    within: list[str] = []
    unpublished: list[str] = []
    minutes: list[str] = []
    for code, mine in by_code.items():
        rows = day.view.rows.find(code)
        if time_units(code):
            minutes.append(code)
        elif not rows:
            unpublished.append(code)
        else:
            found = _above(rows[0], mine, day)
            findings += found
            if not found:
                units = sum(line.units for line in mine.values())
                within.append(f"{code} {units} of {rows[0]['value']} (MAI {rows[0]['mai']})")
    return findings, _checks(day, within=within, unpublished=unpublished, minutes=minutes)


def _above(row: dict[str, Any], lines: dict[int, Line], day: Day) -> list[Finding]:
    value: int = row["value"]
    if row["mai"] == LINE_EDIT:
        high = {place: line for place, line in lines.items() if line.units > value}
        return [_finding(row, {place: line}, line.units, day) for place, line in high.items()]
    units = sum(line.units for line in lines.values())
    return [_finding(row, lines, units, day)] if units > value else []


def _finding(row: dict[str, Any], lines: dict[int, Line], units: int, day: Day) -> Finding:
    code, value = row["code"], row["value"]
    rule = adjudication(row["mai"])
    where = "on the line" if rule.mai == LINE_EDIT else f"on {day.on.isoformat()}"
    message = (
        f"{units} unit{'' if units == 1 else 's'} of {code} {where}; {day.edits.says}: at most"
        f" {value}, MAI {rule.mai} ({rule.says}; rationale: {row['rationale'] or 'not stated'})."
        f" {rule.counts[0].upper()}{rule.counts[1:]} are held against it."
    )
    release = day.view.release
    return Finding(
        RULE.id, day.edits.at_most("error"), "above by policy" if rule.mai == POLICY else "above",
        tuple(str(line) for line in lines.values()),
        f"{message}{day.edits.aside}{late(day.view, day.edits.family)}",
        f"{rule.cure}{_bilateral(lines)}", release.id,
        Citation(release.title, f"code {code}", release.id, release.url or NCCI_URL), tuple(lines),
    )  # fmt: skip


def _bilateral(lines: dict[int, Line]) -> str:
    """What to say of a bilateral line with more than its one unit."""
    for rule in parameters().bilateral:
        if any(rule.modifier in line.modifiers and line.units > rule.units
               for line in lines.values()):  # fmt: skip
            return (
                f" A bilateral service is one line with modifier {rule.modifier} and {rule.units}"
                f" unit ({rule.source})."
            )
    return ""


def _checks(
    day: Day, *, within: list[str], unpublished: list[str], minutes: list[str]
) -> list[Check]:
    release, on = day.view.release.id, day.on.isoformat()
    after = late(day.view, day.edits.family)
    said: list[str] = []
    if within:
        said.append(f"within the MUE of edition {release} on {on}: {named(within)}.")
    if unpublished:
        said.append(
            f"not published in edition {release}: {named(unpublished)}. Some values are"
            " confidential: whether there is one is not known."
        )
    if minutes:
        said.append(f"units are minutes, held against no MUE: {named(minutes)}.")
    return [Check(RULE.id, release, f"{text}{after}") for text in said]
