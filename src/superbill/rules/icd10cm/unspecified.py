"""`icd10cm.unspecified`: codes so unspecific that the guidelines name them."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import listed
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.unspecified",
    title="Codes that leave open what the record usually states are looked at",
    payer=EVERY_PAYER,
    source=guideline("I.B.18"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """Infos: a Z code of the closed list of nonspecific ones, and an unspecified trimester. Of
    sides `icd10cm.laterality` speaks. An unspecified code is right where nothing more is known."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for code in diagnoses.distinct:
        entry = listed("nonspecific_z", code.bare, diagnoses.scene.on)
        if entry is not None:
            yield finding(
                RULE, "nonspecific_z", (code,), f"{code.code} {entry.says}.",
                "Use a sign, symptom or other reason for the encounter where the record has one.",
                citation=entry.citation, severity="info",
            )  # fmt: skip
        elif code.code.startswith("O") and "unspecified trimester" in code.title:
            yield finding(
                RULE, "trimester_unspecified", (code,),
                f"{code.code} leaves the trimester open.",
                "Use the trimester that the record states; the unspecified one is for a record that"
                " can't be completed.",
                citation=guideline("I.C.15.a.3"), severity="info", release=code.decided_by,
            )  # fmt: skip
