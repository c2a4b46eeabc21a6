"""The order of the diagnoses: what leads, and what must stand before what.

What the tabular list and the guidelines say of two codes is in rules/icd10cm (`order_of`). Where
they leave a choice, the note decides: what it calls principal, why its procedure was done, what it
concludes, in its own order; diagnoses before symptoms, statuses and histories last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.places import kind_at
from superbill.coding.guidelines import guideline as paragraph
from superbill.coding.result import Step
from superbill.notes.section_kinds import SectionKind
from superbill.rules.icd10cm.ordering import Order, order_of

RULE = "sequence"

_KINDS: tuple[SectionKind, ...] = ("conclusion", "course", "complaint", "plan", "problems")
_DIAGNOSIS = r"\W+(?:\w+\W+){0,2}?(?:diagnos[ei]s|dx|problems?)\b"
_LEADING = re.compile(rf"\b(?:principal|primary|main|chief){_DIAGNOSIS}", re.IGNORECASE)
"""Words of a heading, or right before a diagnosis, by which a note says what led to the stay."""
_SECONDARY = re.compile(
    rf"\b(?:secondary|other|additional|associated){_DIAGNOSIS}|\bcomorbid", re.IGNORECASE
)
_BEFORE = 40
"""Characters before a diagnosis in which such a word may stand."""
_SYMPTOM = "R"
_ENCOUNTERS = ("Z00", "Z01", "Z02", "Z03", "Z04", "Z05", "Z08", "Z09", "Z12", "Z30", "Z31", "Z34",
               "Z38", "Z39", "Z40", "Z41", "Z42", "Z43", "Z44", "Z45", "Z46", "Z47", "Z48", "Z49",
               "Z51", "Z52")  # fmt: skip
"""Z codes that are the reason of an encounter, which may lead; the others tell of circumstances
(guideline I.C.21.c)."""
_BESIDE = ("Z11", "Z13", "Z20", "Z23", "Z36", "Z71", "Z76")
"""Reasons that are as often a thing done beside another."""


def stage(conditions: Conditions, case: Case) -> Staged:
    """Those that stand, as they are reported, then the rejected ones."""
    there = sorted(standing(conditions), key=lambda c: _place(c, case))
    order = order_of([c.facts for c in there], case.on)
    by_code = {c.code: c for c in there}
    ordered = tuple(by_code[code] for code in order.suggested)
    steps = tuple(_steps(ordered, order, case))
    return Staged((*ordered, *(c for c in conditions if not c.stands)), steps)


def _place(one: Condition, case: Case) -> tuple[int, int, int, int, int, int]:
    """Where a diagnosis stands among those that the rules leave free, the smallest first.

    Of a stay a symptom is after the diagnoses of its kind of place (guideline II.A); of a visit
    the first reason leads, be it a symptom (IV.D and IV.G).
    """
    reason = case.reasons.index(one.code) if one.code in case.reasons else len(case.reasons)
    told = [(_KINDS.index(k), e.start) for e in one.evidence if (k := kind_at(case, e)) in _KINDS]
    kind, first = min(told, default=(len(_KINDS), len(case.document.text)))
    symptom = int(case.inpatient and one.code.startswith(_SYMPTOM))
    return _rank(one), reason, -_called(one, case), kind, symptom, first


def _rank(one: Condition) -> int:
    """Diagnoses and reasons of encounters, then what was done beside them, then statuses and
    histories."""
    if not one.code.startswith("Z") or one.code.startswith(_ENCOUNTERS):
        return 0
    return 1 if one.code.startswith(_BESIDE) else 2


def _called(one: Condition, case: Case) -> int:
    """1 where the note calls it the principal diagnosis, -1 a secondary one, 0 neither."""
    said = 0
    for e in one.evidence:
        heading = next(
            (s.heading for s in case.document.sections if s.start <= e.start < s.end), ""
        )
        line = case.document.text[max(0, e.start - _BEFORE) : e.start].rpartition("\n")[2]
        for words in (heading, line):
            if _LEADING.search(words):
                return 1
            said = -1 if _SECONDARY.search(words) else said
    return said


def _steps(ordered: Conditions, order: Order, case: Case) -> Iterator[Step]:
    after: dict[tuple[str, str], list[str]] = {}
    for before in order.before:
        after.setdefault((before.earlier, before.reason.says), []).append(before.later)
    for before in order.before:
        later = after.pop((before.earlier, before.reason.says), None)
        if later:
            says = f"{before.earlier} stands before {', '.join(later)}: {before.reason.says}."
            yield Step(RULE, says, (before.earlier, *later), (), before.reason.citation)
    if not ordered:
        return
    first = ordered[0]
    role = "principal" if case.inpatient else "first_listed"
    says = f"{first.code} leads: {_why_first(first, case)}."
    yield Step(role, says, (first.code,), (first.code,), paragraph(role).citation())
    if not order.leads:
        barred = "; ".join(r.says for r in order.may_not_lead.get(first.code, ()))
        yield Step(
            RULE, f"{first.code} may not lead ({barred}), and no other code of the note may"
            " either: what it belongs to has to be documented.",
            (first.code,), (), paragraph(role).citation(),
        )  # fmt: skip


def _why_first(one: Condition, case: Case) -> str:
    if _called(one, case) == 1:
        return "the note calls it so"
    if one.code in case.reasons:
        return "the procedure was done for it"
    if any(kind_at(case, e) == "conclusion" for e in one.evidence):
        return "it is the first that the note concludes and that may lead"
    return "the note concludes nothing that would come before it"
