"""`mpfs.therapy`: always-therapy services of one day, and what is paid less."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import on_schedule
from superbill.rules.mpfs.reductions import reduced
from superbill.rules.rule import Outcome

INDICATORS = ("5",)

RULE = on_schedule(
    "mpfs.therapy",
    "Therapy services of one day are paid less after the first",
    "multiple procedure indicator 5; Claims Processing Manual, chapter 5, section 10.7",
    grain="claim",
)


def check(scene: Scene) -> Outcome:
    """An info with the dated percentages of reductions.yaml."""
    return reduced(RULE, scene, INDICATORS)
