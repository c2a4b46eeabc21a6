"""`icd10cm.manifestation`: a manifestation never leads."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.manifestation",
    title="A manifestation is never the principal or first-listed diagnosis",
    payer=EVERY_PAYER,
    source=guideline("I.A.13"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """An error where the first diagnosis is a manifestation: by the editor's dated list, or by
    its title (`in diseases classified elsewhere`)."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    first = diagnoses.first
    if not first.manifestation:
        return
    listed = "manifestation" in first.edits
    why = "the Medicare Code Editor lists it as a manifestation" if listed else f"“{first.title}”"
    causes = [i.shown for i in first.of_kind("code_first") if i.references]
    named = f": {causes[0]}" if causes else ""
    yield finding(
        RULE, "leads", (first,),
        f"{first.code} is {diagnoses.first_is_called}, and it is the manifestation of another"
        f" condition ({why}).",
        f"Put the code of the underlying condition before it{named}.",
        citation=guideline("I.A.13"), severity="error", release=first.decided_by,
    )  # fmt: skip
