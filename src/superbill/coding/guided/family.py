"""History of the family, where it is what the visit is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_suffix(".yaml")
RULE = "family"
SAYS = "{code}: told of the family, and the visit is about nothing else; {gives} says so."


@dataclass(frozen=True, slots=True)
class _Family:
    codes: tuple[str, ...]
    gives: str


def stage(conditions: Conditions, case: Case) -> Staged:
    """The conditions, and codes of family history where no other condition stands: then the
    family's is why the patient came. Beside others they answer nothing (I.C.21.c.4)."""
    if standing(conditions):
        return Staged(conditions)
    found: list[Condition] = []
    steps: list[Step] = []
    for one in conditions:
        told = tuple(e for e in (*one.evidence, *one.denied) if e.assertion == "family")
        entry = next((f for f in families() if stands_under(one.code, f.codes)), None)
        facts = case.billable(entry.gives) if entry and told else None
        if facts is None:
            continue
        cited = guideline("I.C.21.c.4")
        says = SAYS.format(code=one.code, gives=facts.code)
        steps.append(Step(RULE, says, (one.code,), (facts.code,), cited))
        found.append(Condition(facts, facts.title, told, (), (cited,), one.confidence))
    return Staged((*conditions, *found), tuple(steps))


@cache
def families() -> tuple[_Family, ...]:
    """The entries of family.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(_Family, entry) for entry in read_yaml(FILE).items())
