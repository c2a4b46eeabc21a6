"""`icd10cm.obstetric`: what stands on the record of a pregnancy, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding, Severity
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import code_list, listed
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.obstetric",
    title="Chapter 15 leads, stands on the mother's record, and agrees with weeks and outcome",
    payer=EVERY_PAYER,
    source=guideline("I.C.15"),
    grain="diagnoses",
)

_TRIMESTER = re.compile(r"\b(first|second|third) trimester\b")
_WEEKS = {"first": (0, 13), "second": (14, 27), "third": (28, 42)}
"""Whole weeks of the trimesters: to 13 weeks 6 days, 14 weeks 0 days to 27 weeks 6 days, from 28
weeks 0 days (note at the head of chapter 15)."""


def check(scene: Scene) -> Outcome:
    """Errors: a code of chapter 15 behind one of another chapter, O80 beside a complication or
    another outcome than Z37.0, mother and newborn on one claim. Warnings: a delivery without its
    outcome, an outcome without a code of chapter 15, weeks where none are given, weeks and
    trimester that contradict each other. Info: no weeks. Excludes1 notes speak of Z33.1 and Z34
    beside chapter 15."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    on = diagnoses.scene.on
    mother = [f for f in diagnoses.distinct if listed("obstetric", f.bare, on)]
    outcome = [f for f in diagnoses.distinct if f.bare.startswith("Z37")]
    weeks = [f for f in diagnoses.distinct if f.bare.startswith("Z3A")]
    if not (mother or outcome or weeks):
        return
    newborn = [f for f in diagnoses.distinct if f.code.startswith("P") or f.bare[:3] == "Z38"]
    if mother:
        yield from _priority(mother, diagnoses)
        yield from _newborn(mother, newborn)
        yield from _normal_delivery(mother, outcome)
    yield from _outcome(diagnoses, mother, outcome, newborn)
    yield from _weeks(diagnoses, mother, weeks)


def _priority(mother: list[Facts], diagnoses: Diagnoses) -> Iterator[Finding]:
    first = diagnoses.first
    if first in mother or first.code.startswith(("O", "P")) or first.bare[:3] in ("Z37", "Z3A"):
        return  # Z37, Z3A and O94 never lead: `icd10cm.z_codes` and `icd10cm.sequence` say so
    if listed("first_only", first.bare, diagnoses.scene.on):
        return  # the two are at odds, and Excludes1 notes or `icd10cm.z_codes` settle it
    entry = code_list("obstetric")[0]
    yield finding(
        RULE, "not_first", (mother[0], first),
        f"{mother[0].code} stands after {first.code}: {entry.says}.",
        f"Put {mother[0].code} before {first.code}; or use Z33.1 instead of chapter 15 where the"
        " provider says that the pregnancy is incidental.",
        citation=entry.citation, severity="error",
    )  # fmt: skip


def _newborn(mother: list[Facts], newborn: list[Facts]) -> Iterator[Finding]:
    if newborn:
        yield finding(
            RULE, "mother_and_newborn", (mother[0], newborn[0]),
            f"{mother[0].code} belongs on the mother's record and {newborn[0].code} on the"
            " newborn's; both stand on one claim.",
            "Report mother and newborn each on a claim of their own.",
            citation=guideline("I.C.15.a.2 and I.C.16.a.1"), severity="error",
        )  # fmt: skip


def _normal_delivery(mother: list[Facts], outcome: list[Facts]) -> Iterator[Finding]:
    normal = next((f for f in mother if f.code == "O80"), None)
    if normal is None:
        return
    others = [f for f in mother if f is not normal]
    if others:
        yield finding(
            RULE, "normal_with_complication", (normal, others[0]),
            f"O80 is a delivery without any complication, and {others[0].code} is one.",
            f"Use {others[0].code} and remove O80.",
            citation=guideline("I.C.15.n.1"), severity="error",
        )  # fmt: skip
    wrong = [f for f in outcome if f.code != "Z37.0"]
    if wrong:
        yield finding(
            RULE, "outcome_of_normal", (normal, wrong[0]),
            f"{wrong[0].code} stands beside O80, of which a single live birth (Z37.0) is the only"
            " outcome.",
            "Use Z37.0, or the codes of the complication instead of O80.",
            citation=guideline("I.C.15.n.3"), severity="error",
        )  # fmt: skip


def _outcome(
    diagnoses: Diagnoses, mother: list[Facts], outcome: list[Facts], newborn: list[Facts]
) -> Iterator[Finding]:  # fmt: skip
    entry = code_list("delivery")[0]
    delivered = [f for f in mother if entry.holds(f.bare, diagnoses.scene.on)]
    if delivered and not outcome:
        yield finding(
            RULE, "outcome_missing", delivered[:1],
            f"{delivered[0].code} is a delivery, and no code of Z37 says its outcome.",
            "Add the code of category Z37 after it.",
            citation=entry.citation, severity="warning",
        )  # fmt: skip
    if outcome and not mother:
        severity: Severity = "error" if newborn else "warning"
        where = f" beside {newborn[0].code}" if newborn else ""
        yield finding(
            RULE, "outcome_alone", outcome[:1],
            f"{outcome[0].code} stands{where} without a code of chapter 15; it belongs on the"
            " mother's record of the delivery.",
            "Add the code of the delivery, or remove Z37 from the newborn's claim.",
            citation=guideline("I.C.21.c.11"), severity=severity,
        )  # fmt: skip


def _weeks(diagnoses: Diagnoses, mother: list[Facts], weeks: list[Facts]) -> Iterator[Finding]:
    on = diagnoses.scene.on
    if weeks:
        ended = [f for f in diagnoses.distinct if listed("abortive", f.bare, on)]
        if ended:
            entry = code_list("abortive")[0]
            yield finding(
                RULE, "weeks_not_given", (weeks[0], ended[0]),
                f"{weeks[0].code} stands beside {ended[0].code}: {entry.says}.",
                f"Remove {weeks[0].code}.",
                citation=entry.citation, severity="warning",
            )  # fmt: skip
        for code in mother:
            yield from _trimester(code, weeks[0])
        return
    running = [f for f in mother if not listed("without_weeks", f.bare, on)]
    if running:
        yield finding(
            RULE, "weeks_missing", running[:1],
            f"{running[0].code} stands without the weeks of gestation (Z3A).",
            "Add the code of category Z3A where the record states the week.",
            citation=guideline("I.C.21.c.11"), severity="info",
        )  # fmt: skip


def _trimester(code: Facts, weeks: Facts) -> Iterator[Finding]:
    stated = _TRIMESTER.search(code.title)
    digits = weeks.bare[3:]
    if stated is None or not digits.isdigit() or digits == "00":
        return
    week = {"01": 7, "49": 43}.get(digits, int(digits))
    low, high = _WEEKS[stated[1]]
    if not low <= week <= max(high, 43 if stated[1] == "third" else high):
        yield finding(
            RULE, "trimester_and_weeks", (code, weeks),
            f"{code.code} says {stated[0]}, and {weeks.code} ({weeks.title}) is not in it.",
            "Correct the one that the record doesn't support. In a stay over more than one"
            " trimester it is that of the admission, or of the complication's onset.",
            citation=guideline("I.C.15.a.3"), severity="warning",
        )  # fmt: skip
