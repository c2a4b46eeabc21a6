"""`icd10cm.newborn`: the birth record, and the codes of the perinatal period."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import code_list
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.newborn",
    title="Z38 leads the birth record, once; chapter 16 is for the newborn",
    payer=EVERY_PAYER,
    source=guideline("I.C.16.a"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """Errors: Z38 not first, Z38 twice, Z38 of a patient older than a year. Info: chapter 16 of
    a patient older than a year, which may be where the condition is still there."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    entry = code_list("liveborn")[0]
    born = [f for f in diagnoses.distinct if f.bare.startswith("Z38")]
    age = diagnoses.scene.claim.patient.age
    if born and born[0].code != diagnoses.first.code:
        yield finding(
            RULE, "not_first", born[:1],
            f"{born[0].code} stands after {diagnoses.first.code}; it {entry.says}.",
            f"Put {born[0].code} first.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    if len(born) > 1:
        yield finding(
            RULE, "more_than_once", born,
            f"{' and '.join(f.code for f in born)} stand together; Z38 {entry.says}.",
            "Keep the one that the record of the birth supports.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    if born and age is not None and age > 0:
        yield finding(
            RULE, "not_newborn", born[:1],
            f"{born[0].code} is the birth itself, and the patient is {age} years old.",
            "Remove it: Z38 is not used again after the birth record.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    perinatal = [f for f in diagnoses.distinct if f.code.startswith("P")]
    if perinatal and age is not None and age > 0 and "newborn" not in perinatal[0].edits:
        yield finding(
            RULE, "after_the_period", perinatal[:1],
            f"{perinatal[0].code} began in the perinatal period, and the patient is {age} years"
            " old.",
            "It may stay where the condition is still there; else remove it.",
            citation=guideline("I.C.16.a.4"), severity="info",
        )  # fmt: skip
