"""`icd10cm.excludes2`: two diagnoses of which one isn't part of the other: both may be reported."""

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
    id="icd10cm.excludes2",
    title="Diagnoses that are not part of each other may both be reported",
    payer=EVERY_PAYER,
    source=guideline("I.A.12.b"),
    grain="diagnoses",
)

REMEDY = "Nothing to change where the record supports both."


def check(scene: Scene) -> Outcome:
    """An info for each pair with an Excludes2 note and no Excludes1 note.

    Notes of chapters and blocks aren't reported: they only say that codes of other chapters may be
    added, which goes without saying (E11.9 beside I10). `superbill tool excludes_check` shows them.
    """
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for one, other in combinations(diagnoses.distinct, 2):
        found = excluded(one, other, "excludes2", below_blocks=True)
        if found is None or excluded(one, other) is not None:
            continue
        note, release = found.instruction, one.release
        yield finding(
            RULE, "both_may_stand", (one, other),
            f"At {note.at} an Excludes2 note names {found.named}: it isn't part of {found.carrier},"
            " and both may be reported when the patient has both.",
            REMEDY, citation=tabular(note.at, "Excludes2", release), severity="info",
            release=release,
        )  # fmt: skip
