"""`icd10cm.sex`: a diagnosis of the other sex, for the days on which Medicare edited it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.rule import Outcome, Rule

SOURCE = Citation(
    "Definitions of Medicare Code Edits", "edit 5, sex conflict, until 30 September 2024",
    url="https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software",
)  # fmt: skip

RULE = Rule(
    id="icd10cm.sex",
    title="Before 1 October 2024, each diagnosis goes with the patient's sex",
    payer="Medicare's lists, for stays; elsewhere a hint",
    source=SOURCE,
    grain="diagnoses",
)

ENDED = date(2024, 10, 1)
"""The first day without sex-conflict edits (MCE version 42)."""

_WORDS = {"F": "female", "M": "male"}


def check(scene: Scene) -> Outcome:
    """A warning for each diagnosis that the editor's list gives to the other sex; nothing from
    1 October 2024 on, when Medicare's edits of sex ended."""
    if not scene.claim.diagnoses:
        return Outcome()
    if scene.on >= ENDED:
        result = f"no edit: sex-conflict edits ended on {ENDED.isoformat()}"
        return Outcome((), (Check(RULE.id, None, result),))
    if scene.claim.patient.sex is None:
        return Outcome((), (Check(RULE.id, None, "not judged: the patient's sex is not stated"),))
    if scene.setting == "inpatient" and scene.payer == "medicare":
        return Outcome((), (Check(RULE.id, None, "judged by mce.edits"),))
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    sex = diagnoses.scene.claim.patient.sex
    assert sex is not None
    other = "male" if sex == "F" else "female"
    for code in diagnoses.distinct:
        if other in code.edits:
            yield finding(
                RULE, "sex_conflict", (code,),
                f"{code.code} is on the list of diagnoses for {other}s only; the claim says"
                f" {_WORDS[sex]}.",
                "Check the sex and the code.",
                citation=SOURCE, severity="warning", release=code.decided_by,
            )  # fmt: skip
