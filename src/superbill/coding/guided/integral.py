"""Symptoms that are part of a diagnosis of the note (guideline I.B.5)."""

from __future__ import annotations

from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.making import step
from superbill.coding.result import Step
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.symptoms import beginnings, part_of

RULE = "integral"
_CITED = "I.B.5"


def stage(conditions: Conditions, case: Case) -> Staged:  # noqa: ARG001
    """A symptom that is routinely part of a diagnosis that stands is not reported, unless the note
    names another cause for it (guideline I.B.6: then it is no part of the diagnosis)."""
    there = standing(conditions)
    steps: list[Step] = []
    return Staged(tuple(_judged(c, there, steps) for c in conditions), tuple(steps))


def _judged(one: Condition, there: Conditions, steps: list[Step]) -> Condition:
    if not one.stands or not one.code.startswith(beginnings()):
        return one
    for other in there:
        words = part_of(one.facts.bare, other.facts.bare) if other.code != one.code else None
        if words is None or _of_another(one, other):
            continue
        says = f"{one.code}: {words} is routinely part of {other.code}."
        codes = (one.code, other.code)
        steps.append(step(RULE, says, codes, (other.code,), guideline(_CITED)))
        return one.refused(f"{words} is routinely part of {other.code}.", guideline(_CITED))
    return one


def _of_another(symptom: Condition, diagnosis: Condition) -> bool:
    """Whether the note makes something else the cause of a symptom, wherever it tells of it, or
    says that it has nothing to do with the diagnosis."""
    texts = [e.text.lower() for e in diagnosis.evidence]
    about = [a for a in symptom.attributes if a.kind in ("cause", "unrelated")]
    if any(a.kind == "unrelated" and _names(a.value, texts) for a in about):
        return True
    causes = [a for a in about if a.kind == "cause"]
    told = {(e.start, e.end) for e in symptom.evidence}
    return len(causes) >= len(told) > 0 and not any(_names(a.value, texts) for a in causes)


def _names(value: str, texts: list[str]) -> bool:
    return any(value.lower() in text or text in value.lower() for text in texts)
