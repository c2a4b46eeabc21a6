"""`icd10cm.excludes1`: two diagnoses that the tabular list says are never reported together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.relations import excluded
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.excludes1",
    title="Diagnoses that exclude each other are not reported together",
    payer=EVERY_PAYER,
    source=guideline("I.A.12.a"),
    grain="diagnoses",
)

REMEDY = (
    "Keep the one that the record supports. Both may stand only where the record shows that the"
    " two are unrelated; where that isn't clear, ask the provider (guideline I.A.12.a)."
)


def check(scene: Scene) -> Outcome:
    """A finding for each pair, whichever of the two carries the note, its own or an inherited
    one; a check for each release that was read."""
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for one, other in combinations(diagnoses.distinct, 2):
        found = excluded(one, other)
        if found is None:
            continue
        note, release = found.instruction, one.release
        yield finding(
            RULE, "excludes1", (one, other),
            f"At {note.at} the tabular list excludes {found.named} beside {found.carrier}:"
            f" “{note.text}”.",
            REMEDY, citation=tabular(note.at, "Excludes1", release), severity="error",
            release=release,
        )  # fmt: skip
