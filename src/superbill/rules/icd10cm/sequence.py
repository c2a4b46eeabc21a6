"""`icd10cm.sequence`: codes that never lead, and acute before chronic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import code_list, listed
from superbill.rules.icd10cm.relations import names
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.sequence",
    title="What never leads does not, severe sepsis has its infection, acute is before chronic",
    payer=EVERY_PAYER,
    source=guideline("I.B.8, I.B.10, I.B.14, I.C.1.d"),
    grain="diagnoses",
)

_DEGREE = re.compile(r"\b(acute and chronic|acute on chronic|subacute|acute|chronic)\b", re.I)
_SEVERE_SEPSIS = "R652"
_CATEGORY = 3


def check(scene: Scene) -> Outcome:
    """Errors: a code that is only secondary leads. Warnings: severe sepsis without a code of the
    infection, chronic before acute of one condition, and both where one code says both."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    first, on = diagnoses.first, diagnoses.scene.on
    entry = listed("never_first", first.bare, on)
    if entry is not None and not first.code.startswith("Z") and not _cause_is_there(diagnoses):
        yield finding(
            RULE, "never_first", (first,),
            f"{first.code} is {diagnoses.first_is_called}; it {entry.says}.",
            "Put the code that it belongs to first.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    yield from _sepsis(diagnoses)
    graded = [f for f in diagnoses.distinct if _DEGREE.search(f.title)]
    for one, other in combinations(graded, 2):
        yield from _acute_and_chronic(one, other, diagnoses)


def _cause_is_there(diagnoses: Diagnoses) -> bool:
    """Whether what a `code first` of the first code names stands further down: then
    `icd10cm.code_first` says which code to put before it."""
    first = diagnoses.first
    return any(
        names(instruction, first, other)
        for instruction in first.of_kind("code_first")
        for other in diagnoses.distinct
    )


def _sepsis(diagnoses: Diagnoses) -> Iterator[Finding]:
    severe = [f for f in diagnoses.distinct if f.bare.startswith(_SEVERE_SEPSIS)]
    if not severe:
        return
    if any(listed("systemic_infection", f.bare, diagnoses.scene.on) for f in diagnoses.all):
        return
    entry = code_list("systemic_infection")[0]
    yield finding(
        RULE, "infection_missing", severe,
        f"{severe[0].code} stands without a code of the systemic infection: {entry.says}.",
        "Add the code of the sepsis before it.",
        citation=entry.citation, severity="warning",
    )  # fmt: skip


def degree(title: str) -> str | None:
    """`acute`, `chronic`, or the words for both; None where a title says neither.

    >>> degree("Acute respiratory failure with hypoxia"), degree("Gastritis, unspecified")
    ('acute', None)
    """
    found = {m.lower() for m in _DEGREE.findall(title)}
    return found.pop() if len(found) == 1 else None


def acute_of(one: Facts, other: Facts) -> bool:
    """Whether `one` is the acute (or subacute) and `other` the chronic form of one condition: their
    titles differ in nothing else."""
    return (
        one.bare[:_CATEGORY] == other.bare[:_CATEGORY]
        and degree(one.title) in ("acute", "subacute")
        and degree(other.title) == "chronic"
        and _ungraded(one) == _ungraded(other)
    )


def _acute_and_chronic(one: Facts, other: Facts, diagnoses: Diagnoses) -> Iterator[Finding]:
    if not acute_of(one, other) and not acute_of(other, one):
        return
    both = _both(one, diagnoses)
    if both is not None:
        yield finding(
            RULE, "one_code_for_both", (one, other),
            f"{one.code} and {other.code} are the acute and the chronic form of one condition, and"
            f" one code says both: {both}.",
            f"Use {both} alone (guideline I.B.9).",
            citation=guideline("I.B.8 and I.B.9"), severity="warning", release=one.decided_by,
        )  # fmt: skip
    elif degree(one.title) == "chronic":
        yield finding(
            RULE, "chronic_before_acute", (one, other),
            f"{one.code} ({one.title}) stands before {other.code} ({other.title}).",
            f"Put {other.code} before {one.code}.",
            citation=guideline("I.B.8"), severity="warning", release=one.decided_by,
        )  # fmt: skip


def _ungraded(code: Facts) -> str:
    return " ".join(_DEGREE.sub(" ", code.title.lower()).split())


def _both(code: Facts, diagnoses: Diagnoses) -> str | None:
    """The code of the category that says acute and chronic of the same, by its title."""
    book, on = diagnoses.scene.book, diagnoses.scene.on
    wanted = _ungraded(code)
    for level in _headings(code.bare[:_CATEGORY], diagnoses):
        for child in facts_of(book, level, on).concept.children:
            title = (child.title or "").lower()
            both = "acute on chronic" in title or "acute and chronic" in title
            if child.billable and both and " ".join(_DEGREE.sub(" ", title).split()) == wanted:
                return child.code
    return None


def _headings(category: str, diagnoses: Diagnoses) -> Iterator[str]:
    """A category and the headings below it, where codes may stand."""
    book, on = diagnoses.scene.book, diagnoses.scene.on
    yield category
    for child in facts_of(book, category, on).concept.children:
        if not child.billable:
            yield child.code
