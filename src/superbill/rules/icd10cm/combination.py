"""`icd10cm.combination`: two codes where one says both, by links that are presumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import listed
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="icd10cm.combination",
    title="Conditions that are presumed to be linked are reported by the code that says both",
    payer=EVERY_PAYER,
    source=guideline("I.A.15 and I.B.9"),
    grain="diagnoses",
)

UNRELATED = "unless the record says that they are unrelated"

DIABETES = ("E08", "E09", "E10", "E11", "E13")
_UNCOMPLICATED = "9"
_DIABETIC = {
    "N18": ("22", "with diabetic chronic kidney disease"),
    "L97": ("621 or .622", "with foot ulcer, or with other skin ulcer"),
    "I96": ("52", "with diabetic peripheral angiopathy with gangrene"),
    "G63": ("42", "with diabetic polyneuropathy"),
}
"""What the alphabetic index has under `Diabetes, with` that also has a code of its own: the part
after the dot, and its words."""


@dataclass(frozen=True, slots=True)
class Combination:
    """first: codes of the one; `with`: lists (lists.yaml), of each of which one must be there."""

    id: str
    section: str
    first: tuple[str, ...]
    with_: tuple[str, ...]
    becomes: str
    severity: Literal["error", "warning"]
    start: date


@cache
def combinations() -> tuple[Combination, ...]:
    """The entries of combination.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Combination, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """Errors: hypertension (I10, I11, I12) beside heart failure or chronic kidney disease that one
    code of I11 to I13 says with it. Warnings: diabetes without complications beside a diagnosis
    that the index links to it, or beside diabetes with complications."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    yield from _hypertension(diagnoses)
    yield from _diabetes(diagnoses)


def _hypertension(diagnoses: Diagnoses) -> Iterator[Finding]:
    if not any(f.code.startswith("I1") for f in diagnoses.all):
        return
    told: set[str] = set()
    for entry in combinations():
        if diagnoses.scene.on < entry.start:
            continue
        first = [f for f in diagnoses.distinct if f.bare[:3] in entry.first and f.code not in told]
        others = [_of_list(name, diagnoses) for name in entry.with_]
        if first and all(others):
            told.add(first[0].code)
            yield _linked(first[0], [f for f in others if f is not None], entry)


def _of_list(name: str, diagnoses: Diagnoses) -> Facts | None:
    on = diagnoses.scene.on
    return next((f for f in diagnoses.distinct if listed(name, f.bare, on)), None)


def _linked(first: Facts, others: list[Facts], entry: Combination) -> Finding:
    beside = " and ".join(f.code for f in others)
    return finding(
        RULE, entry.id, (first, *others),
        f"{first.code} stands beside {beside}; the classification presumes that hypertension is"
        f" the cause, {UNRELATED}.",
        f"Use a code of {entry.becomes} instead of {first.code}, and keep {beside} after it.",
        citation=guideline(entry.section), severity=entry.severity,
    )  # fmt: skip


def _diabetes(diagnoses: Diagnoses) -> Iterator[Finding]:
    plain = [
        f for f in diagnoses.distinct
        if f.bare[:3] in DIABETES and f.bare[3:] == _UNCOMPLICATED
    ]  # fmt: skip
    for code in plain:
        category = code.bare[:3]
        complicated = [
            f for f in diagnoses.distinct if f.bare[:3] == category and f.code != code.code
        ]
        if complicated:
            yield finding(
                RULE, "diabetes_without_and_with", (code, complicated[0]),
                f"{code.code} says that there are no complications, and {complicated[0].code} is"
                " one.",
                f"Remove {code.code}.",
                citation=guideline("I.C.4.a"), severity="warning",
            )  # fmt: skip
            continue
        for other in diagnoses.distinct:
            if other.bare[:3] in _DIABETIC:
                after, words = _DIABETIC[other.bare[:3]]
                yield finding(
                    RULE, "diabetes_with", (code, other),
                    f"{code.code} stands beside {other.code}; the index has it under “Diabetes,"
                    f" with”, so a link is presumed, {UNRELATED}.",
                    f"Use {category}.{after} ({words}) and keep {other.code} after it.",
                    citation=guideline("I.A.15"), severity="warning",
                )  # fmt: skip
