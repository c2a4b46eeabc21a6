"""Conditions of a pregnancy as chapter 15 has them, by trimester (guideline I.C.15.a)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.linked import among
from superbill.coding.guided.making import given, step, with_these, without
from superbill.coding.guided.told import told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_suffix(".yaml")
RULE = "combined"

Period = Literal["pregnancy", "childbirth", "puerperium"]
_PREGNANT = ("O", "Z33.1", "Z34", "Z3A", "Z37")
_NEWBORN = ("P", "Z38")
_DELIVERED = ("O80", "O82", "Z37")
_AFTER = ("Z39", "O85", "O86", "O90", "O91", "O92", "O72")
_ABORTIVE = tuple(f"O0{n}" for n in range(9))
_SECOND, _THIRD = 14, 28
_TRIMESTER = re.compile(r"\bunspecified trimester\b")
_ORDINALS = {"1": "first trimester", "2": "second trimester", "3": "third trimester"}

_INCIDENTAL = wanted((t, "incidental") for t in (
    "incidental pregnancy", "pregnancy is incidental", "pregnancy incidental",
    "incidentally pregnant",
))  # fmt: skip
_GESTATIONAL = wanted([(t, "diet") for t in ("gdma1", "gdm a1", "a1gdm", "a1 gdm", "gdm a 1")]
    + [(t, "drug") for t in ("gdma2", "gdm a2", "a2gdm", "a2 gdm", "gdm a 2")]
    + [(t, "unsaid") for t in ("gdm",)])  # fmt: skip
_OLD_MOTHER = wanted((t, "ama") for t in (
    "ama", "advanced maternal age", "elderly multigravida", "elderly primigravida",
))  # fmt: skip
_BY_INSULIN = wanted((t, "insulin") for t in (
    "insulin", "nph", "lispro", "humalog", "levemir", "lantus", "glargine", "novolog", "detemir",
))  # fmt: skip
_BY_MOUTH = wanted((t, "oral") for t in ("metformin", "glyburide"))


@dataclass(frozen=True, slots=True)
class Complication:
    """A condition that chapter 15 has a code of: see pregnancy.yaml."""

    id: str
    of: tuple[str, ...]
    pregnancy: str
    keeps: bool
    childbirth: str | None = None
    puerperium: str | None = None
    unless: tuple[str, ...] = ()


@cache
def complications() -> tuple[Complication, ...]:
    """pregnancy.yaml. Raises CardRefused for a fault of it."""
    return tuple(build(Complication, at) for at in read_yaml(FILE).items())


def pregnancy(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The trimester of what has none said, from the weeks; and conditions of other chapters with
    their code of chapter 15. Nothing where the note calls the pregnancy incidental (Z33.1)."""
    there = standing(conditions)
    if not _is_mother(there, case) or any(t.so for t in told(case, _INCIDENTAL)):
        return conditions, ()
    steps: list[Step] = []
    for part in (_abbreviated, _in_trimester, _complicated):
        conditions, done = part(conditions, case)
        steps += done
    return conditions, tuple(steps)


def _is_mother(there: Conditions, case: Case) -> bool:
    codes = [c.code for c in there]
    if any(c.startswith((*_NEWBORN, *_ABORTIVE)) for c in codes):
        return False
    return any(c.startswith(_PREGNANT) for c in codes) or (
        _trimester(case) is not None
        and any(a.kind in ("pregnancy", "gravidity") for a in case.measured)
    )


def _period(there: Conditions) -> Period:
    codes = [c.code for c in there]
    if any(c.startswith(_DELIVERED) for c in codes):
        return "childbirth"
    return "puerperium" if any(c.startswith(_AFTER) for c in codes) else "pregnancy"


def _trimester(case: Case) -> str | None:
    """`1`, `2` or `3`, by the weeks that the note measures, else by its words."""
    for fact in case.measured:
        if fact.kind == "gestation" and fact.number is not None:
            return "1" if fact.number < _SECOND else "2" if fact.number < _THIRD else "3"
    words = next((a.value for a in case.measured if a.kind == "trimester"), None)
    return next((n for n, title in _ORDINALS.items() if title == words), None)


def _abbreviated(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Gestational diabetes and the mother's age by the letters that obstetricians write."""
    steps: list[Step] = []
    there = standing(conditions)
    trimester = _trimester(case) or "9"
    diabetes = [t for t in told(case, _GESTATIONAL) if t.so]
    if diabetes and not any(c.code.startswith("O24") for c in there):
        code = f"O24.41{_control({t.id for t in diabetes}, case)}"
        conditions, done = _one(conditions, code, diabetes[0].evidence, "I.C.15.i", case)
        steps += done
    age = [t for t in told(case, _OLD_MOTHER) if t.so]
    if age and not any(c.code.startswith("O09.5") for c in there) and _period(there) == "pregnancy":
        births = {a.kind: a.number for a in case.measured if a.kind in ("gravidity", "parity")}
        first = births.get("gravidity") == 1
        code = f"O09.5{'1' if first else '2'}{trimester}"
        if "gravidity" in births or "multi" in case.document.text.lower():
            conditions, done = _one(conditions, code, age[0].evidence, "I.C.15.b.1", case)
            steps += done
    return conditions, tuple(steps)


def _control(ids: set[str], case: Case) -> str:
    """How gestational diabetes is controlled: 0 diet, 4 insulin, 5 oral drugs, 9 not said; insulin
    where both are (guideline I.C.15.i)."""
    if any(t.so for t in told(case, _BY_INSULIN)):
        return "4"
    if any(t.so for t in told(case, _BY_MOUTH)):
        return "5"
    return "0" if "diet" in ids else "9"


def _one(
    conditions: Conditions, code: str, evidence: Evidence, section: str, case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    cited = guideline(section)
    made = given(code, (), case, cited, evidence=(evidence,))
    if made is None:
        return conditions, ()
    says = f"{code}: the note says “{evidence.text}”."
    return with_these(conditions, [made]), (step(RULE, says, (), (code,), cited),)


def _in_trimester(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    trimester = _trimester(case)
    steps: list[Step] = []
    cited = guideline("I.C.15.a.3")
    for one in standing(conditions) if trimester is not None else ():
        code = _of_trimester(one, trimester or "", case)
        made = given(code, [one], case, cited) if code else None
        if made is None:
            continue
        because = f"The note gives the weeks: {made.code}."
        conditions = without(with_these(conditions, [made]), one.__eq__, because, cited)
        says = f"{one.code}: the note gives the weeks, so {made.code}."
        steps.append(step(RULE, says, (one.code,), (made.code,), cited))
    return conditions, tuple(steps)


def _of_trimester(one: Condition, trimester: str, case: Case) -> str | None:
    """The sibling of a code of an unspecified trimester that the trimester names."""
    title = one.facts.title.lower()
    if not one.code.startswith("O") or not _TRIMESTER.search(title) or len(one.facts.levels) < 2:
        return None
    above = case.facts(one.facts.levels[1])
    wanted = _TRIMESTER.sub(_ORDINALS[trimester], title)
    children = above.concept.children if above is not None else ()
    return next((c.code for c in children if c.title and c.title.lower() == wanted), None)


def _complicated(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    steps: list[Step] = []
    period = _period(standing(conditions))
    cited = guideline("I.C.15.a.1")
    for entry in complications():
        there = standing(conditions)
        found = [c for c in there if among(c, entry.of, case.on)]
        code = _complication(entry, period, case)
        if not found or code is None or any(c.code.startswith(entry.unless or "-") for c in there):
            continue
        stem = code[:-1] if period == "pregnancy" else code
        made = given(code, found, case, cited)
        if made is None or any(c.code.startswith(stem) for c in there):
            continue
        conditions = with_these(conditions, [made])
        if not entry.keeps:
            gone = {c.code for c in found}
            because = f"{code} says it of the pregnancy."
            conditions = without(conditions, lambda c, g=gone: c.code in g, because, cited)
        says = f"{' and '.join(c.code for c in found)}: in a pregnancy, so {code}."
        steps.append(step(RULE, says, (c.code for c in found), (code,), cited))
    return conditions, tuple(steps)


def _complication(entry: Complication, period: Period, case: Case) -> str | None:
    """Its code in the period. The unspecified trimester is 9 of most codes and 0 of some."""
    if period == "childbirth" and entry.childbirth:
        return entry.childbirth
    if period == "puerperium" and entry.puerperium:
        return entry.puerperium
    stem = entry.pregnancy.split("{")[0]
    tries = [_trimester(case) or "", "9", "0"]
    return next((f"{stem}{t}" for t in tries if t and case.billable(f"{stem}{t}")), None)
