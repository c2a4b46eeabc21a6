"""Heart failure of two kinds, and infarctions: the second within four weeks, and type 2."""

from __future__ import annotations

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, step, with_these, without
from superbill.coding.guided.told import told, wanted
from superbill.coding.result import Step
from superbill.rules.icd10cm.guideline import guideline

RULE = "combined"

_SYSTOLIC, _DIASTOLIC, _BOTH = "I50.2", "I50.3", "I50.4"
_ACUTE, _CHRONIC, _ACUTE_ON_CHRONIC = "1", "2", "3"

_AGAIN = wanted((text, "again") for text in (
    "second mi", "2nd mi", "second infarction", "second myocardial infarction", "subsequent mi",
    "subsequent myocardial infarction", "another mi", "reinfarction", "re infarction",
    "recurrent mi", "recurrent myocardial infarction", "new mi", "subsequent stemi",
    "subsequent nstemi", "second stemi", "second nstemi", "2nd stemi", "2nd nstemi",
))  # fmt: skip
_WITHIN = wanted((text, "within") for text in (
    "within 4 weeks", "within four weeks", "days ago", "days after", "week ago", "weeks ago",
    "days prior", "days earlier", "last week", "within 28 days",
))  # fmt: skip
_SUBSEQUENT = {"I21.0": "I22.0", "I21.1": "I22.1", "I21.2": "I22.8", "I21.3": "I22.9",
               "I21.4": "I22.2", "I21.9": "I22.9"}  # fmt: skip
"""The subsequent infarction of each wall or kind."""


def heart_failure(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Systolic and diastolic as the combined kind, acute and chronic as acute on chronic: one code
    (guidelines I.B.8 and I.B.9)."""
    kinds = (_SYSTOLIC, _DIASTOLIC, _BOTH)
    there = [c for c in standing(conditions) if c.code.startswith(kinds)]
    if len(there) < 2:
        return conditions, ()
    kind = {c.code[:5] for c in there}
    stem = kind.pop() if len(kind) == 1 else _BOTH
    acuity = {c.code[5] for c in there}
    last = max(acuity) if len(acuity - {"0"}) < 2 else _ACUTE_ON_CHRONIC
    says = "one code says the failure's kind and its course"
    return _one(f"{stem}{last}", there, says, conditions, case, "I.B.8 and I.B.9")


def _one(
    code: str, of: list[Condition], says: str, conditions: Conditions, case: Case, section: str
) -> tuple[Conditions, tuple[Step, ...]]:
    cited = guideline(section)
    new = given(code, of, case, cited)
    if new is None:
        return conditions, ()
    gone = {c.code for c in of} - {code}
    after = without(with_these(conditions, [new]), lambda c: c.code in gone,
                    f"{code} says it.", cited)  # fmt: skip
    told_of = " and ".join(c.code for c in of)
    return after, (step(RULE, f"{told_of}: {says}.", (c.code for c in of), (code,), cited),)


def infarctions(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Of two infarctions, type 1 or not specified, of which the note says that one came within
    four weeks of the other, the one told as new is I22 (guideline I.C.9.e.4)."""
    there = [c for c in standing(conditions) if c.code[:5] in _SUBSEQUENT]
    if len(there) < 2 or any(c.code.startswith("I22") for c in standing(conditions)):
        return conditions, ()
    again = [t for t in told(case, _AGAIN) if t.so]
    within = told(case, _WITHIN)
    if not again or not within:
        return conditions, ()
    old = _old(there, within[0].evidence.start, case)
    new = [c for c in there if c is not old and c.code[:5] != old.code[:5]]
    if len(new) != 1:
        return conditions, ()
    return _one(_SUBSEQUENT[new[0].code[:5]], new, "an infarction within four weeks of another",
                conditions, case, "I.C.9.e.4")  # fmt: skip


def _old(there: list[Condition], place: int, case: Case) -> Condition:
    """The infarction told nearest to the words for when it was."""
    return min(there, key=lambda c: min(abs(e.start - place) for e in c.evidence or ())
               if c.evidence else len(case.document.text))  # fmt: skip
