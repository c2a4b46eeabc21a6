"""`icd10cm.code_first`: the cause that an instruction names stands on the claim, and before."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.instructions import Instruction
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.lists import listed
from superbill.rules.icd10cm.relations import names
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.code_first",
    title="What an instruction says to code first is on the claim, and before",
    payer=EVERY_PAYER,
    source=guideline("I.A.13"),
    grain="diagnoses",
)

_CAUSE = ("underlying", "physical disorder", "to identify")
"""Words of an instruction that always holds; others list what may have led to the condition."""

_CATEGORY = 3


def check(scene: Scene) -> Outcome:
    """An error where what is named stands after, or where a code leads that needs its cause
    before it; a warning where a cause of a closed list is not on the claim."""
    return by_tabular(RULE, scene, _find)


def must_come_first(code: Facts) -> tuple[Instruction, ...]:
    """The instructions that name what stands before a code, if it is there."""
    return code.of_kind("code_first")


def needs_cause(code: Facts, instruction: Instruction) -> bool:
    """Whether the cause must be coded, and not only stand before where it is.

    It must where the instruction speaks of what underlies (`Code first underlying disease`), where
    the code is a manifestation, and where a single line at a subcategory or code names the cause
    (`Code first neoplasm (C00-D49)` at D63.0). Others list what may have led to the condition, of
    which none may apply: heart failure isn't always due to hypertension.
    """
    if instruction.conditional:
        return False
    if code.manifestation or any(word in instruction.text for word in _CAUSE):
        return True
    one_line = len(instruction.lines) == 1 and len(instruction.at) > _CATEGORY
    return one_line and "-" not in instruction.at and bool(instruction.references)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for place, code in enumerate(diagnoses.all):
        for instruction in must_come_first(code):
            found = _judged(diagnoses, place, code, instruction)
            if found is not None:
                yield found


def _judged(
    diagnoses: Diagnoses, place: int, code: Facts, instruction: Instruction
) -> Finding | None:
    named = [
        (at, other)
        for at, other in enumerate(diagnoses.all)
        if other.code != code.code and names(instruction, code, other)
    ]
    if any(at < place for at, _ in named):
        return None
    if named:
        return _out_of_order(code, named[0][1], instruction)
    if not needs_cause(code, instruction):
        return None
    if place == 0:
        # Of these `icd10cm.manifestation`, `icd10cm.sequence` and `icd10cm.z_codes` speak.
        spoken_of = listed("never_first", code.bare, diagnoses.scene.on) is not None
        told = code.manifestation or spoken_of
        return None if told else _leads(diagnoses, code, instruction)
    return None if instruction.open else _missing(code, instruction)


def _out_of_order(code: Facts, cause: Facts, instruction: Instruction) -> Finding:
    return finding(
        RULE, "out_of_order", (code, cause),
        f"{cause.code} stands after {code.code}; at {instruction.at} the tabular list says"
        f" {instruction.quoted(cause.bare)}.",
        f"Put {cause.code} before {code.code}.",
        citation=tabular(instruction.at, "Code first", code.release), severity="error",
        release=code.release,
    )  # fmt: skip


def _leads(diagnoses: Diagnoses, code: Facts, instruction: Instruction) -> Finding:
    which = "One of its codes" if instruction.references else "What the record names as its cause"
    return finding(
        RULE, "leads", (code,),
        f"{code.code} is {diagnoses.first_is_called}, and at {instruction.at} the tabular list says"
        f" {instruction.quoted()}.",
        f"{which} stands before {code.code}"
        f"{f': {instruction.shown}' if instruction.references else ''}.",
        citation=tabular(instruction.at, "Code first", code.release), severity="error",
        release=code.release,
    )  # fmt: skip


def _missing(code: Facts, instruction: Instruction) -> Finding:
    return finding(
        RULE, "cause_missing", (code,),
        f"{code.code} stands without its cause: at {instruction.at} the tabular list says"
        f" {instruction.quoted()}.",
        f"Add the code of the cause before {code.code}: {instruction.shown}.",
        citation=tabular(instruction.at, "Code first", code.release), severity="warning",
        release=code.release,
    )  # fmt: skip
