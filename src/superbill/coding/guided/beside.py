"""What the note's own words add beside a diagnosis: added.yaml, and germs of B95 to B97."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, in_force, is_weak, step
from superbill.coding.guided.sepsis import germs_of, organisms
from superbill.coding.guided.signs import LOOSE
from superbill.coding.guided.told import Told, Wanted, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import guideline, tabular
from superbill.rules.icd10cm.instructions import Instruction
from superbill.rules.icd10cm.relations import is_high, names

FILE = Path(__file__).with_name("added.yaml")
RULE = "added"
_GERMS = ("B95", "B96", "B97")
_NOT_GUESSED = ("Z37", "Z3A", "Z68", "Z79", *_GERMS, "F17", "Z72", "Z77", "Z87", "R65", "R29.7")
"""What has its own way here, or in encounters.py, and isn't taken from a weak name."""
_CULTURES = wanted((text, "culture") for text in (
    "culture", "cultures", "cx", "ucx", "urine culture", "wound culture", "grew", "growing",
    "growth of", "urine cx", "wound cx", "cfu",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """For the phrases of the note that stand for `gives`; wanted_by: beginnings of codes."""

    id: str
    section: str
    phrases: tuple[str, ...]
    gives: str
    wanted_by: tuple[str, ...]


@cache
def entries() -> dict[str, Beside]:
    """added.yaml, by id. Raises CardRefused for a fault of it."""
    return {b.id: b for b in (build(Beside, at) for at in read_yaml(FILE).items())}


@cache
def _phrases() -> Wanted:
    return wanted((text, b.id) for b in entries().values() for text in b.phrases)


def by_words(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The codes of added.yaml that the note says, beside a diagnosis that wants them."""
    steps: list[Step] = []
    for said in told(case, _phrases()):
        entry = entries()[said.id]
        there = standing(conditions)
        wants = next((c for c in there if c.code.startswith(entry.wanted_by)), None)
        code = in_force(entry.gives, case)
        if not said.so or wants is None or code is None or code in {c.code for c in there}:
            continue
        cited = guideline(entry.section)
        made = given(code, (), case, cited, evidence=(said.evidence,))
        if made is not None:
            conditions = (*conditions, made)
            says = f"{code}: the note says “{said.evidence.text}”, and {wants.code} stands."
            steps.append(step(RULE, says, (wants.code,), (code,), cited))
    return conditions, tuple(steps)


def germs_beside(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The germ of an infection whose title doesn't name it, where the tabular list has an
    instruction to add it and the note names one for it (guidelines I.B.7 and I.C.1.b)."""
    steps: list[Step] = []
    for one in standing(conditions):
        if not _asks(one.facts, _GERMS):
            continue
        for said in germs_of(one, case, also=_CULTURES):
            code = organisms()[said.id].beside
            facts = case.billable(code) if code else None
            there = standing(conditions)
            if facts is None or any(c.code.startswith(_GERMS) for c in there):
                continue
            asked = _wanting(one.facts, facts)
            if asked is None or _is_said_already(said, there):
                continue
            cited = tabular(asked.at, "Use additional code", one.facts.release)
            made = given(facts.code, (), case, cited, evidence=(said.evidence,))
            if made is not None:
                conditions = (*conditions, made)
                says = f"{one.code}: the note names the germ, {said.evidence.text}."
                steps.append(step(RULE, says, (one.code,), (facts.code,), cited))
    return conditions, tuple(steps)


def _is_said_already(said: Told, there: Sequence[Condition]) -> bool:
    """Whether a code that stands is the one that names the germ with its infection."""
    germ = organisms()[said.id]
    return any(c.code in (germ.sepsis, germ.pneumonia) for c in there)


def _asks(code: Facts, beginnings: tuple[str, ...]) -> bool:
    return any(
        r.first.startswith(beginnings)
        for i in code.of_kind("use_additional") for r in i.references
    )  # fmt: skip


def _wanting(code: Facts, other: Facts, *, low: bool = False) -> Instruction | None:
    """The instruction by which `other` is added to `code`. low: none of a chapter or block."""
    return next(
        (
            i for i in code.of_kind("use_additional")
            if names(i, code, other) and not (low and is_high(i.at))
        ),
        None,
    )  # fmt: skip


def revived(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """What the note names by words too weak to report it by, where a diagnosis that stands asks for
    it in so many codes: to be added to it, or as its cause before it."""
    there = standing(conditions)
    steps: list[Step] = []
    found: list[Condition] = []
    for one in conditions:
        # Words that are only like a name are no sign of a status: `HER2 neg` of HER2 positive.
        weak = is_weak(one) and not (one.rejected == LOOSE and one.code.startswith("Z"))
        asked = _asked_for(one, there) if weak else None
        if asked is None:
            found.append(one)
            continue
        wants, instruction = asked
        kind = "Code first" if instruction.kind == "code_first" else "Use additional code"
        cited = tabular(instruction.at, kind, wants.facts.release)
        made = given(one.code, [one], case, cited)
        if made is None:
            found.append(one)
            continue
        found.append(made)
        says = f"{one.code}: the note names it, and {wants.code} asks for it."
        steps.append(step(RULE, says, (wants.code,), (one.code,), cited))
    return tuple(found), tuple(steps)


def _asked_for(one: Condition, there: Conditions) -> tuple[Condition, Instruction] | None:
    if one.code.startswith(_NOT_GUESSED):
        return None
    for other in there:
        low = _wanting(other.facts, one.facts, low=True)
        if low is not None and not low.open:
            return other, low
        for instruction in other.facts.of_kind("code_first"):
            if names(instruction, other.facts, one.facts) and not is_high(instruction.at):
                return other, instruction
    return None
