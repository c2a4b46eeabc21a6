"""`icd10cm.duplicate`: each diagnosis code once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.duplicate",
    title="Each diagnosis code is reported once for an encounter",
    payer=EVERY_PAYER,
    source=guideline("I.B.12"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """An error for each code that stands more than once."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    if len(set(diagnoses.scene.claim.diagnoses)) == len(diagnoses.all):
        return
    times = Counter(f.code for f in diagnoses.all)
    for code in diagnoses.distinct:
        if times[code.code] > 1:
            yield finding(
                RULE, "duplicate", (code,),
                f"{code.code} stands {times[code.code]} times among the diagnoses.",
                "Keep it once. One code also speaks for both sides where none tells them apart.",
                citation=guideline("I.B.12"), severity="error",
            )  # fmt: skip
