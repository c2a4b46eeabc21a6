"""`opps.inpatient_only`: an inpatient's procedure on an outpatient claim."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.opps.reading import concerns, placed
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="opps.inpatient_only",
    title="No inpatient-only procedure stands on an outpatient claim",
    payer="Medicare",
    source=Citation(
        "42 CFR 419.22(n)", "services that the Secretary designates as inpatient procedures",
        url="https://www.ecfr.gov/current/title-42/section-419.22",
    ),
    table="the OPPS Addendum B file",
    grain="line",
)  # fmt: skip

DIED = "CA"


def check(scene: Scene) -> Outcome:
    """An error for each code with status C, an info where CA says that the patient died before
    admission; a check for the others."""
    if not concerns(scene):
        return Outcome()
    try:
        lines = placed(scene)
    except NotLoaded as missing:
        return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for line in lines:
        if line.status != "C":
            if line.status is not None:
                result = f"{line.line.code} is not inpatient only in {line.release}{line.late}"
                checked[Check(RULE.id, line.release, result)] = None
            continue
        died = DIED in line.line.modifiers
        findings.append(
            Finding(
                RULE.id, "info" if died else "error", "with CA" if died else "inpatient only",
                (str(line.line),),
                f"{line.line.code} has status C in {line.release}: Medicare pays it only for an"
                f" inpatient{line.late}.",
                "CA says that the patient died before admission: one such line is paid."
                if died
                else "Bill it as an inpatient stay, if there is an order for one. On this claim"
                " nothing cures it, but CA where an emergency patient died before admission.",
                line.release, line.citation, at=(line.at,),
            )
        )  # fmt: skip
    return Outcome(tuple(findings), tuple(checked))
