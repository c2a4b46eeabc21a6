"""`units.count`: the number of units on a line is one that can be billed."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.rule import Outcome, Rule

PLAUSIBLE = 9_999

RULE = Rule(
    id="units.count",
    title="Units are at least one, and not implausibly many",
    payer="every payer (X12 837); the upper bound is a warning of this project",
    source=Citation(
        "ASC X12 837 professional and institutional", "SV104 and SV205, service unit count",
        url="https://x12.org/resources/requests-for-interpretation/rfi-2557-zero-value-service-unit-count-837",
    ),
    grain="line",
)  # fmt: skip


def check(scene: Scene) -> Outcome:
    """A finding for each line with no unit, fewer, or more than anyone bills."""
    findings: list[Finding] = []
    for at, line in enumerate(scene.claim.lines):
        found = _fault(line, at)
        if found is not None:
            findings.append(found)
    if not scene.claim.lines:
        return Outcome()
    result = (
        f"{len(findings)} lines with a wrong count" if findings else "every count can be billed"
    )
    return Outcome(tuple(findings), (Check(RULE.id, None, result),))


def _fault(line: Line, at: int) -> Finding | None:
    if line.units < 1:
        return Finding(
            RULE.id, "error", "no units", (str(line),),
            f"{line.code} has {line.units} units; a service that is billed has at least one.",
            "Bill the units that were given, or leave the line off.", None, RULE.source, at=(at,),
        )  # fmt: skip
    if line.units > PLAUSIBLE:
        return Finding(
            RULE.id, "warning", "very many", (str(line),),
            f"{line.code} has {line.units:,} units: more than {PLAUSIBLE:,} are hardly ever meant.",
            "Check the count against the record (a dose may stand in place of its billing units).",
            None, RULE.source, at=(at,),
        )  # fmt: skip
    return None
