"""`icd10cm.code_also`: two codes may be needed, in the order that the encounter gives."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.relations import is_high
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.code_also",
    title="A code that an instruction asks to be coded also is on the claim",
    payer=EVERY_PAYER,
    source=guideline("I.A.17"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """An info where an instruction without a condition names codes and none is there. What comes
    first is not for the instruction to say."""
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for code in diagnoses.distinct:
        for instruction in code.of_kind("code_also"):
            if instruction.conditional or not instruction.references or is_high(instruction.at):
                continue  # one of a block depends on the patient: hypertension beside I20-I25
            if any(instruction.names(other.bare) for other in diagnoses.all):
                continue
            yield finding(
                RULE, "missing", (code,),
                f"At {instruction.at} the tabular list says {instruction.quoted()}; no code of"
                f" {instruction.shown} is on the claim.",
                "Add it where the record states it; the circumstances of the encounter give the"
                " order.",
                citation=tabular(instruction.at, "Code also", code.release), severity="info",
                release=code.release,
            )  # fmt: skip
