"""`icd10cm.use_additional`: a code that an instruction asks to be added is on the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding, Severity
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.instructions import Instruction
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.relations import is_high
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.use_additional",
    title="A code that an instruction asks to be added is on the claim",
    payer=EVERY_PAYER,
    source=guideline("I.A.13 and I.B.7"),
    grain="diagnoses",
)

_OFTEN_UNKNOWN = re.compile(r"agent|organism|external cause|infection|place|drug|activity", re.I)
"""What the record often can't say: who the germ is, where it happened."""

_ELSEWHERE = ("Z37", "Z3A")
"""Outcome of delivery and weeks of gestation: `icd10cm.obstetric` asks for them."""


def check(scene: Scene) -> Outcome:
    """A warning where an instruction at a category or below it names a code that always applies
    and none is there; an info where what it asks for often isn't known, or it stands higher.

    Instructions of a chapter, instructions with a condition (`if applicable`, `any associated`) and
    lists to choose from give no finding: the code alone can't tell whether they apply.
    """
    return by_tabular(RULE, scene, _find)


def asked_for(code: Facts) -> Iterator[Instruction]:
    """The instructions of a code that ask, without a condition, for a code that they name."""
    for instruction in code.of_kind("use_additional"):
        if instruction.references and not instruction.conditional:
            yield instruction


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for code in diagnoses.distinct:
        for instruction in asked_for(code):
            if instruction.at.isdigit() or instruction.references[0].first.startswith(_ELSEWHERE):
                continue
            if not any(instruction.names(other.bare) for other in diagnoses.all):
                yield _missing(code, instruction)


def _missing(code: Facts, instruction: Instruction) -> Finding:
    higher = is_high(instruction.at)
    unknown = _OFTEN_UNKNOWN.search(instruction.text)
    severity: Severity = "info" if higher or unknown else "warning"
    return finding(
        RULE, "missing", (code,),
        f"No code of {instruction.shown} stands beside {code.code}: at {instruction.at} the tabular"
        f" list says {instruction.quoted()}.",
        f"Add it after {code.code} where the record states it.",
        citation=tabular(instruction.at, "Use additional code", code.release), severity=severity,
        release=code.release,
    )  # fmt: skip
