"""How an injury happened: one external cause, by plain words of the note (guideline I.C.20)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Conditions, standing
from superbill.coding.guided.making import given, step
from superbill.coding.guided.told import Told, Wanted, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_suffix(".yaml")
RULE = "added"
_INJURIES = ("S", "T0", "T1", "T2", "T30", "T31", "T32", "T33", "T34")
_CAUSES = ("V", "W", "X", "Y0", "Y1", "Y2", "Y3")


@dataclass(frozen=True, slots=True)
class Mechanism:
    """code: less its 7th character; all: of each group a phrase must be said in one sentence."""

    code: str
    all: tuple[tuple[str, ...], ...]


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """external.yaml. Raises CardRefused for a fault of it."""
    return tuple(build(Mechanism, at) for at in read_yaml(FILE).items())


@cache
def _words() -> Wanted:
    texts = {text for m in mechanisms() for group in m.all for text in group}
    return wanted(((text, text) for text in sorted(texts)), apart=True)


def external_cause(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Beside injuries without one; its 7th character is that of the first injury (A for the active
    treatment of a fracture)."""
    there = standing(conditions)
    injury = next(
        (c for c in there if c.code.startswith(_INJURIES) and len(c.facts.bare) == 7), None
    )
    if injury is None or any(c.code.startswith(_CAUSES) for c in there):
        return conditions, ()
    last = injury.facts.bare[6]
    seventh = "S" if last == "S" else "A" if last in "ABC" else "D"
    if seventh == "S":
        return conditions, ()
    by_sentence = _said(case)
    cited = guideline("I.C.20.a")
    for mechanism in mechanisms():
        found = _of(mechanism, by_sentence)
        made = given(f"{mechanism.code}{seventh}", (), case, cited,
                     evidence=(t.evidence for t in found)) if found else None  # fmt: skip
        if made is not None:
            words = " … ".join(t.evidence.text for t in found)
            says = f"{made.code}: the note says how it happened, “{words}”."
            return (*conditions, made), (step(RULE, says, (injury.code,), (made.code,), cited),)
    return conditions, ()


def _said(case: Case) -> dict[int, dict[str, Told]]:
    found: dict[int, dict[str, Told]] = {}
    for one in told(case, _words()):
        if one.evidence.assertion in ("affirmed", "historical"):
            found.setdefault(one.sentence, {}).setdefault(one.id, one)
    return found


def _of(mechanism: Mechanism, by_sentence: dict[int, dict[str, Told]]) -> list[Told]:
    for words in by_sentence.values():
        chosen = [next((words[t] for t in group if t in words), None) for group in mechanism.all]
        if all(c is not None for c in chosen):
            return [c for c in chosen if c is not None]
    return []
