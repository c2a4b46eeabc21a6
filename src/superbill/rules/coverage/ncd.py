"""`coverage.ncd`: a national coverage determination under which Medicare does not pay.

The publisher's file of determinations holds texts and no codes. superbill ties section 230.3 to the
codes of sterilization.yaml; of all others the rule says that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.citation import Citation
from superbill.codesets.shelf import NCD, how_to_load
from superbill.dates import within
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Line, Scene
from superbill.rules.coverage.sterilization import diagnosis, kind_of, purpose_of
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.ncci.edits import named
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_name("ncd.yaml")
STERILIZATION = "230.3"
SYSTEMS = ("cpt", "hcpcs", "icd10pcs")
NOTICES = ("GA", "GX", "GY", "GZ")
"""Modifiers by which a claim says itself that Medicare will not pay, or may not."""

RULE = Rule(
    id="coverage.ncd",
    title="No national coverage determination that superbill ties to codes excludes the service",
    payer="Medicare",
    source=Citation(
        "Social Security Act, section 1862(a)(1)(A); CMS Pub. 100-03",
        "national coverage determinations",
        url="https://www.cms.gov/medicare-coverage-database",
    ),
    table="the Medicare Coverage Database's NCD export",
)


@dataclass(frozen=True, slots=True)
class Tied:
    """A determination that superbill ties to codes, in `[start, end)`; quote: of its text."""

    section: str
    title: str
    start: date
    end: date | None
    quote: str
    source: str
    locator: str
    url: str


class _Standing(NamedTuple):
    """The determination on a day. release: None where its file is not loaded."""

    release: str | None
    in_force: bool
    late: str
    missing: str


@cache
def tied(section: str) -> Tied:
    """The determination of a section, as ncd.yaml has it."""
    every = (build(Tied, item) for item in read_yaml(FILE).items())
    return next(one for one in every if one.section == section)


def check(scene: Scene) -> Outcome:
    """An error for a sterilization that is elective by its diagnoses, a warning where they leave it
    open; a check for the rest. Without the file the project's own parameters answer, and the rule
    stands as not loaded all the same."""
    if scene.payer != "medicare":
        return Outcome()
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    untied: list[str] = []
    for at, line in enumerate(scene.claim.lines):
        if line.system not in SYSTEMS:
            continue
        standing = _standing(scene, scene.day_of(line))
        if standing.missing:
            checked[Check(RULE.id, None, f"{NOT_LOADED}: {standing.missing}")] = None
        if kind_of(line.code, line.system) is None:
            if standing.release is not None and not standing.missing:
                untied.append(line.code)
            continue
        found = _of_line(line, at, scene, standing) if standing.in_force else None
        findings += [found] if found else []
        if found is None and standing.release is not None:
            checked[_not_excluded(line, standing)] = None
    if untied:
        checked[_not_known(untied)] = None
    return Outcome(tuple(findings), tuple(checked))


def _standing(scene: Scene, day: date) -> _Standing:
    known = tied(STERILIZATION)
    try:
        status = scene.book.status(STERILIZATION, NCD, on=day)
    except NotLoaded as fault:
        return _Standing(None, within(day, known.start, known.end), "", str(fault))
    late = ""
    if status.stale:
        late = (
            f" Answered by {status.release}, which is older than the date of service; load a newer"
            f" one with: {how_to_load(NCD)}."
        )
    return _Standing(status.release, status.active, late, "")


def _of_line(line: Line, at: int, scene: Scene, standing: _Standing) -> Finding | None:
    kind, purpose = kind_of(line.code, line.system), purpose_of(line, scene.claim)
    if purpose == "not said" and kind != "sterilization":
        return None
    known, z302 = tied(STERILIZATION), diagnosis()
    quoted = f"NCD {known.section} lists as not covered: “{known.quote}”."
    if purpose == "alone" or (purpose == "among others" and kind == "sterilization"):
        severity, verdict = "error", "not covered"
        said = f"{line.code} with {z302} is an elective sterilization. {quoted}"
    elif purpose == "among others":
        severity, verdict = "warning", "purpose to be shown"
        said = (
            f"{line.code} names {z302} beside another diagnosis: Medicare covers it only where the"
            f" other is why it was done. {quoted}"
        )
    else:
        severity, verdict = "warning", "sterilization"
        said = (
            f"{line.code} is a sterilization and names no {z302}: Medicare covers one only as a"
            f" necessary part of the treatment of an illness or injury. {quoted}"
        )
    notices = [m for m in NOTICES if m in line.modifiers]
    if notices:
        severity, verdict = "info", "not covered, as the line says"
    return _finding(line, at, severity, verdict, said, standing, notices=notices)


def _finding(
    line: Line, at: int, severity: Severity, verdict: str, said: str, standing: _Standing, *,
    notices: list[str],
) -> Finding:  # fmt: skip
    known = tied(STERILIZATION)
    held = "" if standing.release else " The file of determinations itself is not loaded."
    remedy = (
        f"The line carries {' and '.join(notices)}: Medicare denies it accordingly."
        if notices
        else "Nothing makes Medicare pay an elective sterilization, no NCCI modifier either: this"
        " is coverage, not coding. With a notice (ABN) signed before, GA lets the patient be"
        " billed; without one, GZ. A diagnosis of illness only where the record bears it out."
    )
    return Finding(
        RULE.id, severity, verdict, (str(line),), f"{said}{held}{standing.late}", remedy,
        standing.release,
        Citation(known.source, known.locator, standing.release, known.url), at=(at,),
    )  # fmt: skip


def _not_excluded(line: Line, standing: _Standing) -> Check:
    if not standing.in_force:
        result = f"NCD {STERILIZATION} is not in force in {standing.release}"
    else:
        result = f"{line.code} without {diagnosis()}: NCD {STERILIZATION} does not exclude it in"
        result += f" {standing.release}"
    return Check(RULE.id, standing.release, f"{result}.{standing.late}")


def _not_known(codes: list[str]) -> Check:
    return Check(
        RULE.id, None,
        f"not known: superbill ties NCD {STERILIZATION} alone to codes; whether the text of another"
        f" determination limits {named(list(dict.fromkeys(codes)))} was not read",
    )  # fmt: skip
