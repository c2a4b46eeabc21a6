"""Hypertension with heart and kidney: I11, I12 and I13 (guideline I.C.9.a.1 to I.C.9.a.3)."""

from __future__ import annotations

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, step, with_these, without
from superbill.coding.guided.unrelated import said_unrelated
from superbill.coding.result import Step
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.lists import listed

RULE = "combined"

_LATE = ("N18.5", "N18.6")
_FAILURE = ("I50",)
_HYPERTENSION = ("I10", "I11", "I12", "I13")
_CAUSE = "hypertension"


def hypertension(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Essential hypertension, and what is presumed to be of it, as the one code that says both.

    The heart's and the kidney's disease stay, as additional codes. What the note calls unrelated
    is left out of it; in a pregnancy chapter 15 has its own codes (pregnancy.py).
    """
    there = standing(conditions)
    high = [c for c in there if c.code.startswith(_HYPERTENSION)]
    if not high or any(c.code.startswith(("O10", "O11")) for c in there):
        return conditions, ()
    heart, apart = _linked("heart_with_hypertension", there, case)
    kidney, more = _linked("kidney_with_hypertension", there, case)
    steps = [*apart, *more]
    code = _code(high, heart, kidney)
    if code is None:
        return conditions, tuple(steps)
    section = {"I11": "I.C.9.a.1", "I12": "I.C.9.a.2", "I13": "I.C.9.a.3"}[code[:3]]
    cited = guideline(section)
    of = (*high, *heart, *kidney)
    new = given(code, of, case, cited)
    gone = [c.code for c in high if c.code != code]
    if new is None or (not gone and code in {c.code for c in high}):
        return conditions, tuple(steps)
    after = with_these(conditions, [new])
    after = without(
        after, lambda c: c.code in gone, f"{code} says it with what it leads to.", cited
    )
    says = f"{' and '.join(c.code for c in of)}: hypertension is presumed to be the cause, and" \
           f" {code} says so."  # fmt: skip
    steps.append(step(RULE, says, (c.code for c in of), (code,), cited))
    return after, tuple(steps)


def _linked(name: str, there: Conditions, case: Case) -> tuple[list[Condition], list[Step]]:
    """The conditions of a list that hypertension is presumed to lead to, without those of which
    the note says another thing, and the steps that tell of these."""
    found: list[Condition] = []
    steps: list[Step] = []
    for one in there:
        entry = listed(name, one.facts.bare, case.on)
        if entry is None:
            continue
        words = said_unrelated(_CAUSE, one, there, case)
        if words is None:
            found.append(one)
        else:
            says = f"{one.code} is not linked to hypertension: the note says “{words.text}”."
            steps.append(step(RULE, says, (one.code,), (), entry.citation))
    return found, steps


def _code(
    high: list[Condition], heart: list[Condition], kidney: list[Condition]
) -> str | None:  # fmt: skip
    """The code of hypertension with what stands beside it; None for hypertension alone."""
    codes = [c.code for c in high]
    fails = any(c.code.startswith(_FAILURE) for c in heart) or any(
        c in ("I11.0", "I13.0", "I13.2") for c in codes
    )
    with_heart = bool(heart) or any(c.startswith(("I11", "I13")) for c in codes)
    late = any(c.code in _LATE for c in kidney) or any(
        c in ("I12.0", "I13.11", "I13.2") for c in codes
    )
    with_kidney = bool(kidney) or any(c.startswith(("I12", "I13")) for c in codes)
    if with_heart and with_kidney:
        if fails:
            return "I13.2" if late else "I13.0"
        return "I13.11" if late else "I13.10"
    if with_heart:
        return "I11.0" if fails else "I11.9"
    if with_kidney:
        return "I12.0" if late else "I12.9"
    return None
