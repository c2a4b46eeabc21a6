"""`icd10cm.z_codes`: Z codes that only lead, and Z codes that never do."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding, Severity
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import listed
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.z_codes",
    title="Z codes that may only be first-listed lead, and those that never may do not",
    payer=EVERY_PAYER,
    source=guideline("I.C.21.c"),
    grain="diagnoses",
)

_Z = "Z"


def check(scene: Scene) -> Outcome:
    """An error where a Z code leads that is only a secondary one; warnings where one that may only
    lead stands further down, and where a status or history leads. Where another that may only lead
    is first, two encounters of one day may have been combined: info."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    first = diagnoses.first
    on = diagnoses.scene.on
    if first.code.startswith(_Z):
        found = _leads(first, diagnoses)
        if found is not None:
            yield found
    combined = listed("first_only", first.bare, on) is not None
    for code in diagnoses.distinct:
        if not code.code.startswith(_Z) or code.code == first.code:
            continue
        entry = listed("first_only", code.bare, on)
        if entry is None:
            continue
        severity: Severity = "info" if combined else "warning"
        yield finding(
            RULE, "not_first", (code,),
            f"{code.code} stands after {first.code}; it {entry.says}.",
            f"Put {code.code} first, or use a code that may stand second."
            if not combined else "Nothing to change where two encounters of the day are combined.",
            citation=entry.citation, severity=severity,
        )  # fmt: skip


def _leads(first: Facts, diagnoses: Diagnoses) -> Finding | None:
    entry = listed("never_first", first.bare, diagnoses.scene.on)
    if entry is not None:
        return finding(
            RULE, "never_first", (first,),
            f"{first.code} is {diagnoses.first_is_called}; it {entry.says}.",
            "Put the reason for the encounter first.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    status = listed("status", first.bare, diagnoses.scene.on)
    if status is None:
        return None
    listed_so = "unacceptable" in first.edits
    if diagnoses.scene.setting == "inpatient" and listed_so:
        return None  # Medicare's editor itself speaks of it (`mce.edits`)
    too = " Medicare's editor does not accept it as a principal diagnosis." if listed_so else ""
    return finding(
        RULE, "status_first", (first,),
        f"{first.code} is first-listed; it {status.says}.{too}",
        "Put the reason for the encounter first, if the record has another.",
        citation=status.citation, severity="warning", release=first.decided_by,
    )  # fmt: skip
