"""`modifier.family_planning`: FP on family planning services of Medicaid."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.modifier.judging import SYSTEMS, Marked, Told
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.family_planning",
    title="Family planning services of Medicaid are told of by FP where the state wants it",
    payer="Medicaid; each state's own rule",
    source=Citation(
        "Social Security Act, section 1903(a)(5); 42 CFR 433.10(c)(1)",
        "family planning services, federal share of 90%",
        url="https://www.ecfr.gov/current/title-42/section-433.10",
    ),
    grain="claim",
)

ENCOUNTERS = ("Z30",)
"""ICD-10-CM category of encounters for contraceptive management."""


def check(scene: Scene) -> Outcome:
    """An info for each service line without FP, where every diagnosis that it points to is of
    contraceptive management: the states' own rules are not loaded, so no more can be said."""
    told = Told(RULE)
    if scene.payer == "medicaid" and scene.setting in ("practitioner", "outpatient"):
        for place, line in enumerate(scene.claim.lines):
            pointed = line.dx or scene.claim.diagnoses
            planning = bool(pointed) and all(d.startswith(ENCOUNTERS) for d in pointed)
            if line.system in SYSTEMS and planning and "FP" not in line.modifiers:
                _find(Marked(scene, place, line, scene.day_of(line)), told)
    return told.outcome()


def _find(at: Marked, told: Told) -> None:
    told.find(
        at, "info", "FP, if the state wants it",
        f"{at.line.code} is for contraceptive management alone and carries no FP. Many Medicaid"
        " programs want it on family planning services; this state's rule is not loaded.",
        "Append FP where the state's manual asks for it.", RULE.source,
    )  # fmt: skip
