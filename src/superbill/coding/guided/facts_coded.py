"""Measured facts as codes, where a diagnosis makes them reportable: BMI, weeks, tobacco."""

from __future__ import annotations

import re

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, step, with_these, without
from superbill.coding.guided.places import years_old
from superbill.coding.guided.told import sentence_of
from superbill.coding.result import Step
from superbill.notes.values import Attribute
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.lists import code_list, listed
from superbill.rules.icd10cm.relations import names

RULE = "added"

_OF_WEIGHT = ("E66", "E65", "R63.4", "R63.5", "R63.6", "E40", "E41", "E42", "E43", "E44", "E45",
              "E46", "R64", "F50.0")  # fmt: skip
_ADULT = 20
_BMI = ((20, "Z68.1"), (40, "Z68.{}"), (45, "Z68.41"), (50, "Z68.42"), (60, "Z68.43"),
        (70, "Z68.44"), (1000, "Z68.45"))  # fmt: skip
"""The index below which each code ends; `{}`: its whole number."""
_FIRST_WEEK, _LAST_WEEK = 8, 42
_CIGARETTES = re.compile(r"\b(?:cigarettes?|cigs?|ppd|packs?|pack[- ]years?|pk)\b", re.IGNORECASE)
_CHEWED = re.compile(r"\b(?:chew\w*|snuff|smokeless|dip)\b", re.IGNORECASE)
_VAPED = re.compile(r"\b(?:vap\w+|e-?cig\w*|juul)\b", re.IGNORECASE)
_TREATED = re.compile(r"\b(?:patch|cessation|counsel\w*|varenicline|chantix|nrt|quit line)\b", re.I)
_OTHERS = re.compile(
    r"\b(?:mother|father|mom|dad|parents?|husband|wife|spouse|partner|brother|sister|roommate)\b"
    r"[^.;]{0,20}\Z", re.IGNORECASE,
)  # fmt: skip
_NICOTINE = ("F17.2", "Z87.891", "Z72.0")


def body_mass(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Z68 beside a diagnosis of weight that the clinician made (guideline I.B.14), of adults who
    aren't pregnant."""
    there = standing(conditions)
    wants = next((c for c in there if c.code.startswith(_OF_WEIGHT)), None)
    bmi = _measured("bmi", case)
    age = years_old(case)
    if wants is None or bmi is None or bmi.number is None or (age is not None and age < _ADULT):
        return conditions, ()
    if any(c.code.startswith(("O", "Z68")) for c in there):
        return conditions, ()
    code = next(code for below, code in _BMI if bmi.number < below).format(int(bmi.number))
    return _with(conditions, code, bmi, wants, "I.B.14", case)


def stroke_scale(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """R29.7 beside an acute infarction of the brain, the first score (guideline I.C.18.i)."""
    wants = next((c for c in standing(conditions) if c.code.startswith("I63")), None)
    score = _measured("nihss", case)
    if wants is None or score is None or score.number is None:
        return conditions, ()
    return _with(conditions, f"R29.7{int(score.number):02}", score, wants, "I.C.18.i", case)


def weeks(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Z3A beside codes of chapter 15, but not beside abortive outcomes, nor after the delivery
    (guideline I.C.21.c.11)."""
    there = standing(conditions)
    mother = [c for c in there if code_list("obstetric")[0].holds(c.facts.bare, case.on)]
    wants = next((c for c in mother if not listed("without_weeks", c.facts.bare, case.on)), None)
    told = _measured("gestation", case)
    if wants is None or told is None or told.number is None:
        return conditions, ()
    if any(c.code.startswith(("Z3A", "Z39")) or listed("abortive", c.facts.bare, case.on)
           for c in there):  # fmt: skip
        return conditions, ()
    week = int(told.number)
    code = "Z3A.01" if week < _FIRST_WEEK else f"Z3A.{week:02}" if week <= _LAST_WEEK else "Z3A.49"
    return _with(conditions, code, told, wants, "I.C.21.c.11", case)


def tobacco(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Nicotine dependence by its product; and use or history of tobacco beside a diagnosis to which
    the tabular list has it added."""
    there = standing(conditions)
    conditions, steps = _by_product(conditions, case)
    if any(c.code.startswith(_NICOTINE) for c in standing(conditions)):
        return conditions, steps
    told = _measured("tobacco", case)
    if told is None or told.value not in ("former", "current") or _of_another(told, case):
        return conditions, steps
    code = "Z87.891" if told.value == "former" else _dependence(told, case)
    facts = case.billable(code)
    asking = (
        c for c in there if facts is not None
        for i in c.facts.of_kind("use_additional") if names(i, c.facts, facts)
    )  # fmt: skip
    treated = told.value == "current" and _is_treated(told, case)
    wants = next(asking, there[0] if there and treated else None)
    if wants is None:
        return conditions, steps
    conditions, done = _with(conditions, code, told, wants, "I.B.7", case)
    return conditions, (*steps, *done)


def _is_treated(told: Attribute, case: Case) -> bool:
    """Whether the sentence tells of care for it (section III: it is then reported)."""
    return _TREATED.search(case.lines()[sentence_of(told.evidence, case)].text) is not None


def _by_product(
    conditions: Conditions, case: Case
) -> tuple[Conditions, tuple[Step, ...]]:  # fmt: skip
    plain = next((c for c in standing(conditions) if c.code == "F17.200"), None)
    code = f"F17.2{_product(case.document.text)}0" if plain is not None else "F17.200"
    if plain is None or code == "F17.200":
        return conditions, ()
    cited = guideline("I.B.2")
    made = given(code, [plain], case, cited)
    if made is None:
        return conditions, ()
    after = without(with_these(conditions, [made]), lambda c: c.code == "F17.200",
                    "The note names the product.", cited)  # fmt: skip
    says = f"F17.200: the note names the product, so {code}."
    return after, (step(RULE, says, ("F17.200",), (code,), cited),)


def _product(text: str) -> str:
    if _CIGARETTES.search(text):
        return "1"
    return "2" if _CHEWED.search(text) else "9" if _VAPED.search(text) else "0"


def _dependence(told: Attribute, case: Case) -> str:
    """`Smoker` is dependence in the index; `tobacco use` isn't (Z72.0)."""
    words = told.evidence.text.lower()
    if "use" in words:
        return "Z72.0"
    start = told.evidence.start
    return f"F17.2{_product(case.document.text[max(start - 40, 0) : told.evidence.end + 60])}0"


def _of_another(told: Attribute, case: Case) -> bool:
    start = told.evidence.start
    return _OTHERS.search(case.document.text[max(start - 40, 0) : start]) is not None


def _measured(kind: str, case: Case) -> Attribute | None:
    return next((a for a in case.measured if a.kind == kind), None)


def _with(
    conditions: Conditions, code: str, told: Attribute, wants: Condition, section: str, case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    cited = guideline(section)
    made = given(code, (), case, cited, evidence=(told.evidence,))
    if made is None or any(c.code == code for c in standing(conditions)):
        return conditions, ()
    says = f"{code}: the note says “{told.evidence.text}”, and {wants.code} stands."
    return (*conditions, made), (step(RULE, says, (wants.code,), (code,), cited),)
