"""Sepsis with its germ, with organ failure and shock, and after a procedure; and the germs of
pneumonia and of other infections (guidelines I.C.1.b, I.C.1.d and I.C.10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, in_force, step, with_these, without
from superbill.coding.guided.told import Told, Wanted, sentences_of, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.lists import listed

FILE = Path(__file__).with_name("organisms.yaml")
RULE = "combined"

_UNSPECIFIED_SEPSIS = ("A41.9",)
_UNSPECIFIED_PNEUMONIA = ("J18.9", "J15.9", "J18.0", "J18.1")
_DYSFUNCTION = ("N17", "J96.0", "J96.2", "G93.41", "K72.0", "D65", "J80", "I51.81", "K76.82")
_SHOCK, _SEVERE = "R65.21", "R65.20"
_PROCEDURE = ("T81.40", "T81.41", "T81.42", "T81.43", "T81.49")
_BLOOD = wanted((text, "blood") for text in (
    "blood culture", "blood cultures", "bcx", "bacteremia", "blood cx",
))  # fmt: skip
_SPUTUM = wanted((text, "sputum") for text in (
    "sputum culture", "sputum cultures", "sputum cx", "tracheal aspirate", "bal", "sputum grew",
    "respiratory culture", "urine antigen", "urinary antigen",
))  # fmt: skip
_LINKED = re.compile(
    r"\b(?:due to|d/t|secondary to|2/2|from|with|w/|associated|induced|related|caused by|"
    r"resulting in|complicated by|leading to|causing|c/b)", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organism:
    id: str
    names: tuple[str, ...]
    sepsis: str | None = None
    pneumonia: str | None = None
    beside: str | None = None


@cache
def organisms() -> dict[str, Organism]:
    """organisms.yaml, by id. Raises CardRefused for a fault of it."""
    return {o.id: o for o in (build(Organism, at) for at in read_yaml(FILE).items())}


@cache
def _names() -> Wanted:
    return wanted((name, o.id) for o in organisms().values() for name in o.names)


def germs_of(one: Condition, case: Case, *, also: Wanted | None = None) -> tuple[Told, ...]:
    """The germs that the note names for an infection: in its sentences, or in one that speaks of
    what was cultured (`also`)."""
    places = set(sentences_of(one, case))
    if also is not None:
        places |= {t.sentence for t in told(case, also) if t.so}
    return tuple(t for t in told(case, _names()) if t.so and t.sentence in places)


def germs(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Sepsis and pneumonia without a germ become those with the one that the note names for it."""
    steps: list[Step] = []
    for one in standing(conditions):
        if one.code in _UNSPECIFIED_SEPSIS:
            field, also, section = "sepsis", _BLOOD, "I.C.1.d.1.a"
        elif one.code in _UNSPECIFIED_PNEUMONIA:
            field, also, section = "pneumonia", _SPUTUM, "I.B.9"
        else:
            continue
        found = germs_of(one, case, also=also)
        codes = dict.fromkeys(
            code for t in found
            if (written := getattr(organisms()[t.id], field)) and (code := in_force(written, case))
        )  # fmt: skip
        if len(codes) != 1:
            continue
        conditions, done = _becomes(one, next(iter(codes)), found, conditions, case, section)
        steps += done
    return conditions, tuple(steps)


def _becomes(
    one: Condition, code: str, found: Sequence[Told], conditions: Conditions, case: Case,
    section: str,
) -> tuple[Conditions, list[Step]]:  # fmt: skip
    cited = guideline(section)
    new = given(code, [one], case, cited, evidence=(t.evidence for t in found[:2]))
    if new is None:
        return conditions, []
    germ = found[0].evidence.text
    after = without(with_these(conditions, [new]), lambda c: c.code == one.code,
                    f"The note names the germ, {germ}.", cited)  # fmt: skip
    says = f"{one.code}: the note names the germ, {germ}, so {code}."
    return after, [step(RULE, says, (one.code,), (code,), cited)]


def severe(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """R65.20 with organ failure that the note links to sepsis; A41.9 before R65.2 where no other
    systemic infection stands; R65.21 for R65.20 where both stand."""
    steps: list[Step] = []
    there = standing(conditions)
    codes = {c.code for c in there}
    systemic = [c for c in there if listed("systemic_infection", c.facts.bare, case.on)]
    grave = [c for c in there if c.code in (_SHOCK, _SEVERE)]
    if grave and not systemic:
        cited = guideline("I.C.1.d.1.b")
        made = given("A41.9", grave, case, cited)
        if made is not None:
            conditions = with_these(conditions, [made])
            says = f"{grave[0].code}: severe sepsis takes the code of the systemic infection first."
            steps.append(step(RULE, says, (grave[0].code,), (made.code,), cited))
    if {_SHOCK, _SEVERE} <= codes:
        cited = guideline("I.C.1.d.2")
        conditions = without(conditions, lambda c: c.code == _SEVERE,
                             f"{_SHOCK} says it with the shock.", cited)  # fmt: skip
        steps.append(step(RULE, f"{_SHOCK} says {_SEVERE}.", (_SHOCK, _SEVERE), (_SHOCK,), cited))
    if systemic and not grave:
        conditions, done = _with_failure(conditions, systemic, there, case)
        steps += done
    return conditions, tuple(steps)


def _with_failure(
    conditions: Conditions, systemic: Sequence[Condition], there: Conditions, case: Case
) -> tuple[Conditions, list[Step]]:
    for organ in there:
        if not organ.code.startswith(_DYSFUNCTION):
            continue
        sepsis = next((s for s in systemic if _is_linked(s, organ, case)), None)
        cited = guideline("I.C.1.d.1.a.iii")
        made = given(_SEVERE, [sepsis, organ], case, cited) if sepsis else None
        if sepsis is not None and made is not None:
            says = f"{organ.code}: the note links it to the sepsis {sepsis.code}."
            return with_these(conditions, [made]), [
                step(RULE, says, (sepsis.code, organ.code), (made.code,), cited)
            ]
    return conditions, []


def _is_linked(sepsis: Condition, organ: Condition, case: Case) -> bool:
    """Whether the note links an organ's failure to the sepsis: in so many words, or in a sentence
    that names both with a word that joins them."""
    if any(
        a.kind == "cause" and re.search(r"seps|septic", a.value, re.I) for a in organ.attributes
    ):
        return True
    text = case.document.text
    for a in sepsis.evidence:
        for b in organ.evidence:
            begin, end = min(a.end, b.end), max(a.start, b.start)
            same = sentences_of(sepsis, case) & sentences_of(organ, case)
            if same and 0 < end - begin < 60 and _LINKED.search(text, begin, end):
                return True
    return False


def after_procedure(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """T81.44 between the infection that followed a procedure and the sepsis of it (I.C.1.d.5.b)."""
    there = standing(conditions)
    infected = [c for c in there if c.code.startswith(_PROCEDURE)]
    sepsis = [c for c in there if c.code.startswith(("A40", "A41"))]
    if not infected or not sepsis or any(c.code.startswith("T81.44") for c in there):
        return conditions, ()
    cited = guideline("I.C.1.d.5.b")
    code = f"T81.44X{infected[0].facts.bare[-1]}"
    made = given(code, [infected[0], sepsis[0]], case, cited)
    if made is None:
        return conditions, ()
    says = (
        f"{infected[0].code} and {sepsis[0].code}: sepsis after a procedure is told between them."
    )
    return with_these(conditions, [made]), (
        step(RULE, says, (infected[0].code, sepsis[0].code), (code,), cited),
    )
