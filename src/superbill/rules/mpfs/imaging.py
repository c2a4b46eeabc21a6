"""`mpfs.imaging`: imaging, heart or eye tests of one day, and what is paid less."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import on_schedule
from superbill.rules.mpfs.reductions import reduced
from superbill.rules.rule import Outcome

INDICATORS = ("4", "6", "7")

RULE = on_schedule(
    "mpfs.imaging",
    "Imaging and diagnostic tests of one day are paid less after the first",
    "multiple procedure indicators 4, 6 and 7",
    grain="claim",
)


def check(scene: Scene) -> Outcome:
    """An info with the dated percentages of reductions.yaml."""
    return reduced(RULE, scene, INDICATORS)
