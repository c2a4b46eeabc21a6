"""Reasons for a visit that are no disorder: examinations, screening, treatment, aftercare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.places import has_words, kind_at, kinds_at, sentence_of, years_old
from superbill.coding.guided.told import Told, Wanted, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.section_kinds import kind_of
from superbill.notes.sides import find_sides, merged
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_suffix(".yaml")
RULE = "encounter"
SAYS = "“{words}”: the note gives it as the reason for the visit, or says that it was done."

_OF_AGE = 18
_NOT_WANTED = ("negated", "family")
_ABNORMAL = ("abnormal", "elevated", "newly found", "new finding", "newly diagnosed")
_SURE = 0.8
"""Of a phrase that names the visit. An estimate, of no data set."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """See encounters.yaml, which says what its keys mean."""

    id: str
    section: str
    phrases: tuple[str, ...]
    gives: str
    abnormal: str | None = None
    child: str | None = None
    child_abnormal: str | None = None
    sides: Mapping[str, str] = field(default_factory=dict[str, str])
    needs: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    alone: bool = False
    past: bool = False
    unless: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def stage(conditions: Conditions, case: Case) -> Staged:
    """The conditions, and those that the words for the visit give."""
    found: list[Condition] = []
    steps: list[Step] = []
    by_id = {one.id: one for one in encounters()}
    for place in told(case, _finder()):
        one = by_id[place.id]
        there = (*standing(conditions), *found)
        if not _holds(one, place, there, case):
            continue
        for code in _codes(one, place, conditions, case):
            made = _made(code, one, place.evidence, case)
            if made is not None and code not in {c.code for c in there}:
                found.append(made)
                steps.append(Step(RULE, SAYS.format(words=place.evidence.text), (), (code,),
                                  guideline(one.section)))  # fmt: skip
    kept = tuple(c for c in found if not _left_out(c, found))
    return Staged(
        (*conditions, *kept), tuple(s for s in steps if set(s.gives) & {c.code for c in kept})
    )


def _left_out(made: Condition, found: Sequence[Condition]) -> bool:
    one = next(e for e in encounters() if e.id == made.name)
    return any(c is not made and stands_under(c.code, one.unless) for c in found)


def _made(code: str, one: Encounter, evidence: Evidence, case: Case) -> Condition | None:
    facts = case.billable(code)
    if facts is None:
        return None
    return Condition(facts, one.id, (evidence,), (), (guideline(one.section),), _SURE)


def _holds(one: Encounter, place: Told, there: Sequence[Condition], case: Case) -> bool:
    evidence = place.evidence
    if evidence.assertion in _NOT_WANTED or (evidence.assertion == "historical" and not one.past):
        return False
    said = sentence_of(case, evidence)
    beside = f"{said.before} {said.after}".lower()
    if has_words(beside, one.not_with) or (one.with_ and not has_words(beside, one.with_)):
        return False
    if one.needs and not has_words(case.document.text.lower(), one.needs):
        return False
    if one.where and kind_at(case, evidence) not in one.where:
        return False
    if one.alone and any(not c.code.startswith("Z") for c in there):
        return False
    if one.beside and not any(stands_under(c.code, one.beside) for c in there):
        return False
    return not any(stands_under(c.code, one.unless) for c in there)


def _codes(one: Encounter, place: Told, conditions: Conditions, case: Case) -> tuple[str, ...]:
    age = years_old(case)
    child = one.child is not None and age is not None and age < _OF_AGE
    plain = one.child if child else one.gives
    abnormal = one.child_abnormal if child else one.abnormal
    first = abnormal if abnormal and _abnormal(conditions, case) else plain
    more: tuple[str, ...] = ()
    if one.sides:
        said = sentence_of(case, place.evidence)
        sides = merged(
            w.side for w in find_sides(f"{said.before}{place.evidence.text}{said.after}")
        )
        more = tuple(one.sides[side] for side in sides if side in one.sides)
    return (first or one.gives, *more)


def _abnormal(conditions: Conditions, case: Case) -> bool:
    """Whether the note concludes a finding: a sign (chapter 18) that stands, or the word itself."""
    if any(
        c.stands and c.code.startswith("R") and "conclusion" in kinds_at(case, c)
        for c in conditions
    ):
        return True
    concluded = [s for s in case.document.sections if kind_of(s.name) == "conclusion"]
    return any(has_words(case.document.text[s.start : s.end].lower(), _ABNORMAL) for s in concluded)


@cache
def encounters() -> tuple[Encounter, ...]:
    """The entries of encounters.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Encounter, entry) for entry in read_yaml(FILE).items())


@cache
def _finder() -> Wanted:
    known = ((words, one.id) for one in encounters() for words in one.phrases)
    return wanted(known, apart=True)
